using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Finesse.Notifications;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed partial class SubscriptionsAdapterTests : IAsyncDisposable
{
    private readonly IFinesseRest _rest = Substitute.For<IFinesseRest>();
    private readonly Notifications _xmpp = new();
    private readonly Inbox _inbox = new();
    private readonly ManualTime _time = new();
    private readonly SubscriptionsAdapter _subscriptions;

    public SubscriptionsAdapterTests()
    {
        _rest.Address.Returns(ContractMappingTests.Address());
        UserIs("LOGOUT");
        _rest.GetDialogsAsync(Arg.Any<FinesseCredentials>(), "1001", Arg.Any<CancellationToken>())
            .Returns(FinesseReplies.Ok<ValueList<FinesseDialog>>([]));
        var watch = new SideWatch([_rest], new SupervisionOptions(), _time, NullLogger<SideWatch>.Instance);
        _subscriptions = new(new([new(_rest, _xmpp)], watch), () => _inbox, _time, NullLogger<SubscriptionsAdapter>.Instance);
    }

    public ValueTask DisposeAsync() => _subscriptions.DisposeAsync();

    [Fact]
    public async Task Opened_comes_before_what_was_told_while_the_agent_was_read()
    {
        var reading = new TaskCompletionSource<FinesseReply<ValueList<FinesseDialog>>>();
        _rest.GetDialogsAsync(Arg.Any<FinesseCredentials>(), "1001", Arg.Any<CancellationToken>()).Returns(_ => reading.Task);
        Open();
        await Eventually.HoldsAsync("the subscription", () => _xmpp.Live.Count == 1);
        await TellAsync("READY");
        await TellAsync("RESERVED");
        _inbox.Reports.ShouldBeEmpty();

        reading.SetResult(FinesseReplies.Ok<ValueList<FinesseDialog>>([new FinesseDialog { Id = "7" }]));

        await ReportsAsync(3);
        _inbox.Report<SubscriptionReport.Opened>(0).View.Dialogs.ShouldHaveSingleItem().DialogId.ShouldBe("7");
        StateOf(1).ShouldBe("READY");
        StateOf(2).ShouldBe("RESERVED");
    }

    [Fact]
    public async Task What_was_told_before_the_agent_was_read_and_heard_after_it_is_no_news()
    {
        UserIs("READY", second: 5);
        Open();
        await ReportsAsync(1);

        await TellAsync("NOT_READY", second: 4);
        await TellAsync("READY", second: 5);
        await TellAsync("RESERVED", second: 6);

        await ReportsAsync(3);
        StateOf(1).ShouldBe("READY");
        StateOf(2).ShouldBe("RESERVED");
    }

    [Theory]
    [InlineData(401, RejectionCode.Unauthorized)]
    [InlineData(404, RejectionCode.UnknownAgent)]
    public async Task Refusal_of_the_first_reading_is_the_end_after_one_attempt(int status, RejectionCode expected)
    {
        Fails(new FinesseFailure.Refused(status, [], ""));
        Open();

        await ReportsAsync(1);

        _inbox.Report<SubscriptionReport.Refused>(0).Code.ShouldBe(expected);
        await _rest.Received(1).GetUserAsync(Arg.Any<FinesseCredentials>(), "1001", Arg.Any<CancellationToken>());
        _xmpp.Openings.ShouldBe(0);
    }

    [Fact]
    public async Task Fresh_credentials_are_those_of_the_next_sign_in_and_of_the_next_reading()
    {
        Open();
        await ReportsAsync(1);

        _subscriptions.Renew("1001", new AgentCredentials(null, "fresh"));

        var fresh = FinesseCredentials.Bearer("1001", "fresh");
        _xmpp.Credentials.Current.ShouldBe(fresh);
        _xmpp.Openings.ShouldBe(1);
        await _xmpp.Observer.OnLostAsync("gone", CancellationToken.None);
        await _xmpp.Observer.OnRestoredAsync(CancellationToken.None);
        await ReportsAsync(3);
        await _rest.Received(1).GetDialogsAsync(fresh, "1001", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Finesse_that_cannot_be_reached_is_said_to_be()
    {
        Fails(new FinesseFailure.Unreachable("connection refused"));
        Open();

        await ReportsAsync(1);

        var refused = _inbox.Report<SubscriptionReport.Refused>(0);
        refused.Code.ShouldBe(RejectionCode.FinesseUnavailable);
        refused.Reason.ShouldBe("Finesse at https://finesse-1:8445/finesse/api/ cannot be reached (connection refused): check Finesse_1 and "
            + "SERVER_ADDRESS_1, that the server runs, and that no firewall is between.");
    }

    [Fact]
    public async Task Login_name_is_refused_with_the_id_to_use()
    {
        _rest.GetUserAsync(Arg.Any<FinesseCredentials>(), "1001", Arg.Any<CancellationToken>())
            .Returns(FinesseReplies.Ok(new FinesseUser { LoginId = "77", State = "LOGOUT" }));
        Open();

        await ReportsAsync(1);

        _inbox.Report<SubscriptionReport.Refused>(0).Reason.ShouldContain("'77'");
    }

    [Fact]
    public async Task Notification_service_that_refuses_or_is_away_is_a_refusal()
    {
        _xmpp.Opening = _ => new SubscriptionOpening.Refused(new(RefusalKind.Authentication, "not-authorized"));
        Open();
        await ReportsAsync(1);
        _xmpp.Opening = _ => new SubscriptionOpening.Unavailable("finesse-1:5222: connection refused");
        Open();
        await ReportsAsync(2);

        _inbox.Report<SubscriptionReport.Refused>(0).Code.ShouldBe(RejectionCode.Unauthorized);
        var away = _inbox.Report<SubscriptionReport.Refused>(1);
        away.Code.ShouldBe(RejectionCode.FinesseUnavailable);
        away.Reason.ShouldContain("finesse-1:5222");
    }

    [Fact]
    public async Task Loss_and_restoration_are_told_with_the_agent_read_again()
    {
        await OpenedAsync();
        UserIs("TALKING");
        await _xmpp.Observer.OnLostAsync("stream error", CancellationToken.None);
        await _xmpp.Observer.OnRestoredAsync(CancellationToken.None);

        await ReportsAsync(3);

        _inbox.Report<SubscriptionReport.Lost>(1).Reason.ShouldBe("stream error");
        _inbox.Report<SubscriptionReport.Restored>(2).View.State.State.ShouldBe("TALKING");
    }

    [Fact]
    public async Task Reading_after_a_restoration_is_tried_until_it_succeeds()
    {
        await OpenedAsync();
        Fails(new FinesseFailure.ServiceUnavailable([]));
        await _xmpp.Observer.OnLostAsync("stream error", CancellationToken.None);
        await _xmpp.Observer.OnRestoredAsync(CancellationToken.None);
        await Eventually.HoldsAsync("the pause after a failed reading", () => _time.Timers == 1);
        _inbox.Reports.Count.ShouldBe(2);

        UserIs("READY");
        _time.Advance(TimeSpan.FromSeconds(1));

        await ReportsAsync(3);
        _inbox.Report<SubscriptionReport.Restored>(2).View.State.State.ShouldBe("READY");
    }

    [Fact]
    public async Task Password_that_was_changed_ends_the_subscription_at_the_restoration()
    {
        await OpenedAsync();
        Fails(new FinesseFailure.Refused(401, [], ""));
        await _xmpp.Observer.OnLostAsync("stream error", CancellationToken.None);
        await _xmpp.Observer.OnRestoredAsync(CancellationToken.None);

        await ReportsAsync(3);

        _inbox.Report<SubscriptionReport.Refused>(2).Code.ShouldBe(RejectionCode.Unauthorized);
        await Eventually.HoldsAsync("the subscription to be closed", () => _xmpp.Live.IsEmpty);
    }

    [Fact]
    public async Task Nothing_is_reported_after_closing_and_the_session_ends()
    {
        await OpenedAsync();

        _subscriptions.Close("1001");

        await Eventually.HoldsAsync("the subscription to be closed", () => _xmpp.Live.IsEmpty);
        _inbox.Reports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Closing_ends_the_session_also_while_more_waits_to_be_heard_than_there_is_room_for()
    {
        await OpenedAsync();
        var reading = new TaskCompletionSource<FinesseReply<ValueList<FinesseDialog>>>();
        var isReading = false;
        _rest.GetDialogsAsync(Arg.Any<FinesseCredentials>(), "1001", Arg.Any<CancellationToken>()).Returns(_ =>
        {
            Volatile.Write(ref isReading, true);
            return reading.Task;
        });
        await _xmpp.Observer.OnLostAsync("gone", CancellationToken.None);
        await _xmpp.Observer.OnRestoredAsync(CancellationToken.None);
        await Eventually.HoldsAsync("the reading", () => Volatile.Read(ref isReading));
        var telling = TellAsync("READY").AsTask();
        for (; telling.IsCompleted; telling = TellAsync("READY").AsTask())
            await telling;

        _subscriptions.Close("1001");
        reading.SetResult(FinesseReplies.Ok<ValueList<FinesseDialog>>([]));

        await Eventually.HoldsAsync("the subscription to be closed", () => _xmpp.Live.IsEmpty);
        _inbox.Reports.Count.ShouldBe(2, "opened and lost");
    }

    [Fact]
    public async Task Opening_again_waits_for_the_end_of_the_one_before()
    {
        await OpenedAsync();
        var ending = new TaskCompletionSource();
        _xmpp.Ending = ending.Task;

        Open(generation: 2);
        Open(generation: 3);
        await Eventually.HoldsAsync("the first to be ending", () => _xmpp.IsEnding);
        _xmpp.Openings.ShouldBe(1);
        ending.SetResult();

        await ReportsAsync(2);
        _inbox.Reports.Last().Generation.ShouldBe(3);
        _xmpp.Live.Count.ShouldBe(1);
    }

    private string StateOf(int report) =>
        _inbox.Report<SubscriptionReport.Notified>(report).Notification.ShouldBeOfType<AgentNotification.StateChanged>().State.State;

    private void Open(int generation = 1) => _subscriptions.Open("1001", new AgentCredentials("pw", null), generation);

    private async Task OpenedAsync()
    {
        Open();
        await ReportsAsync(1);
        _inbox.Report<SubscriptionReport.Opened>(0);
    }

    private Task ReportsAsync(int count) => Eventually.HoldsAsync($"{count} reports", () => _inbox.Reports.Count == count);

    private ValueTask TellAsync(string state, int? second = null) => _xmpp.Observer.OnNotificationAsync(
        new("i", "n", "s", FinesseEvent.Put, null, new NotificationPayload.UserChanged(new FinesseUser { State = state, StateChangeTime = At(second) })),
        CancellationToken.None);

    private void UserIs(string state, int? second = null) => _rest.GetUserAsync(Arg.Any<FinesseCredentials>(), "1001", Arg.Any<CancellationToken>())
        .Returns(FinesseReplies.Ok(new FinesseUser { LoginId = "1001", State = state, StateChangeTime = At(second) }));

    private static DateTimeOffset? At(int? second) => second is { } since ? new DateTimeOffset(2026, 1, 2, 3, 4, since, TimeSpan.Zero) : null;

    private void Fails(FinesseFailure failure) => _rest.GetUserAsync(Arg.Any<FinesseCredentials>(), "1001", Arg.Any<CancellationToken>())
        .Returns(FinesseReplies.Failed<FinesseUser>(failure));

    private sealed class Inbox : ISessionInbox
    {
        public ConcurrentQueue<(int Generation, SubscriptionReport Report)> Reports { get; } = new();

        public T Report<T>(int index)
            where T : SubscriptionReport => Reports.ElementAt(index).Report.ShouldBeOfType<T>();

        public Task<object> AskAsync(AgentRequest request, string requestId, DateTimeOffset deadline, EarlierDelivery earlier, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void Report(string agentId, int generation, SubscriptionReport report) => Reports.Enqueue((generation, report));

        public IReadOnlyList<SessionSummary> Summaries() => [];
    }

    private sealed class Notifications : IAgentSubscriptions
    {
        private int _openings;

        public ConcurrentDictionary<IAgentSubscription, byte> Live { get; } = new();

        public IAgentObserver Observer { get; private set; } = null!;

        public RenewableCredentials Credentials { get; private set; } = null!;

        public Func<IAgentSubscription, SubscriptionOpening> Opening { get; set; } = subscription => new SubscriptionOpening.Live(subscription);

        public Task Ending { get; set; } = Task.CompletedTask;

        public bool IsStandingBy { get; set; }

        public Task Drained { get; set; } = Task.CompletedTask;

        public ConcurrentQueue<string> Drainings { get; } = [];

        public volatile bool IsEnding;

        public int Openings => Volatile.Read(ref _openings);

        public Task<SubscriptionOpening> OpenAsync(
            string agentId, RenewableCredentials credentials, IAgentObserver observer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _openings);
            (Observer, Credentials) = (observer, credentials);
            var subscription = new Subscription(this);
            var opening = Opening(subscription);
            if (opening is SubscriptionOpening.Live)
                Live[subscription] = 0;
            return Task.FromResult(opening);
        }

        public bool StandsBy(string agentId) => IsStandingBy;

        public IAgentSubscription Start(string agentId, RenewableCredentials credentials, IAgentObserver observer) => throw new NotSupportedException();

        public Task<NodeAnswer> WatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<NodeAnswer> UnwatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        private sealed class Subscription(Notifications owner) : IAgentSubscription
        {
            public string AgentId => "1001";

            public SubscriptionState State => SubscriptionState.Live;

            public Task DrainAsync(CancellationToken cancellationToken = default)
            {
                owner.Drainings.Enqueue(AgentId);
                return owner.Drained.WaitAsync(cancellationToken);
            }

            public async ValueTask DisposeAsync()
            {
                owner.IsEnding = true;
                await owner.Ending;
                owner.Live.TryRemove(this, out _);
            }
        }
    }
}
