using System.Globalization;
using Connector.Lab.Deployment;
using Connector.Lab.Processes;
using Connector.Lab.Scenarios.Judging;

namespace Connector.Lab.Scenarios;

/// <summary>Does a scenario's acts to a deployment and writes down when. What is waited for in vain is written down, too: the judge goes on.</summary>
internal sealed class Stage(
    DuplexDeployment deployment, DeploymentView view, Func<string, IReadOnlySet<string>> agentsOf, Random dice, TimeSpan soak, Action<string> say)
{
    // A minute for what is promised in seconds: that it was late is for the judge to say.
    private static readonly TimeSpan AwaitLimit = TimeSpan.FromSeconds(60);

    // Asking lists every session, on the machine that is measured. How long a takeover took, Finesse's own recording tells.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    // What a connector had heard and not said yet when it died.
    private static readonly TimeSpan Unsaid = TimeSpan.FromMilliseconds(500);

    // Whoever took the agent over at the other site may be known a moment after the heal.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private readonly List<Moment> _moments = [];
    private readonly List<string> _failures = [];
    private readonly Dictionary<string, double> _deafSince = new(StringComparer.Ordinal);
    private readonly List<Deafness> _deaf = [];
    private readonly double _begun = Now();
    private readonly Lock _gate = new();
    private double? _apartSince;

    /// <summary>What happened.</summary>
    public IReadOnlyList<Moment> Moments => _moments;

    /// <summary>What was waited for in vain.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>When which connector was dead.</summary>
    public IReadOnlyList<Deafness> Deaf =>
        [.. _deaf, .. _deafSince.Select(each => new Deafness(Claims.ResourceOf(each.Key), each.Value, double.MaxValue))];

    /// <summary>The time, as milliseconds of Unix time.</summary>
    public static double Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>Writes down that something happened now.</summary>
    public void Note(string text) => Note(Now(), text);

    /// <summary>Does an act.</summary>
    public async Task DoAsync(Act act, CancellationToken cancellationToken)
    {
        var at = Now();
        switch (act)
        {
            case Act.Together(var acts):
                await Task.WhenAll(acts.Select(each => DoAsync(each, cancellationToken))).ConfigureAwait(false);
                return;
            case Act.Repeat(var acts):
                while (TimeSpan.FromMilliseconds(Now() - at) < soak)
                {
                    foreach (var each in acts)
                        await DoAsync(each, cancellationToken).ConfigureAwait(false);
                }

                return;
            case Act.Wait(var least, var most):
                await Task.Delay(most is { } upTo ? least + ((upTo - least) * dice.NextDouble()) : least, cancellationToken).ConfigureAwait(false);
                return;
            case Act.AwaitAllAt(var connector):
                await AwaitAsync(act, async () => await view.AreAtAsync(connector, alone: true, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false);
                return;
            case Act.AwaitOwnedBy(var connector):
                await AwaitAsync(act, async () => await view.AreAtAsync(connector, alone: false, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false);
                return;
            case Act.AwaitFirstAt(var connector):
                await AwaitAsync(act, async () => await view.HasAnyAsync(connector, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                return;
            case Act.AwaitOneOwner:
                await AwaitAsync(act, async () => await view.HaveOneOwnerAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                return;
        }

        // A link is cut when that is done: what is sent until then may still arrive.
        if (act is not Act.Cut)
            Note(at, act.ToString());
        switch (act)
        {
            case Act.Kill(var part):
                BecomeDeaf(part, at);
                await deployment.Part(part).KillAsync(cancellationToken).ConfigureAwait(false);
                break;
            case Act.Stop(var part):
                await deployment.Part(part).StopAsync(cancellationToken).ConfigureAwait(false);
                Note($"{part} has ended");
                break;
            case Act.Freeze(var part, var isReplaced):
                if (isReplaced)
                    BecomeDeaf(part, at);
                await deployment.Part(part).FreezeAsync(cancellationToken).ConfigureAwait(false);
                break;
            case Act.Thaw(var part):
                await deployment.Part(part).ThawAsync(cancellationToken).ConfigureAwait(false);
                HearAgain(part);
                break;
            case Act.Restart(var part):
                await RestartAsync(part, cancellationToken).ConfigureAwait(false);
                break;
            case Act.Cut(var from, var to):
                if (IsBridge(from, to))
                    BeApart(at);
                await deployment.Link(from, to).CutAsync().ConfigureAwait(false);
                Note(act.ToString());
                break;
            case Act.Heal(var from, var to):
                deployment.Link(from, to).Heal();
                if (IsBridge(from, to))
                    BeTogether();
                break;
            case Act.Worsen(var from, var to, var conditions):
                deployment.Link(from, to).Conditions = conditions;
                break;
            case Act.Jump(var connector, var offset):
                deployment.JumpClock(connector, offset);
                break;
        }
    }

    private async Task RestartAsync(string part, CancellationToken cancellationToken)
    {
        var target = deployment.Part(part);
        await target.RestartAsync(cancellationToken).ConfigureAwait(false);
        HearAgain(part);
        if (part is not (PartNames.Connector1 or PartNames.Connector2))
            return;
        await AwaitAsync(
            $"{part} is ready",
            async () => await deployment.Connector(part).GetAsync("health/ready", cancellationToken).ConfigureAwait(false) is (System.Net.HttpStatusCode.OK, _),
            cancellationToken).ConfigureAwait(false);
    }

    private Task AwaitAsync(Act act, Func<Task<bool>> condition, CancellationToken cancellationToken) =>
        AwaitAsync(act.ToString(), condition, cancellationToken);

    private async Task AwaitAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.HoldsAsync(what, condition, Pace, AwaitLimit, cancellationToken).ConfigureAwait(false);
            Note(what);
        }
        catch (TimeoutException late)
        {
            Note($"in vain: {what}");
            var how = await view.DescribeAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
                _failures.Add($"{late.Message} {how}");
        }
    }

    private void Note(double at, string text)
    {
        lock (_gate)
        {
            _moments.Add(new Moment(at, text));
            _moments.Sort((one, other) => one.At.CompareTo(other.At));
        }

        say(string.Create(CultureInfo.InvariantCulture, $"{(at - _begun) / 1000,8:0.00} s  {text}"));
    }

    // What the clients of one site reach the connector of the other by.
    private static bool IsBridge(string from, string to) => (from, to) is (PartNames.Broker1, PartNames.Broker2);

    private void BeApart(double at)
    {
        lock (_gate)
            _apartSince = at;
    }

    private void BeTogether()
    {
        lock (_gate)
        {
            if (_apartSince is not { } since)
                return;
            _apartSince = null;
            foreach (var (connector, clients) in new[] { (PartNames.Connector1, PartNames.Clients2), (PartNames.Connector2, PartNames.Clients1) })
                _deaf.Add(new Deafness(Claims.ResourceOf(connector), since, Now() + Settling.TotalMilliseconds) { Agents = agentsOf(clients) });
        }
    }

    private void BecomeDeaf(string part, double at)
    {
        lock (_gate)
            _deafSince[part] = at - Unsaid.TotalMilliseconds;
    }

    private void HearAgain(string part)
    {
        lock (_gate)
        {
            if (_deafSince.Remove(part, out var since))
                _deaf.Add(new Deafness(Claims.ResourceOf(part), since, Now()));
        }
    }
}
