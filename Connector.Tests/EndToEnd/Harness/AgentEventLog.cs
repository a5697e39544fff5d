using System.Collections.Immutable;
using Connector.Contracts;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>What a client app has received, per agent, in the order of arrival.</summary>
internal sealed class AgentEventLog
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, ImmutableList<AgentEvent>> _byAgent = ImmutableDictionary.Create<string, ImmutableList<AgentEvent>>(StringComparer.Ordinal);
    private TaskCompletionSource _grew = New();

    public void Add(AgentEvent received)
    {
        TaskCompletionSource grew;
        lock (_gate)
        {
            _byAgent = _byAgent.SetItem(received.AgentId, ArrivedAt(received.AgentId).Add(received));
            (grew, _grew) = (_grew, New());
        }

        grew.SetResult();
    }

    /// <summary>The agent's events as they arrived.</summary>
    public ImmutableList<AgentEvent> ArrivedAt(string agentId)
    {
        lock (_gate)
            return _byAgent.GetValueOrDefault(agentId, []);
    }

    /// <summary>The agent's events by their number, which is how contracts.md tells a client to read them: types travel on different
    /// topics, between which the bus keeps no order.</summary>
    public IReadOnlyList<AgentEvent> Of(string agentId) => [.. ArrivedAt(agentId).OrderBy(received => received.Sequence)];

    /// <summary>The agents of whom the last that was told of their session is that it is interrupted.</summary>
    public IReadOnlyList<string> Interrupted()
    {
        ImmutableDictionary<string, ImmutableList<AgentEvent>> all;
        lock (_gate)
            all = _byAgent;
        return
        [
            .. all.Where(one => one.Value.OfType<AgentSessionChanged>().MaxBy(changed => changed.Sequence)?.SessionState == SessionState.Interrupted)
                .Select(one => one.Key),
        ];
    }

    /// <summary>The number of the agent's last event; 0 before the first.</summary>
    public long LastSequence(string agentId) => ArrivedAt(agentId).Select(received => received.Sequence).DefaultIfEmpty().Max();

    /// <summary>Waits until an event of the agent is there.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="what">What is waited for.</param>
    /// <param name="wanted">Tells it.</param>
    /// <param name="after">Only events of a higher number count.</param>
    /// <param name="limit">How long to wait; 30 s where not given.</param>
    public async Task<TEvent> WaitForAsync<TEvent>(
        string agentId, string what, Func<TEvent, bool> wanted, long after = 0, TimeSpan? limit = null)
        where TEvent : AgentEvent
    {
        using var timeout = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30));
        while (true)
        {
            Task grew;
            lock (_gate)
                grew = _grew.Task;
            if (Of(agentId).OfType<TEvent>().FirstOrDefault(received => received.Sequence > after && wanted(received)) is { } found)
                return found;
            try
            {
                await grew.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException cause)
            {
                var seen = string.Join("\n", Of(agentId).Select(received => $"  {received.Sequence} {EventText.Of(received, static id => id ?? "-")}"));
                throw new TimeoutException($"Agent {agentId}: no {typeof(TEvent).Name} {what} after event {after}. Seen:\n{seen}", cause);
            }
        }
    }

    /// <summary>The agent's events by number, once those between the first and the last are all there: the last of one type may arrive
    /// before an earlier one of another.</summary>
    public async Task<IReadOnlyList<AgentEvent>> WithoutGapAsync(string agentId)
    {
        var last = LastSequence(agentId);
        for (var number = 1L; number < last; number++)
        {
            var wanted = number;
            await WaitForAsync<AgentEvent>(agentId, $"number {wanted}", received => received.Sequence == wanted);
        }

        return Of(agentId);
    }

    public Task<AgentStateChanged> WaitForStateAsync(string agentId, string state, long after = 0, TimeSpan? limit = null) =>
        WaitForAsync<AgentStateChanged>(agentId, state, changed => changed.State == state, after, limit);

    public Task<AgentSessionChanged> WaitForSessionAsync(string agentId, SessionState state, long after = 0, TimeSpan? limit = null) =>
        WaitForAsync<AgentSessionChanged>(agentId, state.ToString(), changed => changed.SessionState == state, after, limit);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
