using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

/// <summary>Each documented refusal (facts/finesse.md 1.6) of each request: our word for it, and that its sentence helps.</summary>
public sealed class RefusalsTests
{
    public static TheoryData<FinesseCall, int, string, string, RejectionCode, string> Cases => new()
    {
        { Act("TRANSFER"), 400, "Invalid State", "No Active call available on agent for TRANSFER", RejectionCode.InvalidState, "the held call" },
        { Act("CONFERENCE"), 400, "Invalid State", "", RejectionCode.InvalidState, "the held call" },
        { Act("CONSULT_CALL") with { ToAddress = "2001" }, 400, "Invalid Destination", "", RejectionCode.InvalidDestination, "Check To" },
        { Act("TRANSFER_SST") with { ToAddress = "2001" }, 400, "Invalid Destination", "", RejectionCode.InvalidDestination, "Check To" },
        { new PlaceCall("2001", "2001", null), 400, "Invalid Destination", "", RejectionCode.InvalidDestination, "Check To" },
        { Act("SEND_DTMF"), 401, "Invalid State", "", RejectionCode.InvalidState, "ACTIVE" },
        { Act("START_RECORDING"), 401, "Invalid State", "", RejectionCode.InvalidState, "ACTIVE" },
        { Act("START_RECORDING"), 501, "Not Implemented", "", RejectionCode.NotSupported, "cannot do it" },
        { Act("HOLD"), 400, "Invalid Input", "", RejectionCode.InvalidRequest, "wrong with the request" },
        { Act("HOLD"), 404, "Not Found", "", RejectionCode.UnknownDialog, "DialogId" },
        { Act("HOLD"), 401, "Invalid Authorization User Specified", "", RejectionCode.Unauthorized, "role" },
        { new UpdateDialogData("7", null, "x", null), 400, "Invalid Input", "", RejectionCode.InvalidRequest, "CallVariables" },
        { new UpdateDialogData("7", null, "x", null), 404, "Dialog Not Found", "", RejectionCode.UnknownDialog, "DialogId" },
        { new MonitorAgent("2010", "2001"), 401, "Authorization Failure", "UNAUTHORIZED", RejectionCode.Unauthorized, "Only a supervisor" },
        { new MonitorAgent("2010", "2001"), 400, "Invalid State", "", RejectionCode.InvalidState, "NOT_READY" },
        { new MonitorAgent("2010", "2001"), 400, "Invalid Input", "", RejectionCode.InvalidRequest, "TargetExtension" },
        { new MonitorAgent("2010", "2001"), 401, "Invalid Supervisor", "", RejectionCode.Unauthorized, "Only a supervisor" },
        { new BargeIntoCall("2010", "2001", "8"), 400, "Invalid Destination", "", RejectionCode.InvalidDestination, "on hold" },
        { new BargeIntoCall("2010", "2001", "8"), 400, "20700", "Conference resource limit violation", RejectionCode.InvalidState, "have room" },
        { new BargeIntoCall("2010", "2001", "8"), 400, "20999", "Barge via <non-controller>", RejectionCode.InvalidState, "control the conference" },
        { new BargeIntoCall("2010", "2001", "8"), 400, "Invalid Input", "", RejectionCode.InvalidRequest, "SilentMonitor" },
        { Act("PARTICIPANT_DROP"), 400, "Invalid Destination", "", RejectionCode.InvalidDestination, "Check Extension" },
        { Act("PARTICIPANT_DROP"), 401, "Authorization Failure", "", RejectionCode.Unauthorized, "only supervisors" },
        { new ForceState("1002", "READY"), 401, "Invalid Supervisor", "", RejectionCode.Unauthorized, "Only a supervisor" },
        { new ForceState("1002", "READY"), 400, "Invalid State", "", RejectionCode.InvalidState, "READY, NOT_READY or LOGOUT" },
        { new ForceState("9999", "READY"), 404, "User Not Found", "UNKNOWN_USER", RejectionCode.UnknownAgent, "TargetAgentId" },
        { new ReadContacts("9"), 404, "Not Found", "", RejectionCode.InvalidRequest, "PhoneBookId" },
        { new ReadContacts("9"), 416, "Range Not Satisfiable", "", RejectionCode.NotSupported, "as long as this" },
        { new ReadReasonCodes(ReasonCodeCategory.NotReady), 500, "Internal Server Error", "DB_RUNTIME_EXCEPTION", RejectionCode.FinesseUnavailable, "later" },
        { new ReadPhoneBooks(), 403, "", "", RejectionCode.Unauthorized, "role" },
        { new ChangeAgentState("NOT_READY", null), 400, "Parameter Missing", "", RejectionCode.InvalidRequest, "GetReasonCodes" },
        { new SignInAgent("2001", null, null, null), 400, "Bad Request", "", RejectionCode.InvalidRequest, "wrong with the request" },
        { new ReadDialogs("7"), 404, "", "", RejectionCode.UnknownDialog, "DialogId" },
        { new ReadDialogs(null), 404, "", "", RejectionCode.UnknownAgent, "AgentId" },
        { Act("HOLD"), 405, "", "", RejectionCode.NotSupported, "cannot do it" },
        { Act("HOLD"), 503, "Service Unavailable", "SERVER_OUT_OF_SERVICE", RejectionCode.FinesseUnavailable, "later" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_refusal_has_our_word_and_a_sentence_that_helps(
        FinesseCall call, int status, string type, string message, RejectionCode expected, string help)
    {
        var (code, sentence) = Refusals.Of(call, new FinesseOutcome.Refused(new FinesseRefusal(type, message, ""), status));

        code.ShouldBe(expected);
        sentence.ShouldContain(help);
        sentence.ShouldEndWith(".");
        if (message.Length > 0)
            sentence.ShouldContain(message, Case.Sensitive, "Finesse's own words are there too");
    }

    private static ActOnDialog Act(string action) => new("7", action, "2001");
}
