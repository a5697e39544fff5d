using System.Text.Json;
using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>A Finesse that does what it is asked and whose answer is lost: the client gets an answer that helps, and nothing happens
/// twice.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class LostAnswerFlowTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task A_call_whose_answer_was_lost_is_accepted_with_its_id_and_made_once()
    {
        const string agent = "1086";
        await SignInAsync(agent);
        await LoseAnswerAsync(agent, "POST");

        var (id, accepted) = await Client.AcceptedAsync(new MakeCall { AgentId = agent, To = "5559999" });

        accepted.DialogId.ShouldNotBeNull();
        accepted.RequestId.ShouldBe(RequestIds.Of(id));
        await Client.DialogAsync(agent, accepted.DialogId, "to the number", dialog => dialog.ToAddress == "5559999");
        (await Live.Simulator.EffectsAsync($"User/{agent}/Dialogs")).ShouldBe([$"POST User/{agent}/Dialogs MAKE_CALL 5559999"]);
        await Client.AcceptedAsync(new ReleaseCall { AgentId = agent, DialogId = accepted.DialogId });
        await Client.GoneAsync(agent, accepted.DialogId);
    }

    [Fact]
    public async Task Tones_whose_answer_was_lost_are_told_as_unknown_and_sent_once()
    {
        const string agent = "1087";
        var dialogId = await Live.TalkAsync(agent);
        await LoseAnswerAsync(agent, "PUT");

        var rejected = await Client.RejectedAsync(new SendDtmf { AgentId = agent, DialogId = dialogId, Digits = "1" });

        rejected.Code.ShouldBe(RejectionCode.OutcomeUnknown);
        (await Live.Simulator.EffectsAsync($"Dialog/{dialogId}")).Count(effect => effect.EndsWith("SEND_DTMF", StringComparison.Ordinal)).ShouldBe(1);
        await Live.Simulator.HangUpAsync(dialogId);
    }

    [Fact]
    public async Task A_transfer_whose_answer_was_lost_is_accepted_and_done_once()
    {
        const string agent = "1088", colleague = "1089";
        await SignInAsync(colleague);
        var dialogId = await Live.TalkAsync(agent);
        await Live.ConsultAsync(agent, dialogId, colleague);
        await LoseAnswerAsync(agent, "PUT");

        await Client.AcceptedAsync(new TransferCall { AgentId = agent, DialogId = dialogId });

        await Client.GoneAsync(agent, dialogId);
        (await Live.Simulator.EffectsAsync($"Dialog/{dialogId}")).Count(effect => effect.EndsWith("TRANSFER", StringComparison.Ordinal)).ShouldBe(1);
        await Live.Simulator.HangUpAsync(dialogId);
    }

    private Task<string> LoseAnswerAsync(string agent, string method) => Live.Simulator.ControlAsync(
        HttpMethod.Post, "sim/faults", JsonSerializer.Serialize(new { kind = "loseRestAnswers", agent, method, count = 1 }));
}
