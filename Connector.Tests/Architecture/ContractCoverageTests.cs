using System.Text.RegularExpressions;
using Connector.Contracts;
using Shouldly;
using Xunit;

namespace Connector.Tests.Architecture;

/// <summary>
/// Every message of the contracts has its end-to-end tests, and these say where. A new contract fails here until it has a row, and a row fails
/// whose tests do not send the request, or wait for the event, that they are said to show.
/// </summary>
public sealed class ContractCoverageTests
{
    private const string Impossible = "UccxRequestTests";

    /// <summary>The request; the tests where it works on UCCE, where it is refused by Finesse or by its flavour there, and where it works on
    /// UCCX. That each is refused before it gets to Finesse, EveryRequestTests show for all.</summary>
    private static readonly (Type Request, string Works, string? Refused, string Uccx)[] Requests =
    [
        (typeof(ConnectAgent), "BadRequestTests", "BadRequestTests", "UccxAgentRequestTests"),
        (typeof(DisconnectAgent), "ReplayTests", null, "UccxAgentRequestTests"),
        (typeof(SignIn), "CallRequestTests", "RefusedRequestTests", "UccxAgentRequestTests"),
        (typeof(SignOut), "MainFlow", "RefusedRequestTests", "UccxAgentRequestTests"),
        (typeof(MakeReady), "MainFlow", "RefusedRequestTests", "UccxAgentRequestTests"),
        (typeof(MakeNotReady), "MainFlow", "RefusedRequestTests", "UccxAgentRequestTests"),
        (typeof(GetAgentState), "BadRequestTests", null, "UccxAgentRequestTests"),
        (typeof(GetDialogs), "BadRequestTests", "RefusedRequestTests", "UccxAgentRequestTests"),
        (typeof(MakeCall), "CallSequenceFlowTests", "CallRequestTests", "UccxSequenceFlowTests"),
        (typeof(AnswerCall), "MainFlow", "BadRequestTests", "UccxSequenceFlowTests"),
        (typeof(HoldCall), "MainFlow", "RefusedRequestTests", "UccxSequenceFlowTests"),
        (typeof(RetrieveCall), "MainFlow", "RefusedRequestTests", "UccxSequenceFlowTests"),
        (typeof(ReleaseCall), "MainFlow", "RefusedRequestTests", "UccxSequenceFlowTests"),
        (typeof(BlindTransfer), "CallRequestTests", "CallRequestTests", "UccxSequenceFlowTests"),
        (typeof(ConsultCall), "CallSequenceFlowTests", "CallRequestTests", "UccxSequenceFlowTests"),
        (typeof(TransferCall), "CallRequestTests", "CallRequestTests", "UccxSequenceFlowTests"),
        (typeof(ConferenceCall), "CallRequestTests", "CallRequestTests", "UccxSequenceFlowTests"),
        (typeof(SendDtmf), "CallRequestTests", "CallRequestTests", "UccxRequestTests"),
        (typeof(UpdateCallData), "CallRequestTests", "CallRequestTests", "UccxRequestTests"),
        (typeof(StartRecording), "", "CallRequestTests", "UccxRequestTests"),
        (typeof(AcceptPreview), "OutboundRequestTests", "RefusedRequestTests", "UccxRequestTests"),
        (typeof(RejectPreview), "OutboundRequestTests", "RefusedRequestTests", "UccxRequestTests"),
        (typeof(ClosePreview), "OutboundRequestTests", "RefusedRequestTests", "UccxRequestTests"),
        (typeof(ReclassifyCall), "OutboundRequestTests", "CallRequestTests", "UccxRequestTests"),
        (typeof(ScheduleCallback), "OutboundRequestTests", "RefusedRequestTests", "UccxRequestTests"),
        (typeof(CancelCallback), "OutboundRequestTests", "RefusedRequestTests", "UccxRequestTests"),
        (typeof(SilentMonitor), "SupervisorRequestTests", "SupervisorRequestTests", "UccxSequenceFlowTests"),
        (typeof(EndSilentMonitor), "SupervisorRequestTests", "SupervisorRequestTests", "UccxSequenceFlowTests"),
        (typeof(BargeIn), "SupervisorRequestTests", "SupervisorRequestTests", "UccxSequenceFlowTests"),
        (typeof(DropParticipant), "CallRequestTests", "SupervisorRequestTests", Impossible),
        (typeof(ForceAgentState), "SupervisorRequestTests", "SupervisorRequestTests", "UccxAgentRequestTests"),
        (typeof(WatchTeam), "WatcherTests", "WatcherTests", "UccxAgentRequestTests"),
        (typeof(UnwatchTeam), "WatcherTests", null, "UccxAgentRequestTests"),
        (typeof(WatchQueue), "WatcherTests", "WatcherTests", Impossible),
        (typeof(UnwatchQueue), "WatcherTests", null, Impossible),
        (typeof(GetReasonCodes), "ListRequestTests", null, "UccxAgentRequestTests"),
        (typeof(GetWrapUpReasons), "ListRequestTests", null, "UccxAgentRequestTests"),
        (typeof(GetQueues), "WatcherTests", null, Impossible),
        (typeof(GetTeam), "WatcherTests", "WatcherTests", "UccxAgentRequestTests"),
        (typeof(GetPhoneBooks), "ListRequestTests", null, "UccxAgentRequestTests"),
        (typeof(GetPhoneBookContacts), "ListRequestTests", "ListRequestTests", "UccxAgentRequestTests"),
        (typeof(ReplayEvents), "ReplayTests", "ReplayTests", "UccxAgentRequestTests"),
        (typeof(GetConnectorStatus), "BadRequestTests", null, "UccxAgentRequestTests"),
    ];

    private static readonly (Type Event, string Tests)[] Events =
    [
        (typeof(AgentStateChanged), "WatcherTests"),
        (typeof(DialogChanged), "SupervisorRequestTests"),
        (typeof(CommandFailed), "AsynchronousErrorTests"),
        (typeof(AgentSessionChanged), "FinesseSideLossTests"),
        (typeof(TeamMemberStateChanged), "WatcherTests"),
        (typeof(QueueStatisticsChanged), "WatcherTests"),
        (typeof(ConnectorStatusChanged), "OutageTests"),
    ];

    public static TheoryData<string> RequestNames => [.. Requests.Select(row => row.Request.Name)];

    public static TheoryData<string> EventNames => [.. Events.Select(row => row.Event.Name)];

    [Fact]
    public void Every_request_and_event_of_the_contracts_has_a_row()
    {
        Contracts("Requests").Except(Requests.Select(row => row.Request.Name)).ShouldBeEmpty("requests without end-to-end tests");
        Contracts("Events").Except(Events.Select(row => row.Event.Name)).ShouldBeEmpty("events without end-to-end tests");
    }

    [Theory]
    [MemberData(nameof(RequestNames))]
    public void The_tests_of_a_request_send_it_where_they_say(string name)
    {
        var (_, works, refused, uccx) = Requests.Single(row => row.Request.Name == name);

        if (works.Length > 0)
            Works(works, name).ShouldBeTrue($"{works} does not show that {name} works");
        if (refused is not null)
            Refused(refused, name).ShouldBeTrue($"{refused} does not show that {name} is refused");
        (uccx == Impossible && Refused(uccx, name) || Works(uccx, name)).ShouldBeTrue($"{uccx} does not show {name} on UCCX");
    }

    [Theory]
    [MemberData(nameof(EventNames))]
    public void The_tests_of_an_event_wait_for_it(string name)
    {
        var tests = Events.Single(row => row.Event.Name == name).Tests;

        Regex.IsMatch(Source(tests), $@"(WaitForAsync|OfType|Task)<{name}>", RegexOptions.None, TimeSpan.FromSeconds(1))
            .ShouldBeTrue($"{tests} does not wait for {name}");
    }

    // The contracts' own files: one message each.
    private static IEnumerable<string> Contracts(string folder) => Repository.Files(".cs")
        .Where(path => path.StartsWith($"Connector.Contracts/{folder}/", StringComparison.Ordinal))
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Where(name => typeof(AgentRequest).Assembly.GetType($"Connector.Contracts.{name}") is { IsAbstract: false });

    // A request is sent and its answer wanted; or it is the step of a sequence table that SequencePlay makes it of.
    private static bool Works(string tests, string request)
    {
        var source = Source(tests);
        if (Matches(source, $@"(AcceptedAsync|AskAsync)\(\s*new {request}\b|AskAsync<{request},"))
            return true;
        if (request == nameof(SignIn))
            return Matches(source, @"\b(AcceptedAsync\((ClientSteps\.)?SignInRequest|AcceptedAsync\(Mobile|SignInAsync)\(");
        var step = Regex.Match(
            Source("Harness/SequencePlay"), $@"\[var who, ""(?<verb>\w+)""[^\n]*new {request}\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return step.Success && Matches(source, $@"> [A-CS] {step.Groups["verb"].Value}\b");
    }

    // Alone, or a line of a table: with its code, or among those that are all impossible.
    private static bool Refused(string tests, string request) => Matches(
        Source(tests),
        $@"(RejectedAsync|RefusedAsync)\(\s*new {request}\b|\bnew {request}\b[^\n]*RejectionCode\." + (tests == Impossible ? $@"|^\s*new {request}\b[^\n]*,$" : ""));

    private static bool Matches(string source, string pattern) =>
        Regex.IsMatch(source, pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    private static string Source(string tests) => Repository.Read($"Connector.Tests/EndToEnd/{tests}.cs");
}
