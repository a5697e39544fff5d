using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>What Finesse checks of <c>POST /User/{id}/Dialogs</c> before it answers 202 (facts 1.6 and 3.1). Pure.</summary>
internal static class NewDialogRequests
{
    private const string DialogUri = "/finesse/api/Dialog/";

    /// <summary>Judges a request.</summary>
    /// <param name="asker">The user whose credentials came.</param>
    /// <param name="target">The user of the URI.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="state">The contact centre.</param>
    /// <param name="rules">How it is set up.</param>
    public static Verdict Judge(Agent asker, Agent target, string body, CentreState state, CentreRules rules)
    {
        if (asker.Id != target.Id) return Refusal.OtherUser(target.Id);
        if (RequestXml.Read(body, "Dialog") is not { } xml)
            return Refusal.BadRequest("The body is not a well-formed Dialog element.");
        if (xml.Text("requestedAction") is not { } action) return Refusal.ParameterMissing("requestedAction");
        if (action is not (CallActions.MakeCall or CallActions.SilentMonitor or CallActions.BargeCall))
            return Refusal.InvalidInput("requestedAction", action);
        if (action is not CallActions.MakeCall && !asker.Profile.IsSupervisor) return Refusal.Unauthorized(asker.Id);
        if (xml.Text("fromAddress") is not { } from) return Refusal.ParameterMissing("fromAddress");
        if (xml.Text("toAddress") is not { } to) return Refusal.ParameterMissing("toAddress");
        if (from != target.Extension) return Refusal.InvalidInput("fromAddress", from);
        if (from == to) return Refusal.SameDestination(to);

        // Finesse passes any ASCII on as it stands.
        if (!to.All(char.IsAscii)) return Refusal.InvalidInput("toAddress", to);
        return action is CallActions.MakeCall
            ? JudgeCall(target, to, xml, rules)
            : JudgeSupervision(action, target, to, xml, state, rules);
    }

    private static Verdict JudgeCall(Agent target, string to, RequestXml xml, CentreRules rules)
    {
        if (xml.Has("mediaProperties") && !rules.Flavour.TakesDataOfNewCalls)
            return Refusal.InvalidInput("mediaProperties", "");
        if (xml.Text("mediaProperties", "wrapUpReason") is { } reason) return Refusal.InvalidInput("wrapUpReason", reason);
        return DialogRequests.Variables(xml, out var variables) is { } refusal
            ? refusal
            : new MakeCall(target.Id, to, variables);
    }

    private static Verdict JudgeSupervision(
        string action, Agent supervisor, string to, RequestXml xml, CentreState state, CentreRules rules)
    {
        if (state.AgentAt(to) is not { } agent) return Refusal.InvalidInput("toAddress", to);
        if (agent.Profile.TeamId != supervisor.Profile.TeamId) return Refusal.InvalidSupervisor(agent.Id);
        if (action is CallActions.BargeCall) return JudgeBarge(supervisor, to, xml, state, rules);
        return supervisor.State is AgentState.NotReady
            ? new StartMonitor(supervisor.Id, to)
            : Refusal.InvalidState("The supervisor must be in NOT_READY state to monitor an agent.", supervisor.State.ToWire());
    }

    private static Verdict JudgeBarge(Agent supervisor, string to, RequestXml xml, CentreState state, CentreRules rules)
    {
        if (xml.Text("associatedDialogUri") is not { } uri) return Refusal.ParameterMissing("associatedDialogUri");
        if (!uri.StartsWith(DialogUri, StringComparison.Ordinal)) return Refusal.InvalidInput("associatedDialogUri", uri);
        var barge = new BargeIn(supervisor.Id, uri[DialogUri.Length..], to);
        return Supervision.JudgeBarge(state, rules, barge) switch
        {
            BargeProblem.None => barge,
            BargeProblem.OnHold => Refusal.InvalidDestination("The agent has the call on hold.", to),
            BargeProblem.Full => new Refusal(400, "20700", "Conference resource limit violation", to),
            BargeProblem.NotController => new Refusal(
                400, "20999", "Barge via non-conference-controller or the agent already has an outstanding consult call", to),
            _ => Refusal.InvalidInput("associatedDialogUri", uri),
        };
    }
}
