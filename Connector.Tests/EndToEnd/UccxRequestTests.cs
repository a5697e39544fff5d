using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;

namespace Connector.Tests.EndToEnd;

/// <summary>What is different where Finesse belongs to UCCX.</summary>
[Collection(UccxSystemCollection.Name)]
public sealed class UccxRequestTests(UccxSystem uccx)
{
    private const string Customer = "5557777";
    private readonly LiveSystem _live = uccx.Live;

    [Fact]
    public async Task UCCX_records_and_takes_several_wrap_up_reasons_and_refuses_at_once_what_it_cannot()
    {
        const string agent = "1001";
        var dialogId = await _live.TalkAsync(agent);

        await _live.Client.AcceptedAsync(new StartRecording { AgentId = agent, DialogId = dialogId });
        await _live.Client.AcceptedAsync(
            new UpdateCallData { AgentId = agent, DialogId = dialogId, WrapUpItems = ["Sale", "Complaint"] });
        var update = (await _live.Simulator.RequestsAsync()).Last(request => request.Method == "PUT");
        update.Body!.ShouldContain("<wrapUpItems><wrapUpItem>Sale</wrapUpItem><wrapUpItem>Complaint</wrapUpItem></wrapUpItems>");

        await _live.Client.DialogAsync(
            agent, dialogId, "with its wrap-up reasons", dialog => dialog.WrapUpItems.SequenceEqual(["Sale", "Complaint"]));

        var before = await _live.ChangesAsync();
        AgentRequest[] impossible =
        [
            new MakeCall { To = "2002", CallVariables = new Dictionary<string, string> { ["callVariable1"] = "x" } },
            new GetQueues(),
            new WatchQueue { QueueId = "6001" },
            new UnwatchQueue { QueueId = "6001" },
            new DropParticipant { DialogId = dialogId, Extension = "2002" },
            new SendDtmf { DialogId = dialogId, Digits = "1A" },
            ClientSteps.SignInRequest(agent) with { MobileMode = MobileMode.CallByCall, DialNumber = "555" },
        ];
        foreach (var request in impossible)
        {
            var rejected = await _live.Client.RefusedAsync(request with { AgentId = agent });
            rejected.Code.ShouldBe(RejectionCode.NotSupported, request.ToString());
            rejected.Message.ShouldContain("UCCX");
            rejected.HttpStatus.ShouldBeNull();
        }

        (await _live.ChangesAsync()).ShouldBe(before, "nothing of this reaches Finesse");
        await _live.Client.AcceptedAsync(new SendDtmf { AgentId = agent, DialogId = dialogId, Digits = "1" });
        await _live.Simulator.HangUpAsync(dialogId);
    }

    [Fact]
    public async Task What_Finesse_refuses_on_UCCX_is_told_by_its_kind()
    {
        const string agent = "1005";
        var dialogId = await _live.TalkAsync(agent);
        await _live.Client.AcceptedAsync(new HoldCall { AgentId = agent, DialogId = dialogId });
        await _live.Client.PartyAsync(agent, dialogId, ClientSteps.ExtensionOf(agent), ParticipantStates.Held);
        (AgentRequest Request, RejectionCode Code, int Status)[] refusals =
        [
            (new StartRecording { DialogId = dialogId }, RejectionCode.InvalidState, 401),
            (new AcceptPreview { DialogId = dialogId }, RejectionCode.NotSupported, 501),
            (new RejectPreview { DialogId = dialogId }, RejectionCode.NotSupported, 501),
            (new ClosePreview { DialogId = dialogId }, RejectionCode.NotSupported, 501),
            (new StartRecording { DialogId = "424242" }, RejectionCode.UnknownDialog, 404),
            (new MakeCall { To = ClientSteps.ExtensionOf(agent) }, RejectionCode.InvalidDestination, 400),
        ];

        foreach (var (request, code, status) in refusals)
        {
            var rejected = await _live.Client.RefusedAsync(request with { AgentId = agent });
            (rejected.Code, rejected.HttpStatus).ShouldBe((code, status), $"{request}: {rejected.Message}");
        }

        await _live.Simulator.HangUpAsync(dialogId);
    }

    [Fact]
    public async Task UCCX_has_direct_previews_whose_calls_are_classified_and_called_back()
    {
        const string agent = "1003";
        var previewId = await OfferedAsync(agent);

        await _live.Client.AcceptedAsync(new AcceptPreview { AgentId = agent, DialogId = previewId });

        var call = await _live.Client.Events.WaitForAsync<DialogChanged>(
            agent, "to the customer", changed => changed.Dialog.DialogId != previewId
                && changed.Dialog.Participants.Any(party => party.Address == Customer && party.State == ParticipantStates.Active));
        var dialogId = call.Dialog.DialogId;
        await _live.Client.AcceptedAsync(new ReclassifyCall { AgentId = agent, DialogId = dialogId, Classification = "BUSY" });
        await _live.Client.DialogAsync(agent, dialogId, "reclassified", dialog => dialog.CallVariables.GetValueOrDefault("BAResponse") == "BUSY");
        await _live.Client.AcceptedAsync(new ScheduleCallback { AgentId = agent, DialogId = dialogId, CallbackNumber = "5558888" });
        var called = await _live.Client.DialogAsync(agent, dialogId, "to be called back", dialog => dialog.CallbackNumber == "5558888");
        await _live.Client.AcceptedAsync(new CancelCallback { AgentId = agent, DialogId = dialogId });
        await _live.Client.DialogAsync(agent, dialogId, "not to be called back", dialog => dialog.CallbackNumber is null, called.Sequence);
        await _live.Simulator.HangUpAsync(dialogId);
    }

    [Theory]
    [InlineData("1006", "REJECT")]
    [InlineData("1007", "CLOSE")]
    public async Task A_direct_preview_is_given_back_or_closed(string agent, string action)
    {
        var previewId = await OfferedAsync(agent);

        if (action is "REJECT")
            await _live.Client.AcceptedAsync(new RejectPreview { AgentId = agent, DialogId = previewId });
        else
            await _live.Client.AcceptedAsync(new ClosePreview { AgentId = agent, DialogId = previewId });

        await _live.Client.GoneAsync(agent, previewId);
        (await _live.Simulator.EffectsAsync($"Dialog/{previewId}")).ShouldBe([$"PUT Dialog/{previewId} {action}"]);
    }

    private async Task<string> OfferedAsync(string agent)
    {
        var last = await _live.Client.SignInAsync(agent);
        await _live.Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await _live.Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
        var previewId = await _live.OfferCustomerAsync(agent, Customer, "directPreview");
        await _live.Client.DialogAsync(agent, previewId, "to be offered", _ => true);
        return previewId;
    }
}
