using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>The refusals that the fact sheet lists (chapter 1.6) for requests on UCCE, each where it comes: at once, or as an event with the
/// telephony's word and number.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class RefusedRequestTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string NoPreview = "INVALID_ACTION ";

    public static TheoryData<string, string, AgentRequest, RejectionCode, string, string> Later => new()
    {
        { "1161", "connected", new MakeReady(), RejectionCode.InvalidState, "CF_INVALID_OBJECT_STATE", "22" },
        { "1162", "connected", new MakeNotReady(), RejectionCode.InvalidState, "CF_INVALID_OBJECT_STATE", "22" },
        { "1163", "ringing", new HoldCall(), RejectionCode.InvalidState, "CF_NO_ACTIVE_CALL", "24" },
        { "1164", "ringing", new RetrieveCall(), RejectionCode.InvalidState, "CF_NO_HELD_CALL", "25" },
        { "1165", "ringing", new ReleaseCall(), RejectionCode.InvalidState, "CF_NO_CALL_TO_CLEAR", "26" },
        { "1166", "talking", new AnswerCall(), RejectionCode.InvalidState, "CF_NO_CALL_TO_ANSWER", "28" },
        { "1167", "talking", new MakeCall { To = "5559876" }, RejectionCode.InvalidState, "CF_RESOURCE_BUSY", "33" },
        { "1168", "talking", new BlindTransfer { To = "5550404" }, RejectionCode.InvalidDestination, "CF_INVALID_DESTINATION", "14" },
        { "1169", "ringing", new BlindTransfer { To = "5559876" }, RejectionCode.InvalidState, NoPreview + "TRANSFER_SST", "4047" },
        { "1191", "ringing", new ConsultCall { To = "5559876" }, RejectionCode.InvalidState, NoPreview + "CONSULT_CALL", "4047" },
        { "1192", "talking", new RejectPreview(), RejectionCode.InvalidState, NoPreview + "REJECT", "4047" },
        { "1193", "talking", new ClosePreview(), RejectionCode.InvalidState, NoPreview + "CLOSE", "4047" },
        { "1194", "talking", new CancelCallback(), RejectionCode.InvalidState, NoPreview + "CANCEL_SCHEDULED_CALLBACK", "4047" },
        { "1195", "offered", new ReclassifyCall { Classification = "FAX" }, RejectionCode.InvalidState, NoPreview + "RECLASSIFY", "4047" },
        { "1196", "offered", new RetrieveCall(), RejectionCode.InvalidState, NoPreview + "RETRIEVE", "4047" },
        { "1197", "offered", new ReleaseCall(), RejectionCode.InvalidState, NoPreview + "DROP", "4047" },
    };

    [Theory]
    [MemberData(nameof(Later))]
    public async Task What_the_telephony_refuses_is_an_event_of_the_request(
        string agent, string before, AgentRequest request, RejectionCode code, string message, string number)
    {
        var dialogId = await BringAboutAsync(agent, before);

        var id = await Client.TakenAsync(RequestSamples.On(request with { AgentId = agent }, dialogId));

        var failed = await Client.Events.WaitForAsync<CommandFailed>(agent, request.ToString(), told => told.RequestId == RequestIds.Of(id));
        (failed.Code, failed.FinesseErrorData).ShouldBe((code, number), failed.Message);
        failed.FinesseErrorMessage.ShouldStartWith(message);
        failed.Message.ShouldContain(message);
    }

    [Fact]
    public async Task What_Finesse_refuses_at_once_is_answered()
    {
        const string agent = "1198";
        await Client.AskAsync<ConnectAgent, AgentConnected>(new ConnectAgent { AgentId = agent, Password = "pw" + agent });
        (await Client.RejectedAsync(new SignOut { AgentId = agent })).Code.ShouldBe(RejectionCode.InvalidState, "LOGOUT to LOGOUT");
        await SignInAsync(agent);
        (AgentRequest Request, RejectionCode Code)[] refusals =
        [
            (new MakeNotReady { ReasonCode = 4711 }, RejectionCode.InvalidRequest),
            (new SignOut { ReasonCode = 4711 }, RejectionCode.InvalidRequest),
            (new SignIn { Extension = "+4989123456" }, RejectionCode.InvalidRequest),
            (new GetDialogs { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new AnswerCall { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new HoldCall { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new RetrieveCall { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new ReleaseCall { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new BlindTransfer { DialogId = "424242", To = "5559876" }, RejectionCode.UnknownDialog),
            (new ConferenceCall { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new SendDtmf { DialogId = "424242", Digits = "1" }, RejectionCode.UnknownDialog),
            (new AcceptPreview { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new RejectPreview { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new ClosePreview { DialogId = "424242" }, RejectionCode.UnknownDialog),
            (new ReclassifyCall { DialogId = "424242", Classification = "FAX" }, RejectionCode.UnknownDialog),
            (new ScheduleCallback { DialogId = "424242", CallbackNumber = "5559876" }, RejectionCode.UnknownDialog),
            (new CancelCallback { DialogId = "424242" }, RejectionCode.UnknownDialog),
        ];

        foreach (var (request, code) in refusals)
        {
            var rejected = await Client.RefusedAsync(request with { AgentId = agent });
            (rejected.Code, rejected.HttpStatus).ShouldBe(
                (code, code is RejectionCode.UnknownDialog ? 404 : 400), $"{request}: {rejected.Message}");
            rejected.FinesseErrorType.ShouldNotBeNullOrEmpty(request.ToString());
        }
    }

    private async Task<string> BringAboutAsync(string agent, string before)
    {
        if (before is "connected")
        {
            await Client.AskAsync<ConnectAgent, AgentConnected>(new ConnectAgent { AgentId = agent, Password = "pw" + agent });
            return "";
        }

        if (before is "talking")
            return await Live.TalkAsync(agent);

        var last = await SignInAsync(agent);
        if (before is "ringing")
        {
            var ringing = await Live.Simulator.CallInAsync(CallSteps.Caller, ClientSteps.ExtensionOf(agent));
            await Client.DialogAsync(agent, ringing, "to ring", _ => true);
            return ringing;
        }

        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
        var offered = await Live.OfferCustomerAsync(agent, "5557777", "preview");
        await Client.DialogAsync(agent, offered, "to be offered", _ => true);
        return offered;
    }
}
