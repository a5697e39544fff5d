using System.Collections.Immutable;

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
        var now = transition.Now;
        var call = Begin(
            transition, incoming.From, incoming.To, callType, DialogState.Alerting, incoming.Variables,
            [
                new Leg(incoming.To, agent.Id, LegState.Alerting, now, now),
                new Leg(incoming.From, AgentId: null, LegState.Initiated, now, now),
            ]);
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

        var now = transition.Now;
        var callee = transition.State.AgentAt(make.ToAddress);
        var isInside = transition.Rules.Extensions.Contains(make.ToAddress);
        var callType = isInside ? CallTypes.AgentInside : CallTypes.Out;
        var call = Begin(
            transition, agent.Extension, "", callType, DialogState.Initiating, make.Variables,
            [new Leg(agent.Extension, agent.Id, LegState.Initiating, now, now)]);
        transition.Show(agent.Id, call);
        transition.Tell(agent.Id, call, EventKind.Post);
        AgentTransitions.Settle(transition, agent.Id);

        call = call with { State = DialogState.Initiated, ToAddress = make.ToAddress, DialedNumber = make.ToAddress };
        call = transition.Put(call.WithLeg(call.Legs[0], LegState.Initiated, now));
        transition.Tell(agent.Id, call, EventKind.Put);

        if (CauseOfFailure(transition, make.ToAddress, callee) is { } cause)
        {
            call = call with { State = DialogState.Failed };
            call = transition.Put(call.WithLeg(call.Legs[0], LegState.Failed, now, cause));
            transition.Tell(agent.Id, call, EventKind.Put);
            return;
        }

        Ring(transition, agent, call, callee, isInside);
    }

    private static void Ring(Transition transition, Agent caller, Call call, Agent? callee, bool isInside)
    {
        var far = new Leg(call.ToAddress, callee?.Id, LegState.Alerting, transition.Now, transition.Now);
        call = transition.Put(call with { State = DialogState.Alerting, Legs = call.Legs.Add(far) });
        transition.Tell(caller.Id, call, EventKind.Put);
        if (callee is not null)
        {
            transition.Show(callee.Id, call);
            AgentTransitions.Settle(transition, callee.Id);
            transition.Tell(callee.Id, call, EventKind.Post);
        }
        else if (!isInside && transition.Rules.OutsideRings is { } rings)
        {
            // At an extension where nobody has signed in it just rings.
            transition.Schedule(rings, new OutsideAnswers(call.Id));
        }
    }

    private static PeripheralError? Refusal(Transition transition, Agent agent, MakeCall make) =>
        make.Variables.Any(
            variable => System.Text.Encoding.UTF8.GetByteCount(variable.Value) > CallTransitions.MaxCallVariableBytes)
            ? PeripheralErrors.CallVariableTooLong
        : agent.State is AgentState.Logout or AgentState.Work or AgentState.WorkReady ? PeripheralErrors.InvalidObjectState
        : HasLineInUse(transition, agent) ? PeripheralErrors.LineBusy
        : null;

    // A held call leaves the line free for another one; anything else does not.
    private static bool HasLineInUse(Transition transition, Agent agent) => transition.State.CallsOf(agent)
        .Any(call => call.LegOf(agent.Id)?.State is { } state && state.IsLive() && state is not LegState.Held);

    private static string? CauseOfFailure(Transition transition, string number, Agent? callee) =>
        callee is not null && transition.State.IsBusy(callee) ? "BUSY"
        : transition.Rules.BusyNumbers.Contains(number) ? "BUSY"
        : transition.Rules.BadNumbers.Contains(number) ? "BAD_DESTINATION"
        : null;

    private static Call Begin(
        Transition transition, string from, string to, string callType, DialogState state,
        ImmutableSortedDictionary<string, string> variables, ImmutableArray<Leg> legs)
    {
        var id = transition.State.NextDialogId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        transition.State = transition.State with { NextDialogId = transition.State.NextDialogId + 1 };
        transition.NewCallId = id;
        return transition.Put(new Call(id, from, to, to, callType, state, legs) { Variables = variables });
    }
}
