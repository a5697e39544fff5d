using Connector.Contracts;
using Connector.Service.Requests;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class RequestRulesTests
{
    public static TheoryData<AgentRequest, string?> Cases => new()
    {
        { new MakeReady { AgentId = "1001" }, null },
        { new MakeReady(), "AgentId is missing." },
        { new MakeReady { AgentId = null! }, "AgentId is missing." },
        { new MakeReady { AgentId = "1001@x" }, "AgentId holds a blank" },
        { new MakeReady { AgentId = "../1001" }, "AgentId holds a blank" },
        { new MakeReady { AgentId = "10 01" }, "AgentId holds a blank" },
        { new MakeReady { AgentId = new string('1', 65) }, "AgentId is longer than 64 characters." },
        { new MakeReady { AgentId = "1001", ClientId = "a\nb" }, "ClientId holds a control character." },
        { new MakeReady { AgentId = "1001", ClientId = "crm 😀" }, null },
        { new MakeReady { AgentId = "1001", ClientId = "\ud800" }, "ClientId holds a control character." },
        { new GetTeam { AgentId = "1001" }, "TeamId is missing." },
        { new WatchTeam { AgentId = "1001", TeamId = "a/b" }, "TeamId holds a character" },
        { new UnwatchTeam { AgentId = "1001", TeamId = ".." }, "TeamId is '..'" },
        { new WatchTeam { AgentId = "1001", TeamId = "500" }, null },
        { new WatchQueue { AgentId = "1001" }, "QueueId is missing." },
        { new UnwatchQueue { AgentId = "1001", QueueId = "10" }, null },
        { new ReplayEvents { AgentId = "1001", FromSequence = -1 }, "FromSequence is negative" },
        { new ReplayEvents { AgentId = "1001" }, null },
        { new ReplayEvents { AgentId = "1001", LastEvents = [new()] }, null },
        { new ReplayEvents { AgentId = "1001", LastEvents = [.. Enumerable.Repeat(new ReplayedEvent(), 65)] }, "LastEvents holds 65 events; 64 are allowed" },
        { new ReplayEvents { AgentId = "1001", LastEvents = [null!] }, "LastEvents holds an event, or a call's participant, that is null." },
        { new ReplayEvents { AgentId = "1001", LastEvents = [new() { DialogChanged = new() { Dialog = new() { Participants = [null!] } } }] }, "LastEvents holds an event, or a call's" },
        { new ReplayEvents { AgentId = "1001", LastEvents = [new() { DialogChanged = new() { Dialog = null! } }] }, null },
        { new ConnectAgent { AgentId = "1001", Password = "p" }, null },
        { new ConnectAgent { AgentId = "1001", AccessToken = "t" }, null },
        { new ConnectAgent { AgentId = "1001" }, "Password is missing;" },
        { new ConnectAgent { AgentId = "1001", Password = "" }, "Password is missing;" },
        { new ConnectAgent { AgentId = "1001", Password = "p", AccessToken = "t" }, "Password and AccessToken are both given" },
        { new ConnectAgent { AgentId = "1001", AccessToken = "a b" }, "AccessToken holds a character" },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "queue:crm-events" }, null },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "crm.events" }, null },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "topic:x" }, "EventAddress is not a queue" },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "queue:x?durable=false" }, "EventAddress is not a queue" },
        { new SignIn { AgentId = "1001", Extension = "2001", Password = "p" }, null },
        { new SignIn { AgentId = "1001", Extension = "2001" }, null },
        { new SignIn { AgentId = "1001", Password = "p" }, "Extension is missing." },
        { new SignIn { AgentId = "1001", Extension = "20/01" }, "Extension holds a character other than" },
        { new SignIn { AgentId = "1001", Extension = "2001", MobileMode = MobileMode.CallByCall }, "MobileMode and DialNumber belong together" },
        { new SignIn { AgentId = "1001", Extension = "2001", DialNumber = "555" }, "MobileMode and DialNumber belong together" },
        { new SignIn { AgentId = "1001", Extension = "2001", DialNumber = "555", MobileMode = (MobileMode)9 }, "MobileMode is not one of CallByCall, NailedConnection." },
        { new SignIn { AgentId = "1001", Extension = "2001", DialNumber = "555", MobileMode = MobileMode.NailedConnection }, null },
        { new SignOut { AgentId = "1001", ReasonCode = -1 }, "ReasonCode is negative" },
        { new MakeNotReady { AgentId = "1001", ReasonCode = 16 }, null },
        { new GetDialogs { AgentId = "1001" }, null },
        { new GetDialogs { AgentId = "1001", DialogId = "" }, "DialogId is missing." },
        { new AnswerCall { AgentId = "1001" }, "DialogId is missing." },
        { new HoldCall { AgentId = "1001", DialogId = ".." }, "DialogId is '..', which is no id." },
        { new RetrieveCall { AgentId = "1001", DialogId = "1/2" }, "DialogId holds a character other than" },
        { new ReleaseCall { AgentId = "1001", DialogId = "16777217" }, null },
        { new MakeCall { AgentId = "1001" }, "To is missing." },
        { new MakeCall { AgentId = "1001", To = "+49 (89) 5551234" }, null },
        { Call("callVariable1", new string('x', 40)), null },
        { Call("callVariable1", new string('ü', 21)), "CallVariables: callVariable1 has 42 bytes; 40 are allowed." },
        { Call("user.long", new string('x', 1991)), null },
        { Call("user.long", new string('x', 1992)), "CallVariables: the user.* variables have 2001 bytes together, names and values" },
        { Call("callVariable11", "x"), "CallVariables: there is no callVariable11; there are callVariable1 to callVariable10." },
        { Call("callVariable0", "x"), "CallVariables: there is no callVariable0" },
        { Call("BAStatus", "x"), "CallVariables: BAStatus belongs to the outbound campaign" },
        { Call("callVariable1", "a\0"), "CallVariables has no value, or one with a control character, for callVariable1." },
        { Call("", "x"), "A name in CallVariables is missing." },
    };

    /// <summary>The requests about a call, each with its call's id missing.</summary>
    public static TheoryData<AgentRequest> OnACall =>
    [
        new AnswerCall(), new HoldCall(), new RetrieveCall(), new ReleaseCall(), new ConsultCall { To = "1" }, new BlindTransfer { To = "1" },
        new TransferCall(), new ConferenceCall(), new SendDtmf { Digits = "1" }, new UpdateCallData { WrapUpReason = "x" }, new StartRecording(),
        new AcceptPreview(), new RejectPreview(), new ClosePreview(), new ReclassifyCall { Classification = "BUSY" },
        new ScheduleCallback { CallbackNumber = "1" }, new CancelCallback(), new EndSilentMonitor(), new BargeIn { TargetExtension = "1" },
        new DropParticipant { Extension = "1" },
    ];

    public static TheoryData<AgentRequest, string?> CallCases => new()
    {
        { new ConsultCall { DialogId = "7" }, "To is missing." },
        { new ConsultCall { DialogId = "7", To = "+49 (89) 5551234" }, null },
        { new BlindTransfer { DialogId = "7", To = "a\tb" }, "To holds a control character." },
        { new BlindTransfer { DialogId = "7", To = new string('1', 257) }, "To is longer than 256 characters." },
        { new SendDtmf { DialogId = "7", Digits = "0123456789*#ABCD" }, null },
        { new SendDtmf { DialogId = "7", Digits = "" }, "Digits is missing." },
        { new SendDtmf { DialogId = "7", Digits = "12 3" }, "Digits holds something else than 0-9, *, # and A-D." },
        { new SendDtmf { DialogId = "7", Digits = new string('1', 65) }, "Digits is longer than 64 characters." },
        { new UpdateCallData { DialogId = "7" }, "CallVariables, WrapUpReason and WrapUpItems are missing" },
        { new UpdateCallData { DialogId = "7", CallVariables = new Dictionary<string, string>(), WrapUpItems = [] }, "CallVariables, WrapUpReason" },
        { new UpdateCallData { DialogId = "7", WrapUpReason = "Happy customer!" }, null },
        { new UpdateCallData { DialogId = "7", WrapUpReason = "a\nb" }, "WrapUpReason holds a control character." },
        { new UpdateCallData { DialogId = "7", WrapUpItems = ["Sale", "Complaint"] }, null },
        { new UpdateCallData { DialogId = "7", WrapUpItems = ["Sale", null!] }, "An entry of WrapUpItems is missing." },
        { new UpdateCallData { DialogId = "7", WrapUpItems = [.. Enumerable.Repeat("x", 101)] }, "WrapUpItems has 101 entries; 100 are allowed." },
        { Data("callVariable10", new string('x', 40)), null },
        { Data("callVariable10", new string('x', 41)), "CallVariables: callVariable10 has 41 bytes; 40 are allowed." },
        { Data("callVariablex", "x"), "CallVariables: there is no callVariablex" },
        { Data("user.cart[2]", new string('x', 1900)), null },
        { Data("user.cart[2]", new string('ü', 1000)), "CallVariables: the user.* variables have 2012 bytes together" },
        { new ReclassifyCall { DialogId = "7" }, "Classification is missing." },
        { new ScheduleCallback { DialogId = "7" }, "CallbackTime and CallbackNumber are missing" },
        { new ScheduleCallback { DialogId = "7", CallbackTime = "2026-11-25T14:30" }, null },
        { new ScheduleCallback { DialogId = "7", CallbackTime = "2026-11-25 14:30" }, "CallbackTime is not a time of the form YYYY-MM-DDThh:mm" },
        { new ScheduleCallback { DialogId = "7", CallbackTime = "2026-11-25T14:30:00Z" }, "CallbackTime is not a time" },
        { new ScheduleCallback { DialogId = "7", CallbackNumber = "a\0" }, "CallbackNumber holds a control character." },
        { new CancelCallback { DialogId = "7", CallbackTime = "whenever" }, null },
        { new SilentMonitor(), "TargetExtension is missing." },
        { new SilentMonitor { TargetExtension = "2002" }, null },
        { new BargeIn { DialogId = "7", TargetExtension = "20 02" }, "TargetExtension holds a character other than" },
        { new DropParticipant { DialogId = "7" }, "Extension is missing." },
        { new DropParticipant { DialogId = "7", Extension = "+49 89 1" }, null },
        { new ForceAgentState { State = "READY" }, "TargetAgentId is missing." },
        { new ForceAgentState { TargetAgentId = "../1002", State = "READY" }, "TargetAgentId holds a blank or one of" },
        { new ForceAgentState { TargetAgentId = "1002", State = "TALKING" }, "State is not one of READY, NOT_READY, LOGOUT." },
        { new ForceAgentState { TargetAgentId = "1002", State = "LOGOUT" }, null },
        { new GetReasonCodes { Category = ReasonCodeCategory.Logout }, null },
        { new GetReasonCodes { Category = (ReasonCodeCategory)7 }, "Category is not one of NotReady, Logout." },
        { new GetPhoneBookContacts(), "PhoneBookId is missing." },
        { new GetPhoneBookContacts { PhoneBookId = "1/2" }, "PhoneBookId holds a character other than" },
        { new GetPhoneBookContacts { PhoneBookId = "4" }, null },
        { new GetPhoneBooks(), null },
        { new GetWrapUpReasons(), null },
    };

    [Theory]
    [MemberData(nameof(CallCases))]
    public void Broken_rule_of_a_call_is_a_sentence_that_names_the_field(AgentRequest request, string? expected) =>
        Broken_rule_is_a_sentence_that_names_the_field(request with { AgentId = "1001" }, expected);

    [Theory]
    [MemberData(nameof(OnACall))]
    public void A_request_about_a_call_names_it(AgentRequest request) =>
        RequestRules.Problem(request with { AgentId = "1001" }).ShouldBe("DialogId is missing.");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Broken_rule_is_a_sentence_that_names_the_field(AgentRequest request, string? expected)
    {
        var problem = RequestRules.Problem(request);

        if (expected is null)
            problem.ShouldBeNull();
        else
            problem.ShouldNotBeNull().ShouldStartWith(expected);
    }

    [Fact]
    public void Problem_never_shows_a_secret() =>
        RequestRules.Problem(new ConnectAgent { AgentId = "1001", AccessToken = "hidden token" }).ShouldNotBeNull().ShouldNotContain("hidden");

    [Fact]
    public void Every_request_of_the_contracts_is_known() => RequestTypes.All.Count.ShouldBe(42);

    private static UpdateCallData Data(string name, string value) =>
        new() { DialogId = "7", CallVariables = new Dictionary<string, string> { [name] = value } };

    private static MakeCall Call(string name, string value) =>
        new() { AgentId = "1001", To = "2002", CallVariables = new Dictionary<string, string> { [name] = value } };
}
