using System.Collections.Concurrent;
using System.Diagnostics;
using Connector.Lab.Processes;
using MassTransit;

namespace Connector.Tests.BrokerFaults;

/// <summary>
/// A client that asks all the time: a new request every 50 ms, whether the earlier ones are answered or not. A request without an answer is sent again with the
/// same message id, as the contracts ask of clients.
/// </summary>
internal sealed class RequestFlow(IBus bus, string load, TimeSpan answerTimeout, Ledger ledger)
{
    private const int MaxInFlight = 400;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FlowAtAll = TimeSpan.FromSeconds(120);

    private readonly IRequestClient<Question> _client = bus.CreateRequestClient<Question>(answerTimeout);
    private readonly ConcurrentDictionary<int, Task> _open = new();
    private readonly ConcurrentQueue<(long Begun, long Answered)> _answers = new();

    public int Answered => _answers.Count;

    public int Open => _open.Count;

    /// <summary>Asks until told to stop, and then until everything is answered.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(Pace);
        var number = 0;
        while (await pace.NextAsync(stop))
        {
            if (_open.Count < MaxInFlight)
                _open[++number] = AskAsync(number);
        }

        await Task.WhenAll(_open.Values);
    }

    /// <summary>Waits for the first answer to a request that began after a moment, and says how long after that moment it came.</summary>
    public async Task<TimeSpan> FlowsAsync(long since)
    {
        await Eventually.HoldsAsync("requests to flow", () => _answers.Any(answer => answer.Begun >= since), FlowAtAll);
        return Stopwatch.GetElapsedTime(since, _answers.Where(answer => answer.Begun >= since).Min(answer => answer.Answered));
    }

    /// <summary>The longest time without an answer from one moment until now.</summary>
    public TimeSpan LongestSilence(long since)
    {
        var moments = _answers.Select(answer => answer.Answered).Where(answered => answered >= since)
            .Append(Stopwatch.GetTimestamp()).Order().Prepend(since).ToList();
        return moments.Zip(moments.Skip(1), Stopwatch.GetElapsedTime).Max();
    }

    private async Task AskAsync(int number)
    {
        var begun = Stopwatch.GetTimestamp();
        var messageId = NewId.NextGuid();
        ledger.Accept(number);
        await Task.Yield();
        while (true)
        {
            try
            {
                var answer = await _client.GetResponse<Answer>(
                    new Question(number, load), pipe => pipe.UseExecute(context => context.MessageId = messageId));
                if (answer.Message.Number != number)
                    throw new InvalidOperationException($"Question {number} got the answer to {answer.Message.Number}.");
                _answers.Enqueue((begun, Stopwatch.GetTimestamp()));
                _open.TryRemove(number, out _);
                return;
            }
            catch (Exception outage) when (outage is RequestTimeoutException or ConnectionException)
            {
                // It may lie in a broker that is down. Whichever copy comes first is carried out.
            }
        }
    }
}

/// <summary>A request.</summary>
/// <param name="Number">Which.</param>
/// <param name="Load">Of which load.</param>
public sealed record Question(int Number, string Load);

/// <summary>Its answer.</summary>
/// <param name="Number">Of which.</param>
public sealed record Answer(int Number);

internal static class PeriodicTimerExtensions
{
    /// <summary>The next tick, or false when it is time to stop.</summary>
    public static async ValueTask<bool> NextAsync(this PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
