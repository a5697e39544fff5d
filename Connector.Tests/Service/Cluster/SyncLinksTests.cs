using System.Diagnostics;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Lab.Links;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>Nodes that talk over a real pair of brokers.</summary>
public sealed class SyncLinksTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task Heartbeats_come_back_from_both_brokers_and_a_peer_that_is_gone_without_a_word_is_down_in_time_and_replaced()
    {
        await using var first = new SyncNode("A-1", 127, Ports);
        await using var second = new SyncNode("A-2", 100, Ports);
        await Eventually.HoldsAsync("both in service and in contact", () =>
            first.Node.MayAct && second.Node.MayAct && first.ContactOf("A-2") == PeerContact.InContact && second.ContactOf("A-1") == PeerContact.InContact);
        // One link is enough for that; both come.
        await Eventually.HoldsAsync("both links of both", () => (first.Up.Count, second.Up.Count) == (2, 2));

        // An agent of the first, whom the second knows of.
        first.Node.Post(new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
        await Eventually.HoldsAsync("the agent is the first one's", () => first.Sessions.Owned.ContainsKey("1001"));
        first.Node.Progressed("1001", first.Sessions.Owned["1001"].Epoch, new AgentProgress { Sequence = 7, Published = "told" }, receipt: 11);
        await Eventually.HoldsAsync("the second has confirmed", () => first.Deeds.Contains("known 1001 11"));

        var since = Stopwatch.StartNew();
        await first.DisposeAsync();
        await Eventually.HoldsAsync("the second has the agent", () => second.Sessions.Owned.ContainsKey("1001"));

        // Silence on both brokers, and as much again for a machine that others use, too.
        since.Elapsed.ShouldBeLessThan(second.Options.Silence * 3);
        // The sessions are told before the status says why.
        await Eventually.HoldsAsync("the first is down", () => second.ContactOf("A-1") == PeerContact.Down);
        second.Sessions.Owned["1001"].Known.ShouldSatisfyAllConditions(known => known.Sequence.ShouldBe(7), known => known.Published.ShouldBe("told"));
    }

    [Fact]
    public async Task A_cut_link_takes_nobody_out_of_service_and_nobody_over()
    {
        await using var toSecond = CuttableLink.To(cluster.Pair.Second.OpenWirePort);
        await using var toFirst = CuttableLink.To(cluster.Pair.First.OpenWirePort);
        await using var first = new SyncNode("B-1", 127, cluster.Pair.First.OpenWirePort, toSecond.Port);
        await using var second = new SyncNode("B-2", 100, toFirst.Port, cluster.Pair.Second.OpenWirePort);
        await Eventually.HoldsAsync("both in contact", () =>
            first.Node.MayAct && second.Node.MayAct && first.ContactOf("B-2") == PeerContact.InContact && second.ContactOf("B-1") == PeerContact.InContact);
        first.Node.Post(new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
        await Eventually.HoldsAsync("the agent is the first one's", () => first.Sessions.Owned.ContainsKey("1001"));

        try
        {
            await cluster.Pair.Bridge.CutAsync();
            await toSecond.CutAsync();
            await toFirst.CutAsync();
            await Eventually.HoldsAsync("out of contact", () =>
                first.ContactOf("B-2") == PeerContact.OutOfContact && second.ContactOf("B-1") == PeerContact.OutOfContact);
            (first.Node.MayAct, second.Node.MayAct).ShouldBe((true, true));
            (first.Node.Status.PeerState, second.Node.Status.PeerState).ShouldBe((PeerState.Silent, PeerState.Silent));
            second.Sessions.Owned.ShouldBeEmpty();
        }
        finally
        {
            cluster.Pair.Bridge.Restore();
            toSecond.Restore();
            toFirst.Restore();
        }

        await Eventually.HoldsAsync("in contact again", () =>
            first.ContactOf("B-2") == PeerContact.InContact && second.ContactOf("B-1") == PeerContact.InContact);
        second.Sessions.Owned.ShouldBeEmpty();
        await cluster.Pair.WaitForBridgeAsync();
    }

    [Fact]
    public async Task What_one_says_at_its_own_broker_alone_reaches_the_other_over_the_bridge()
    {
        await using var first = new SyncNode("C-1", 127, cluster.Pair.First.OpenWirePort);
        await using var second = new SyncNode("C-2", 100, cluster.Pair.Second.OpenWirePort);

        await Eventually.HoldsAsync("in contact", () =>
            first.ContactOf("C-2") == PeerContact.InContact && second.ContactOf("C-1") == PeerContact.InContact);
        await Eventually.HoldsAsync("both in service", () => first.Node.MayAct && second.Node.MayAct);
    }

    [Fact]
    public async Task A_link_is_sent_its_own_heartbeats_and_what_others_say_to_all_or_to_it_and_nothing_else()
    {
        // A quote in it, because it ends a text in a selector.
        await using var mine = new HeardLink("F'1", cluster.Pair.First.OpenWirePort);
        await using var others = new HeardLink("F-2", cluster.Pair.First.OpenWirePort);
        await Eventually.HoldsAsync("both links", () => mine.IsUp && others.IsUp);

        mine.Say("AgentProgressed", to: "");
        mine.Say(nameof(ConnectorHeartbeat), to: "");
        others.Say("AgentProgressed", to: "F'1");
        others.Say("HandoverOffer", to: "F-3");
        others.Say("AgentOwnershipChanged", to: "");
        others.Say(nameof(ConnectorHeartbeat), to: "");

        await Eventually.HoldsAsync("the heartbeats of both", () => mine.Heard.Count(heard => heard.EndsWith(nameof(ConnectorHeartbeat), StringComparison.Ordinal)) == 2);
        mine.Heard.ShouldBe(["F'1 ConnectorHeartbeat", "F-2 AgentProgressed", "F-2 AgentOwnershipChanged", "F-2 ConnectorHeartbeat"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_sent_to_both_brokers_is_not_carried_over_the_bridge_too_but_heartbeats_are()
    {
        await using var listener = new HeardLink("G-2", cluster.Pair.Second.OpenWirePort);
        await using var first = new SyncNode("G-1", 127, Ports);
        // By the third one its own first one has come back to it.
        await Eventually.HoldsAsync("three heartbeats, and over the bridge", () =>
            first.Node.MayAct && listener.Heard.Count(heard => heard == "G-1 ConnectorHeartbeat") >= 3 && listener.Heard.Contains("G-1 ConnectorHeartbeat bridged"));

        first.Node.Post(new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
        await Eventually.HoldsAsync("the agent is told of", () => listener.Heard.Contains("G-1 AgentOwnershipChanged"));
        var until = listener.Heard.Count(heard => heard == "G-1 ConnectorHeartbeat bridged") + 2;
        await Eventually.HoldsAsync(
            "what went over the bridge after it", () => listener.Heard.Count(heard => heard == "G-1 ConnectorHeartbeat bridged") >= until);

        listener.Heard.ShouldNotContain("G-1 AgentOwnershipChanged bridged");
    }

    [Fact]
    public async Task The_brokers_tell_of_a_peer_that_ends_and_when_finesse_agrees_it_is_down_before_its_silence_shows()
    {
        await using var second = new SyncNode("D-2", 100, Ports);
        await using (var first = new SyncNode("D-1", 127, Ports))
        {
            await Eventually.HoldsAsync("in contact and seen", () =>
                second.ContactOf("D-1") == PeerContact.InContact && second.SeenOf("D-1") == Witness.There && first.SeenOf("D-2") == Witness.There);
            second.Node.Post(new Fact.PeerPresence("D-1", Witness.There));
        }

        await Eventually.HoldsAsync("the brokers saw it end", () => second.SeenOf("D-1") == Witness.Gone);
        second.Node.Post(new Fact.PeerPresence("D-1", Witness.Gone));
        await Eventually.HoldsAsync("it is down", () => second.ContactOf("D-1") == PeerContact.Down);
    }

    [Fact]
    public async Task A_peer_that_loses_one_broker_is_still_there_and_one_that_comes_back_is_there_again()
    {
        await using var toSecond = CuttableLink.To(cluster.Pair.Second.OpenWirePort);
        await using var first = new SyncNode("E-1", 127, cluster.Pair.First.OpenWirePort, toSecond.Port);
        await using var second = new SyncNode("E-2", 100, Ports);
        await Eventually.HoldsAsync("all links and in service", () => first.Up.Count == 2 && second.Up.Count == 2 && first.Node.MayAct && second.Node.MayAct);
        // It is told over both links, and so seen at both brokers.
        first.Node.Post(new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
        await Eventually.HoldsAsync("the agent is the first one's", () => first.Sessions.Owned.ContainsKey("1001"));
        await Eventually.HoldsAsync("seen", () => second.SeenOf("E-1") == Witness.There);

        await toSecond.CutAsync();
        try
        {
            await Eventually.HoldsAsync("one link left", () => first.Up.Count == 1);
        }
        finally
        {
            toSecond.Restore();
        }

        await Eventually.HoldsAsync("both links, and seen", () => first.Up.Count == 2 && second.SeenOf("E-1") == Witness.There);
        second.WasSaidGone("E-1").ShouldBeFalse();
        second.ContactOf("E-1").ShouldBe(PeerContact.InContact);
    }

    private int[] Ports => [cluster.Pair.First.OpenWirePort, cluster.Pair.Second.OpenWirePort];
}
