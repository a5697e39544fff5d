namespace Connector.FinesseSimulator.Core;

/// <summary>Consulting somebody during a call, and what becomes of the two calls (facts 3.4).</summary>
internal static class Consultation
{
    /// <summary>CONSULT_CALL: the call is held and another one is placed, which belongs to it.</summary>
    public static void Begin(Transition transition, ConsultCall consult)
    {
        if (transition.FindLeg(consult.CallId, consult.AgentId) is not var (call, leg))
        {
            transition.RefuseOn(consult.CallId, PeripheralErrors.NoActiveCall);
            return;
        }

        var agent = transition.AgentOf(consult.AgentId);
        var refusal = call.Kind is not CallKind.Conversation || leg.State is not LegState.Active
            ? PeripheralErrors.InvalidAction(CallActions.ConsultCall, leg.Address)
            : transition.State.LegsOf(agent).Count(own => own.Leg.State.IsLive()) > 1 ? PeripheralErrors.LineBusy
            : null;
        if (refusal is not null)
        {
            transition.RefuseOn(call.Id, refusal);
            return;
        }

        transition.TellAll(transition.Put(call.WithLeg(leg, LegState.Held, transition.Now)), EventKind.Put);
        var consultation = CallSetup.OffHook(transition, agent, CallTypes.Consult) with
        {
            AssociatedId = call.Id,
            Variables = call.Variables,
        };
        transition.Put(consultation);
        transition.Tell(agent.Id, consultation, EventKind.Post);
        AgentTransitions.Settle(transition, agent.Id);
        CallSetup.Dial(transition, agent.Id, consultation, consult.ToAddress);
    }

    /// <summary>TRANSFER on the held call: it survives with the parties of the active one, and the agent is off both.</summary>
    public static void Transfer(Transition transition, Call survivor, string agentId)
    {
        if (PartnerOf(transition, survivor, agentId) is not { } other)
        {
            transition.RefuseOn(
                survivor.Id, PeripheralErrors.InvalidAction(CallActions.Transfer, transition.AgentOf(agentId).Extension));
            return;
        }

        // DELETE of the survivor for the agent (or wrap-up), DELETE of the other for him and its parties, POST of the survivor.
        survivor = CallRelease.TakeOff(transition, survivor, survivor.LegOf(agentId)!);
        var parties = Dissolve(transition, other);
        survivor = survivor with
        {
            CallType = CallTypes.Transfer,
            SecondaryId = other.Id,
            ControllerId = survivor.ControllerId == agentId ? null : survivor.ControllerId,
        };
        Welcome(transition, survivor, [.. parties.Where(leg => leg.AgentId != agentId)]);
        AgentTransitions.Settle(transition, agentId);
        Supervision.EndMonitoringOf(transition, agentId, survivor.Id);
        Supervision.EndMonitoringOf(transition, agentId, other.Id);
    }

    /// <summary>CONFERENCE on the held call: it survives with everybody on it.</summary>
    public static void Conference(Transition transition, Call survivor, string agentId)
    {
        var other = PartnerOf(transition, survivor, agentId);
        var agent = transition.AgentOf(agentId);
        var refusal = other is null ? PeripheralErrors.InvalidAction(CallActions.Conference, agent.Extension)
            : CallParties.IsControlledByAnother(survivor, agentId) || CallParties.IsControlledByAnother(other, agentId)
                ? transition.Rules.Flavour.NotConferenceController
            : CallParties.Count(survivor) + CallParties.Count(other) - 1 > transition.Rules.MaxConferenceParties
                ? PeripheralErrors.TooManyParties
            : null;
        if (refusal is not null)
        {
            transition.RefuseOn(survivor.Id, refusal);
            return;
        }

        Join(transition, survivor, other!, agentId);
    }

    /// <summary>Two calls of an agent become one conference, which he controls.</summary>
    public static void Join(Transition transition, Call survivor, Call other, string agentId)
    {
        var parties = Dissolve(transition, other);
        survivor = survivor.WithLeg(survivor.LegOf(agentId)!, LegState.Active, transition.Now) with
        {
            CallType = CallTypes.Conference,
            SecondaryId = other.Id,
            ControllerId = agentId,
        };
        Welcome(transition, survivor, [.. parties.Where(leg => leg.AgentId != agentId)]);
        Supervision.EndMonitoringOf(transition, agentId, other.Id);
    }

    /// <summary>TRANSFER_SST: the agent is off the call at once, and it rings at the destination.</summary>
    public static void BlindTransfer(Transition transition, BlindTransfer blind)
    {
        if (transition.FindLeg(blind.CallId, blind.AgentId) is not var (call, leg))
        {
            transition.RefuseOn(blind.CallId, PeripheralErrors.NoActiveCall);
            return;
        }

        var refusal = call.Kind is not CallKind.Conversation || leg.State is not LegState.Active
                || call.State is not DialogState.Active || call.Legs.Any(other => other.State is LegState.Alerting)
            ? PeripheralErrors.InvalidAction(CallActions.TransferSst, leg.Address)
            : call.LegAt(blind.ToAddress)?.State.IsLive() is true ? PeripheralErrors.InvalidDestination
            : CallSetup.CauseOfFailure(transition, blind.ToAddress) switch
            {
                "BUSY" => PeripheralErrors.LineBusy,
                null => null,
                _ => PeripheralErrors.InvalidDestination,
            };
        if (refusal is not null)
        {
            transition.RefuseOn(call.Id, refusal);
            return;
        }

        call = CallRelease.TakeOff(transition, call, leg);
        call = WithoutTheGone(call) with
        {
            CallType = CallTypes.Transfer,
            ControllerId = call.ControllerId == blind.AgentId ? null : call.ControllerId,
        };
        CallSetup.Ring(transition, call, blind.ToAddress);
        transition.ForgetIfUnseen(transition.State.Calls[call.Id]);
        AgentTransitions.Settle(transition, blind.AgentId);
        Supervision.EndMonitoringOf(transition, blind.AgentId, call.Id);
    }

    // The agent has this one on hold and talks on another.
    private static Call? PartnerOf(Transition transition, Call survivor, string agentId) =>
        survivor.LegOf(agentId) is { State: LegState.Held }
            ? transition.State.ActiveCallOf(transition.AgentOf(agentId)) is { Kind: CallKind.Conversation } other ? other : null
            : null;

    // A call that is merged into another one is deleted at everybody who sees it; its parties go over as they are.
    private static List<Leg> Dissolve(Transition transition, Call merged)
    {
        var parties = merged.Legs.Where(leg => leg.State.IsLive()).ToList();
        var ended = merged;
        foreach (var leg in parties) ended = ended.WithLeg(leg, LegState.Dropped, transition.Now);
        transition.Put(ended);
        foreach (var agentId in transition.Viewers(ended)) CallRelease.Remove(transition, ended, agentId);
        return parties;
    }

    private static void Welcome(Transition transition, Call survivor, IReadOnlyList<Leg> parties)
    {
        survivor = WithoutTheGone(survivor);
        var before = transition.Viewers(survivor);

        // Who writes this call up already, from an earlier turn on it, comes back as the party he is now.
        foreach (var leg in survivor.Legs.Where(leg => parties.Any(party => party.Address == leg.Address)).ToList())
            survivor = survivor with { Legs = survivor.Legs.Remove(leg) };
        survivor = transition.Put(survivor with { Legs = survivor.Legs.AddRange(parties) });
        foreach (var agentId in before) transition.Tell(agentId, survivor, EventKind.Put);
        foreach (var agentId in parties.Select(leg => leg.AgentId).OfType<string>().Where(id => !before.Contains(id)))
        {
            transition.Show(agentId, survivor);
            transition.Tell(agentId, survivor, EventKind.Post);
        }

        transition.SettleAll(survivor);
        transition.ForgetIfUnseen(survivor);
    }

    private static Call WithoutTheGone(Call call) =>
        call with { Legs = [.. call.Legs.Where(leg => leg.State is not LegState.Dropped)] };
}
