using System.Collections.Immutable;
using System.Globalization;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>What Finesse checks of requests on dialogs before it answers 202 (facts 1.6 and 3.1). Pure.</summary>
internal static class DialogRequests
{
    /// <summary>Judges <c>POST /User/{id}/Dialogs</c>.</summary>
    /// <param name="asker">The user whose credentials came.</param>
    /// <param name="target">The user of the URI.</param>
    /// <param name="body">The body as it came.</param>
    public static Verdict JudgeNew(Agent asker, Agent target, string body)
    {
        if (asker.Id != target.Id) return Refusal.OtherUser(target.Id);
        if (RequestXml.Read(body, "Dialog") is not { } xml)
            return Refusal.BadRequest("The body is not a well-formed Dialog element.");
        if (xml.Text("requestedAction") is not { } action) return Refusal.ParameterMissing("requestedAction");
        if (CallActions.NewDialogActionsToCome.Contains(action)) return Refusal.NotImplemented(action);
        if (action is not CallActions.MakeCall) return Refusal.InvalidInput("requestedAction", action);
        if (xml.Text("fromAddress") is not { } from) return Refusal.ParameterMissing("fromAddress");
        if (xml.Text("toAddress") is not { } to) return Refusal.ParameterMissing("toAddress");
        if (from != target.Extension) return Refusal.InvalidInput("fromAddress", from);
        if (from == to) return Refusal.InvalidDestination(to);

        // Finesse passes any ASCII on as it stands.
        if (!to.All(char.IsAscii)) return Refusal.InvalidInput("toAddress", to);
        if (xml.Text("mediaProperties", "wrapUpReason") is { } reason) return Refusal.InvalidInput("wrapUpReason", reason);
        return Variables(xml, out var variables) is { } refusal ? refusal : new MakeCall(target.Id, to, variables);
    }

    /// <summary>Judges <c>PUT /Dialog/{id}</c>.</summary>
    /// <param name="asker">The user whose credentials came.</param>
    /// <param name="call">The call of the URI.</param>
    /// <param name="body">The body as it came.</param>
    public static Verdict Judge(Agent asker, Call call, string body)
    {
        if (RequestXml.Read(body, "Dialog") is not { } xml)
            return Refusal.BadRequest("The body is not a well-formed Dialog element.");
        if (xml.Text("requestedAction") is not { } action) return Refusal.ParameterMissing("requestedAction");
        if (CallActions.DialogActionsToCome.Contains(action)) return Refusal.NotImplemented(action);
        if (action is not (
            CallActions.Answer or CallActions.Hold or CallActions.Retrieve or CallActions.Drop or CallActions.UpdateCallData))
            return Refusal.InvalidInput("requestedAction", action);
        if (!asker.CallIds.Contains(call.Id)) return Refusal.OtherUser(asker.Id);
        if (action is CallActions.UpdateCallData)
        {
            return Variables(xml, out var variables) is { } refusal
                ? refusal
                : new UpdateCallData(asker.Id, call.Id, variables, xml.Text("mediaProperties", "wrapUpReason"));
        }

        if (xml.Text("targetMediaAddress") is not { } address) return Refusal.ParameterMissing("targetMediaAddress");
        if (call.LegAt(address) is not { } leg) return Refusal.InvalidInput("targetMediaAddress", address);
        return leg.AgentId == asker.Id ? new ActOnCall(asker.Id, call.Id, action) : Refusal.OtherUser(address);
    }

    private static Refusal? Variables(RequestXml xml, out ImmutableSortedDictionary<string, string> variables)
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

    /// <summary>Whether a client may write this variable: one of the ten, or an ECC variable; those of the dialer (BA*) are
    /// protected.</summary>
    public static bool IsCallVariable(string name) =>
        (name.StartsWith("callVariable", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan("callVariable".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 10)
        || (name.StartsWith("user.", StringComparison.Ordinal) && name.Length > "user.".Length);
}
