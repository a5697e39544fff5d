using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Connector.Service.Cluster.Witnesses;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Witnesses;

/// <summary>With which of a peer's agents a watcher is kept. Each that has to go is a sign-out and a sign-in, beside those of the agents.</summary>
public sealed class WatcherChoiceTests
{
    private const int Agents = 100;

    [Fact]
    public async Task A_hand_over_from_the_first_known_agent_to_the_last_leaves_the_watchers_where_they_are()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { AgentCount = Agents }, CancellationToken.None);
        await using var holder = new SessionHolder($"{finesse.RestBase}finesse/api/", "b", onlyWatches: true);
        var place = new CountingSubscriptions(holder.Subscriptions);
        await using var watch = new PeerPresenceWatch(
            new() { ConnectorId = "b" },
            _ => place,
            agentId => new AgentCredentials(SessionHolder.PasswordOf(agentId), null),
            _ => { },
            TimeProvider.System,
            NullLogger<PeerPresenceWatch>.Instance);
        string[] agents = [.. finesse.Agents.Select(agent => agent.Id)];
        // The first half goes to b and comes back in another order, which the hand-over does not go by.
        foreach (var agentId in agents)
            watch.Claimed(agentId, "a");
        foreach (var agentId in agents.Take(Agents / 2))
            watch.Claimed(agentId, "b");
        foreach (var agentId in agents.Take(Agents / 2).Reverse())
            watch.Claimed(agentId, "a");
        watch.Start();
        await Eventually.HoldsAsync("three watchers", () => watch.Watched.Count == 3);
        watch.Watched.ShouldBe(agents[^3..], ignoreOrder: true);

        for (var moved = 1; moved <= Agents; moved++)
        {
            var remaining = agents[moved..];
            watch.Claimed(agents[moved - 1], "b");
            await Eventually.HoldsAsync($"the review after hand-over {moved}", () =>
                watch.Watched.Count == Math.Min(3, remaining.Length) && watch.Watched.All(remaining.Contains));
        }

        place.Started.ShouldBe(3);
    }

    private sealed class CountingSubscriptions(IAgentSubscriptions inner) : IAgentSubscriptions
    {
        private int _started;

        public int Started => Volatile.Read(ref _started);

        public bool StandsBy(string agentId) => inner.StandsBy(agentId);

        public Task<SubscriptionOpening> OpenAsync(
            string agentId, RenewableCredentials credentials, IAgentObserver observer, CancellationToken cancellationToken = default) =>
            inner.OpenAsync(agentId, credentials, observer, cancellationToken);

        public IAgentSubscription Start(string agentId, RenewableCredentials credentials, IAgentObserver observer)
        {
            Interlocked.Increment(ref _started);
            return inner.Start(agentId, credentials, observer);
        }

        public Task<NodeAnswer> WatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
            inner.WatchAsync(agentId, node, cancellationToken);

        public Task<NodeAnswer> UnwatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
            inner.UnwatchAsync(agentId, node, cancellationToken);
    }
}
