using System.Text.Json;
using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

/// <summary>What a session does about each request: pure values.</summary>
public sealed class CommandPlanTests
{
    private const string Agent = "1001";
    private const string Extension = "2001";

    private static readonly Dictionary<string, string> Variables = new() { ["callVariable1"] = "x" };

    public static TheoryData<AgentRequest, FinesseCall> Calls => new()
    {
        { new SignIn { Extension = "2001" }, new SignInAgent("2001", null, null, null) },
        {
            new SignIn { Extension = "2001", MobileMode = MobileMode.NailedConnection, DialNumber = "555", DeviceId = "CSF1" },
            new SignInAgent("2001", "NAILED_CONNECTION", "555", "CSF1")
        },
        { new SignIn { Extension = "2001", MobileMode = MobileMode.CallByCall, DialNumber = "555" }, new SignInAgent("2001", "CALL_BY_CALL", "555", null) },
        { new SignOut { ReasonCode = 3 }, new ChangeAgentState("LOGOUT", 3) },
        { new MakeReady(), new ChangeAgentState("READY", null) },
        { new MakeNotReady { ReasonCode = 16 }, new ChangeAgentState("NOT_READY", 16) },
        { new GetAgentState(), new ReadAgentState() },
        { new GetDialogs { DialogId = "7" }, new ReadDialogs("7") },
        { new MakeCall { To = "5551234", CallVariables = Variables }, new PlaceCall(Extension, "5551234", Variables) },
        { new AnswerCall { DialogId = "7" }, Act("ANSWER") },
        { new HoldCall { DialogId = "7" }, Act("HOLD") },
        { new RetrieveCall { DialogId = "7" }, Act("RETRIEVE") },
        { new ReleaseCall { DialogId = "7" }, Act("DROP") },
        { new ConsultCall { DialogId = "7", To = "2002" }, Act("CONSULT_CALL") with { ToAddress = "2002" } },
        { new BlindTransfer { DialogId = "7", To = "2002" }, Act("TRANSFER_SST") with { ToAddress = "2002" } },
        { new SendDtmf { DialogId = "7", Digits = "12#" }, Act("SEND_DTMF") with { Parameters = [new("dtmfString", "12#")] } },
        {
            new UpdateCallData { DialogId = "7", CallVariables = Variables, WrapUpReason = "Sale" },
            new UpdateDialogData("7", Variables, "Sale", null)
        },
        { new AcceptPreview { DialogId = "7" }, Act("ACCEPT") },
        { new RejectPreview { DialogId = "7" }, Act("REJECT") },
        { new ClosePreview { DialogId = "7" }, Act("CLOSE") },
        {
            new ReclassifyCall { DialogId = "7", Classification = "BUSY" },
            Act("RECLASSIFY") with { Parameters = [new("outboundClassification", "BUSY")] }
        },
        {
            new ScheduleCallback { DialogId = "7", CallbackTime = "2026-11-25T14:30", CallbackNumber = "555" },
            Act("UPDATE_SCHEDULED_CALLBACK") with { Parameters = [new("callbackTime", "2026-11-25T14:30"), new("callbackNumber", "555")] }
        },
        {
            new ScheduleCallback { DialogId = "7", CallbackNumber = "555" },
            Act("UPDATE_SCHEDULED_CALLBACK") with { Parameters = [new("callbackNumber", "555")] }
        },
        { new CancelCallback { DialogId = "7", CallbackNumber = "555" }, Act("CANCEL_SCHEDULED_CALLBACK") },
        { new SilentMonitor { TargetExtension = "2002" }, new MonitorAgent(Extension, "2002") },
        { new EndSilentMonitor { DialogId = "7" }, Act("DROP") },
        { new BargeIn { DialogId = "7", TargetExtension = "2002" }, new BargeIntoCall(Extension, "2002", "7") },
        { new DropParticipant { DialogId = "7", Extension = "2002" }, new ActOnDialog("7", "PARTICIPANT_DROP", "2002") },
        { new ForceAgentState { TargetAgentId = "1002", State = "LOGOUT" }, new ForceState("1002", "LOGOUT") },
        { new GetReasonCodes { Category = ReasonCodeCategory.Logout }, new ReadReasonCodes(ReasonCodeCategory.Logout) },
        { new GetWrapUpReasons(), new ReadWrapUpReasons() },
        { new GetPhoneBooks(), new ReadPhoneBooks() },
        { new GetPhoneBookContacts { PhoneBookId = "4" }, new ReadContacts("4") },
    };

    /// <summary>Requests that one flavour cannot carry out, and a word of the sentence that says so.</summary>
    public static TheoryData<AgentRequest, FinesseFlavour, string> OtherFlavours => new()
    {
        { new StartRecording { DialogId = "7" }, FinesseFlavour.Ucce, "StartRecording" },
        { new UpdateCallData { DialogId = "7", WrapUpItems = ["Sale"] }, FinesseFlavour.Ucce, "WrapUpItems" },
        { new SignIn { Extension = "2001", MobileMode = MobileMode.CallByCall, DialNumber = "555" }, FinesseFlavour.Uccx, "MobileMode" },
        { new MakeCall { To = "5551234", CallVariables = Variables }, FinesseFlavour.Uccx, "CallVariables" },
        { new SendDtmf { DialogId = "7", Digits = "1A" }, FinesseFlavour.Uccx, "Digits" },
        { new DropParticipant { DialogId = "7", Extension = "2002" }, FinesseFlavour.Uccx, "DropParticipant" },
    };

    public static TheoryData<AgentRequest> OnAnExtension =>
    [
        new MakeCall { To = "1" }, new AnswerCall { DialogId = "7" }, new HoldCall { DialogId = "7" }, new RetrieveCall { DialogId = "7" },
        new ReleaseCall { DialogId = "7" }, new ConsultCall { DialogId = "7", To = "1" }, new BlindTransfer { DialogId = "7", To = "1" },
        new TransferCall { DialogId = "7" }, new ConferenceCall { DialogId = "7" }, new SendDtmf { DialogId = "7", Digits = "1" },
        new AcceptPreview { DialogId = "7" }, new RejectPreview { DialogId = "7" }, new ClosePreview { DialogId = "7" },
        new ReclassifyCall { DialogId = "7", Classification = "BUSY" }, new ScheduleCallback { DialogId = "7", CallbackNumber = "1" },
        new CancelCallback { DialogId = "7" }, new SilentMonitor { TargetExtension = "1" }, new EndSilentMonitor { DialogId = "7" },
        new BargeIn { DialogId = "7", TargetExtension = "1" },
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Request_becomes_its_call_on_UCCE(AgentRequest request, FinesseCall expected) =>
        Text(Planned(request, Sight()).ShouldBeOfType<CommandPlan.Carry>().Call).ShouldBe(Text(expected));

    [Fact]
    public void What_only_UCCX_does_becomes_its_call_there()
    {
        var sight = Sight(FinesseFlavour.Uccx);

        Planned(new StartRecording { DialogId = "7" }, sight).ShouldBe(new CommandPlan.Carry(Act("START_RECORDING")));
        Planned(new UpdateCallData { DialogId = "7", WrapUpItems = ["Sale"] }, sight)
            .ShouldBeOfType<CommandPlan.Carry>().Call.ShouldBeOfType<UpdateDialogData>().WrapUpItems.ShouldBe(["Sale"]);
        Planned(new MakeCall { To = "5551234" }, sight).ShouldBe(new CommandPlan.Carry(new PlaceCall(Extension, "5551234", null)));
        Planned(new SendDtmf { DialogId = "7", Digits = "12#" }, sight).ShouldBeOfType<CommandPlan.Carry>();
        Planned(new AcceptPreview { DialogId = "7" }, sight).ShouldBeOfType<CommandPlan.Carry>();
    }

    [Theory]
    [MemberData(nameof(OtherFlavours))]
    public void What_the_flavour_cannot_do_is_refused_at_once_and_says_why(AgentRequest request, FinesseFlavour flavour, string word)
    {
        var refusal = Planned(request, Sight(flavour)).ShouldBeOfType<CommandPlan.Refuse>();

        refusal.Code.ShouldBe(RejectionCode.NotSupported);
        refusal.Message.ShouldContain(word);
        refusal.Message.ShouldContain(flavour is FinesseFlavour.Ucce ? "belongs to UCCE" : "belongs to UCCX");
        refusal.Message.ShouldEndWith(".");
        Planned(request, Sight(FinesseFlavour.Unknown)).ShouldBeOfType<CommandPlan.Carry>("a Finesse of unknown flavour decides by itself");
    }

    [Theory]
    [MemberData(nameof(OnAnExtension))]
    public void Call_control_needs_an_extension(AgentRequest request) =>
        Planned(request, Sight() with { State = new AgentState { State = "LOGOUT" } })
            .ShouldBeOfType<CommandPlan.Refuse>().Code.ShouldBe(RejectionCode.NotSignedIn);

    [Theory]
    [InlineData("TRANSFER")]
    [InlineData("CONFERENCE")]
    public void Completion_goes_to_the_held_call_whose_own_party_offers_it(string action) =>
        Planned(Completion(action), Sight(dialogs: Held(Extension, "RETRIEVE", action)))
            .ShouldBe(new CommandPlan.Carry(Act(action)));

    [Theory]
    [InlineData("TRANSFER")]
    [InlineData("CONFERENCE")]
    public void Completion_that_was_not_offered_is_looked_at_before_it_is_refused(string action)
    {
        // Not offered to the agent; offered to somebody else, whose actions are not reliable.
        var told = Held(Extension, "RETRIEVE") with
        {
            Participants = [.. Held(Extension, "RETRIEVE").Participants, new Participant { Address = "2002", Actions = [action] }],
        };

        Planned(Completion(action), Sight()).ShouldBe(new CommandPlan.Look(new ReadDialogs("7")), "a call that is not known");
        Planned(Completion(action), Sight(dialogs: told)).ShouldBe(new CommandPlan.Look(new ReadDialogs("7")));
        var refusal = Planned(Completion(action), Sight(dialogs: told) with { IsRead = true }).ShouldBeOfType<CommandPlan.Refuse>();
        refusal.Code.ShouldBe(RejectionCode.InvalidState);
        refusal.Message.ShouldBe(
            $"The agent's party on call 7 is HELD and offers no {action}: send the id of the held call, once the consult call is answered.");
        Planned(Completion(action), Sight(dialogs: Held("2009", action)) with { IsRead = true })
            .ShouldBeOfType<CommandPlan.Refuse>().Code.ShouldBe(RejectionCode.UnknownDialog);
    }

    [Fact]
    public void What_calls_joins_sends_or_begins_something_is_never_repeated()
    {
        FinesseCall[] unsafeCalls =
        [
            new PlaceCall(Extension, "1", null), Act("CONSULT_CALL"), Act("TRANSFER_SST"), Act("TRANSFER"), Act("CONFERENCE"), Act("SEND_DTMF"),
            Act("START_RECORDING"), Act("ACCEPT"), Act("REJECT"), Act("CLOSE"), Act("PARTICIPANT_DROP"), Act("A_LATER_ACTION"),
            new MonitorAgent(Extension, "2002"), new BargeIntoCall(Extension, "2002", "7"),
        ];
        FinesseCall[] safeCalls =
        [
            new ReadAgentState(), new ReadDialogs(null), new ReadContacts("1"), new SignInAgent("1", null, null, null),
            new ChangeAgentState("READY", null), new ForceState("1002", "READY"), new UpdateDialogData("7", null, "x", null),
            Act("ANSWER"), Act("HOLD"), Act("RETRIEVE"), Act("DROP"), Act("RECLASSIFY"), Act("UPDATE_SCHEDULED_CALLBACK"),
            Act("CANCEL_SCHEDULED_CALLBACK"),
        ];

        unsafeCalls.ShouldAllBe(call => !call.SafeToRepeat);
        safeCalls.ShouldAllBe(call => call.SafeToRepeat);
    }

    // Lists are compared by what is in them.
    private static string Text(FinesseCall call) => $"{call.GetType().Name} {JsonSerializer.Serialize<object>(call)}";

    private static AgentRequest Completion(string action) =>
        action is "TRANSFER" ? new TransferCall { DialogId = "7" } : new ConferenceCall { DialogId = "7" };

    private static ActOnDialog Act(string action) => new("7", action, Extension);

    private static Dialog Held(string address, params string[] actions) => new()
    {
        DialogId = "7",
        State = "ACTIVE",
        Participants = [new Participant { Address = address, State = "HELD", Actions = actions }],
    };

    private static SessionSight Sight(FinesseFlavour flavour = FinesseFlavour.Ucce, params Dialog[] dialogs) =>
        new(new AgentState { State = "TALKING", Extension = Extension }, dialogs, flavour);

    private static CommandPlan Planned(AgentRequest request, SessionSight sight) => CommandPlan.For(request with { AgentId = Agent }, sight);
}
