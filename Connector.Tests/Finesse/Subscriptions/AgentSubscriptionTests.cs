using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Lab.XmppServers;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>Agents' subscriptions against a real ejabberd: sign-in, delivery, loss and restoration, refusal.</summary>
[Collection(EjabberdCollection.Name)]
public sealed class AgentSubscriptionTests(EjabberdFixture fixture) : IAsyncLifetime
{
    private const string Password = "pw <&> 1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly EjabberdServer _server = fixture.Server;
    private readonly RecordingObserver _observer = new();
    private readonly string _agent = "agent" + Guid.NewGuid().ToString("N")[..8];
    private SubscriptionBench _bench = null!;

    public async Task InitializeAsync()
    {
        await _server.RegisterAsync(_agent, Password);
        _bench = await SubscriptionBench.StartAsync(_server);
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Notifications_reach_the_observer_in_order_and_once()
    {
        await OpenAsync(_bench.NewHolder("a"));

        foreach (var item in new[] { "1", "2", "2", "3", "1", "4" })
            await _bench.NotifyAsync(_agent, item);

        await HearsAsync("notification 4");
        _observer.Told.ShouldBe(["notification 1", "notification 2", "notification 3", "notification 4"]);
        (await _server.ConnectedUsersAsync()).ShouldContain($"{_agent}@{_server.Domain}/gc-a");
    }

    [Fact]
    public async Task What_was_told_before_a_drain_has_been_taken_when_it_is_over()
    {
        var subscription = await OpenAsync(_bench.NewHolder("a"));
        var gate = new TaskCompletionSource();
        _observer.Gate = gate.Task;
        await _bench.NotifyAsync(_agent, "1");
        await _bench.NotifyAsync(_agent, "2");

        using (var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
            await Should.ThrowAsync<OperationCanceledException>(subscription.DrainAsync(soon.Token));
        var drained = subscription.DrainAsync();
        gate.SetResult();
        await drained.WaitAsync(Limit);

        _observer.Told.ShouldBe(["notification 1", "notification 2"]);
        await subscription.DisposeAsync();
        await subscription.DrainAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task A_refused_password_is_tried_exactly_once()
    {
        var opening = await _bench.NewHolder("a").OpenAsync(_agent, FinesseCredentials.Basic(_agent, "wrong"), _observer);

        opening.ShouldBeOfType<SubscriptionOpening.Refused>().Refusal.Kind.ShouldBe(RefusalKind.Authentication);
        _bench.Connector.Attempts.Count.ShouldBe(1);
        _observer.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_password_of_a_subscription_in_the_background_is_tried_once_and_told()
    {
        await using var subscription = _bench.NewHolder("a").Start(_agent, FinesseCredentials.Basic(_agent, "wrong"), _observer);

        await HearsAsync("refused Authentication");
        subscription.State.ShouldBe(SubscriptionState.Refused);
        await subscription.DisposeAsync();
        // What runs has ended: no further attempt can come.
        _bench.Connector.Attempts.Count.ShouldBe(1);
        _observer.Told.ShouldBe(["refused Authentication"]);
        _observer.Refusal!.Reason.ShouldNotContain("wrong");
    }

    [Fact]
    public async Task A_password_that_is_refused_later_ends_the_subscription()
    {
        var subscription = await OpenAsync(_bench.NewHolder("a"));

        await _server.ChangePasswordAsync(_agent, "another");
        await _server.KickAsync(_agent);

        await HearsAsync("refused Authentication");
        _observer.Told.ShouldBe(["lost", "refused Authentication"]);
        subscription.State.ShouldBe(SubscriptionState.Refused);
        _bench.Connector.Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Fresh_credentials_are_used_by_the_next_sign_in_and_drop_nothing()
    {
        var credentials = new RenewableCredentials(FinesseCredentials.Basic(_agent, Password));
        var opening = await _bench.NewHolder("a").OpenAsync(_agent, credentials, _observer);
        opening.ShouldBeOfType<SubscriptionOpening.Live>();
        await _server.ChangePasswordAsync(_agent, "fresh");

        credentials.Renew(FinesseCredentials.Basic(_agent, "fresh"));
        await _bench.NotifyAsync(_agent, "before");
        await HearsAsync("notification before");
        _bench.Connector.Attempts.Count.ShouldBe(1);
        await _server.KickAsync(_agent);

        await HearsAsync("restored");
        _observer.Told.ShouldBe(["notification before", "lost", "restored"]);
        _bench.Connector.Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_session_that_the_server_ends_is_restored()
    {
        var subscription = await OpenAsync(_bench.NewHolder("a"));
        await _bench.NotifyAsync(_agent, "before");
        await HearsAsync("notification before");

        await _server.KickAsync(_agent);
        await HearsAsync("restored");
        await _bench.NotifyAsync(_agent, "after");
        await HearsAsync("notification after");

        _observer.Told.ShouldBe(["notification before", "lost", "restored", "notification after"]);
        subscription.State.ShouldBe(SubscriptionState.Live);
    }

    [Fact]
    public async Task A_server_that_dies_and_comes_back_is_found_again()
    {
        await using var server = new EjabberdServer();
        await server.StartAsync();
        await server.RegisterAsync(_agent, Password);
        // Its account is on its disk when it has ended in order: after a kill, it would come back without it, and refuse the agent until he is registered again.
        (await server.StopAsync()).ShouldBeTrue();
        await server.StartAsync();
        await using var bench = await SubscriptionBench.StartAsync(server);
        await OpenAsync(bench.NewHolder("a"));

        await server.KillAsync();
        await HearsAsync("lost");
        await Eventually.HoldsAsync("several attempts while it is down", () => bench.Connector.Attempts.Count >= 3, Limit);
        await server.StartAsync();

        await HearsAsync("restored");
        await bench.NotifyAsync(_agent, "after");
        await HearsAsync("notification after");
        _observer.Told.ShouldBe(["lost", "restored", "notification after"]);
    }

    [Fact]
    public async Task Another_session_that_takes_the_resource_ends_the_subscription_for_good()
    {
        var subscription = await OpenAsync(_bench.NewHolder("a"));
        var usurper = new RecordingObserver();

        var other = await _bench.NewHolder("a").OpenAsync(_agent, FinesseCredentials.Basic(_agent, Password), usurper);

        other.ShouldBeOfType<SubscriptionOpening.Live>();
        await HearsAsync("refused Conflict");
        subscription.State.ShouldBe(SubscriptionState.Refused);
        await subscription.DisposeAsync();
        usurper.Told.ShouldBeEmpty();
        _bench.Connector.Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_sibling_that_comes_and_goes_is_seen()
    {
        await OpenAsync(_bench.NewHolder("a"));
        var sibling = await OpenAsync(_bench.NewHolder("b"), new RecordingObserver());

        await HearsAsync($"{_agent}/gc-b came");
        await sibling.DisposeAsync();

        await HearsAsync($"{_agent}/gc-b went");
        _observer.Told.ShouldBe([$"{_agent}/gc-b came", $"{_agent}/gc-b went"]);
    }

    [Fact]
    public async Task A_side_out_of_service_is_unavailable_and_leaves_nothing_running()
    {
        _bench.IsInService = false;

        var opening = await _bench.NewHolder("a").OpenAsync(_agent, FinesseCredentials.Basic(_agent, Password), _observer);

        opening.ShouldBeOfType<SubscriptionOpening.Unavailable>().Reason.ShouldContain("503");
        _bench.Connector.Attempts.ShouldBeEmpty();
        _observer.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_subscription_in_the_background_waits_for_its_side()
    {
        _bench.IsInService = false;
        await using var subscription = _bench.NewHolder("a").Start(_agent, FinesseCredentials.Basic(_agent, Password), _observer);
        await Eventually.HoldsAsync("SystemInfo to be asked", () => _bench.Http.Requests.Count > 1, Limit);
        subscription.State.ShouldBe(SubscriptionState.Connecting);

        _bench.IsInService = true;

        await HearsAsync("restored");
        _observer.Told.ShouldBe(["restored"]);
    }

    [Fact]
    public async Task The_port_for_TLS_is_preferred_and_the_other_one_tried_only_where_nothing_listens()
    {
        var holder = _bench.NewHolder(
            "a", o => o with { XmppSecurity = XmppSecurityChoice.Auto, TrustedAuthorities = [_server.Authority] });
        var nobody = FreePort.Next();

        _bench.SecurePort = _server.TlsPort;
        await using var first = await OpenAsync(holder);
        _bench.Connector.Attempts.ShouldBe([_server.TlsPort]);

        _bench.SecurePort = nobody;
        await using var second = await OpenAsync(_bench.NewHolder(
            "b", o => o with { XmppSecurity = XmppSecurityChoice.Auto, TrustedAuthorities = [_server.Authority] }));
        _bench.Connector.Attempts.ShouldBe([_server.TlsPort, nobody, _server.Port]);
    }

    [Fact]
    public async Task A_disposed_subscription_has_left_and_tells_nothing_more()
    {
        var subscription = await OpenAsync(_bench.NewHolder("a"));

        await subscription.DisposeAsync();
        await _bench.NotifyAsync(_agent, "late");

        subscription.State.ShouldBe(SubscriptionState.Closed);
        // The server counts the session out when it has read the end of it.
        await Eventually.HoldsAsync(
            "the session to be gone",
            async () => !(await _server.ConnectedUsersAsync()).Any(user => user.StartsWith(_agent, StringComparison.Ordinal)),
            Limit);
        _observer.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_observer_may_dispose_its_own_subscription()
    {
        var subscription = await OpenAsync(_bench.NewHolder("a"));
        _observer.OnEach = async _ => await subscription.DisposeAsync();

        await _bench.NotifyAsync(_agent, "1");

        await Eventually.HoldsAsync("the subscription to close", () => subscription.State == SubscriptionState.Closed, Limit);
    }

    [Fact]
    public async Task A_start_of_shift_signs_in_few_at_a_time_and_asks_SystemInfo_not_for_each()
    {
        const int Agents = 40;
        var holder = _bench.NewHolder("a", o => o with { MaxParallelSignIns = 4 });
        var ids = Enumerable.Range(0, Agents).Select(n => $"{_agent}x{n}").ToArray();
        foreach (var id in ids)
            await _server.RegisterAsync(id, Password);

        var openings = await Task.WhenAll(
            ids.Select(id => holder.OpenAsync(id, FinesseCredentials.Basic(id, Password), new RecordingObserver())));

        openings.ShouldAllBe(o => o is SubscriptionOpening.Live);
        _bench.Connector.MostAtOnce.ShouldBeInRange(1, 4);
        _bench.Http.Requests.Count.ShouldBeLessThan(Agents / 2);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a@b")]
    [InlineData("")]
    public async Task An_agent_id_that_cannot_be_an_address_is_refused_at_once(string agentId)
    {
        await Should.ThrowAsync<ArgumentException>(
            () => _bench.NewHolder("a").OpenAsync(agentId, FinesseCredentials.Basic("1001", Password), _observer));

        _bench.Http.Requests.ShouldBeEmpty();
    }

    private async Task<IAgentSubscription> OpenAsync(AgentSubscriptions holder, RecordingObserver? observer = null)
    {
        var opening = await holder.OpenAsync(_agent, FinesseCredentials.Basic(_agent, Password), observer ?? _observer);
        return opening.ShouldBeOfType<SubscriptionOpening.Live>(opening.ToString()).Subscription;
    }

    private Task HearsAsync(string what) =>
        Eventually.HoldsAsync($"'{what}' to be told", () => _observer.Told.Contains(what), Limit);
}
