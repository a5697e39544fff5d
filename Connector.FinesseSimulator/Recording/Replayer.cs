using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using Connector.FinesseSimulator.Notifications;
using Connector.FinesseSimulator.Rest;
using Connector.FinesseSimulator.Sides;

namespace Connector.FinesseSimulator.Recording;

/// <summary>How far a replay is.</summary>
/// <param name="IsRunning">Whether it is under way.</param>
/// <param name="Steps">How many steps it has.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Refused">How many the control API refused.</param>
internal sealed record ReplayProgress(bool IsRunning, int Steps, int Done, int Refused);

/// <summary>Plays a recording back, one at a time.</summary>
internal sealed class Replayer(SidePair pair, BackgroundWork background, Func<Uri> control, TimeProvider time)
{
    private readonly Lock _gate = new();
    private ReplayProgress _progress = new(IsRunning: false, 0, 0, 0);
    private CancellationTokenSource? _stop;

    /// <summary>How far it is.</summary>
    public ReplayProgress Progress
    {
        get
        {
            lock (_gate) return _progress;
        }
    }

    /// <summary>Begins a replay.</summary>
    /// <param name="steps">What is done.</param>
    /// <param name="isFast">Whether one step follows the other at once.</param>
    /// <param name="newIds">Whether notifications get item ids that nobody has seen.</param>
    /// <returns>Whether it began: false where one is under way.</returns>
    public bool Start(ImmutableArray<ReplayStep> steps, bool isFast, bool newIds)
    {
        var stop = new CancellationTokenSource();
        lock (_gate)
        {
            if (_progress.IsRunning)
            {
                stop.Dispose();
                return false;
            }

            (_progress, _stop) = (new ReplayProgress(IsRunning: true, steps.Length, 0, 0), stop);
        }

        background.Run(cancellationToken => PlayAsync(steps, isFast, newIds ? Guid.NewGuid().ToString() : null, stop, cancellationToken));
        return true;
    }

    /// <summary>Ends the replay that is under way, if any.</summary>
    public void Stop()
    {
        lock (_gate)
            if (_progress.IsRunning) _ = _stop!.CancelAsync();
    }

    private async Task PlayAsync(
        ImmutableArray<ReplayStep> steps, bool isFast, string? idPrefix, CancellationTokenSource stop,
        CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
        var start = time.GetUtcNow();
        try
        {
            for (var index = 0; index < steps.Length; index++)
            {
                var wait = start + steps[index].At - time.GetUtcNow();
                if (!isFast && wait > TimeSpan.Zero) await Task.Delay(wait, time, both.Token);
                both.Token.ThrowIfCancellationRequested();
                var worked = await PlayAsync(steps[index], idPrefix is null ? null : $"{idPrefix}{index + 1}", http, both.Token);
                lock (_gate)
                    _progress = _progress with { Done = index + 1, Refused = _progress.Refused + (worked ? 0 : 1) };
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // Stopped: how far it came stays to be read.
        }
        finally
        {
            lock (_gate) (_progress, _stop) = (_progress with { IsRunning = false }, null);
            stop.Dispose();
        }
    }

    private async Task<bool> PlayAsync(ReplayStep step, string? itemId, HttpClient http, CancellationToken cancellationToken)
    {
        if (step is ReplayNotification told)
        {
            var side = pair.Sides[pair.IndexOf(told.Side) ?? 0];
            await side.TellAsync(
                new FinesseNotification(
                    $"pubsub.{side.Domain}", $"{told.Agent}@{side.Domain}", told.Node, itemId ?? told.ItemId, told.UpdateXml),
                cancellationToken);
            return true;
        }

        var call = (ReplayControl)step;
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(control(), call.Path));
        request.Content = new StringContent(call.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
