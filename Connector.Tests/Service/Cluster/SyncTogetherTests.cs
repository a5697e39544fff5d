using System.Text;
using Connector.Contracts.Sync;
using Connector.Lab.Processes;
using Connector.Service.Cluster.Sync;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>What connectors say at once, over a real pair of brokers.</summary>
public sealed class SyncTogetherTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task What_is_said_at_once_is_heard_in_order_and_once_and_goes_as_a_few_messages()
    {
        await using var first = new SyncTalker("H-1", Ports);
        await using var second = new SyncTalker("H-2", Ports);
        await using var atFirst = new HeardLink("H-3", Ports[0]);
        await using var atSecond = new HeardLink("H-4", Ports[1]);
        await Eventually.HoldsAsync("all links", () => first.IsUp && second.IsUp && atFirst.IsUp && atSecond.IsUp);

        first.SayChanges(96);
        await Eventually.HoldsAsync("what is full waits for nothing", () => second.HeardFrom("H-1").Count >= 96);
        first.SayChanges(4);
        first.Flush();
        await Eventually.HoldsAsync("all of it", () => second.HeardFrom("H-1").Count >= 100);
        // Where the brokers have given out every copy, those to the second one, too, are before its own heartbeat.
        await Eventually.HoldsAsync("every copy", () => new[] { atFirst, atSecond }.All(link =>
            link.Heard.Count(heard => heard == "H-1 SyncBatch") >= 4 && link.Heard.Count(heard => heard == "H-1 SyncBatch bridged") >= 4));
        second.SayBeat();
        await Eventually.HoldsAsync("its own heartbeat from both", () => second.Echoes == 2);

        second.HeardFrom("H-1").ShouldBe(Changes(1, 100));
        foreach (var link in new[] { atFirst, atSecond })
        {
            link.Heard.Where(heard => heard.StartsWith("H-1", StringComparison.Ordinal) && !heard.EndsWith("bridged", StringComparison.Ordinal))
                .ShouldBe(Enumerable.Repeat("H-1 SyncBatch", 4));
        }
    }

    [Fact]
    public async Task Where_both_brokers_are_proven_what_goes_as_one_is_not_carried_over_the_bridge_too()
    {
        await using var first = new SyncTalker("I-1", Ports);
        await using var listener = new HeardLink("I-3", Ports[1]);
        await Eventually.HoldsAsync("all links", () => first.IsUp && listener.IsUp);
        first.SayBeat();
        await Eventually.HoldsAsync("proven", () => first.Echoes == 2);

        first.SayChanges(3);
        first.Flush();
        first.SayBeat();
        await Eventually.HoldsAsync("what went over the bridge after it", () =>
            listener.Heard.Contains("I-1 SyncBatch") && listener.Heard.Count(heard => heard == "I-1 ConnectorHeartbeat bridged") >= 2);

        listener.Heard.ShouldNotContain("I-1 SyncBatch bridged");
    }

    [Fact]
    public async Task A_sender_is_heard_in_its_order_whatever_goes_as_one()
    {
        await using var first = new SyncTalker("J-1", Ports[0]);
        await using var second = new SyncTalker("J-2", Ports[0]);
        await using var third = new HeardLink("J-3", Ports[0]);
        await Eventually.HoldsAsync("all links", () => first.IsUp && second.IsUp && third.IsUp);

        first.SayChanges(3);
        first.SayBeat();
        first.SayChanges(1);
        first.SayOffer("J-2", "1001");
        first.SayOffer("J-2", "1002");
        first.SayChanges(2);
        first.SayLargeSnapshot("J-2");
        first.SayChanges(2);
        first.SayBeat();

        // The heartbeat took everything along.
        await Eventually.HoldsAsync("all of it", () => second.HeardFrom("J-1").Contains("beat 2"));
        second.HeardFrom("J-1").ShouldBe(
            [.. Changes(1, 3), "beat 1", "change 4", "offer 1001", "offer 1002", .. Changes(5, 2), "snapshot", .. Changes(7, 2), "beat 2"]);
        await Eventually.HoldsAsync("the third hears the last", () => third.Heard.Count(heard => heard == "J-1 ConnectorHeartbeat") == 2);
        third.Heard.ShouldBe(
            ["J-1 SyncBatch", "J-1 ConnectorHeartbeat", "J-1 SyncBatch", "J-1 SyncBatch", "J-1 ConnectorHeartbeat"],
            "a heartbeat is alone, and what is the second one's only is not sent to the third");
    }

    [Fact]
    public async Task One_word_goes_at_once_as_it_is_and_so_do_the_last_ones()
    {
        await using var second = new SyncTalker("K-2", Ports);
        await using var listener = new HeardLink("K-3", Ports[0]);
        await using (var first = new SyncTalker("K-1", Ports))
        {
            await Eventually.HoldsAsync("all links", () => first.IsUp && second.IsUp && listener.IsUp);
            first.SayChanges(1);
            first.Flush();
            await Eventually.HoldsAsync("one word", () => second.HeardFrom("K-1").Count == 1 && listener.Heard.Contains("K-1 AgentOwnershipChanged"));
            listener.Heard.ShouldNotContain("K-1 SyncBatch");
            first.SayChanges(2);
        }

        await Eventually.HoldsAsync("the last words", () => second.HeardFrom("K-1").Count >= 3);
        second.HeardFrom("K-1").ShouldBe(Changes(1, 3));
    }

    [Fact]
    public async Task What_cannot_be_read_is_passed_over_and_what_came_with_it_is_heard()
    {
        await using var other = new HeardLink("L-1", Ports[0]);
        await using var second = new SyncTalker("L-2", Ports[0]);
        await Eventually.HoldsAsync("all links", () => other.IsUp && second.IsUp);
        var offer = Encoding.UTF8.GetBytes("""{"connectorId":"L-1","agentId":"1001"}""");
        var together = SyncBatch.Encode(
        [
            new(11, "OfALaterRelease", "", offer, IsPacked: false),
            new(12, nameof(HandoverOffer), "", "{"u8.ToArray(), IsPacked: false),
            new(13, SyncBatch.Type, "", offer, IsPacked: false),
            new(14, nameof(HandoverOffer), "", offer, IsPacked: true),
            new(15, nameof(HandoverOffer), "", offer, IsPacked: false),
        ]);

        other.Say(SyncBatch.Type, to: "", together.Body[..^1]);
        other.Say(SyncBatch.Type, to: "", together.Body);
        other.Say(SyncBatch.Type, to: "", together.Body);
        other.Say(nameof(ConnectorHeartbeat), to: "", Encoding.UTF8.GetBytes("""{"connectorId":"L-1","number":5}"""));

        await Eventually.HoldsAsync("the last", () => second.HeardFrom("L-1").Contains("beat 5"));
        second.HeardFrom("L-1").ShouldBe(["offer 1001", "beat 5"]);
    }

    private int[] Ports => [cluster.Pair.First.OpenWirePort, cluster.Pair.Second.OpenWirePort];

    private static IEnumerable<string> Changes(int first, int count) => Enumerable.Range(first, count).Select(number => $"change {number}");
}
