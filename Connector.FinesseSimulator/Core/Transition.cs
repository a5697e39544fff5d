using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>One input being carried out: collects the new state and what is to be told, in order. Never seen from
/// outside.</summary>
internal sealed class Transition(CentreState state, CentreRules rules, DateTimeOffset now, Requester? requester)
{
    private readonly ImmutableArray<Notice>.Builder _notices = ImmutableArray.CreateBuilder<Notice>();
    private readonly ImmutableArray<ScheduledInput>.Builder _scheduled = ImmutableArray.CreateBuilder<ScheduledInput>();
    private readonly HashSet<string> _changedAgents = new(StringComparer.Ordinal);
    private bool _requestAnswered;

    /// <summary>The state so far.</summary>
    public CentreState State { get; set; } = state;

    /// <summary>How the centre is set up.</summary>
    public CentreRules Rules => rules;

    /// <summary>When this happens.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The object whose queue the request was in; its first notice carries the request's id.</summary>
    public NodeKind RequestNode { get; init; }

    /// <summary>The call that came into being.</summary>
    public string? NewCallId { get; set; }

    /// <summary>Why nothing was done.</summary>
    public string? Problem { get; set; }

    /// <summary>The agent as he is by now.</summary>
    public Agent AgentOf(string id) => State.Agents[id];

    /// <summary>Replaces an agent.</summary>
    public Agent Put(Agent agent)
    {
        State = State with { Agents = State.Agents.SetItem(agent.Id, agent) };
        _changedAgents.Add(agent.Id);
        return agent;
    }

    /// <summary>Replaces or adds a call.</summary>
    public Call Put(Call call)
    {
        State = State with { Calls = State.Calls.SetItem(call.Id, call) };
        return call;
    }

    /// <summary>A call an agent sees, with his participant.</summary>
    public (Call Call, Leg Leg)? FindLeg(string callId, string agentId) =>
        State.Calls.TryGetValue(callId, out var call) && AgentOf(agentId).CallIds.Contains(callId)
            && call.LegOf(agentId) is { } leg
            ? (call, leg)
            : null;

    /// <summary>Forgets a call that no agent sees: Finesse hears nothing more of it.</summary>
    public void ForgetIfUnseen(Call call)
    {
        if (Viewers(call).Count == 0) State = State with { Calls = State.Calls.Remove(call.Id) };
    }

    /// <summary>Makes an agent see a call.</summary>
    public void Show(string agentId, Call call)
    {
        var agent = AgentOf(agentId);
        Put(agent with { CallIds = agent.CallIds.Add(call.Id) });
    }

    /// <summary>Puts an agent into a state and tells him.</summary>
    public Agent Enter(Agent agent, AgentState target, ReasonCode? reason)
    {
        agent = Put(agent with { State = target, Reason = reason, StateChangeTime = Now });
        Tell(agent);
        return agent;
    }

    /// <summary>Tells an agent about himself.</summary>
    public void Tell(Agent agent) => _notices.Add(new UserNotice(agent, RequestIdFor(agent.Id, NodeKind.User)));

    /// <summary>Tells whoever has subscribed.</summary>
    public void Tell(QueueNotice notice) => _notices.Add(notice);

    /// <summary>Tells one agent about a call.</summary>
    public void Tell(string agentId, Call call, EventKind kind) => _notices.Add(new DialogNotice(
        agentId, call, CallActions.OfferedOn(call, State, Rules), kind, RequestIdFor(agentId, NodeKind.Dialogs)));

    /// <summary>Tells every agent who sees the call.</summary>
    public void TellAll(Call call, EventKind kind)
    {
        foreach (var agentId in Viewers(call)) Tell(agentId, call, kind);
    }

    /// <summary>Brings the states of all agents who see the call into line with their calls.</summary>
    public void SettleAll(Call call)
    {
        foreach (var agentId in Viewers(call)) AgentTransitions.Settle(this, agentId);
    }

    /// <summary>Refuses a request on a call.</summary>
    public void RefuseOn(string callId, PeripheralError error) =>
        Refuse(NodeKind.Dialogs, $"/finesse/api/Dialog/{callId}", error);

    /// <summary>Refuses the request by a notification, which is the only way once the 202 has gone.</summary>
    public void Refuse(NodeKind node, string source, PeripheralError error, string eventName = "put")
    {
        if (requester is not null)
            _notices.Add(new ErrorNotice(requester.AgentId, node, source, eventName, error, requester.RequestId));
    }

    /// <summary>Has an input carried out later.</summary>
    public void Schedule(TimeSpan after, Input input) => _scheduled.Add(new ScheduledInput(after, input));

    /// <summary>The agents who see a call, in the order of its legs.</summary>
    public IReadOnlyList<string> Viewers(Call call) =>
        [.. call.Legs.Select(leg => leg.AgentId).OfType<string>().Where(id => AgentOf(id).CallIds.Contains(call.Id))
            .Distinct(StringComparer.Ordinal)];

    /// <summary>What came of it.</summary>
    public Step Finish()
    {
        QueueTransitions.AgentsChanged(this, _changedAgents);
        return new Step(State, _notices.ToImmutable(), _scheduled.ToImmutable(), NewCallId, Problem);
    }

    // The vendor calls the echo of the request's id "best effort": the first event has it, its followers do not.
    private string RequestIdFor(string agentId, NodeKind node)
    {
        if (_requestAnswered || requester is null || node != RequestNode) return "";
        if (requester.AgentId != agentId) return "";
        _requestAnswered = true;
        return requester.RequestId;
    }
}
