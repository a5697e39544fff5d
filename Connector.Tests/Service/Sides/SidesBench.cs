using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Service.Configuration;
using Connector.Service.Hosting;
using Connector.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace Connector.Tests.Service.Sides;

/// <summary>Everything between the sessions' ports and a real two-sided simulator: clients, supervision, subscriptions and requests, with
/// times short enough for a test.</summary>
internal sealed class SidesBench : ISessionInbox, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<SubscriptionReport>> _reports = new(StringComparer.Ordinal);
    private readonly FinesseClients _clients;
    private readonly SubscriptionsAdapter _subscriptions;

    private SidesBench(SimulatedFinesse finesse)
    {
        Finesse = finesse;
        var settings = new FinesseSettings { Sides = [.. finesse.Sides.Select(side => Address(side.RestBase))] };
        var subscriptions = new AgentSubscriptionsOptions
        {
            ConnectorId = "gc-test",
            Backoff = new() { First = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromMilliseconds(500) },
        };
        var supervision = new SupervisionOptions
        {
            PollWhenWell = TimeSpan.FromSeconds(2),
            PollWhenDeciding = TimeSpan.FromMilliseconds(200),
            PollWhenOut = TimeSpan.FromMilliseconds(200),
            XmppPatience = TimeSpan.FromSeconds(2),
            RestSilence = TimeSpan.FromSeconds(2),
            MinStay = TimeSpan.FromSeconds(1),
        };
        var xmpp = new XmppConnector(NullLogger<XmppConnector>.Instance);
        _clients = new(settings, [], subscriptions, supervision, xmpp, TimeProvider.System, NullLoggerFactory.Instance);
        _subscriptions = new(_clients.Sides, () => this, TimeProvider.System, NullLogger<SubscriptionsAdapter>.Instance);
        Requests = new SidedFinesse(_clients.Sides, [.. _clients.Sides.All.Select(side => new FinesseAdapter(side))], TimeProvider.System);
        Watch.Start();
    }

    public SimulatedFinesse Finesse { get; }

    public SideWatch Watch => _clients.Watch;

    public FinesseSides Sides => _clients.Sides;

    public SidedFinesse Requests { get; }

    /// <summary>The agents in the order in which their subscriptions came to life.</summary>
    public ConcurrentQueue<string> Opened { get; } = new();

    public static async Task<SidesBench> StartAsync(Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions
        {
            AgentCount = 40,
            SideB = new SideOptions(),
            CtiDetection = TimeSpan.FromMilliseconds(300),
            OutsideRings = null,
        };
        var bench = new SidesBench(await SimulatedFinesse.StartAsync(change is null ? options : change(options), CancellationToken.None));
        await Eventually.HoldsAsync("the sides to be judged", () => bench.Watch.State.Sides.All(side => side.Judgement != SideJudgement.Unknown));
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        await _subscriptions.DisposeAsync();
        await _clients.DisposeAsync();
        await Finesse.DisposeAsync();
    }

    public IReadOnlyList<SubscriptionReport> Of(string agentId) => _reports.TryGetValue(agentId, out var reports) ? [.. reports] : [];

    /// <summary>The states that a client would hear of, in order, without repetitions.</summary>
    public IReadOnlyList<string> StatesOf(string agentId)
    {
        var states = new List<string>();
        foreach (var report in Of(agentId))
        {
            var state = report switch
            {
                SubscriptionReport.Opened opened => opened.View.State.State,
                SubscriptionReport.Restored restored => restored.View.State.State,
                SubscriptionReport.Notified { Notification: AgentNotification.StateChanged changed } => changed.State.State,
                _ => null,
            };
            if (state is not null && (states.Count == 0 || states[^1] != state))
                states.Add(state);
        }
        return states;
    }

    public void Open(string agentId) => _subscriptions.Open(agentId, Secrets(agentId), 1);

    /// <summary>Takes an agent over from another connector.</summary>
    public void TakeOver(string agentId, bool hasCalls) =>
        _subscriptions.Open(agentId, Secrets(agentId), 1, new SubscriptionHints { IsTakeover = true, HasCalls = hasCalls });

    /// <summary>Closes every agent's subscription, and waits for the ends.</summary>
    public ValueTask CloseAllAsync() => _subscriptions.DisposeAsync();

    /// <summary>Holds an agent, signs him in and has him in a state.</summary>
    public async Task HoldAsync(string agentId, string state = "READY")
    {
        Open(agentId);
        await HearsAsync(agentId, "the opening", report => report is SubscriptionReport.Opened);
        (await AskAsync(agentId, new SignInAgent("2" + agentId[1..], null, null, null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the sign-in", () => StatesOf(agentId)[^1] == "NOT_READY");
        if (state == "NOT_READY")
            return;
        (await AskAsync(agentId, new ChangeAgentState(state, null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync($"the state {state}", () => StatesOf(agentId)[^1] == state);
    }

    public Task<FinesseOutcome> AskAsync(string agentId, FinesseCall call, TimeSpan? within = null) => Requests.CarryOutAsync(
        agentId,
        Secrets(agentId),
        call,
        $"r-{agentId}-{Guid.NewGuid():N}",
        TimeProvider.System.GetUtcNow() + (within ?? TimeSpan.FromSeconds(20)),
        CancellationToken.None);

    public Task HearsAsync(string agentId, string what, Func<SubscriptionReport, bool> wanted) =>
        Eventually.HoldsAsync($"{what} of agent {agentId}", () => Of(agentId).Any(wanted));

    /// <summary>Waits until the agent is on a side, live and restored.</summary>
    public Task IsServedAtAsync(SideId side, params string[] agentIds) => Eventually.HoldsAsync(
        $"{string.Join(", ", agentIds)} to be served at {side}",
        () => agentIds.All(agentId =>
            Watch.State.Agents[agentId] is { IsLive: true } place && place.Side == side
            && Sides.RouteOf(agentId) is { IsAway: false } route && route.Side.Id == side
            && Of(agentId).LastOrDefault(report => report is SubscriptionReport.Lost or SubscriptionReport.Restored or SubscriptionReport.Opened)
                is not SubscriptionReport.Lost));

    public Task<object> AskAsync(AgentRequest request, string requestId, DateTimeOffset deadline, EarlierDelivery earlier, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Report(string agentId, int generation, SubscriptionReport report)
    {
        _reports.GetOrAdd(agentId, _ => new()).Enqueue(report);
        if (report is SubscriptionReport.Opened)
            Opened.Enqueue(agentId);
    }

    public IReadOnlyList<SessionSummary> Summaries() => [];

    private static AgentCredentials Secrets(string agentId) => new("pw" + agentId, null);

    private static FinesseAddress Address(Uri root) =>
        FinesseAddress.TryParse(new Uri(root, "finesse/api/").ToString(), null, out var address, out var problem)
            ? address
            : throw new InvalidOperationException(problem);
}
