using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>The requests about calls of outbound campaigns, from the bus to Finesse (UCCE) and back.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class OutboundRequestTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string Customer = "5557777";

    [Fact]
    public async Task A_preview_is_accepted_and_its_call_classified_and_called_back()
    {
        const string agent = "1037";
        await ReadyAsync(agent);
        var previewId = await Live.OfferCustomerAsync(agent, Customer, "preview");
        await Client.DialogAsync(agent, previewId, "to be offered", _ => true);

        await Client.AcceptedAsync(new AcceptPreview { AgentId = agent, DialogId = previewId });

        var call = await Client.Events.WaitForAsync<DialogChanged>(
            agent, "with the customer", changed => changed.Dialog.DialogId != previewId
                && changed.Dialog.Participants.Any(party => party.Address == Customer && party.State == ParticipantStates.Active));
        var dialogId = call.Dialog.DialogId;
        await Client.AcceptedAsync(new ReclassifyCall { AgentId = agent, DialogId = dialogId, Classification = "BUSY" });
        await Client.DialogAsync(agent, dialogId, "reclassified", dialog => dialog.CallVariables.GetValueOrDefault("BAResponse") == "BUSY");
        await Client.AcceptedAsync(
            new ScheduleCallback { AgentId = agent, DialogId = dialogId, CallbackTime = "2027-03-07T14:30", CallbackNumber = "5558888" });
        var called = await Client.DialogAsync(
            agent, dialogId, "to be called back", dialog => dialog is { CallbackTime: "2027-03-07T14:30", CallbackNumber: "5558888" });
        await Client.AcceptedAsync(new CancelCallback { AgentId = agent, DialogId = dialogId });
        await Client.DialogAsync(
            agent, dialogId, "not to be called back", dialog => dialog is { CallbackTime: null, CallbackNumber: null }, called.Sequence);

        (await Live.Simulator.EffectsAsync($"Dialog/{previewId}", $"Dialog/{dialogId}")).ShouldBe(
        [
            $"PUT Dialog/{previewId} ACCEPT", $"PUT Dialog/{dialogId} RECLASSIFY", $"PUT Dialog/{dialogId} UPDATE_SCHEDULED_CALLBACK",
            $"PUT Dialog/{dialogId} CANCEL_SCHEDULED_CALLBACK",
        ]);
        await Live.Simulator.HangUpAsync(dialogId);
    }

    [Theory]
    [InlineData("1038", "REJECT")]
    [InlineData("1039", "CLOSE")]
    public async Task A_preview_is_given_back_or_closed(string agent, string action)
    {
        await ReadyAsync(agent);
        var previewId = await Live.OfferCustomerAsync(agent, Customer, "preview");
        await Client.DialogAsync(agent, previewId, "to be offered", _ => true);

        if (action is "REJECT")
            await Client.AcceptedAsync(new RejectPreview { AgentId = agent, DialogId = previewId });
        else
            await Client.AcceptedAsync(new ClosePreview { AgentId = agent, DialogId = previewId });

        await Client.GoneAsync(agent, previewId);
        (await Live.Simulator.EffectsAsync($"Dialog/{previewId}")).ShouldBe([$"PUT Dialog/{previewId} {action}"]);
    }

    private async Task ReadyAsync(string agent)
    {
        var last = await SignInAsync(agent);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
    }
}
