using System.Collections.Immutable;
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

    public string CallId => (State.NextDialogId - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Carries out an input and returns what was told.</summary>
    public IReadOnlyList<string> Do(Input input, Requester? requester = null)
    {
        Now += TimeSpan.FromSeconds(1);
        var step = Centre.Apply(State, input, Rules, Now, requester);
        State = step.State;
        Scheduled.AddRange(step.Scheduled);
        var lines = step.Notices.Select(Line).ToList();
        if (step.Problem is not null) lines.Add("problem " + step.Problem);
        _lines.AddRange(lines);
        return lines;
    }

    /// <summary>Carries out an action that a test scripted as text: <c>in 2001</c>, <c>call 1001 2002</c>, <c>1001 ANSWER</c>,
    /// and so on.</summary>
    public IReadOnlyList<string> Do(string script) => script.Split(' ') switch
    {
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
        [var agent, var action, var call] => Do(new ActOnCall(agent, call, action), new Requester("r", agent)),
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

    private Input TakeScheduled()
    {
        var input = Scheduled[0].Input;
        Scheduled.RemoveAt(0);
        return input;
    }

    private static string Line(Notice notice) => notice switch
    {
        UserNotice user => $"{user.AgentId} {user.Agent.State.ToWire()}"
            + (user.Agent.PendingState is { } pending ? $" then {pending.ToWire()}" : "")
            + (user.Agent.Reason is { } reason ? $" ({reason.Code})" : ""),
        DialogNotice dialog => $"{dialog.AgentId} {dialog.Event.ToString().ToUpperInvariant()} {dialog.Call.State.ToWire()}: "
            + string.Join(' ', dialog.Call.Legs.Select(leg => $"{leg.Address}={leg.State.ToWire()}"
                + (leg.StateCause.Length > 0 ? $"/{leg.StateCause}" : ""))),
        ErrorNotice error => $"{error.AgentId} refused: {error.Error.Type}, {error.Error.Message}, {error.Error.Data}",
        _ => notice.ToString(),
    };
}
