using System.Collections.Immutable;
using System.Globalization;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>What Finesse checks of <c>PUT /Dialog/{id}</c> before it answers 202 (facts 1.6 and 3.1). Pure.</summary>
internal static class DialogRequests
{
    private const string CallbackTimeFormat = "yyyy-MM-dd'T'HH:mm";

    private static readonly ImmutableHashSet<string> Actions =
    [
        CallActions.Answer, CallActions.Hold, CallActions.Retrieve, CallActions.Drop, CallActions.ConsultCall, CallActions.Transfer,
        CallActions.Conference, CallActions.TransferSst, CallActions.SendDtmf, CallActions.UpdateCallData,
        CallActions.ParticipantDrop, CallActions.StartRecording, CallActions.Accept, CallActions.Close, CallActions.Reject,
        CallActions.Reclassify, CallActions.UpdateScheduledCallback, CallActions.CancelScheduledCallback,
    ];

    /// <summary>Judges a request.</summary>
    /// <param name="asker">The user whose credentials came.</param>
    /// <param name="call">The call of the URI.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="state">The contact centre.</param>
    /// <param name="rules">How it is set up.</param>
    public static Verdict Judge(Agent asker, Call call, string body, CentreState state, CentreRules rules)
    {
        if (RequestXml.Read(body, "Dialog") is not { } xml)
            return Refusal.BadRequest("The body is not a well-formed Dialog element.");
        if (xml.Text("requestedAction") is not { } action) return Refusal.ParameterMissing("requestedAction");
        if (!Actions.Contains(action)) return Refusal.InvalidInput("requestedAction", action);
        if (!IsImplemented(action, call, rules.Flavour)) return Refusal.NotImplemented(action);
        if (!asker.CallIds.Contains(call.Id)) return Refusal.OtherUser(asker.Id);
        if (action is CallActions.UpdateCallData) return JudgeData(asker, call, xml, rules);
        if (xml.Text("targetMediaAddress") is not { } address) return Refusal.ParameterMissing("targetMediaAddress");
        if (action is CallActions.ParticipantDrop) return JudgeDrop(asker, call, address, rules);
        if (call.LegAt(address) is not { } leg) return Refusal.InvalidInput("targetMediaAddress", address);
        if (leg.AgentId != asker.Id) return Refusal.OtherUser(address);
        return action switch
        {
            CallActions.ConsultCall or CallActions.TransferSst => JudgeDestination(action, asker, call, xml),
            CallActions.Transfer or CallActions.Conference => JudgeCompletion(action, asker, call, leg, state),
            CallActions.SendDtmf => JudgeTones(asker, call, leg, xml, rules.Flavour),
            CallActions.StartRecording when leg.State is LegState.Held => Refusal.StateNotSupported(action, address),
            CallActions.Reclassify => JudgeClassification(asker, call, xml),
            CallActions.UpdateScheduledCallback => JudgeCallback(asker, call, xml),
            CallActions.CancelScheduledCallback => new ArrangeCallback(asker.Id, call.Id, Cancels: true, null, null),
            _ => new ActOnCall(asker.Id, call.Id, action),
        };
    }

    /// <summary>The call variables of a request.</summary>
    /// <returns>The refusal of a name that is unknown, protected or there twice; none where all can be written.</returns>
    public static Refusal? Variables(RequestXml xml, out ImmutableSortedDictionary<string, string> variables)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in xml.CallVariables())
        {
            if (!IsCallVariable(name) || !builder.TryAdd(name, value))
            {
                variables = builder.ToImmutable();
                return Refusal.InvalidInput("callVariable", name);
            }
        }

        variables = builder.ToImmutable();
        return null;
    }

    /// <summary>Whether a client may write this variable.</summary>
    public static bool IsCallVariable(string name) => CallData.IsWritable(name);

    private static bool IsImplemented(string action, Call call, Flavour flavour) => action switch
    {
        CallActions.ParticipantDrop => flavour.CanDropParticipants,
        CallActions.StartRecording => flavour.CanRecord,
        CallActions.Accept or CallActions.Close or CallActions.Reject =>
            flavour.HasOutboundPreview || call.Kind is CallKind.DirectPreview,
        _ => true,
    };

    private static Verdict JudgeData(Agent asker, Call call, RequestXml xml, CentreRules rules)
    {
        if (Variables(xml, out var variables) is { } refusal) return refusal;
        var hasItems = xml.Has("mediaProperties", "wrapUpItems");
        if (hasItems && !rules.Flavour.TakesWrapUpItems) return Refusal.InvalidInput("wrapUpItems", "");
        return new UpdateCallData(
            asker.Id, call.Id, variables, xml.Text("mediaProperties", "wrapUpReason"), hasItems ? xml.WrapUpItems() : default);
    }

    private static Verdict JudgeDrop(Agent asker, Call call, string address, CentreRules rules)
    {
        if (call.LegAt(address) is not { } leg || !leg.State.IsLive() || leg.AgentId == asker.Id)
            return Refusal.InvalidDestination("The targetMediaAddress is not another party of the call.", address);
        if (call.CallType is CallTypes.Conference && !CallParties.MayDropOthers(call, asker, rules))
            return Refusal.Unauthorized(asker.Id);
        if (leg.AgentId is null && rules.DropPermission is DropPermission.SupervisorOnly)
            return Refusal.InvalidDestination("The targetMediaAddress is not an agent's extension.", address);
        return new DropParticipant(asker.Id, call.Id, address);
    }

    private static Verdict JudgeDestination(string action, Agent asker, Call call, RequestXml xml)
    {
        if (xml.Text("toAddress") is not { } to) return Refusal.ParameterMissing("toAddress");
        if (to == asker.Extension) return Refusal.SameDestination(to);
        if (!to.All(char.IsAscii)) return Refusal.InvalidInput("toAddress", to);
        return action is CallActions.ConsultCall
            ? new ConsultCall(asker.Id, call.Id, to)
            : new BlindTransfer(asker.Id, call.Id, to);
    }

    // Recorded: while the consultation is not answered yet, Finesse says so itself (facts 1.6).
    private static Verdict JudgeCompletion(string action, Agent asker, Call call, Leg leg, CentreState state) =>
        leg.State is LegState.Held && state.ActiveCallOf(asker) is null
            && state.LegsOf(asker).Any(own => own.Call.Id != call.Id && own.Leg.State.IsLive())
            ? Refusal.InvalidState($"No Active call available on agent for {action}", "")
            : new ActOnCall(asker.Id, call.Id, action);

    private static Verdict JudgeTones(Agent asker, Call call, Leg leg, RequestXml xml, Flavour flavour)
    {
        if (xml.ActionParam("dtmfString") is not { } digits) return Refusal.ParameterMissing("dtmfString");
        if (!digits.All(digit => flavour.Tones.Contains(digit, StringComparison.Ordinal)))
            return Refusal.InvalidInput("dtmfString", digits);
        return leg.State is LegState.Held
            ? Refusal.StateNotSupported(CallActions.SendDtmf, leg.Address)
            : new SendDtmf(asker.Id, call.Id, digits);
    }

    private static Verdict JudgeClassification(Agent asker, Call call, RequestXml xml)
    {
        if (xml.ActionParam("outboundClassification") is not { } classification)
            return Refusal.ParameterMissing("outboundClassification");
        return OutboundCampaign.ResponseTo(classification) is null
            ? Refusal.InvalidInput("outboundClassification", classification)
            : new Reclassify(asker.Id, call.Id, classification);
    }

    private static Verdict JudgeCallback(Agent asker, Call call, RequestXml xml)
    {
        var time = xml.ActionParam("callbackTime");
        var number = xml.ActionParam("callbackNumber");
        if (time is null && number is null) return Refusal.ParameterMissing("callbackTime");
        var isTime = time is null || DateTime.TryParseExact(
            time, CallbackTimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        return isTime
            ? new ArrangeCallback(asker.Id, call.Id, Cancels: false, time, number)
            : Refusal.InvalidInput("callbackTime", time);
    }
}
