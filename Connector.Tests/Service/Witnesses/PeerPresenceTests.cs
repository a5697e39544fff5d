using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Cluster.Witnesses;
using Connector.Tests.Finesse.Subscriptions;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Service.Witnesses;

/// <summary>
/// Connector b watches connector a on a server that is real: a is a process with sessions of its own, where it is killed or frozen. The same on
/// every server.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public abstract class PeerPresenceTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly ConcurrentQueue<Fact.PeerPresence> _said = new();
    private PeerPresenceWatch _watch = null!;
    private SessionHolder _place = null!;

    /// <summary>Where Finesse's REST, or as much of it as is needed, is.</summary>
    protected string RestBase { get; set; } = "";

    /// <summary>Agents that nobody else uses, all with accounts.</summary>
    protected IReadOnlyList<string> Agents { get; set; } = [];

    /// <summary>The settle time.</summary>
    protected virtual TimeSpan Settle => new PeerPresenceOptions { ConnectorId = "b" }.Settle;

    public virtual Task InitializeAsync()
    {
        _place = new SessionHolder(RestBase, "b", onlyWatches: true);
        _watch = new(
            new() { ConnectorId = "b", Settle = Settle },
            _ => _place.Subscriptions,
            agentId => new AgentCredentials(SessionHolder.PasswordOf(agentId), null),
            _said.Enqueue,
            TimeProvider.System,
            NullLogger<PeerPresenceWatch>.Instance);
        _watch.Start();
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task A_process_that_is_killed_is_seen_to_go_at_once()
    {
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            await using var peer = await StartPeerAsync();
            Own("a", Agents);
            await SaysAsync(Witness.There);
            await Eventually.HoldsAsync("three watchers", () => _watch.Watched.Count == 3);

            var since = Stopwatch.StartNew();
            await peer.KillAsync();
            await SaysAsync(Witness.Gone);
            output.WriteLine($"gone {since.ElapsedMilliseconds} ms after kill -9, of which 200 ms are the settle time");
            fastest = since.Elapsed < fastest ? since.Elapsed : fastest;

            // What follows: b takes over, and has no witness any more.
            Own("b", Agents);
            await SaysAsync(Witness.Unknown);
            await Eventually.HoldsAsync("the watchers to end", () => _watch.Watched.Count == 0);
        }

        // Half a second where the processors are free; a server that does not see it needs a minute.
        fastest.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_process_that_is_frozen_is_there()
    {
        await using var peer = await StartPeerAsync();
        Own("a", Agents);
        await SaysAsync(Witness.There);

        await peer.FreezeAsync();
        await Task.Delay(1000);

        Said.ShouldBe([Witness.There]);
    }

    [Fact]
    public async Task Agents_who_sign_out_or_are_handed_over_are_no_sign_until_the_last_and_then_nobody_knows()
    {
        await using var peer = new SessionHolder(RestBase, "a");
        var (first, second) = (await OpenAsync(peer, Agents[0]), await OpenAsync(peer, Agents[1]));
        Own("a", Agents.Take(2));
        // Not only watched: a watcher who has not seen his agent's session yet knows nothing of it.
        await Eventually.HoldsAsync("both to be seen", () => _watch.SeenOf("a").Order().SequenceEqual(Agents.Take(2).Order()));

        await first.DisposeAsync();
        Own(null, [Agents[0]]);
        await Eventually.HoldsAsync("one watcher", () => _watch.Watched.SequenceEqual([Agents[1]]));
        Said.ShouldBe([Witness.There]);

        Own("b", [Agents[1]]);
        await second.DisposeAsync();
        await SaysAsync(Witness.Unknown);
        Said.ShouldBe([Witness.There, Witness.Unknown]);
    }

    [Fact]
    public async Task Both_sessions_get_what_goes_to_the_agent_and_a_watcher_gets_nothing()
    {
        var (a, b, watching) = (new RecordingObserver(), new RecordingObserver(), new RecordingObserver());
        await using var first = new SessionHolder(RestBase, "a");
        await using var second = new SessionHolder(RestBase, "b");
        await OpenAsync(first, Agents[0], a);
        await OpenAsync(_place, Agents[0], watching);
        await OpenAsync(second, Agents[0], b);

        await NotifyAsync(Agents[0]);

        await Eventually.HoldsAsync("both to be told", () => Notifications(a) > 0 && Notifications(b) == Notifications(a));
        await first.DisposeAsync();
        await Eventually.HoldsAsync("the first to be gone", () => watching.Told.Contains($"{Agents[0]}/gc-a went"));
        Notifications(watching).ShouldBe(0);
        watching.Told.ShouldContain($"{Agents[0]}/gc-a came", "it is seen at sign-in");
        // The connector's own session is not the watcher's end: another resource.
        b.Told.ShouldNotContain(line => line.StartsWith("refused", StringComparison.Ordinal));
        watching.Told.ShouldNotContain(line => line.StartsWith("refused", StringComparison.Ordinal));

        static int Notifications(RecordingObserver observer) => observer.Told.Count(line => line.StartsWith("notification", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sessions_of_its_own_agents_see_the_watchers_of_the_other()
    {
        await using var own = new SessionHolder(RestBase, "b");
        var sighted = new SightedSubscriptions(own.Subscriptions, _watch);
        Own("b", [Agents[0]]);
        var opening = await sighted.OpenAsync(Agents[0], SessionHolder.CredentialsOf(Agents[0]), new SessionHolder.NoObserver());
        var session = opening.ShouldBeOfType<SubscriptionOpening.Live>().Subscription;
        Said.ShouldBeEmpty();

        var other = new SessionHolder(RestBase, "a", onlyWatches: true);
        await OpenAsync(other, Agents[0]);
        await SaysAsync(Witness.There);
        await other.DisposeAsync();
        await SaysAsync(Witness.Gone);
        await session.DisposeAsync();
        await SaysAsync(Witness.Unknown);
    }

    /// <summary>Has the server send the agent a notification.</summary>
    protected abstract Task NotifyAsync(string agentId);

    /// <summary>Ends the server with all its sessions; only a server of the test's own.</summary>
    protected async Task ASilentServerIsNoWitnessAsync(Func<Task> end)
    {
        await using var peer = await StartPeerAsync();
        Own("a", Agents);
        await SaysAsync(Witness.There);
        await Eventually.HoldsAsync("three watchers", () => _watch.Watched.Count == 3);

        await end();

        await SaysAsync(Witness.Unknown);
        // A server that stops lets sessions in again for a moment, prosody for one: seen again, then, but never gone.
        Said.ShouldNotContain(Witness.Gone);
    }

    protected Task SaysAsync(Witness witness) => Eventually.HoldsAsync(
        $"{witness} to be said (said: {string.Join(", ", Said)})", () => _said.LastOrDefault() is { PeerId: "a" } last && last.Witness == witness);

    private IReadOnlyList<Witness> Said => [.. _said.Select(fact => fact.Witness)];

    private static async Task<IAgentSubscription> OpenAsync(SessionHolder holder, string agentId, IAgentObserver? observer = null) =>
        (await holder.Subscriptions.OpenAsync(agentId, SessionHolder.CredentialsOf(agentId), observer ?? new SessionHolder.NoObserver()))
        .ShouldBeOfType<SubscriptionOpening.Live>().Subscription;

    private async Task<ChildProcess> StartPeerAsync()
    {
        var peer = TestProgram.Start(SessionHolder.Part, [RestBase, "a", .. Agents]);
        await peer.WaitForOutputAsync("holds all");
        return peer;
    }

    private void Own(string? owner, IEnumerable<string> agents)
    {
        foreach (var agentId in agents)
            _watch.Claimed(agentId, owner);
    }
}
