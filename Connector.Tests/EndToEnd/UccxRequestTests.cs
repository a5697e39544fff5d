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
    public async Task UCCX_has_direct_previews()
    {
        const string agent = "1003";
        var last = await _live.Client.SignInAsync(agent);
        await _live.Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await _live.Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
        var previewId = await _live.OfferCustomerAsync(agent, Customer, "directPreview");
        await _live.Client.DialogAsync(agent, previewId, "to be offered", _ => true);

        await _live.Client.AcceptedAsync(new AcceptPreview { AgentId = agent, DialogId = previewId });

        await _live.Client.Events.WaitForAsync<DialogChanged>(
            agent, "to the customer", changed => changed.Dialog.DialogId != previewId
                && changed.Dialog.Participants.Any(party => party.Address == Customer));
    }
}
