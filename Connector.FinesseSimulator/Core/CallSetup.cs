using System.Collections.Immutable;
using System.Globalization;

namespace Connector.FinesseSimulator.Core;

/// <summary>How calls begin: the first rows of the sequence tables (facts 3.4).</summary>
internal static class CallSetup
{
    /// <summary>A call from outside rings at an agent: POST with everything ALERTING.</summary>
    public static void Incoming(Transition transition, IncomingCall incoming)
    {
        if (transition.State.AgentAt(incoming.From) is not null)
        {
            transition.Problem = $"from: {incoming.From} is an agent's extension; let that agent place the call";
            return;
        }

        if (transition.State.AgentAt(incoming.To) is not { } agent)
        {
            transition.Problem = $"to: nobody is signed in at extension {incoming.To}";
            return;
        }

        if (transition.State.IsBusy(agent))
        {
            transition.Problem = $"to: extension {incoming.To} is busy with another call";
            return;
        }

        var callType = incoming.CallType ?? (agent.State is AgentState.Ready ? CallTypes.AcdIn : CallTypes.OtherIn);
        var isRouted = CallTypes.IsRouted(callType);
        var now = transition.Now;
        var call = Begin(
            transition, incoming.From, incoming.To, callType,
            [
                new Leg(incoming.To, agent.Id, LegState.Alerting, now, now),
                new Leg(incoming.From, AgentId: null, LegState.Initiated, now, now),
            ]);
        call = transition.Put(call with
        {
            Variables = incoming.Variables,
            IsRouted = isRouted,
            Queue = isRouted ? agent.Profile.Queues.FirstOrDefault() : null,
        });
        transition.Show(agent.Id, call);

        // The router reserves the agent before the call is delivered to his phone.
        AgentTransitions.Settle(transition, agent.Id);
        transition.TellAll(call, EventKind.Post);
    }

    /// <summary>An agent calls: POST INITIATING, PUT INITIATED, then PUT ALERTING or PUT FAILED.</summary>
    public static void Outgoing(Transition transition, MakeCall make)
    {
        var agent = transition.AgentOf(make.AgentId);
        if (Refusal(transition, agent, make) is { } refusal)
        {
            transition.Refuse(NodeKind.Dialogs, $"/finesse/api/User/{agent.Id}/Dialogs", refusal, "post");
            return;
        }

        if (agent.State is AgentState.Ready && transition.Rules.Flavour.OutgoingCallReason is { } reason)
            agent = transition.Enter(agent, AgentState.NotReady, reason);

        var isInside = transition.Rules.Extensions.Contains(make.ToAddress);
        var call = OffHook(transition, agent, isInside ? CallTypes.AgentInside : CallTypes.Out);
        call = transition.Put(call with { Variables = make.Variables });
        transition.Tell(agent.Id, call, EventKind.Post);
        AgentTransitions.Settle(transition, agent.Id);
        Dial(transition, agent.Id, call, make.ToAddress);
    }

    /// <summary>The agent has gone off hook: a call that only he is on, which he sees.</summary>
    public static Call OffHook(Transition transition, Agent agent, string callType)
    {
        var call = Begin(
            transition, agent.Extension, "", callType,
            [new Leg(agent.Extension, agent.Id, LegState.Initiating, transition.Now, transition.Now)]);
        transition.Show(agent.Id, call);
        return call;
    }

    /// <summary>The agent dials on a call on which he is off hook.</summary>
    public static void Dial(Transition transition, string agentId, Call call, string number)
    {
        call = call with { ToAddress = number, DialedNumber = number };
        call = transition.Put(call.WithLeg(call.LegOf(agentId)!, LegState.Initiated, transition.Now));
        transition.Tell(agentId, call, EventKind.Put);
        if (CauseOfFailure(transition, number) is { } cause)
        {
            call = transition.Put(call.WithLeg(call.LegOf(agentId)!, LegState.Failed, transition.Now, cause));
            transition.Tell(agentId, call, EventKind.Put);
            return;
        }

        Ring(transition, call, number);
    }

    /// <summary>It rings at a number: PUT to those who are on the call, POST to the agent there.</summary>
    public static void Ring(Transition transition, Call call, string number)
    {
        var callee = transition.State.AgentAt(number);
        var far = new Leg(number, callee?.Id, LegState.Alerting, transition.Now, transition.Now);

        // Who still writes this call up, from an earlier turn on it, sees it already.
        var seesIt = callee is not null && callee.CallIds.Contains(call.Id);
        call = transition.Put(call with { Legs = [.. call.Legs.Where(leg => leg.Address != number), far] });
        transition.TellAll(call, EventKind.Put);
        if (callee is not null)
        {
            if (!seesIt) transition.Show(callee.Id, call);
            AgentTransitions.Settle(transition, callee.Id);
            if (!seesIt) transition.Tell(callee.Id, call, EventKind.Post);
        }
        else if (!transition.Rules.Extensions.Contains(number) && transition.Rules.OutsideRings is { } rings)
        {
            // At an extension where nobody has signed in it just rings.
            transition.Schedule(rings, new OutsideAnswers(call.Id));
        }
    }

    /// <summary>Why no call to this number comes about; none where it rings there.</summary>
    public static string? CauseOfFailure(Transition transition, string number) =>
        transition.State.AgentAt(number) is { } callee && transition.State.IsBusy(callee) ? "BUSY"
        : transition.Rules.BusyNumbers.Contains(number) ? "BUSY"
        : transition.Rules.BadNumbers.Contains(number) ? "BAD_DESTINATION"
        : null;

    /// <summary>A new call with the next id.</summary>
    public static Call Begin(
        Transition transition, string from, string to, string callType, ImmutableArray<Leg> legs)
    {
        var id = transition.State.NextDialogId.ToString(CultureInfo.InvariantCulture);
        transition.State = transition.State with { NextDialogId = transition.State.NextDialogId + 1 };
        transition.NewCallId = id;
        return transition.Put(new Call(id, from, to, to, callType, legs));
    }

    private static PeripheralError? Refusal(Transition transition, Agent agent, MakeCall make) =>
        CallData.RefusalOf(make.Variables, CallData.None)
        ?? (agent.State is AgentState.Logout or AgentState.Work or AgentState.WorkReady ? PeripheralErrors.InvalidObjectState
            : HasLineInUse(transition, agent) ? PeripheralErrors.LineBusy
            : null);

    // One held call leaves the line free for another one; anything else does not.
    private static bool HasLineInUse(Transition transition, Agent agent)
    {
        var live = transition.State.LegsOf(agent).Where(own => own.Leg.State.IsLive()).ToList();
        return live.Count > 1 || live.Exists(own => own.Leg.State is not LegState.Held);
    }
}
