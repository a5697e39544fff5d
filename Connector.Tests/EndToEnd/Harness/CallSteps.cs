using System.Text.Json;
using Connector.Contracts;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>What many tests do with calls.</summary>
internal static class CallSteps
{
    public const string Caller = "5551234";

    /// <summary>Signs an agent in and gets him a call from outside, which he answers.</summary>
    /// <returns>The dialog id.</returns>
    public static async Task<string> TalkAsync(this LiveSystem live, string agentId)
    {
        await live.Client.SignInAsync(agentId);
        return await live.AnswerAsync(agentId);
    }

    /// <summary>Gets an agent who is signed in a call from outside, which he answers.</summary>
    /// <returns>The dialog id.</returns>
    public static async Task<string> AnswerAsync(this LiveSystem live, string agentId)
    {
        var dialogId = await live.Simulator.CallInAsync(Caller, ClientSteps.ExtensionOf(agentId));
        await live.Client.DialogAsync(agentId, dialogId, "to come in", _ => true);
        await live.Client.AcceptedAsync(new AnswerCall { AgentId = agentId, DialogId = dialogId });
        await live.Client.PartyAsync(agentId, dialogId, ClientSteps.ExtensionOf(agentId), ParticipantStates.Active);
        return dialogId;
    }

    /// <summary>Has an agent consult another, who is signed in and answers.</summary>
    /// <returns>The dialog id of the consult call.</returns>
    public static async Task<string> ConsultAsync(this LiveSystem live, string agentId, string dialogId, string otherId)
    {
        var other = ClientSteps.ExtensionOf(otherId);
        await live.Client.AcceptedAsync(new ConsultCall { AgentId = agentId, DialogId = dialogId, To = other });
        var offered = await live.Client.Events.WaitForAsync<DialogChanged>(
            otherId, "of the consult call", changed => changed.Dialog.FromAddress == ClientSteps.ExtensionOf(agentId));
        var consultId = offered.Dialog.DialogId;
        await live.Client.AcceptedAsync(new AnswerCall { AgentId = otherId, DialogId = consultId });
        await live.Client.PartyAsync(agentId, consultId, other, ParticipantStates.Active);
        return consultId;
    }

    /// <summary>Waits until an agent was told of a call what is wanted.</summary>
    public static Task<DialogChanged> DialogAsync(
        this ClientApp client, string agentId, string dialogId, string what, Func<Dialog, bool> wanted, long after = 0) =>
        client.Events.WaitForAsync<DialogChanged>(
            agentId, $"of call {dialogId} {what}", changed => changed.Dialog.DialogId == dialogId && wanted(changed.Dialog), after);

    /// <summary>Waits until an agent was told that a party of a call is in a state.</summary>
    public static Task<DialogChanged> PartyAsync(this ClientApp client, string agentId, string dialogId, string address, string state) =>
        client.DialogAsync(
            agentId, dialogId, $"with {address} {state}",
            dialog => dialog.Participants.Any(party => party.Address == address && party.State == state));

    /// <summary>Waits until an agent was told that a call is gone.</summary>
    public static Task<DialogChanged> GoneAsync(this ClientApp client, string agentId, string dialogId) =>
        client.Events.WaitForAsync<DialogChanged>(
            agentId, $"of call {dialogId} removed", changed => changed.Change == DialogChange.Removed && changed.Dialog.DialogId == dialogId);

    /// <summary>Has a dialer give an agent who is READY a customer.</summary>
    /// <returns>The dialog id of the preview.</returns>
    public static async Task<string> OfferCustomerAsync(this LiveSystem live, string agentId, string customer, string mode)
    {
        var body = JsonSerializer.Serialize(new { to = ClientSteps.ExtensionOf(agentId), customer, mode });
        using var json = JsonDocument.Parse(await live.Simulator.ControlAsync(HttpMethod.Post, "sim/outbound", body));
        return json.RootElement.GetProperty("dialogId").GetString()!;
    }

    /// <summary>How many requests that change something Finesse has received.</summary>
    public static async Task<int> ChangesAsync(this LiveSystem live) =>
        (await live.Simulator.RequestsAsync()).Count(request => request.Method is "PUT" or "POST");
}
