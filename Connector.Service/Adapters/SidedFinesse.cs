using Connector.Finesse.Sides;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>
/// Carries an agent's calls out on the side that he is on. While he is on his way to the other side they wait; what no Finesse
/// took because its side is down is tried again, wherever the agent is then, within the request's deadline and a few seconds: that
/// is how long it takes to be sure that a side is gone.
/// </summary>
/// <param name="sides">The sides.</param>
/// <param name="adapters">What carries a call out on each of them, in their order.</param>
/// <param name="time">The clock.</param>
internal sealed class SidedFinesse(FinesseSides sides, IReadOnlyList<IFinesse> adapters, TimeProvider time) : IFinesse
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>How long a side may fail before its requests are given up, where nobody moves.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call without a deadline waits for an agent on his way.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public FinesseFlavour Flavour => adapters[(int)sides.Serving.Id].Flavour;

    /// <inheritdoc/>
    public Task<FinesseOutcome> CarryOutAsync(
        string agentId, AgentCredentials credentials, FinesseCall call, string requestId, CancellationToken cancellationToken) =>
        CarryOutAsync(agentId, credentials, call, requestId, time.GetUtcNow() + LongestWait, cancellationToken);

    /// <inheritdoc/>
    public async Task<FinesseOutcome> CarryOutAsync(
        string agentId,
        AgentCredentials credentials,
        FinesseCall call,
        string requestId,
        DateTimeOffset deadline,
        CancellationToken cancellationToken)
    {
        var route = sides.RouteOf(agentId);
        var pause = FirstPause;
        var failing = TimeSpan.Zero;
        while (true)
        {
            if (route is not null && !await HasArrivedAsync(route, deadline, cancellationToken))
                return new FinesseOutcome.Unavailable(StillAway(route));
            var side = route?.Side ?? sides.Serving;
            var moved = route?.NextArrivalAsync() ?? sides.Watch.NextChangeAsync();
            var begun = time.GetTimestamp();
            var outcome = await CarryOutAsync(side, route, agentId, credentials, call, requestId, cancellationToken);
            if (outcome is not FinesseOutcome.Unavailable { IsPassing: true } away)
                return outcome;
            sides.Watch.Observe(new SideFact.RequestFailed(side.Id, away.Reason));
            failing += time.GetElapsedTime(begun);
            // Both sides out: it would be the same again.
            if (failing >= Patience || sides.Watch.State.AllOut || time.GetUtcNow() + pause >= deadline)
                return outcome;
            // Ends early where the agent arrives somewhere, or another side serves; one on his way is waited for above.
            if (!await IsDoneWithinAsync(moved, pause, cancellationToken) && route?.IsAway != true)
                failing += pause;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static string StillAway(AgentRoute route) =>
        $"Agent {route.AgentId} is being moved away from Finesse side {route.Side.Id} at {route.Side.Address.RestBase}, which does not "
        + "serve; the request was not carried out. Send it again.";

    private async Task<FinesseOutcome> CarryOutAsync(
        FinesseSide side,
        AgentRoute? route,
        string agentId,
        AgentCredentials credentials,
        FinesseCall call,
        string requestId,
        CancellationToken cancellationToken)
    {
        route?.Begins(call);
        var outcome = await adapters[(int)side.Id].CarryOutAsync(agentId, credentials, call, requestId, cancellationToken);
        route?.Ended(call, outcome);
        return outcome;
    }

    private async Task<bool> HasArrivedAsync(AgentRoute route, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (!route.IsAway)
            return true;
        var remaining = deadline - time.GetUtcNow();
        if (remaining > LongestWait)
            remaining = LongestWait;
        return remaining > TimeSpan.Zero && await IsDoneWithinAsync(route.ArrivedAsync(), remaining, cancellationToken);
    }

    private async Task<bool> IsDoneWithinAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
