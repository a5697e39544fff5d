namespace Connector.FinesseSimulator.Core;

/// <summary>How calls go on and end: the later rows of the sequence tables (facts 3.4).</summary>
internal static class CallTransitions
{
    /// <summary>The size of <c>callVariable1</c> to <c>callVariable10</c> in bytes (facts 3.2).</summary>
    public const int MaxCallVariableBytes = 40;

    /// <summary>ANSWER, HOLD, RETRIEVE or DROP by an agent.</summary>
    public static void Act(Transition transition, ActOnCall act)
    {
        if (Find(transition, act.CallId, act.AgentId) is not var (call, leg))
        {
            transition.Refuse(NodeKind.Dialogs, SourceOf(act.CallId), PeripheralErrors.NoCallToClear);
            return;
        }

        var refusal = (act.Action, leg.State) switch
        {
            (CallActions.Answer, LegState.Alerting) => null,
            (CallActions.Answer, _) => PeripheralErrors.NoCallToAnswer,
            (CallActions.Hold, LegState.Active) => null,
            (CallActions.Hold, _) => PeripheralErrors.NoActiveCall,
            (CallActions.Retrieve, LegState.Held) => null,
            (CallActions.Retrieve, _) => PeripheralErrors.NoHeldCall,
            (CallActions.Drop, LegState.Alerting or LegState.Dropped or LegState.WrapUp) => PeripheralErrors.NoCallToClear,
            (CallActions.Drop, _) => null,
            _ => throw new ArgumentOutOfRangeException(nameof(act), act.Action, "The contact centre does not know this action."),
        };
        if (refusal is not null)
        {
            transition.Refuse(NodeKind.Dialogs, SourceOf(call.Id), refusal);
            return;
        }

        switch (act.Action)
        {
            case CallActions.Answer: Establish(transition, call, leg); break;
            case CallActions.Hold: Toggle(transition, call, leg, LegState.Held); break;
            case CallActions.Retrieve: Retrieve(transition, call, leg); break;
            default: Release(transition, call, leg); break;
        }
    }

    /// <summary>The party outside answers, where it still rings there.</summary>
    public static void OutsideAnswers(Transition transition, string callId)
    {
        if (OutsideLeg(transition, callId) is var (call, leg) && leg.State is LegState.Alerting) Establish(transition, call, leg);
        else transition.Problem = $"no party outside is being rung on call {callId}";
    }

    /// <summary>The party outside hangs up.</summary>
    public static void OutsideReleases(Transition transition, string callId)
    {
        if (OutsideLeg(transition, callId) is var (call, leg)) Release(transition, call, leg);
        else transition.Problem = $"there is no call {callId} with a party outside";
    }

    /// <summary>Writes call variables: PUT to everybody on the call.</summary>
    public static void UpdateData(Transition transition, UpdateCallData update)
    {
        if (Find(transition, update.CallId, update.AgentId) is not var (call, _))
        {
            transition.Refuse(NodeKind.Dialogs, SourceOf(update.CallId), PeripheralErrors.NoActiveCall);
            return;
        }

        if (update.Variables.Any(variable => System.Text.Encoding.UTF8.GetByteCount(variable.Value) > MaxCallVariableBytes))
        {
            transition.Refuse(NodeKind.Dialogs, SourceOf(call.Id), PeripheralErrors.CallVariableTooLong);
            return;
        }

        call = transition.Put(call with
        {
            Variables = call.Variables.SetItems(update.Variables),
            WrapUpReason = update.WrapUpReason ?? call.WrapUpReason,
        });
        transition.TellAll(call, EventKind.Put);
    }

    /// <summary>Takes an agent off all his calls.</summary>
    public static void ReleaseAll(Transition transition, string agentId)
    {
        EndWrapUp(transition, agentId);
        foreach (var call in transition.State.CallsOf(transition.AgentOf(agentId)).ToList())
            if (call.LegOf(agentId) is { } leg) Release(transition, call, leg, signingOut: agentId);
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

    // CALL_ESTABLISHED: one PUT, everybody who was ringing or being rung is active.
    private static void Establish(Transition transition, Call call, Leg answering)
    {
        call = call.WithLeg(answering, LegState.Active, transition.Now);
        foreach (var caller in call.Legs.Where(leg => leg.State is LegState.Initiated))
            call = call.WithLeg(caller, LegState.Active, transition.Now);
        call = transition.Put(call with { State = DialogState.Active });
        transition.TellAll(call, EventKind.Put);
        SettleAll(transition, call);
    }

    private static void Toggle(Transition transition, Call call, Leg leg, LegState state)
    {
        call = transition.Put(call.WithLeg(leg, state, transition.Now));
        transition.TellAll(call, EventKind.Put);
        SettleAll(transition, call);
    }

    // A phone talks on one call at a time: taking one back puts the other on hold.
    private static void Retrieve(Transition transition, Call call, Leg leg)
    {
        var others = transition.State.CallsOf(transition.AgentOf(leg.AgentId!)).Where(other => other.Id != call.Id).ToList();
        foreach (var other in others)
        {
            if (other.LegOf(leg.AgentId!) is not { State: LegState.Active } active) continue;
            transition.TellAll(transition.Put(other.WithLeg(active, LegState.Held, transition.Now)), EventKind.Put);
        }

        Toggle(transition, call, leg, LegState.Active);
    }

    private static void Release(Transition transition, Call call, Leg leaving, string? signingOut = null)
    {
        var wraps = call.Legs.Where(leg => leg.AgentId != signingOut && WritesUp(transition, call, leg))
            .Select(leg => leg.AgentId!).ToHashSet();

        // CALL_CONNECTION_CLEARED of the one who leaves: the dialog is still active. A call that never stood has no such row.
        if (call.State is DialogState.Active)
        {
            call = transition.Put(call.WithLeg(leaving, LegState.Dropped, transition.Now));
            transition.TellAll(call, EventKind.Put);
        }

        // CALL_CONNECTION_CLEARED of the others, which also ends the dialog; then CALL_CLEARED, which repeats it.
        foreach (var leg in call.Legs)
        {
            var after = leg.AgentId is not null && wraps.Contains(leg.AgentId) ? LegState.WrapUp : LegState.Dropped;
            if (leg.State != after) call = call.WithLeg(leg, after, transition.Now);
        }

        call = transition.Put(call with { State = DialogState.Dropped });
        transition.TellAll(call, EventKind.Put);
        transition.TellAll(call, EventKind.Put);

        // END_CALL: gone, except for those who write it up.
        var viewers = transition.Viewers(call);
        foreach (var agentId in viewers.Where(id => !wraps.Contains(id))) Remove(transition, call, agentId);
        foreach (var agentId in viewers.Where(id => id != signingOut)) AgentTransitions.Settle(transition, agentId);
    }

    // Only a call that was talked on is written up.
    private static bool WritesUp(Transition transition, Call call, Leg leg) =>
        leg.AgentId is not null && call.State is DialogState.Active && transition.Rules.WrapUp switch
        {
            WrapUpMode.Required => true,
            WrapUpMode.Optional => transition.AgentOf(leg.AgentId).PendingState is AgentState.Work,
            _ => false,
        };

    private static void Remove(Transition transition, Call call, string agentId)
    {
        transition.Tell(agentId, call, EventKind.Delete);
        var agent = transition.AgentOf(agentId);
        transition.Put(agent with { CallIds = agent.CallIds.Remove(call.Id) });
        if (transition.Viewers(call).Count == 0)
            transition.State = transition.State with { Calls = transition.State.Calls.Remove(call.Id) };
    }

    private static void SettleAll(Transition transition, Call call)
    {
        foreach (var agentId in transition.Viewers(call)) AgentTransitions.Settle(transition, agentId);
    }

    private static (Call Call, Leg Leg)? Find(Transition transition, string callId, string agentId) =>
        transition.State.Calls.TryGetValue(callId, out var call) && transition.AgentOf(agentId).CallIds.Contains(callId)
            && call.LegOf(agentId) is { } leg
            ? (call, leg)
            : null;

    private static (Call Call, Leg Leg)? OutsideLeg(Transition transition, string callId) =>
        transition.State.Calls.TryGetValue(callId, out var call)
            && call.Legs.FirstOrDefault(leg => leg.AgentId is null && leg.State.IsLive()) is { } leg
            ? (call, leg)
            : null;

    private static string SourceOf(string callId) => $"/finesse/api/Dialog/{callId}";
}
