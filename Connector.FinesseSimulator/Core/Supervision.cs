namespace Connector.FinesseSimulator.Core;

/// <summary>Why a supervisor cannot barge in (guide 12.5, pages 100 to 102).</summary>
internal enum BargeProblem
{
    /// <summary>He can.</summary>
    None,

    /// <summary>The supervisor does not listen to this agent by this dialog.</summary>
    NotMonitoring,

    /// <summary>The agent has the call on hold.</summary>
    OnHold,

    /// <summary>The conference takes no more parties.</summary>
    Full,

    /// <summary>The agent does not control the conference, or has a consultation under way.</summary>
    NotController,
}

/// <summary>What supervisors do with the calls of their agents: listen, barge in, drop somebody.</summary>
internal static class Supervision
{
    /// <summary>SILENT_MONITOR: a dialog of its own, which the agent sees and can do nothing with; his call is untouched.</summary>
    public static void Listen(Transition transition, StartMonitor start)
    {
        var supervisor = transition.AgentOf(start.SupervisorId);
        var agent = transition.State.AgentAt(start.ToAddress);
        var heard = agent is null ? null : transition.State.ActiveCallOf(agent);
        var refusal = agent is null ? PeripheralErrors.InvalidDestination
            : supervisor.State is not AgentState.NotReady || transition.State.IsBusy(supervisor) ? PeripheralErrors.InvalidObjectState
            : transition.Rules.Flavour.RefusalToMonitor(agent, heard is not null)
                ?? (heard!.Kind is not CallKind.Conversation ? PeripheralErrors.InvalidObjectState
                    : IsMonitored(transition.State, agent) ? PeripheralErrors.LineBusy
                    : null);
        if (refusal is not null)
        {
            transition.Refuse(NodeKind.Dialogs, $"/finesse/api/User/{supervisor.Id}/Dialogs", refusal, "post");
            return;
        }

        var monitoring = CallSetup.OffHook(transition, supervisor, CallTypes.SupervisorMonitor) with
        {
            Kind = CallKind.Monitoring,
            AssociatedId = heard!.Id,
        };
        transition.Tell(supervisor.Id, transition.Put(monitoring), EventKind.Post);

        monitoring = monitoring.WithLeg(monitoring.Legs[0], LegState.Active, transition.Now);
        var passive = new Leg(agent!.Extension, agent.Id, LegState.Active, transition.Now, transition.Now) { IsPassive = true };
        monitoring = transition.Put(monitoring with
        {
            ToAddress = agent.Extension,
            DialedNumber = agent.Extension,
            Legs = monitoring.Legs.Add(passive),
        });
        transition.Tell(supervisor.Id, monitoring, EventKind.Put);
        transition.Show(agent.Id, monitoring);
        transition.Tell(agent.Id, monitoring, EventKind.Post);
        AgentTransitions.Settle(transition, supervisor.Id);
    }

    /// <summary>Whether a supervisor can barge in by this dialog.</summary>
    public static BargeProblem JudgeBarge(CentreState state, CentreRules rules, BargeIn barge)
    {
        if (!state.Calls.TryGetValue(barge.MonitorId, out var monitoring) || monitoring.Kind is not CallKind.Monitoring
            || monitoring.OwnLegOf(barge.SupervisorId) is not { State: LegState.Active }
            || monitoring.ToAddress != barge.ToAddress
            || state.AgentAt(barge.ToAddress) is not { } agent
            || !state.Calls.TryGetValue(monitoring.AssociatedId!, out var call)
            || call.OwnLegOf(agent.Id) is not { } leg)
            return BargeProblem.NotMonitoring;
        return leg.State is LegState.Held ? BargeProblem.OnHold
            : leg.State is not LegState.Active ? BargeProblem.NotMonitoring
            : CallParties.Count(call) >= rules.MaxConferenceParties ? BargeProblem.Full
            : CallParties.IsControlledByAnother(call, agent.Id)
                || state.LegsOf(agent).Count(own => own.Leg.State.IsLive()) > 1 ? BargeProblem.NotController
            : BargeProblem.None;
    }

    /// <summary>BARGE_CALL: the dialog of listening ends, the agent consults the supervisor, whose phone answers by itself, and
    /// makes a conference of it. Nobody's state changes on the way.</summary>
    public static void Barge(Transition transition, BargeIn barge)
    {
        if (JudgeBarge(transition.State, transition.Rules, barge) is not BargeProblem.None)
        {
            transition.Refuse(
                NodeKind.Dialogs, $"/finesse/api/User/{barge.SupervisorId}/Dialogs", PeripheralErrors.InvalidObjectState, "post");
            return;
        }

        var monitoring = transition.State.Calls[barge.MonitorId];
        var agent = transition.State.AgentAt(barge.ToAddress)!;
        CallRelease.Dismiss(transition, monitoring);
        var call = transition.State.Calls[monitoring.AssociatedId!];
        call = transition.Put(call.WithLeg(call.OwnLegOf(agent.Id)!, LegState.Held, transition.Now));
        transition.TellAll(call, EventKind.Put);
        var consultation = Consult(transition, agent, transition.AgentOf(barge.SupervisorId), call.Id);
        Consultation.Join(transition, call, consultation, agent.Id);
    }

    /// <summary>PARTICIPANT_DROP: somebody takes another party off a conference.</summary>
    public static void DropParticipant(Transition transition, DropParticipant drop)
    {
        if (transition.FindLeg(drop.CallId, drop.AgentId) is not var (call, own) || !own.State.IsConnected()
            || !CallParties.MayDropOthers(call, transition.AgentOf(drop.AgentId), transition.Rules))
        {
            transition.RefuseOn(drop.CallId, PeripheralErrors.DropNotEnabled);
            return;
        }

        if (call.LegAt(drop.Address) is { } leg && leg.State.IsLive()) CallRelease.Release(transition, call, leg);
        else transition.RefuseOn(call.Id, PeripheralErrors.NoCallToClear);
    }

    /// <summary>Ends the listening to an agent on a call that he has left (guide 12.5, page 98).</summary>
    public static void EndMonitoringOf(Transition transition, string agentId, string callId)
    {
        foreach (var call in transition.State.CallsOf(transition.AgentOf(agentId)).ToList())
        {
            if (call.Kind is not CallKind.Monitoring || call.AssociatedId != callId || call.LegOf(agentId)?.IsPassive is not true)
                continue;
            if (transition.State.Calls.ContainsKey(call.Id)) CallRelease.End(transition, call);
        }
    }

    private static bool IsMonitored(CentreState state, Agent agent) =>
        state.CallsOf(agent).Any(call => call.Kind is CallKind.Monitoring && call.LegOf(agent.Id)?.IsPassive is true);

    private static Call Consult(Transition transition, Agent agent, Agent supervisor, string originalId)
    {
        var now = transition.Now;
        var call = CallSetup.OffHook(transition, agent, CallTypes.BargeInConsult) with { AssociatedId = originalId };
        transition.Put(call);
        transition.Tell(agent.Id, call, EventKind.Post);
        call = call with { ToAddress = supervisor.Extension, DialedNumber = supervisor.Extension };
        call = call.WithLeg(call.Legs[0], LegState.Initiated, now);
        call = transition.Put(call with
        {
            Legs = call.Legs.Add(new Leg(supervisor.Extension, supervisor.Id, LegState.Alerting, now, now)),
        });
        transition.Tell(agent.Id, call, EventKind.Put);
        transition.Show(supervisor.Id, call);
        transition.Tell(supervisor.Id, call, EventKind.Post);
        call = transition.Put(call with
        {
            Legs = [.. call.Legs.Select(leg => leg with { State = LegState.Active, StateChangeTime = now })],
        });
        transition.TellAll(call, EventKind.Put);
        return call;
    }
}
