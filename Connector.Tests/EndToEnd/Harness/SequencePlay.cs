using System.Globalization;
using Connector.Contracts;
using Connector.Lab.Processes;
using Shouldly;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>
/// Plays a sequence table. Its lines are what an agent is told of a call (change, call, dialog state, each party's state), or of his own state
/// (<c>A is TALKING</c>); lines that begin with <c>&gt;</c> are done, a step at a time. Agents have letters: A the first, B and C the next
/// two, S the supervisor of their team, who is its tenth. Calls are numbered as they appear.
/// </summary>
internal sealed class SequencePlay(LiveSystem live, string first, bool tellsOfStates)
{
    private const string Letters = "ABCS";
    private readonly List<string> _calls = [];
    private readonly Dictionary<char, long> _signedIn = [];

    private ClientApp Client => live.Client;

    /// <summary>Signs the table's agents in and plays it; what is not told, or told besides, fails.</summary>
    public async Task PlayAsync(string table)
    {
        var lines = table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var letter in Letters.Where(letter => lines.Any(line => line.TrimStart('>', ' ').Split(' ').Contains(letter.ToString()))))
            _signedIn[letter] = await Client.SignInAsync(Agent(letter));
        var expected = new List<string>();
        foreach (var line in lines)
        {
            if (!line.StartsWith('>'))
            {
                expected.Add(line);
                continue;
            }

            await ToldAsync(expected);
            await DoAsync(line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        await ToldAsync(expected);
        await NothingElseAsync(expected);
    }

    private Task DoAsync(string[] step) => step switch
    {
        ["in"] => live.Simulator.CallInAsync(CallSteps.Caller, Number("A")),
        ["hang", "up", var call] => live.Simulator.HangUpAsync(Id(call)),
        [var who, "ready"] => AcceptedAsync(who, new MakeReady()),
        [var who, "call", var to] => AcceptedAsync(who, new MakeCall { To = Number(to) }),
        [var who, "answer", var call] => AcceptedAsync(who, new AnswerCall { DialogId = Id(call) }),
        [var who, "drop", var call] => AcceptedAsync(who, new ReleaseCall { DialogId = Id(call) }),
        [var who, "hold", var call] => AcceptedAsync(who, new HoldCall { DialogId = Id(call) }),
        [var who, "retrieve", var call] => AcceptedAsync(who, new RetrieveCall { DialogId = Id(call) }),
        [var who, "consult", var call, var to] => AcceptedAsync(who, new ConsultCall { DialogId = Id(call), To = Number(to) }),
        [var who, "transfer", var call] => AcceptedAsync(who, new TransferCall { DialogId = Id(call) }),
        [var who, "conference", var call] => AcceptedAsync(who, new ConferenceCall { DialogId = Id(call) }),
        [var who, "blind", var call, var to] => AcceptedAsync(who, new BlindTransfer { DialogId = Id(call), To = Number(to) }),
        [var who, "monitor", var whom] => AcceptedAsync(who, new SilentMonitor { TargetExtension = Number(whom) }),
        [var who, "stop", var call] => AcceptedAsync(who, new EndSilentMonitor { DialogId = Id(call) }),
        [var who, "barge", var call, var whom] => AcceptedAsync(who, new BargeIn { DialogId = Id(call), TargetExtension = Number(whom) }),
        [var who, "remove", var call, var whom] => AcceptedAsync(who, new DropParticipant { DialogId = Id(call), Extension = Number(whom) }),
        _ => throw new ArgumentException($"'{string.Join(' ', step)}' is no step.", nameof(step)),
    };

    private Task<(Guid MessageId, CommandAccepted Answer)> AcceptedAsync<TRequest>(string who, TRequest request)
        where TRequest : AgentRequest =>
        Client.AcceptedAsync(request with { AgentId = Agent(who[0]) });

    // Agents' events travel apart, so each agent's are compared with the lines of his own.
    private async Task ToldAsync(IReadOnlyList<string> expected)
    {
        foreach (var letter in _signedIn.Keys)
        {
            var lines = Lines(expected, letter);
            try
            {
                await Eventually.HoldsAsync("the events of a step", () => Told(letter).Count >= lines.Count, TimeSpan.FromSeconds(20));
            }
            finally
            {
                Told(letter).ShouldBe(lines);
            }

            await Client.Events.WithoutGapAsync(Agent(letter));
        }
    }

    // A report's number is that of the last event before it, so that what is told too much cannot come after the end of the test.
    private async Task NothingElseAsync(IReadOnlyList<string> expected)
    {
        foreach (var letter in _signedIn.Keys)
        {
            var (_, report) = await Client.AskAsync<GetAgentState, AgentStateReport>(new GetAgentState { AgentId = Agent(letter) });
            await Client.Events.WaitForAsync<AgentEvent>(Agent(letter), "the last", told => told.Sequence == report.Sequence);
            await Client.Events.WithoutGapAsync(Agent(letter));
            Told(letter).ShouldBe(Lines(expected, letter));
        }
    }

    private static List<string> Lines(IReadOnlyList<string> expected, char letter) =>
        expected.Where(line => line[0] == letter).Select(PartiesInOrder).ToList();

    // Finesse promises no order of the participants.
    private static string PartiesInOrder(string line) => line.Split(": ") is [var call, var parties]
        ? $"{call}: {string.Join(' ', parties.Split(' ').Order(StringComparer.Ordinal))}"
        : line;

    private List<string> Told(char letter) => Client.Events.Of(Agent(letter))
        .Where(told => told.Sequence > _signedIn[letter])
        .Select(told => told switch
        {
            DialogChanged dialog => PartiesInOrder(Line(letter, dialog)),
            AgentStateChanged state => tellsOfStates ? $"{letter} is {state.State}" : null,
            _ => $"{letter} {EventText.Of(told, by => by ?? "-")}",
        })
        .OfType<string>().ToList();

    private string Line(char letter, DialogChanged told)
    {
        if (!_calls.Contains(told.Dialog.DialogId))
            _calls.Add(told.Dialog.DialogId);
        var parties = told.Dialog.Participants.Select(party =>
            $"{Name(party.Address)}={party.State}{(string.IsNullOrEmpty(party.StateCause) ? "" : "/" + party.StateCause)}");
        return $"{letter} {told.Change} #{_calls.IndexOf(told.Dialog.DialogId) + 1} {told.Dialog.State}: {string.Join(' ', parties)}";
    }

    private string Name(string address) =>
        Letters.Where(letter => ClientSteps.ExtensionOf(Agent(letter)) == address).Select(letter => letter.ToString()).FirstOrDefault(address);

    private string Number(string party) => party is [var letter] ? ClientSteps.ExtensionOf(Agent(letter)) : party;

    private string Id(string call) => _calls[int.Parse(call[1..], CultureInfo.InvariantCulture) - 1];

    private string Agent(char letter)
    {
        var number = int.Parse(first, CultureInfo.InvariantCulture);
        return (letter == 'S' ? ((number - 1) / 10 * 10) + 10 : number + Letters.IndexOf(letter)).ToString(CultureInfo.InvariantCulture);
    }
}
