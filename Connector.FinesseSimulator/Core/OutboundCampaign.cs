using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>Calls of outbound campaigns (facts 2.4 and 3.1; guide 12.5, pages 108 to 113).</summary>
internal static class OutboundCampaign
{
    private const string Response = "BAResponse";

    // The reservation call comes from a port of the dialer.
    private const string DialerPort = "7000";

    /// <summary>What a call can be reclassified as, and what the dialer is told in <c>BAResponse</c> then.</summary>
    public static string? ResponseTo(string classification) => classification switch
    {
        "VOICE" or "FAX" or "ANS_MACHINE" or "INVALID" => "REX_" + classification,
        "DO_NOT_CALL" or "BUSY" => classification,
        _ => null,
    };

    /// <summary>A dialer takes an agent who is ready.</summary>
    public static void Offer(Transition transition, OfferCustomer offer)
    {
        var agent = transition.State.AgentAt(offer.Extension);
        transition.Problem =
            agent is null ? $"to: nobody is signed in at extension {offer.Extension}"
            : agent.State is not AgentState.Ready || transition.State.IsBusy(agent)
                ? $"to: the agent at extension {offer.Extension} is {agent.State.ToWire()}; a dialer takes only one who is READY"
            : offer.Mode is OutboundMode.Preview && !transition.Rules.Flavour.HasOutboundPreview
                ? $"mode: {transition.Rules.Flavour.DeploymentType} has no Outbound Option Preview; use a direct preview"
            : null;
        if (transition.Problem is not null) return;
        if (offer.Mode is OutboundMode.Progressive)
        {
            transition.Enter(
                agent! with { StateAfterCall = AgentState.Ready, ReasonAfterCall = null },
                AgentState.ReservedOutbound,
                reason: null);
            transition.Schedule(
                transition.Rules.OutsideRings ?? TimeSpan.Zero,
                new CustomerAnswers(agent.Id, offer.Customer, offer.Variables));
            return;
        }

        var isDirect = offer.Mode is OutboundMode.DirectPreview;
        var now = transition.Now;
        var call = CallSetup.Begin(
            transition, DialerPort, offer.Extension, isDirect ? CallTypes.OutboundDirectPreview : CallTypes.OutboundPreview,
            [
                new Leg(offer.Extension, agent!.Id, LegState.Alerting, now, now),
                new Leg(DialerPort, AgentId: null, LegState.Initiated, now, now),
            ]);
        call = transition.Put(call with
        {
            Kind = isDirect ? CallKind.DirectPreview : CallKind.Preview,
            IsOutbound = true,
            Customer = offer.Customer,
            Variables = offer.Variables.SetItem("BACustomerNumber", offer.Customer),
        });
        transition.Show(agent.Id, call);
        AgentTransitions.Settle(transition, agent.Id);
        transition.Tell(agent.Id, call, EventKind.Post);
    }

    /// <summary>ACCEPT, REJECT or CLOSE of a preview.</summary>
    public static void Answer(Transition transition, Call call, Leg leg, string action)
    {
        if (call.Kind is not (CallKind.Preview or CallKind.DirectPreview) || leg.State is not LegState.Alerting)
        {
            transition.RefuseOn(call.Id, PeripheralErrors.InvalidAction(action, leg.Address));
            return;
        }

        call = call with
        {
            Variables = call.Variables.SetItem(Response, action switch
            {
                CallActions.Accept => "Accept",
                CallActions.Close => "Reject-Close",
                _ => "Reject",
            }),
        };
        if (action is not CallActions.Accept)
        {
            CallRelease.End(transition, call);
            return;
        }

        call = transition.Put(call.WithLeg(leg, LegState.Accepted, transition.Now));
        transition.TellAll(call, EventKind.Put);
        if (call.Kind is CallKind.DirectPreview) PlaceDirectly(transition, call, leg.AgentId!);
        else if (transition.Rules.OutsideRings is { } rings) transition.Schedule(rings, new OutsideAnswers(call.Id));
    }

    /// <summary>The dialer has reached the customer of an accepted preview, or has not.</summary>
    public static void Connect(Transition transition, Call preview)
    {
        var agentId = preview.Legs[0].AgentId!;
        CallRelease.Dismiss(transition, preview);
        if (CallSetup.CauseOfFailure(transition, preview.Customer) is null)
            HandOver(transition, agentId, preview.Customer, preview.Variables);
        else AgentTransitions.Settle(transition, agentId);
    }

    /// <summary>A customer is there for an agent who was reserved without a preview; where he is not any more, nothing
    /// happens.</summary>
    public static void Connect(Transition transition, CustomerAnswers answers)
    {
        var agent = transition.AgentOf(answers.AgentId);
        if (agent.State is not AgentState.ReservedOutbound || transition.State.IsBusy(agent)) return;
        HandOver(transition, agent.Id, answers.Customer, answers.Variables.SetItem("BACustomerNumber", answers.Customer));
    }

    /// <summary>RECLASSIFY: shown in <c>BAResponse</c> and nowhere else.</summary>
    public static void Reclassify(Transition transition, Reclassify reclassify)
    {
        if (FindCustomerCall(transition, reclassify.CallId, reclassify.AgentId, CallActions.Reclassify) is not { } call) return;
        var variables = call.Variables.SetItem(Response, ResponseTo(reclassify.Classification)!);
        transition.TellAll(transition.Put(call with { Variables = variables }), EventKind.Put);
    }

    /// <summary>Arranges a callback, changes it, or takes it back.</summary>
    public static void Arrange(Transition transition, ArrangeCallback arrange)
    {
        var action = arrange.Cancels ? CallActions.CancelScheduledCallback : CallActions.UpdateScheduledCallback;
        if (FindCustomerCall(transition, arrange.CallId, arrange.AgentId, action) is not { } call) return;
        var callback = arrange.Cancels
            ? null
            : new Callback(arrange.Time ?? call.Callback?.Time ?? "", arrange.Number ?? call.Callback?.Number ?? "");
        transition.TellAll(transition.Put(call with { Callback = callback }), EventKind.Put);
    }

    private static Call? FindCustomerCall(Transition transition, string callId, string agentId, string action)
    {
        if (transition.FindLeg(callId, agentId) is var (call, leg) && call is { IsOutbound: true, Kind: CallKind.Conversation }
            && leg.State is not LegState.Dropped)
            return call;
        transition.RefuseOn(callId, PeripheralErrors.InvalidAction(action, transition.AgentOf(agentId).Extension));
        return null;
    }

    private static void PlaceDirectly(Transition transition, Call preview, string agentId)
    {
        CallRelease.Dismiss(transition, preview);
        var call = CallSetup.OffHook(transition, transition.AgentOf(agentId), CallTypes.Outbound) with
        {
            IsOutbound = true,
            Variables = preview.Variables,
        };
        transition.Tell(agentId, transition.Put(call), EventKind.Post);
        AgentTransitions.Settle(transition, agentId);
        CallSetup.Dial(transition, agentId, call, preview.Customer);
    }

    // The agent's phone answers by itself.
    private static void HandOver(
        Transition transition, string agentId, string customer,
        ImmutableSortedDictionary<string, string> variables)
    {
        var agent = transition.AgentOf(agentId);
        var now = transition.Now;
        var call = CallSetup.Begin(
            transition, agent.Extension, customer, CallTypes.Outbound,
            [
                new Leg(agent.Extension, agent.Id, LegState.Alerting, now, now),
                new Leg(customer, AgentId: null, LegState.Active, now, now),
            ]);
        call = transition.Put(call with { IsOutbound = true, Variables = variables });
        transition.Show(agent.Id, call);
        transition.Tell(agent.Id, call, EventKind.Post);
        CallTransitions.Establish(transition, call, call.Legs[0]);
    }
}
