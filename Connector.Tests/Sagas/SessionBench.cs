using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Sagas;

/// <summary>The sessions of one connector, with ports that note what they are asked and answer as the test says.</summary>
internal sealed class SessionBench : IFinesse, ISubscriptions, IAgentEvents, IAsyncDisposable
{
    internal const string Agent = "1001";
    internal const string ConnectorId = "gc-test";

    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<AgentEvent> _events = new();
    private readonly ConcurrentQueue<CallMade> _calls = new();
    private readonly ConcurrentQueue<(string AgentId, int Generation)> _opened = new();
    private readonly ConcurrentQueue<string> _closed = new();
    private readonly ConcurrentQueue<AgentCredentials> _renewed = new();

    internal SessionBench(
        TimeSpan? proofAfter = null, int inboxCapacity = 1024, TimeSpan? watchAgainAfter = null, EventMemoryLimits? eventMemory = null,
        IFinesse? finesse = null, Func<SessionBench, IOwnershipReports>? ownership = null, string connectorId = ConnectorId,
        TimeSpan? openAgainAfter = null, TimeSpan? awaitNoLongerThan = null,
        IReadOnlyList<TimeSpan>? againAfter = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton(finesse ?? this);
        services.AddSingleton<ISubscriptions>(this);
        services.AddSingleton<IAgentEvents>(this);
        services.AddAgentSessions(new AgentSessionsOptions
        {
            ConnectorId = connectorId,
            AwaitNoLongerThan = awaitNoLongerThan ?? TimeSpan.FromMinutes(10),
            OpenAgainAfter = openAgainAfter ?? TimeSpan.FromMinutes(10),
            ProofAfter = proofAfter ?? TimeSpan.FromMinutes(10),
            InboxCapacity = inboxCapacity,
            AgainAfter = againAfter ?? [],
            WatchAgainAfter = watchAgainAfter ?? TimeSpan.FromMinutes(10),
            EventMemory = eventMemory ?? new(),
        });
        services.AddSingleton<ICredentialsProtector>(new PlainProtector());
        if (ownership is not null)
        {
            services.AddSingleton(ownership(this));
        }
        else
        {
            services.AddSingleton<LocalOwnership>();
            services.AddSingleton<IOwnershipReports>(provider => provider.GetRequiredService<LocalOwnership>());
            services.AddSingleton<ISessionInbox>(provider => provider.GetRequiredService<LocalOwnership>());
        }

        _services = services.BuildServiceProvider();
        Inbox = _services.GetRequiredService<ISessionInbox>();
        Owned = _services.GetRequiredService<IOwnedSessions>();
    }

    /// <summary>A call to Finesse that the session made; completing it is the test's part.</summary>
    internal sealed record CallMade(FinesseCall What, string RequestId, AgentCredentials Credentials, TaskCompletionSource<FinesseOutcome> Outcome);

    internal ISessionInbox Inbox { get; }

    internal IOwnedSessions Owned { get; }

    /// <summary>Every call, event and report, in their order.</summary>
    internal ConcurrentQueue<object> Log { get; } = new();

    /// <summary>What the outbox was told: withdrawn, paused, resumed.</summary>
    internal ConcurrentQueue<string> Outbox { get; } = new();

    /// <summary>Whether nothing that Finesse told is on its way where that is asked; else the test says when.</summary>
    internal bool DrainsAtOnce { get; set; } = true;

    /// <summary>With what subscriptions were opened.</summary>
    internal ConcurrentQueue<(AgentCredentials Credentials, SubscriptionHints? Hints)> Opened { get; } = new();

    /// <summary>What Finesse answers at once; null leaves the call open.</summary>
    internal Func<FinesseCall, FinesseOutcome?> AtOnce { get; set; } = _ => new FinesseOutcome.Accepted();

    internal IReadOnlyList<AgentEvent> Events => [.. _events];

    internal IReadOnlyList<CallMade> Calls => [.. _calls];

    internal IReadOnlyList<string> Closed => [.. _closed];

    /// <summary>What the agent's subscription was renewed with.</summary>
    internal IReadOnlyList<AgentCredentials> Renewed => [.. _renewed];

    internal int Generation => _opened.LastOrDefault().Generation;

    internal int TimesOpened => _opened.Count;

    public FinesseFlavour Flavour { get; set; } = FinesseFlavour.Ucce;

    internal static AgentState State(string state, string? extension = "2001") =>
        new() { State = state, Extension = extension, LoginName = "agent", Roles = ["Agent"] };

    internal static Dialog Call(string id, string state = "ALERTING") => new()
    {
        DialogId = id,
        State = state,
        CallVariables = new Dictionary<string, string> { ["callVariable1"] = "x" },
        Participants = [new Participant { Address = "2001", State = state, Actions = ["ANSWER"] }],
    };

    internal Task<object> Ask(AgentRequest request, string? requestId = null, DateTimeOffset? deadline = null) =>
        Inbox.AskAsync(request, requestId ?? Guid.NewGuid().ToString("D"), deadline ?? DateTimeOffset.MaxValue, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));

    internal void Report(SubscriptionReport report) => Inbox.Report(Agent, Generation, report);

    internal void Notify(AgentNotification notification) => Report(new SubscriptionReport.Notified(notification));

    internal void NotifyState(string state, string? requestId = null) =>
        Notify(new AgentNotification.StateChanged(Guid.NewGuid().ToString(), requestId, State(state)));

    /// <summary>What is waited for has not come in time.</summary>
    internal void WaitNoLonger() => _services.GetRequiredService<SessionEffects>().Post(new AwaitedDue(Agent, Generation));

    /// <summary>More was reported than there is room for.</summary>
    internal void Overflow() => _services.GetRequiredService<SessionEffects>().Post(new InboxOverflowed(Agent));

    /// <summary>Connects the agent, in a state, with calls.</summary>
    internal async Task<AgentConnected> ConnectAsync(string state = "NOT_READY", params Dialog[] dialogs)
    {
        var asked = Ask(new ConnectAgent { AgentId = Agent, Password = "pw" });
        await Eventually.HoldsAsync("the subscription to be opened", () => TimesOpened == 1);
        Report(new SubscriptionReport.Opened(new AgentView(State(state), dialogs)));
        return (AgentConnected)await asked;
    }

    internal async Task<IReadOnlyList<AgentEvent>> EventsAsync(int count)
    {
        await Eventually.HoldsAsync($"{count} events, {_events.Count} are there", () => _events.Count >= count);
        return Events;
    }

    internal async Task<CallMade> CallAsync(int number)
    {
        await Eventually.HoldsAsync($"call {number} to Finesse", () => _calls.Count >= number);
        return Calls[number - 1];
    }

    public async Task<FinesseOutcome> CarryOutAsync(
        string agentId, AgentCredentials credentials, FinesseCall call, string requestId, CancellationToken cancellationToken)
    {
        var made = new CallMade(call, requestId, credentials, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _calls.Enqueue(made);
        Log.Enqueue(made);
        if (AtOnce(call) is { } outcome)
            made.Outcome.TrySetResult(outcome);
        return await made.Outcome.Task.WaitAsync(cancellationToken);
    }

    public void Open(string agentId, AgentCredentials credentials, int generation, SubscriptionHints? hints = null)
    {
        Opened.Enqueue((credentials, hints));
        _opened.Enqueue((agentId, generation));
    }

    void ISubscriptions.Renew(string agentId, AgentCredentials credentials) => _renewed.Enqueue(credentials);

    public void Drain(string agentId)
    {
        Log.Enqueue("Drain");
        if (DrainsAtOnce)
            Report(new SubscriptionReport.Drained());
    }

    public void Close(string agentId) => _closed.Enqueue(agentId);

    public void Publish(AgentEvent agentEvent, string? eventAddress)
    {
        Log.Enqueue(agentEvent);
        _events.Enqueue(agentEvent);
    }

    public void Withdraw(string agentId) => Outbox.Enqueue($"withdraw {agentId}");

    public void Pause() => Outbox.Enqueue("pause");

    public void Resume() => Outbox.Enqueue("resume");

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
