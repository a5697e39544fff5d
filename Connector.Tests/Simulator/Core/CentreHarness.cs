using System.Collections.Immutable;
using System.Globalization;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;

namespace Connector.Tests.Simulator.Core;

/// <summary>Drives the pure contact centre and writes down what it tells, one line for each notice.</summary>
internal sealed class CentreHarness
{
    public static readonly ImmutableSortedDictionary<string, string> NoVariables =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly List<string> _lines = [];

    public CentreHarness(Func<CentreRules, CentreRules>? change = null)
    {
        var profiles = SimulatedStaff.Create(10);
        var rules = new CentreRules
        {
            Extensions = [.. profiles.Select(profile => profile.Extension)],
            BusyNumbers = ["5550486"],
            BadNumbers = ["5550404"],
        };
        Rules = change is null ? rules : change(rules);
        State = CentreState.Start(profiles);
    }

    public CentreRules Rules { get; }

    public CentreState State { get; private set; }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public List<ScheduledInput> Scheduled { get; } = [];

    /// <summary>Whether lines about dialogs name the dialog, by its place in the order, and its type.</summary>
    public bool NamesDialogs { get; init; }

    /// <summary>Hears every notice.</summary>
    public Action<Notice>? Heard { get; set; }

    /// <summary>Whether there are lines about queues, and their timers are kept.</summary>
    public bool TellsOfQueues { get; init; }

    public string CallId => (State.NextDialogId - 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Carries out an input and returns what was told.</summary>
    public IReadOnlyList<string> Do(Input input, Requester? requester = null)
    {
        Now += TimeSpan.FromSeconds(1);
        var step = Centre.Apply(State, input, Rules, Now, requester);
        State = step.State;
        foreach (var notice in step.Notices) Heard?.Invoke(notice);
        Scheduled.AddRange(step.Scheduled.Where(scheduled => TellsOfQueues || scheduled.Input is not QueueIsDue));
        var lines = step.Notices.Where(notice => TellsOfQueues || notice is not QueueNotice).Select(Line).ToList();
        if (step.Problem is not null) lines.Add("problem " + step.Problem);
        _lines.AddRange(lines);
        return lines;
    }

    /// <summary>Carries out an action that a test scripted as text: <c>in 2001</c>, <c>call 1001 2002</c>, <c>1001 ANSWER</c>,
    /// and so on.</summary>
    public IReadOnlyList<string> Do(string script) => script.Split(' ') switch
    {
        [var agent, "SIGNIN"] => Do(new SignIn(agent, State.Agents[agent].Profile.Extension, Mobile: null)),
        [var agent, "CONSULT", var call, var to] => Ask(agent, new ConsultCall(agent, Id(call), to)),
        [var agent, "SST", var call, var to] => Ask(agent, new BlindTransfer(agent, Id(call), to)),
        [var agent, "DTMF", var call, var digits] => Ask(agent, new SendDtmf(agent, Id(call), digits)),
        [var agent, "SET", var call, var name, var value] => Ask(agent, new UpdateCallData(
            agent, Id(call), NoVariables.Add(name, value), WrapUpReason: null)),
        [var agent, "WRAPUP", var call, var reason] => Ask(agent, new UpdateCallData(agent, Id(call), NoVariables, reason)),
        [var supervisor, "MONITOR", var extension] => Ask(supervisor, new StartMonitor(supervisor, extension)),
        [var supervisor, "BARGE", var call, var extension] => Ask(supervisor, new BargeIn(supervisor, Id(call), extension)),
        [var agent, "KICK", var call, var address] => Ask(agent, new DropParticipant(agent, Id(call), address)),
        [var agent, "RECLASSIFY", var call, var classification] => Ask(agent, new Reclassify(agent, Id(call), classification)),
        [var agent, "CALLBACK", var call, var time, var number] => Ask(agent, new ArrangeCallback(
            agent, Id(call), Cancels: false, time, number)),
        [var agent, "UNCALLBACK", var call] => Ask(agent, new ArrangeCallback(agent, Id(call), Cancels: true, null, null)),
        ["preview", var to, var customer] => Do(new OfferCustomer(to, customer, OutboundMode.Preview, NoVariables)),
        ["direct", var to, var customer] => Do(new OfferCustomer(to, customer, OutboundMode.DirectPreview, NoVariables)),
        ["progressive", var to, var customer] => Do(new OfferCustomer(to, customer, OutboundMode.Progressive, NoVariables)),
        ["hangup", var call, var address] => Do(new OutsideReleases(Id(call), address)),
        ["in", var to] => Do(new IncomingCall("5551234", to, NoVariables, CallType: null)),
        ["in", var to, var type] => Do(new IncomingCall("5551234", to, NoVariables, type)),
        ["call", var agent, var to] => Do(new MakeCall(agent, to, NoVariables), new Requester("r", agent)),
        ["outside", "answers"] => Do(new OutsideAnswers(CallId)),
        ["outside", "hangs", "up"] => Do(new OutsideReleases(CallId)),
        ["due"] => Do(TakeScheduled()),
        [var agent, "READY"] => Do(new ChangeState(agent, AgentState.Ready, null), new Requester("r", agent)),
        [var agent, "NOT_READY"] => Do(new ChangeState(agent, AgentState.NotReady, null), new Requester("r", agent)),
        [var agent, "WORK"] => Do(new ChangeState(agent, AgentState.Work, null), new Requester("r", agent)),
        [var agent, "LOGOUT"] => Do(new ChangeState(agent, AgentState.Logout, null), new Requester("r", agent)),
        [var agent, "LOST"] => Do(new ClientLost(agent)),
        [var agent, "FORCE", var state] => Do(
            new ForceState(agent, Enum.GetValues<AgentState>().Single(value => value.ToWire() == state)),
            new Requester("r", "1010")),
        [var agent, var action] => Do(new ActOnCall(agent, CallId, action), new Requester("r", agent)),
        [var agent, var action, var call] => Do(new ActOnCall(agent, Id(call), action), new Requester("r", agent)),
        _ => throw new ArgumentException($"The test knows no '{script}'.", nameof(script)),
    };

    /// <summary>Signs agents in and makes some of them ready, without a word about it.</summary>
    public CentreHarness With(params (string AgentId, AgentState State)[] agents)
    {
        foreach (var (agentId, state) in agents)
        {
            Do(new SignIn(agentId, State.Agents[agentId].Profile.Extension, Mobile: null));
            if (state is not AgentState.NotReady) Do(new ChangeState(agentId, state, Reason: null));
        }

        _lines.Clear();
        return this;
    }

    /// <summary>A call by its place in the order, such as <c>#1</c>, or by its id.</summary>
    public static string Id(string call) => call is ['#', .. var place]
        ? (CentreState.FirstDialogId + long.Parse(place, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture)
        : call;

    private IReadOnlyList<string> Ask(string agentId, Input input) => Do(input, new Requester("r", agentId));

    private Input TakeScheduled()
    {
        var input = Scheduled[0].Input;
        Scheduled.RemoveAt(0);
        return input;
    }

    private string Line(Notice notice) => notice switch
    {
        UserNotice user => $"{user.AgentId} {user.Agent.State.ToWire()}"
            + (user.Agent.PendingState is { } pending ? $" then {pending.ToWire()}" : "")
            + (user.Agent.Reason is { } reason ? $" ({reason.Code})" : ""),
        DialogNotice dialog => $"{dialog.AgentId} {dialog.Event.ToString().ToUpperInvariant()} {Name(dialog.Call)}{dialog.Call.State.ToWire()}: "
            + string.Join(' ', dialog.Call.Legs.Select(leg => $"{leg.Address}={leg.State.ToWire()}"
                + (leg.StateCause.Length > 0 ? $"/{leg.StateCause}" : ""))),
        QueueNotice queue => $"{queue.Queue.Name}: {queue.Statistics.CallsInQueue} waiting, {queue.Statistics.AgentsReady} ready, "
            + $"{queue.Statistics.AgentsNotReady} not, {queue.Statistics.AgentsTalkingInbound} in calls",
        ErrorNotice error => $"{error.AgentId} refused: {error.Error.Type}, {error.Error.Message}, {error.Error.Data}",
        _ => notice.ToString(),
    };

    private string Name(Call call) => NamesDialogs
        ? $"#{long.Parse(call.Id, CultureInfo.InvariantCulture) - CentreState.FirstDialogId + 1} {call.CallType} "
        : "";
}
