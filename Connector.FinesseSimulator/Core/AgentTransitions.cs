namespace Connector.FinesseSimulator.Core;

/// <summary>What changes an agent's state, apart from calls (facts 2.2 and 2.4).</summary>
internal static class AgentTransitions
{
    /// <summary>Signs an agent in. Somebody already signed in at this extension keeps his state.</summary>
    public static void SignIn(Transition transition, SignIn signIn)
    {
        var agent = transition.AgentOf(signIn.AgentId);
        var source = SourceOf(agent.Id);
        if (agent.IsSignedIn && agent.Extension == signIn.Extension)
        {
            if (transition.Rules.NotifyRepeatedSignIn) transition.Tell(agent);
            return;
        }

        var refusal = agent.IsSignedIn ? PeripheralErrors.AlreadySignedOn
            : !transition.Rules.Extensions.Contains(signIn.Extension) ? PeripheralErrors.UnknownExtension
            : transition.State.AgentByExtension.ContainsKey(signIn.Extension) ? PeripheralErrors.ExtensionInUse
            : signIn.Mobile is not null && !agent.Profile.MayBeMobile ? PeripheralErrors.MobileNotAllowed
            : null;
        if (refusal is not null)
        {
            transition.Refuse(NodeKind.User, source, refusal);
            return;
        }

        transition.State = transition.State with
        {
            AgentByExtension = transition.State.AgentByExtension.SetItem(signIn.Extension, agent.Id),
        };
        transition.Enter(agent with { Extension = signIn.Extension, Mobile = signIn.Mobile }, AgentState.NotReady, reason: null);
    }

    /// <summary>An agent's own request.</summary>
    public static void Change(Transition transition, ChangeState change)
    {
        var agent = transition.AgentOf(change.AgentId);
        var isOnCall = transition.State.IsBusy(agent);
        var judgement = transition.Rules.Flavour.JudgeRequest(
            agent, isOnCall, change.Target, change.Reason, transition.Rules.WrapUp);
        switch (judgement.Verdict)
        {
            case StateVerdict.ApplyNow when LacksWrapUpData(transition, agent):
                transition.Refuse(NodeKind.User, SourceOf(agent.Id), PeripheralErrors.WrapUpDataRequired);
                break;
            case StateVerdict.ApplyNow:
                EnterNow(transition, agent, change.Target, change.Reason);
                break;
            case StateVerdict.Defer:
                transition.Tell(transition.Put(agent with { PendingState = change.Target, PendingReason = change.Reason }));
                break;
            default:
                transition.Refuse(NodeKind.User, SourceOf(agent.Id), judgement.Error!);
                break;
        }
    }

    /// <summary>A supervisor's request.</summary>
    public static void Force(Transition transition, ForceState force)
    {
        var agent = transition.AgentOf(force.AgentId);
        var flavour = transition.Rules.Flavour;
        if (Flavour.JudgeForced(agent.State, force.Target) is StateVerdict.ApplyNow)
        {
            var reason = force.Target is AgentState.Ready ? null : flavour.ForcedReason(force.Target);
            EnterNow(transition, agent, force.Target, reason);
        }
        else
        {
            transition.Refuse(NodeKind.User, SourceOf(agent.Id), PeripheralErrors.InvalidObjectState);
        }
    }

    /// <summary>Finesse's forced logout of an agent whose client has gone (facts 5.5).</summary>
    public static void ClientLost(Transition transition, ClientLost lost)
    {
        var agent = transition.AgentOf(lost.AgentId);
        if (!agent.IsSignedIn) return;
        var target = transition.Rules.Flavour.LostClientTarget(transition.Rules.LostClient);
        var reason = transition.Rules.Flavour.LostClientReason(target);
        if (target is AgentState.NotReady && Flavour.IsCallState(agent.State))
            transition.Tell(transition.Put(agent with { PendingState = target, PendingReason = reason }));
        else
            EnterNow(transition, agent, target, reason);
    }

    /// <summary>Ends a wrap-up that has lasted long enough.</summary>
    public static void WrapUpExpired(Transition transition, WrapUpExpired expired)
    {
        var agent = transition.AgentOf(expired.AgentId);
        if (agent.State is not (AgentState.Work or AgentState.WorkReady) || agent.StateChangeTime != expired.Since) return;
        var target = agent.StateAfterCall;
        EnterNow(transition, agent, target, target is AgentState.Ready ? null : agent.ReasonAfterCall);
    }

    /// <summary>Brings an agent's state into line with his calls; called after every change of one.</summary>
    public static void Settle(Transition transition, string agentId)
    {
        var agent = transition.AgentOf(agentId);
        if (!agent.IsSignedIn) return;
        var rules = transition.Rules;
        if (rules.Flavour.StateOnCalls(agent, [.. transition.State.LegsOf(agent)]) is { } onCall)
        {
            if (agent.State == onCall) return;
            if (!Flavour.IsCallState(agent.State))
                agent = agent with { StateAfterCall = Resting(agent.State), ReasonAfterCall = agent.Reason };
            transition.Enter(agent, onCall, reason: null);
        }
        else if (Flavour.IsCallState(agent.State))
        {
            LeaveCall(transition, agent);
        }
    }

    private static void LeaveCall(Transition transition, Agent agent)
    {
        var asked = agent.PendingState is null or AgentState.Work ? null : agent.PendingState;
        var target = asked ?? agent.StateAfterCall;
        var reason = asked is null ? agent.ReasonAfterCall : agent.PendingReason;
        if (WrapsUp(transition, agent))
        {
            // Set aside, so that the timer knows where the wrap-up leads.
            var work = transition.Rules.Flavour.WrapUpState(target);
            var setAside = agent with
            {
                StateAfterCall = target,
                ReasonAfterCall = reason,
                PendingState = null,
                PendingReason = null,
            };
            transition.Enter(setAside, work, reason: null);
            transition.Schedule(transition.Rules.WrapUpTime, new WrapUpExpired(agent.Id, transition.Now));
        }
        else
        {
            transition.Enter(
                agent with { PendingState = null, PendingReason = null }, target, target is AgentState.Ready ? null : reason);
        }
    }

    private static bool WrapsUp(Transition transition, Agent agent) =>
        transition.State.CallsOf(agent).Any(call => call.LegOf(agent.Id)?.State is LegState.WrapUp);

    // Only the agent's own change can wait for it: timers and supervisors do not.
    private static bool LacksWrapUpData(Transition transition, Agent agent) =>
        transition.Rules.WrapUp is WrapUpMode.RequiredWithData
        && agent.State is AgentState.Work or AgentState.WorkReady
        && transition.State.LegsOf(agent).Any(own => own.Leg.State is LegState.WrapUp
            && own.Call is { WrapUpReason.Length: 0, WrapUpItems.IsEmpty: true });

    private static void EnterNow(Transition transition, Agent agent, AgentState target, ReasonCode? reason)
    {
        if (target is AgentState.Logout)
        {
            // Nothing is told to a user who is not signed in: his calls end with his session.
            CallRelease.ReleaseAll(transition, agent.Id);
            agent = transition.AgentOf(agent.Id);
            transition.State =
                transition.State with { AgentByExtension = transition.State.AgentByExtension.Remove(agent.Extension) };
            agent = agent with { Extension = "", Mobile = null };
        }

        var wasWrappingUp = agent.State is AgentState.Work or AgentState.WorkReady;
        transition.Enter(agent with { PendingState = null, PendingReason = null }, target, reason);
        if (wasWrappingUp) CallRelease.EndWrapUp(transition, agent.Id);
    }

    // After a call that came during wrap-up the agent goes where the wrap-up would have led.
    private static AgentState Resting(AgentState state) => state switch
    {
        AgentState.Ready or AgentState.WorkReady => AgentState.Ready,
        _ => AgentState.NotReady,
    };

    private static string SourceOf(string agentId) => $"/finesse/api/User/{agentId}";
}
