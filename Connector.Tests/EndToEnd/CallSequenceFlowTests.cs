using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>
/// The sequence tables of the fact sheet, chapter 3.4, as a client app sees them through the connector: what Finesse repeats without
/// change (CALL_CLEARED) is told once. A line is what an agent is told: change, call, dialog state, each party's state; lines that begin with
/// <c>&gt;</c> are done, a step at a time.
/// </summary>
[Collection(SharedSystemCollection.Name)]
public sealed class CallSequenceFlowTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string ComingIn = """
        > in
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > A answer #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        """;

    private const string Consulted = ComingIn + """

        > A consult #1
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        A Added #2 INITIATING: A=INITIATING
        A Updated #2 INITIATED: A=INITIATED
        A Updated #2 ALERTING: A=INITIATED B=ALERTING
        B Added #2 ALERTING: A=INITIATED B=ALERTING
        > B answer #2
        A Updated #2 ACTIVE: A=ACTIVE B=ACTIVE
        B Updated #2 ACTIVE: A=ACTIVE B=ACTIVE
        """;

    private readonly List<string> _calls = [];

    [Theory]
    [InlineData("1201", ComingIn + """

        > hang up #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=DROPPED
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1203", ComingIn + """

        > A drop #1
        A Updated #1 ACTIVE: A=DROPPED 5551234=ACTIVE
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1205", """
        > in
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > hang up #1
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1207", ComingIn + """

        > A hold #1
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        > A retrieve #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        """)]
    [InlineData("1211", """
        > A call 5559876
        A Added #1 INITIATING: A=INITIATING
        A Updated #1 INITIATED: A=INITIATED
        A Updated #1 ALERTING: A=INITIATED 5559876=ALERTING
        A Updated #1 ACTIVE: A=ACTIVE 5559876=ACTIVE
        """)]
    [InlineData("1213", """
        > A call 5550486
        A Added #1 INITIATING: A=INITIATING
        A Updated #1 INITIATED: A=INITIATED
        A Updated #1 FAILED: A=FAILED/BUSY
        """)]
    [InlineData("1215", """
        > A call 5550404
        A Added #1 INITIATING: A=INITIATING
        A Updated #1 INITIATED: A=INITIATED
        A Updated #1 FAILED: A=FAILED/BAD_DESTINATION
        """)]
    [InlineData("1217", Consulted + """

        > A transfer #1
        A Removed #1 ACTIVE: A=DROPPED 5551234=ACTIVE
        A Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Added #1 ACTIVE: 5551234=ACTIVE B=ACTIVE
        """)]
    [InlineData("1221", Consulted + """

        > A conference #1
        A Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Removed #2 DROPPED: A=DROPPED B=DROPPED
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=ACTIVE
        B Added #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=ACTIVE
        """)]
    public async Task A_client_is_told_each_step_of_the_table_once_and_in_order(string agent, string table)
    {
        var colleague = (int.Parse(agent) + 1).ToString();
        await SignInAsync(agent);
        await SignInAsync(colleague);
        var expected = new List<string>();
        foreach (var line in table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith('>'))
            {
                expected.Add(line);
                continue;
            }

            await ToldAsync(agent, colleague, expected);
            await DoAsync(agent, colleague, line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        await ToldAsync(agent, colleague, expected);
    }

    private Task DoAsync(string agent, string colleague, string[] step) => step switch
    {
        ["in"] => Live.Simulator.CallInAsync("5551234", ClientSteps.ExtensionOf(agent)),
        ["hang", "up", var call] => Live.Simulator.HangUpAsync(Id(call)),
        ["A", "call", var number] => Client.AcceptedAsync(new MakeCall { AgentId = agent, To = number }),
        [var who, "answer", var call] => Client.AcceptedAsync(
            new AnswerCall { AgentId = who == "A" ? agent : colleague, DialogId = Id(call) }),
        ["A", "drop", var call] => Client.AcceptedAsync(new ReleaseCall { AgentId = agent, DialogId = Id(call) }),
        ["A", "hold", var call] => Client.AcceptedAsync(new HoldCall { AgentId = agent, DialogId = Id(call) }),
        ["A", "retrieve", var call] => Client.AcceptedAsync(new RetrieveCall { AgentId = agent, DialogId = Id(call) }),
        ["A", "consult", var call] => Client.AcceptedAsync(
            new ConsultCall { AgentId = agent, DialogId = Id(call), To = ClientSteps.ExtensionOf(colleague) }),
        ["A", "transfer", var call] => Client.AcceptedAsync(new TransferCall { AgentId = agent, DialogId = Id(call) }),
        ["A", "conference", var call] => Client.AcceptedAsync(new ConferenceCall { AgentId = agent, DialogId = Id(call) }),
        _ => throw new ArgumentException($"'{string.Join(' ', step)}' is no step.", nameof(step)),
    };

    // Agents' events travel apart, so each agent's are compared with the lines of his own.
    private async Task ToldAsync(string agent, string colleague, IReadOnlyList<string> expected)
    {
        foreach (var (who, letter) in new[] { (agent, "A"), (colleague, "B") })
        {
            var lines = expected.Where(line => line.StartsWith(letter, StringComparison.Ordinal)).ToList();
            try
            {
                await Eventually.HoldsAsync(
                    "the events of a step", () => Client.Events.Of(who).OfType<DialogChanged>().Count() >= lines.Count, TimeSpan.FromSeconds(20));
            }
            finally
            {
                Client.Events.Of(who).OfType<DialogChanged>().Select(told => Line(letter, agent, colleague, told)).ShouldBe(lines);
            }

            await Client.Events.WithoutGapAsync(who);
        }
    }

    private string Line(string letter, string agent, string colleague, DialogChanged told)
    {
        if (!_calls.Contains(told.Dialog.DialogId))
            _calls.Add(told.Dialog.DialogId);
        var parties = told.Dialog.Participants.Select(party =>
            $"{Name(party.Address)}={party.State}{(string.IsNullOrEmpty(party.StateCause) ? "" : "/" + party.StateCause)}");
        return $"{letter} {told.Change} #{_calls.IndexOf(told.Dialog.DialogId) + 1} {told.Dialog.State}: {string.Join(' ', parties)}";

        string Name(string address) => address == ClientSteps.ExtensionOf(agent) ? "A"
            : address == ClientSteps.ExtensionOf(colleague) ? "B" : address;
    }

    private string Id(string call) => _calls[int.Parse(call[1..]) - 1];
}
