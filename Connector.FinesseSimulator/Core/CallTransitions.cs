namespace Connector.FinesseSimulator.Core;

/// <summary>How calls go on: the middle rows of the sequence tables (facts 3.4).</summary>
internal static class CallTransitions
{
    /// <summary>An action of an agent that needs nothing but the call.</summary>
    public static void Act(Transition transition, ActOnCall act)
    {
        if (transition.FindLeg(act.CallId, act.AgentId) is not var (call, leg))
        {
            transition.RefuseOn(act.CallId, PeripheralErrors.NoCallToClear);
            return;
        }

        var refusal = RefusalOf(call, leg, act.Action);
        if (refusal is not null)
        {
            transition.RefuseOn(call.Id, refusal);
            return;
        }

        switch (act.Action)
        {
            case CallActions.Answer: Establish(transition, call, leg); break;
            case CallActions.Hold: Toggle(transition, call, leg, LegState.Held); break;
            case CallActions.Retrieve: Retrieve(transition, call, leg); break;
            case CallActions.Drop: CallRelease.Release(transition, call, leg); break;
            case CallActions.Transfer: Consultation.Transfer(transition, call, act.AgentId); break;
            case CallActions.Conference: Consultation.Conference(transition, call, act.AgentId); break;
            case CallActions.StartRecording: Record(transition, call); break;
            case CallActions.Accept or CallActions.Close or CallActions.Reject:
                OutboundCampaign.Answer(transition, call, leg, act.Action);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act), act.Action, "The contact centre does not know this action.");
        }
    }

    /// <summary>A party outside answers, where it still rings there.</summary>
    public static void OutsideAnswers(Transition transition, string callId)
    {
        if (transition.State.Calls.TryGetValue(callId, out var preview) && preview.State is DialogState.Accepted)
            OutboundCampaign.Connect(transition, preview);
        else if (OutsideLeg(transition, callId, leg => leg.State is LegState.Alerting) is var (call, leg))
            Establish(transition, call, leg);
        else transition.Problem = $"no party outside is being rung on call {callId}";
    }

    /// <summary>A party outside hangs up.</summary>
    public static void OutsideReleases(Transition transition, OutsideReleases releases)
    {
        var found = OutsideLeg(
            transition, releases.CallId, leg => releases.Address is null || leg.Address == releases.Address);
        if (found is var (call, leg)) CallRelease.Release(transition, call, leg);
        else if (releases.Address is { } address) transition.Problem = $"{address} is no party outside of call {releases.CallId}";
        else transition.Problem = $"there is no call {releases.CallId} with a party outside";
    }

    /// <summary>CALL_ESTABLISHED: one PUT, everybody who was ringing or being rung is active.</summary>
    public static void Establish(Transition transition, Call call, Leg answering)
    {
        call = call.WithLeg(answering, LegState.Active, transition.Now);
        foreach (var caller in call.Legs.Where(leg => leg.State is LegState.Initiated))
            call = call.WithLeg(caller, LegState.Active, transition.Now);
        call = transition.Put(call);
        transition.TellAll(call, EventKind.Put);
        transition.SettleAll(call);
    }

    private static PeripheralError? RefusalOf(Call call, Leg leg, string action)
    {
        // Listening can only be ended or recorded, and a preview only be answered.
        var isPreviewAction = action is CallActions.Accept or CallActions.Close or CallActions.Reject;
        var isAllowed = !leg.IsPassive && call.Kind switch
        {
            CallKind.Monitoring => action is CallActions.Drop or CallActions.StartRecording,
            CallKind.Conversation => !isPreviewAction,
            _ => isPreviewAction,
        };
        if (!isAllowed) return PeripheralErrors.InvalidAction(action, leg.Address);
        return (action, leg.State) switch
        {
            (CallActions.StartRecording, not LegState.Active) => PeripheralErrors.InvalidAction(action, leg.Address),
            (CallActions.Answer, LegState.Alerting) => null,
            (CallActions.Answer, _) => PeripheralErrors.NoCallToAnswer,
            (CallActions.Hold, LegState.Active) => null,
            (CallActions.Hold, _) => PeripheralErrors.NoActiveCall,
            (CallActions.Retrieve, LegState.Held) => null,
            (CallActions.Retrieve, _) => PeripheralErrors.NoHeldCall,
            (CallActions.Drop, LegState.Alerting or LegState.Dropped or LegState.WrapUp) => PeripheralErrors.NoCallToClear,
            _ => null,
        };
    }

    private static void Record(Transition transition, Call call) =>
        transition.TellAll(transition.Put(call with { IsRecorded = true }), EventKind.Put);

    private static void Toggle(Transition transition, Call call, Leg leg, LegState state)
    {
        call = transition.Put(call.WithLeg(leg, state, transition.Now));
        transition.TellAll(call, EventKind.Put);
        transition.SettleAll(call);
    }

    // A phone talks on one call at a time: taking one back puts the other on hold, or gives it up where it is not answered yet.
    private static void Retrieve(Transition transition, Call call, Leg leg)
    {
        var others = transition.State.LegsOf(transition.AgentOf(leg.AgentId!)).Where(own => own.Call.Id != call.Id).ToList();
        foreach (var (other, own) in others)
        {
            if (own.State is LegState.Active)
                transition.TellAll(transition.Put(other.WithLeg(own, LegState.Held, transition.Now)), EventKind.Put);
            else if (own.State is LegState.Initiating or LegState.Initiated or LegState.Failed)
                CallRelease.Release(transition, other, own);
        }

        Toggle(transition, call, leg, LegState.Active);
    }

    private static (Call Call, Leg Leg)? OutsideLeg(Transition transition, string callId, Func<Leg, bool> isMeant) =>
        transition.State.Calls.TryGetValue(callId, out var call)
            && call.Kind is CallKind.Conversation
            && call.Legs.FirstOrDefault(leg => leg.AgentId is null && leg.State.IsLive() && isMeant(leg)) is { } leg
            ? (call, leg)
            : null;
}
