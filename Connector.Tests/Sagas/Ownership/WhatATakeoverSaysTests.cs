using System.Text;
using System.Text.Json;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>
/// What connectors say to each other when agents change hands between two that both live: who they are, and not what each has done. The heartbeats that
/// decide who is in service stand behind it in the brokers.
/// </summary>
public sealed class WhatATakeoverSaysTests
{
    private const int Agents = 200;
    private const int BytesPerAgent = 1000;

    private readonly Cluster _cluster = WithMuchToTell();

    [Fact]
    public void A_connector_that_thaws_and_was_replaced_is_told_names_only()
    {
        _cluster.Freeze("GC-1");
        _cluster.Pass(5.25);
        _cluster.All<Decision.Acquire>("GC-2").Count().ShouldBe(Agents);
        _cluster.Thaw("GC-1");
        _cluster.Pass(5);

        _cluster.All<Decision.Release>("GC-1").Count().ShouldBe(Agents);
        NamesOnly();
    }

    [Fact]
    public void A_connector_that_is_heard_out_of_service_is_replaced_by_names_only()
    {
        _cluster.Pass(1);
        var beat = _cluster.Sent<ConnectorHeartbeat>("GC-1").Last();
        _cluster.Freeze("GC-1");
        for (var quarter = 1; quarter <= 20; quarter++)
        {
            _cluster.Give("GC-2", new Fact.Heard(beat with { Number = beat.Number + quarter, Phase = ConnectorPhases.Fenced }, "B1", Direct: true));
            _cluster.Pass(0.25);
        }

        _cluster["GC-2"].Core.Peers.Single().Value.ShouldBe(PeerContact.InContact);
        _cluster.All<Decision.Acquire>("GC-2").Count().ShouldBe(Agents);
        _cluster.Thaw("GC-1");
        _cluster.Pass(5);

        NamesOnly();
    }

    [Fact]
    public void Both_without_brokers_and_back_ask_for_what_is_new_and_not_for_everything()
    {
        _cluster["GC-1"].Connected.Clear();
        _cluster["GC-2"].Connected.Clear();
        _cluster.Pass(6);
        _cluster["GC-1"].Core.MayAct.ShouldBeFalse();
        _cluster["GC-2"].Core.MayAct.ShouldBeFalse();
        _cluster.HealSites();
        _cluster.Pass(5);

        _cluster["GC-1"].Core.MayAct.ShouldBeTrue();
        _cluster["GC-2"].Core.MayAct.ShouldBeTrue();
        _cluster.OwnerOf("7").ShouldBe("GC-1");
        NamesOnly();
    }

    [Fact]
    public void What_the_heir_does_not_know_is_told_whole_and_gone_on_above()
    {
        _cluster["GC-2"].Connected.Clear();
        _cluster.Publish("GC-1", "7", sequence: 9, "TALKING");
        _cluster.Freeze("GC-1");
        _cluster.HealSites();
        _cluster.Pass(5.25);
        _cluster.Thaw("GC-1");
        _cluster.Pass(5);

        var told = _cluster.Sent<AgentOwnershipChanged>("GC-1").Last(change => change.YieldedEpoch is not null);
        (told.Claim.AgentId, told.Progress?.Events[^1].Sequence).ShouldBe(("7", 9));
        _cluster.All<Decision.Acquire>("GC-2").Last().ShouldSatisfyAllConditions(
            again => again.AgentId.ShouldBe("7"),
            again => again.Why.ShouldBe(AcquireReason.Rejoined));
        _cluster["GC-2"].Core.ClaimOf("7")!.Sequence.ShouldBe(10);
        _cluster["GC-1"].Core.ReplicaOf("7")!.Sequence.ShouldBe(10);
    }

    [Fact]
    public void What_was_said_in_a_cut_is_told_change_by_change_and_in_parts()
    {
        SayMuchInACut();
        _cluster.HealSites();
        _cluster.Pass(5);

        var parts = _cluster.Sent<SyncSnapshot>("GC-1").ToList();
        parts.ShouldAllBe(part => part.Agents.Count == 0);
        parts.Count(part => part.Parts == 10).ShouldBe(10, "1,000 changes, asked for once");
        _cluster["GC-2"].Core.ReplicaOf("7")!.Sequence.ShouldBe(13);
    }

    [Fact]
    public void A_part_that_comes_ahead_of_the_one_before_it_does_not_stand_for_it()
    {
        SayMuchInACut();
        _cluster["GC-2"].Connected.Clear();
        _cluster["GC-1"].Connected.UnionWith(["B1", "B2"]);
        _cluster.Pass(1);
        var beat = _cluster.Sent<ConnectorHeartbeat>("GC-1").Last();
        _cluster.Give("GC-2", new Fact.Heard(beat, "B2", Direct: true));
        var request = _cluster.Sent<SyncRequest>("GC-2").Last();
        _cluster.Give("GC-1", new Fact.Heard(request, "B2", Direct: true));
        var parts = _cluster.Sent<SyncSnapshot>("GC-1").Where(part => part.Number == request.Number).ToList();
        parts.Count.ShouldBeGreaterThan(2);

        foreach (var part in parts.Skip(1).Append(parts[0]))
            _cluster.Give("GC-2", new Fact.Heard(part, "B1", Direct: true));
        _cluster["GC-2"].Core.ReplicaOf("199")!.Sequence.ShouldBe(8, "the parts behind the first were not taken yet");
        foreach (var part in parts)
            _cluster.Give("GC-2", new Fact.Heard(part, "B2", Direct: true));
        _cluster["GC-2"].Core.ReplicaOf("199")!.Sequence.ShouldBe(13);
    }

    [Fact]
    public void A_request_that_the_heir_does_not_know_of_is_told_though_no_event_came_of_it()
    {
        _cluster["GC-2"].Connected.Clear();
        var begun = new AgentProgress { Sequence = 8, Requests = [new RecordedRequest { RequestId = "m1" }] };
        _cluster.Give("GC-1", new Fact.SessionProgressed("7", _cluster["GC-1"].Core.ClaimOf("7")!.Epoch, begun, Receipt: 0));
        _cluster.Freeze("GC-1");
        _cluster.HealSites();
        _cluster.Pass(5.25);
        _cluster["GC-2"].Core.ReplicaOf("7")!.Find("m1").ShouldBeNull();
        _cluster.Thaw("GC-1");
        _cluster.Pass(5);

        _cluster["GC-2"].Core.ReplicaOf("7")!.Find("m1").ShouldNotBeNull();
    }

    private static Cluster WithMuchToTell()
    {
        var cluster = Cluster.Healthy(DeploymentMode.ActiveActive);
        for (var agent = 0; agent < Agents; agent++)
        {
            _ = cluster.Ask("GC-1", $"{agent}");
            for (var sequence = 1; sequence <= 8; sequence++)
                cluster.Publish("GC-1", $"{agent}", sequence, new string('x', 600));
        }

        cluster.Pass(2);
        cluster.Forget();
        return cluster;
    }

    private void SayMuchInACut()
    {
        _cluster.CutSites();
        _cluster.Pass(6);
        for (var sequence = 9; sequence <= 13; sequence++)
        {
            for (var agent = 0; agent < Agents; agent++)
                _cluster.Publish("GC-1", $"{agent}", sequence, new string('y', 600));
        }

        _cluster["GC-2"].Core.ReplicaOf("7")!.Sequence.ShouldBe(8);
        _cluster.Forget();
    }

    private void NamesOnly()
    {
        var messages = _cluster.Sent<SyncMessage>("GC-1").Concat(_cluster.Sent<SyncMessage>("GC-2")).ToList();
        messages.OfType<SyncRequest>().ShouldNotContain(request => request.FromChange == 0);
        messages.OfType<AgentOwnershipChanged>().ShouldNotContain(change => change.YieldedEpoch != null);
        messages.Sum(message => (long)Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(message, message.GetType(), JsonSerializerOptions.Web)))
            .ShouldBeLessThan(Agents * BytesPerAgent);
        for (var agent = 0; agent < Agents; agent++)
            _cluster["GC-1"].Core.ReplicaOf($"{agent}")!.Whole().Events.Count.ShouldBe(_cluster["GC-2"].Core.ReplicaOf($"{agent}")!.Whole().Events.Count);
    }
}
