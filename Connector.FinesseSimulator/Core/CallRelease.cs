namespace Connector.FinesseSimulator.Core;

/// <summary>How parties leave and calls end: the last rows of the sequence tables (facts 3.4), and wrap-up.</summary>
internal static class CallRelease
{
    /// <summary>A party leaves. Where two others stay on the call it goes on; else it ends.</summary>
    /// <param name="transition">Where it happens.</param>
    /// <param name="call">The call.</param>
    /// <param name="leaving">Who leaves.</param>
    /// <param name="signingOut">The agent whose session ends with it: he writes nothing up.</param>
    public static void Release(Transition transition, Call call, Leg leaving, string? signingOut = null)
    {
        if (call.Kind is not CallKind.Conversation)
        {
            End(transition, call);
            return;
        }

        if (CallParties.Count(call) > 2 && call.State is DialogState.Active) Leave(transition, call, leaving, signingOut);
        else EndConversation(transition, call, leaving, signingOut);

        // Nobody can be listened to on a call that he has left.
        if (leaving.AgentId is { } agentId) Supervision.EndMonitoringOf(transition, agentId, call.Id);
    }

    /// <summary>A dialog that is no conversation (listening, a preview) ends.</summary>
    public static void End(Transition transition, Call call)
    {
        var viewers = transition.Viewers(call);
        Dismiss(transition, call);
        foreach (var agentId in viewers) AgentTransitions.Settle(transition, agentId);
    }

    /// <summary>A dialog that is no conversation ends, while the states of those who see it wait for what comes next.</summary>
    public static void Dismiss(Transition transition, Call call)
    {
        foreach (var leg in call.Legs) call = call.WithLeg(leg, LegState.Dropped, transition.Now);
        call = transition.Put(call);
        transition.TellAll(call, EventKind.Put);
        foreach (var agentId in transition.Viewers(call)) Remove(transition, call, agentId);
    }

    /// <summary>Takes an agent off a call that goes on without him: his participant is gone, or writes up.</summary>
    /// <returns>The call, where it is still there.</returns>
    public static Call TakeOff(Transition transition, Call call, Leg leaving, string? signingOut = null)
    {
        var wraps = leaving.AgentId != signingOut && WritesUp(transition, call, leaving);
        call = transition.Put(call.WithLeg(leaving, wraps ? LegState.WrapUp : LegState.Dropped, transition.Now));
        if (wraps) transition.TellAll(call, EventKind.Put);
        else if (leaving.AgentId is { } agentId) Remove(transition, call, agentId);
        return call;
    }

    /// <summary>Takes an agent off all his calls.</summary>
    public static void ReleaseAll(Transition transition, string agentId)
    {
        EndWrapUp(transition, agentId);
        foreach (var (call, leg) in transition.State.LegsOf(transition.AgentOf(agentId)).ToList())
            if (transition.State.Calls.TryGetValue(call.Id, out var now)) Release(transition, now, leg, signingOut: agentId);
    }

    /// <summary>Removes the calls that an agent has finished writing up.</summary>
    public static void EndWrapUp(Transition transition, string agentId)
    {
        foreach (var call in transition.State.CallsOf(transition.AgentOf(agentId)).ToList())
        {
            if (call.LegOf(agentId) is not { State: LegState.WrapUp } leg) continue;
            var ended = transition.Put(call.WithLeg(leg, LegState.Dropped, transition.Now));
            transition.TellAll(ended, EventKind.Put);
            Remove(transition, ended, agentId);
        }
    }

    /// <summary>END_CALL for one agent: DELETE, and he does not see the call any more.</summary>
    public static void Remove(Transition transition, Call call, string agentId)
    {
        transition.Tell(agentId, call, EventKind.Delete);
        var agent = transition.AgentOf(agentId);
        transition.Put(agent with { CallIds = agent.CallIds.Remove(call.Id) });
        if (transition.Viewers(call).Count == 0)
            transition.State = transition.State with { Calls = transition.State.Calls.Remove(call.Id) };
    }

    // CALL_CONNECTION_CLEARED of one of several: PUT to everybody, DELETE to the one who has left.
    private static void Leave(Transition transition, Call call, Leg leaving, string? signingOut)
    {
        var wraps = leaving.AgentId != signingOut && WritesUp(transition, call, leaving);
        call = transition.Put(call.WithLeg(leaving, wraps ? LegState.WrapUp : LegState.Dropped, transition.Now));
        transition.TellAll(call, EventKind.Put);
        if (leaving.AgentId is not { } agentId) return;
        if (!wraps) Remove(transition, call, agentId);
        if (agentId != signingOut) AgentTransitions.Settle(transition, agentId);
    }

    private static void EndConversation(Transition transition, Call call, Leg leaving, string? signingOut)
    {
        var wraps = call.Legs.Where(leg => leg.AgentId != signingOut && WritesUp(transition, call, leg))
            .Select(leg => leg.AgentId!).ToHashSet();
        var viewers = transition.Viewers(call);

        // CALL_CONNECTION_CLEARED of the one who leaves: the dialog is still active. A call that never stood has no such row.
        if (call.State is DialogState.Active)
        {
            call = transition.Put(call.WithLeg(leaving, LegState.Dropped, transition.Now));
            transition.TellAll(call, EventKind.Put);
        }

        // CALL_CONNECTION_CLEARED of the others, which also ends the dialog; then CALL_CLEARED, which repeats it. Who wrote the
        // call up before goes on with that.
        foreach (var leg in call.Legs)
        {
            var after = leg.State is LegState.WrapUp || (leg.AgentId is not null && wraps.Contains(leg.AgentId))
                ? LegState.WrapUp
                : LegState.Dropped;
            if (leg.State != after) call = call.WithLeg(leg, after, transition.Now);
        }

        call = transition.Put(call);
        transition.TellAll(call, EventKind.Put);
        transition.TellAll(call, EventKind.Put);

        // END_CALL: gone, except for those who write it up.
        var leavers = viewers.Where(id => call.LegOf(id)!.State is not LegState.WrapUp);
        foreach (var agentId in leavers) Remove(transition, call, agentId);
        foreach (var agentId in viewers.Where(id => id != signingOut))
        {
            AgentTransitions.Settle(transition, agentId);
            Supervision.EndMonitoringOf(transition, agentId, call.Id);
        }
    }

    // Only a call that was talked on is written up, and a consultation belongs to another one.
    private static bool WritesUp(Transition transition, Call call, Leg leg) =>
        leg.AgentId is { } agentId && leg.State.IsConnected() && call.State is DialogState.Active
            && call.CallType is not CallTypes.Consult
            && transition.Rules.Flavour.WritesUp(call)
            && transition.Rules.WrapUp switch
            {
                WrapUpMode.Required or WrapUpMode.RequiredWithData => true,
                WrapUpMode.Optional => transition.AgentOf(agentId).PendingState is AgentState.Work,
                _ => false,
            };
}
