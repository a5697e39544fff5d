using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Lab.XmppServers;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>Silent sessions against a real ejabberd: what they hear, who takes them, and when there is none.</summary>
[Collection(EjabberdCollection.Name)]
public sealed class StandbySessionsTests(EjabberdFixture fixture) : IAsyncLifetime
{
    private const string Password = "pw";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly StandbyOptions AtOnce = new() { Settle = TimeSpan.Zero, Pace = TimeSpan.Zero, Review = TimeSpan.FromMilliseconds(20) };

    private readonly EjabberdServer _server = fixture.Server;
    private readonly RecordingObserver _observer = new();
    private readonly string _agent = "agent" + Guid.NewGuid().ToString("N")[..8];
    private SubscriptionBench _bench = null!;
    private AgentSubscriptions _holder = null!;

    private FinesseCredentials Right => FinesseCredentials.Basic(_agent, Password);

    public async Task InitializeAsync()
    {
        await _server.RegisterAsync(_agent, Password);
        _bench = await SubscriptionBench.StartAsync(_server);
        _holder = _bench.NewHolder("a", options => options with { Standby = AtOnce });
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_subscription_opens_on_the_silent_session_and_signs_nobody_in()
    {
        await using var owner = (await _bench.NewHolder("b").OpenAsync(_agent, Right, _observer)).ShouldBeOfType<SubscriptionOpening.Live>().Subscription;
        await ReadyAsync();
        await _bench.NotifyAsync(_agent, "before");
        await HearsAsync(_observer, "notification before");
        var heir = new RecordingObserver();

        await OpenAsync(heir);
        await _bench.NotifyAsync(_agent, "after");
        await HearsAsync(heir, "notification after");
        await HearsAsync(_observer, "notification after");

        _bench.Connector.Attempts.Count.ShouldBe(2, "the owner's sign-in and the silent session's");
        heir.Told.Where(told => told.StartsWith("notification", StringComparison.Ordinal)).ShouldBe(["notification after"]);
        // Nobody saw the silent session before it became the agent's.
        _observer.Told.ShouldBe(["notification before", $"{_agent}/gc-a came", "notification after"]);
        _holder.Standby.Count.ShouldBe(new StandbyCount(0, 0), "an agent with a subscription needs no other session");
    }

    [Fact]
    public async Task A_subscription_that_opened_on_a_silent_session_is_restored_as_any_other()
    {
        await ReadyAsync();
        await OpenAsync(_observer);

        await _server.KickAsync(_agent);

        await HearsAsync(_observer, "restored");
        await _bench.NotifyAsync(_agent, "after");
        await HearsAsync(_observer, "notification after");
        _observer.Told.ShouldBe(["lost", "restored", "notification after"]);
        _bench.Connector.Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task With_other_credentials_the_agent_signs_in_anew()
    {
        await ReadyAsync();
        await _server.ChangePasswordAsync(_agent, "fresh");

        var opening = await _holder.OpenAsync(_agent, FinesseCredentials.Basic(_agent, "fresh"), _observer);

        opening.ShouldBeOfType<SubscriptionOpening.Live>();
        await _bench.NotifyAsync(_agent, "1");
        await HearsAsync(_observer, "notification 1");
        _bench.Connector.Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Others_credentials_than_before_replace_the_session()
    {
        await ReadyAsync();
        await _server.ChangePasswordAsync(_agent, "fresh");

        _holder.Standby.Want(_agent, FinesseCredentials.Basic(_agent, "fresh"));
        await Eventually.HoldsAsync("a second sign-in", () => _bench.Connector.Attempts.Count == 2 && _holder.Standby.Count.Ready == 1, Limit);

        (await _holder.OpenAsync(_agent, FinesseCredentials.Basic(_agent, "fresh"), _observer)).ShouldBeOfType<SubscriptionOpening.Live>();
        _bench.Connector.Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_silent_session_that_is_lost_comes_back()
    {
        await ReadyAsync();

        await _server.KickAsync(_agent);

        await Eventually.HoldsAsync("another one", () => _bench.Connector.Attempts.Count == 2 && _holder.Standby.Count.Ready == 1, Limit);
    }

    [Fact]
    public async Task A_refused_password_is_tried_once_and_the_right_one_then()
    {
        _holder.Standby.Want(_agent, FinesseCredentials.Basic(_agent, "wrong"));
        await Eventually.HoldsAsync("the refusal", () => _holder.Standby.Count.Wanted == 0, Limit);

        // Another's session comes after several looks at who is due.
        var another = _agent + "x";
        await _server.RegisterAsync(another, Password);
        _holder.Standby.Want(another, FinesseCredentials.Basic(another, Password));
        await Eventually.HoldsAsync("the other's session", () => _holder.Standby.Count.Ready == 1, Limit);
        _bench.Connector.Attempts.Count.ShouldBe(2);

        await ReadyAsync(count: 2);
    }

    [Fact]
    public async Task While_an_agent_has_a_subscription_no_session_is_opened_beside_it()
    {
        var subscription = await OpenAsync(_observer);
        var another = _agent + "x";
        await _server.RegisterAsync(another, Password);
        _holder.Standby.Want(_agent, Right);
        _holder.Standby.Want(another, FinesseCredentials.Basic(another, Password));
        await Eventually.HoldsAsync("the other's session", () => _holder.Standby.Count.Ready == 1, Limit);
        _bench.Connector.Attempts.Count.ShouldBe(2);

        await subscription.DisposeAsync();

        await Eventually.HoldsAsync("a silent session in its place", () => _holder.Standby.Count == new StandbyCount(2, 2), Limit);
        _observer.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_session_of_a_subscription_that_ends_falls_silent_and_is_taken_again()
    {
        var sibling = new RecordingObserver();
        await using var other = (await _bench.NewHolder("b").OpenAsync(_agent, Right, sibling)).ShouldBeOfType<SubscriptionOpening.Live>().Subscription;
        var subscription = await OpenAsync(_observer);
        _holder.Standby.Want(_agent, Right);

        await subscription.DisposeAsync();

        await HearsAsync(sibling, $"{_agent}/gc-a went");
        _holder.Standby.Count.ShouldBe(new StandbyCount(1, 1));
        await _bench.NotifyAsync(_agent, "between");
        await HearsAsync(sibling, "notification between");
        var next = new RecordingObserver();
        await OpenAsync(next);
        await _bench.NotifyAsync(_agent, "after");
        await HearsAsync(next, "notification after");
        next.Told.Where(told => told.StartsWith("notification", StringComparison.Ordinal)).ShouldBe(["notification after"]);
        _observer.Told.ShouldNotContain("notification between");
        _bench.Connector.Attempts.Count.ShouldBe(2, "one sign-in for each connector, in all");
    }

    [Fact]
    public async Task Many_who_come_while_their_sessions_are_signing_in_all_come_and_stay()
    {
        const int Agents = 40;
        var ids = Enumerable.Range(0, Agents).Select(n => $"{_agent}x{n}").ToArray();
        foreach (var id in ids)
            await _server.RegisterAsync(id, Password);
        var observers = ids.ToDictionary(id => id, _ => new RecordingObserver(), StringComparer.Ordinal);

        foreach (var id in ids)
            _holder.Standby.Want(id, FinesseCredentials.Basic(id, Password));
        await Eventually.HoldsAsync("the first to sign in", () => !_bench.Connector.Attempts.IsEmpty, Limit);
        var openings = await Task.WhenAll(ids.Select(id => _holder.OpenAsync(id, FinesseCredentials.Basic(id, Password), observers[id])));

        openings.ShouldAllBe(opening => opening is SubscriptionOpening.Live);
        foreach (var id in ids)
            await _bench.NotifyAsync(id, "1");
        foreach (var id in ids)
            await HearsAsync(observers[id], "notification 1");
        observers.Values.ShouldAllBe(observer => observer.Told.Count == 1);
        _bench.Connector.Attempts.Count.ShouldBe(Agents, "each agent signs in once, be it silently or not");
    }

    [Fact]
    public async Task Few_sign_in_at_a_time()
    {
        const int Agents = 20;
        var ids = Enumerable.Range(0, Agents).Select(n => $"{_agent}x{n}").ToArray();
        foreach (var id in ids)
            await _server.RegisterAsync(id, Password);

        foreach (var id in ids)
            _holder.Standby.Want(id, FinesseCredentials.Basic(id, Password));

        await Eventually.HoldsAsync("all of them", () => _holder.Standby.Count == new StandbyCount(Agents, Agents), Limit);
        _bench.Connector.MostAtOnce.ShouldBeInRange(1, AtOnce.MaxParallelSignIns);
        _bench.Connector.Attempts.Count.ShouldBe(Agents);
    }

    [Fact]
    public async Task Who_is_kept_stays_and_who_is_dropped_goes()
    {
        await ReadyAsync();
        _holder.Standby.Keep(_agent);
        _holder.Standby.Count.Wanted.ShouldBe(0);
        (await IsConnectedAsync()).ShouldBeTrue();

        _holder.Standby.Drop(_agent);

        await Eventually.HoldsAsync("the session to be gone", async () => !await IsConnectedAsync(), Limit);
        _bench.Connector.Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_holder_that_closes_takes_its_silent_sessions_with_it()
    {
        await ReadyAsync();

        await _holder.DisposeAsync();

        await Eventually.HoldsAsync("the session to be gone", async () => !await IsConnectedAsync(), Limit);
        _holder.Standby.Want(_agent, Right);
        _holder.Standby.Count.Wanted.ShouldBe(0);
    }

    private async Task<bool> IsConnectedAsync() =>
        (await _server.ConnectedUsersAsync()).Any(user => user.StartsWith(_agent, StringComparison.Ordinal));

    private async Task ReadyAsync(int count = 1)
    {
        _holder.Standby.Want(_agent, Right);
        await Eventually.HoldsAsync("a silent session", () => _holder.Standby.Count.Ready == count, Limit);
    }

    private async Task<IAgentSubscription> OpenAsync(RecordingObserver observer) =>
        (await _holder.OpenAsync(_agent, Right, observer)).ShouldBeOfType<SubscriptionOpening.Live>().Subscription;

    private static Task HearsAsync(RecordingObserver observer, string what) =>
        Eventually.HoldsAsync($"'{what}' to be told", () => observer.Told.Contains(what), Limit);
}
