using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>The requests about an agent's own calls, from the bus to Finesse (UCCE) and back.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class CallRequestTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task A_call_is_transferred_after_consulting_by_the_held_call_and_not_by_the_other()
    {
        const string agent = "1006", colleague = "1007";
        await SignInAsync(colleague);
        var dialogId = await Live.TalkAsync(agent);
        var consultId = await Live.ConsultAsync(agent, dialogId, colleague);

        var wrong = await Client.RejectedAsync(new TransferCall { AgentId = agent, DialogId = consultId });
        await Client.AcceptedAsync(new TransferCall { AgentId = agent, DialogId = dialogId });

        wrong.Code.ShouldBe(RejectionCode.InvalidState);
        wrong.Message.ShouldContain("held call");
        await Client.GoneAsync(agent, dialogId);
        await Client.GoneAsync(agent, consultId);
        await Client.DialogAsync(
            colleague, dialogId, "with the caller", dialog => dialog.Participants.Any(party => party.Address == CallSteps.Caller));
        (await Live.Simulator.EffectsAsync($"Dialog/{dialogId}", $"Dialog/{consultId}")).ShouldBe(
        [
            $"PUT Dialog/{dialogId} ANSWER",
            $"PUT Dialog/{dialogId} CONSULT_CALL {ClientSteps.ExtensionOf(colleague)}",
            $"PUT Dialog/{consultId} ANSWER",
            $"PUT Dialog/{dialogId} TRANSFER",
        ]);
        await Live.Simulator.HangUpAsync(dialogId);
        await Client.GoneAsync(colleague, dialogId);
    }

    [Fact]
    public async Task A_conference_has_three_parties_until_one_is_dropped()
    {
        // Who may drop others is a supervisor: the last agent of each team of ten.
        const string supervisor = "1010", colleague = "1008";
        await SignInAsync(colleague);
        var dialogId = await Live.TalkAsync(supervisor);
        await Live.ConsultAsync(supervisor, dialogId, colleague);
        string[] parties = [CallSteps.Caller, ClientSteps.ExtensionOf(supervisor), ClientSteps.ExtensionOf(colleague)];

        await Client.AcceptedAsync(new ConferenceCall { AgentId = supervisor, DialogId = dialogId });
        await Client.DialogAsync(
            supervisor, dialogId, "with three parties", dialog => parties.All(address => IsActive(dialog, address)));
        await Client.AcceptedAsync(
            new DropParticipant { AgentId = supervisor, DialogId = dialogId, Extension = ClientSteps.ExtensionOf(colleague) });
        await Client.GoneAsync(colleague, dialogId);

        (await Client.RejectedAsync(new DropParticipant { AgentId = supervisor, DialogId = dialogId, Extension = "9999" })).Code
            .ShouldBe(RejectionCode.InvalidDestination);
        await Live.Simulator.HangUpAsync(dialogId);
        await Client.GoneAsync(supervisor, dialogId);
    }

    [Fact]
    public async Task A_call_is_transferred_in_one_step()
    {
        const string agent = "1009", colleague = "1014";
        await SignInAsync(colleague);
        var dialogId = await Live.TalkAsync(agent);

        await Client.AcceptedAsync(new BlindTransfer { AgentId = agent, DialogId = dialogId, To = ClientSteps.ExtensionOf(colleague) });

        await Client.GoneAsync(agent, dialogId);
        await Client.PartyAsync(colleague, dialogId, ClientSteps.ExtensionOf(colleague), ParticipantStates.Alerting);
        await Live.Simulator.HangUpAsync(dialogId);
        await Client.GoneAsync(colleague, dialogId);
    }

    [Fact]
    public async Task Call_data_and_tones_reach_Finesse_as_they_were_sent()
    {
        const string agent = "1015";
        var dialogId = await Live.TalkAsync(agent);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["callVariable3"] = "Zoë & <Söhne>", ["user.cart"] = "3 items" };

        await Client.AcceptedAsync(
            new UpdateCallData { AgentId = agent, DialogId = dialogId, CallVariables = variables, WrapUpReason = "Happy customer!" });
        await Client.AcceptedAsync(new SendDtmf { AgentId = agent, DialogId = dialogId, Digits = "12*#A" });

        await Client.DialogAsync(agent, dialogId, "with its data", dialog =>
            variables.All(pair => dialog.CallVariables.GetValueOrDefault(pair.Key) == pair.Value) && dialog.WrapUpReason == "Happy customer!");
        var tones = (await Live.Simulator.RequestsAsync())
            .Single(request => request.Path.EndsWith("Dialog/" + dialogId, StringComparison.Ordinal) && request.Body!.Contains("SEND_DTMF", StringComparison.Ordinal));
        tones.Body!.ShouldContain("<name>dtmfString</name><value>12*#A</value>");
        await HangUpAsync(agent, dialogId);
    }

    [Fact]
    public async Task What_Finesse_or_its_flavour_refuses_is_told_by_its_kind()
    {
        const string agent = "1018";
        var dialogId = await Live.TalkAsync(agent);
        var own = ClientSteps.ExtensionOf(agent);
        (AgentRequest Request, RejectionCode Code, int? Status)[] refusals =
        [
            (new StartRecording { DialogId = dialogId }, RejectionCode.NotSupported, null),
            (new UpdateCallData { DialogId = dialogId, WrapUpItems = ["Sale"] }, RejectionCode.NotSupported, null),
            (new TransferCall { DialogId = dialogId }, RejectionCode.InvalidState, null),
            (new ConferenceCall { DialogId = dialogId }, RejectionCode.InvalidState, null),
            (new TransferCall { DialogId = "424242" }, RejectionCode.UnknownDialog, 404),
            (new ConsultCall { DialogId = "424242", To = "2001" }, RejectionCode.UnknownDialog, 404),
            (new UpdateCallData { DialogId = "424242", WrapUpReason = "x" }, RejectionCode.UnknownDialog, 404),
            (new BlindTransfer { DialogId = dialogId, To = own }, RejectionCode.InvalidDestination, 400),
            (new ConsultCall { DialogId = dialogId, To = own }, RejectionCode.InvalidDestination, 400),
            (new MakeCall { To = own }, RejectionCode.InvalidDestination, 400),
            (new UpdateCallData { DialogId = dialogId, CallVariables = new Dictionary<string, string> { ["nobody.knows"] = "x" } }, RejectionCode.InvalidRequest, 400),
            (new ReclassifyCall { DialogId = dialogId, Classification = "NOBODY_KNOWS" }, RejectionCode.InvalidRequest, 400),
        ];

        foreach (var (request, code, status) in refusals)
        {
            var rejected = await Client.RefusedAsync(request with { AgentId = agent });
            rejected.Code.ShouldBe(code, $"{request}: {rejected.Message}");
            rejected.HttpStatus.ShouldBe(status, request.ToString());
        }

        await Client.AcceptedAsync(new HoldCall { AgentId = agent, DialogId = dialogId });
        await Client.PartyAsync(agent, dialogId, own, ParticipantStates.Held);
        var held = await Client.RejectedAsync(new SendDtmf { AgentId = agent, DialogId = dialogId, Digits = "1" });
        (held.Code, held.HttpStatus).ShouldBe((RejectionCode.InvalidState, 401));
        held.Message.ShouldContain("must be ACTIVE");
        await HangUpAsync(agent, dialogId);
    }

    [Theory]
    [InlineData("1016", "CONSULT_CALL while on hold")]
    [InlineData("1017", "ACCEPT of a call that is no preview")]
    [InlineData("1019", "RECLASSIFY of a call that is of no campaign")]
    [InlineData("1032", "a callback for a call that is of no campaign")]
    public async Task What_the_telephony_refuses_later_is_an_event_of_the_request(string agent, string what)
    {
        var dialogId = await Live.TalkAsync(agent);
        await Client.AcceptedAsync(new HoldCall { AgentId = agent, DialogId = dialogId });
        await Client.PartyAsync(agent, dialogId, ClientSteps.ExtensionOf(agent), ParticipantStates.Held);

        var (id, _) = what switch
        {
            "CONSULT_CALL while on hold" => await Client.AcceptedAsync(new ConsultCall { AgentId = agent, DialogId = dialogId, To = "2001" }),
            "ACCEPT of a call that is no preview" => await Client.AcceptedAsync(new AcceptPreview { AgentId = agent, DialogId = dialogId }),
            "RECLASSIFY of a call that is of no campaign" =>
                await Client.AcceptedAsync(new ReclassifyCall { AgentId = agent, DialogId = dialogId, Classification = "BUSY" }),
            _ => await Client.AcceptedAsync(new ScheduleCallback { AgentId = agent, DialogId = dialogId, CallbackNumber = "555" }),
        };

        var failed = await Client.Events.WaitForAsync<CommandFailed>(agent, what, received => received.RequestId == RequestIds.Of(id));
        failed.Code.ShouldBe(RejectionCode.InvalidState);
        failed.DialogId.ShouldBe(dialogId);
        failed.FinesseErrorMessage.ShouldNotBeNullOrEmpty();
        await HangUpAsync(agent, dialogId);
    }

    [Fact]
    public async Task A_mobile_agent_signs_in_with_mode_and_number()
    {
        // Every second agent of the simulator may be mobile.
        const string agent = "1034", settled = "1033";
        var last = Client.Events.LastSequence(agent);

        await Client.AcceptedAsync(Mobile(agent));
        await Client.Events.WaitForStateAsync(agent, AgentStates.NotReady, last);
        var (id, _) = await Client.AcceptedAsync(Mobile(settled));

        var signIn = (await Live.Simulator.RequestsAsync())
            .Single(request => request.Method == "PUT" && request.Path.EndsWith("/User/" + agent, StringComparison.Ordinal));
        signIn.Body!.ShouldContain("<mobileAgent><mode>CALL_BY_CALL</mode><dialNumber>4085551234</dialNumber></mobileAgent>");
        var failed = await Client.Events.WaitForAsync<CommandFailed>(settled, "not allowed", received => received.RequestId == RequestIds.Of(id));
        failed.FinesseErrorType.ShouldBe("Mode Not Allowed");

        static SignIn Mobile(string agentId) =>
            ClientSteps.SignInRequest(agentId) with { MobileMode = MobileMode.CallByCall, DialNumber = "4085551234" };
    }

    private static bool IsActive(Dialog dialog, string address) =>
        dialog.Participants.Any(party => party.Address == address && party.State == ParticipantStates.Active);

    private async Task HangUpAsync(string agent, string dialogId)
    {
        await Live.Simulator.HangUpAsync(dialogId);
        await Client.PartyAsync(agent, dialogId, CallSteps.Caller, ParticipantStates.Dropped);
    }
}
