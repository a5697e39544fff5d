using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;

namespace Connector.Tests.EndToEnd;

/// <summary>The main job: sign in, ready, incoming call, answer, hold, retrieve, release, not ready, sign out; and what a client app is owed
/// for it. The course is played by whoever is given as the telephone network, so that it can run against different XMPP servers.</summary>
internal static class MainFlow
{
    public const string Caller = "5551234";

    // What a UCCE agent's client sees (facts/finesse.md 2.4 and 3.4): the line of an event, and the request it came by. Finesse echoes a
    // request in the first notification that it causes; the agent's state follows from the call and carries none.
    private static readonly string[] Course =
    [
        "Session Connected owner {connector} by SignIn",
        "State LOGOUT -> NOT_READY at {extension} by SignIn",
        "State NOT_READY -> READY at {extension} by MakeReady",
        "State READY -> RESERVED at {extension} by -",
        "Dialog Added ALERTING [{extension} ALERTING, {caller} INITIATED] by -",
        "Dialog Updated ACTIVE [{extension} ACTIVE, {caller} ACTIVE] by AnswerCall",
        "State RESERVED -> TALKING at {extension} by -",
        "Dialog Updated ACTIVE [{extension} HELD, {caller} ACTIVE] by HoldCall",
        "State TALKING -> HOLD at {extension} by -",
        "Dialog Updated ACTIVE [{extension} ACTIVE, {caller} ACTIVE] by RetrieveCall",
        "State HOLD -> TALKING at {extension} by -",
        "Dialog Updated ACTIVE [{extension} DROPPED, {caller} ACTIVE] by ReleaseCall",
        "Dialog Updated DROPPED [{extension} DROPPED, {caller} DROPPED] by -",
        "Dialog Removed DROPPED [{extension} DROPPED, {caller} DROPPED] by -",
        "State TALKING -> READY at {extension} by -",
        "State READY -> NOT_READY at {extension} by MakeNotReady",
        "State NOT_READY -> LOGOUT at - by SignOut",
        "Session SignedOut owner {connector} by SignOut",
    ];

    /// <summary>Plays it and asserts every answer and every event.</summary>
    /// <param name="client">The client app.</param>
    /// <param name="agentId">An agent that is signed out and of whom there was no event yet.</param>
    /// <param name="callIn">Has a call come in from a number to an extension with call variables; gives the dialog id.</param>
    /// <returns>The dialog id.</returns>
    public static async Task<string> PlayAsync(
        ClientApp client, string agentId, Func<string, string, IReadOnlyDictionary<string, string>, Task<string>> callIn)
    {
        var extension = ClientSteps.ExtensionOf(agentId);
        var requests = new Dictionary<string, string>(StringComparer.Ordinal);
        var events = client.Events;

        await AskAsync(ClientSteps.SignInRequest(agentId) with { EventAddress = client.EventAddress });
        var last = (await events.WaitForStateAsync(agentId, AgentStates.NotReady)).Sequence;
        await AskAsync(new MakeReady { AgentId = agentId });
        last = (await events.WaitForStateAsync(agentId, AgentStates.Ready, last)).Sequence;

        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["callVariable1"] = "Grüße & <b>", ["callVariable2"] = "42" };
        var dialogId = await callIn(Caller, extension, variables);
        await DialogAsync(DialogChange.Added);
        await StateAsync(AgentStates.Reserved);

        await AskAsync(new AnswerCall { AgentId = agentId, DialogId = dialogId });
        await StateAsync(AgentStates.Talking);
        await AskAsync(new HoldCall { AgentId = agentId, DialogId = dialogId });
        await StateAsync(AgentStates.Hold);
        await AskAsync(new RetrieveCall { AgentId = agentId, DialogId = dialogId });
        await StateAsync(AgentStates.Talking);
        await AskAsync(new ReleaseCall { AgentId = agentId, DialogId = dialogId });
        await DialogAsync(DialogChange.Removed);
        await StateAsync(AgentStates.Ready);
        await AskAsync(new MakeNotReady { AgentId = agentId });
        await StateAsync(AgentStates.NotReady);
        await AskAsync(new SignOut { AgentId = agentId });
        await events.WaitForSessionAsync(agentId, SessionState.SignedOut);

        var all = await events.WithoutGapAsync(agentId);
        all.Select(received => EventText.Of(received, RequestName)).ShouldBe(Course.Select(Filled));
        ShouldBeWellFormed(all, agentId);
        foreach (var changed in all.OfType<DialogChanged>())
            ShouldBeTheCall(changed.Dialog, dialogId, extension, variables);
        foreach (var changed in all.OfType<AgentStateChanged>())
            changed.LoginName.ShouldNotBeEmpty();

        // The app's own queue gets the same events, and there the order of arrival is the order.
        await client.DirectEvents.WaitForSessionAsync(agentId, SessionState.SignedOut);
        client.DirectEvents.ArrivedAt(agentId).Select(received => received.EventId).ShouldBe(all.Select(received => received.EventId));
        // By the topics, each type arrives in order.
        foreach (var type in events.ArrivedAt(agentId).GroupBy(received => received.GetType()))
            type.Select(received => received.Sequence).ShouldBeInOrder();
        return dialogId;

        async Task AskAsync<TRequest>(TRequest request)
            where TRequest : AgentRequest
        {
            var (messageId, accepted) = await client.AcceptedAsync(request);
            accepted.AgentId.ShouldBe(agentId);
            accepted.RequestId.ShouldBe(RequestIds.Of(messageId));
            accepted.ConnectorId.ShouldBe(LiveSystem.ConnectorId);
            accepted.DialogId.ShouldBeNull();
            requests.Add(accepted.RequestId, typeof(TRequest).Name);
        }

        async Task StateAsync(string state) => last = (await events.WaitForStateAsync(agentId, state, last)).Sequence;

        Task<DialogChanged> DialogAsync(DialogChange change) =>
            events.WaitForAsync<DialogChanged>(
                agentId, change.ToString(), changed => changed.Change == change && changed.Dialog.DialogId == dialogId);

        string RequestName(string? id) => id is null ? "-" : requests.GetValueOrDefault(id, "a request nobody sent: " + id);

        string Filled(string line) => line
            .Replace("{connector}", LiveSystem.ConnectorId, StringComparison.Ordinal)
            .Replace("{extension}", extension, StringComparison.Ordinal)
            .Replace("{caller}", Caller, StringComparison.Ordinal);
    }

    /// <summary>The REST requests that change something, as Finesse must have received them for one play, each once and in this order.</summary>
    public static IEnumerable<string> Effects(string agentId, string dialogId) =>
    [
        $"PUT User/{agentId} LOGIN",
        $"PUT User/{agentId} READY",
        $"PUT Dialog/{dialogId} ANSWER",
        $"PUT Dialog/{dialogId} HOLD",
        $"PUT Dialog/{dialogId} RETRIEVE",
        $"PUT Dialog/{dialogId} DROP",
        $"PUT User/{agentId} NOT_READY",
        $"PUT User/{agentId} LOGOUT",
    ];

    /// <summary>What every run of an agent's events must be, whatever they say.</summary>
    public static void ShouldBeWellFormed(IReadOnlyList<AgentEvent> all, string agentId)
    {
        all.Select(received => received.Sequence).ShouldBe(Enumerable.Range(1, all.Count).Select(number => (long)number));
        all.Select(received => received.EventId).ShouldBeUnique();
        all.ShouldAllBe(received => received.EventId != Guid.Empty && received.AgentId == agentId);
        all.ShouldAllBe(received => received.Epoch == all[0].Epoch && received.Epoch > 0);
        all.ShouldAllBe(received => received.ConnectorId == LiveSystem.ConnectorId);
        all.ShouldAllBe(received => (TimeProvider.System.GetUtcNow() - received.Timestamp).Duration() < TimeSpan.FromMinutes(10));
    }

    private static void ShouldBeTheCall(Dialog dialog, string dialogId, string extension, Dictionary<string, string> variables)
    {
        dialog.DialogId.ShouldBe(dialogId);
        dialog.FromAddress.ShouldBe(Caller);
        dialog.ToAddress.ShouldBe(extension);
        dialog.CallType.ShouldBe("ACD_IN");
        dialog.MediaType.ShouldBe("Voice");
        foreach (var (name, value) in variables)
            dialog.CallVariables.GetValueOrDefault(name).ShouldBe(value);

        var own = dialog.Participants.Single(participant => participant.Address == extension);
        own.AddressType.ShouldBe("AGENT_DEVICE");
        string[] shown = own.State switch
        {
            ParticipantStates.Alerting => ["ANSWER"],
            ParticipantStates.Active => ["HOLD", "DROP"],
            ParticipantStates.Held => ["RETRIEVE", "DROP"],
            _ => [],
        };
        shown.ShouldBeSubsetOf(own.Actions);
    }
}
