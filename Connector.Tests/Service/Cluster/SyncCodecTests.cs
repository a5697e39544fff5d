using System.Text;
using Connector.Contracts.Sync;
using Connector.Service.Cluster.Sync;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>Messages between connectors as bytes, and which of their copies are read.</summary>
public sealed class SyncCodecTests
{
    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        var progress = new AgentProgress
        {
            Sequence = 9,
            Published = "p",
            Events = [new RecordedEvent { Epoch = 1, Sequence = 9, Body = "b", IsKnown = true }],
            Requests = [new RecordedRequest { RequestId = "r" }, new RecordedRequest { RequestId = "s", Answer = "a" }],
        };
        var claim = new AgentClaim { AgentId = "1001", Owner = "GC-1", Epoch = 3, MemoryComplete = true };
        SyncMessage[] messages =
        [
            new ConnectorHeartbeat { ConnectorId = "GC-1", Number = 4, Heard = [new PeerHeard { ConnectorId = "GC-2", ChangeNumber = 5 }] },
            new AgentOwnershipChanged { ConnectorId = "GC-1", ChangeNumber = 6, Claim = claim, Progress = progress, YieldedEpoch = 2 },
            new SyncRequest { ConnectorId = "GC-1", To = "GC-2", Number = 7, FromChange = 8 },
            new SyncSnapshot { ConnectorId = "GC-1", To = "GC-2", Number = 7, Part = 1, Parts = 2, Agents = [new AgentRecord { Claim = claim, Progress = progress }] },
            new HandoverOffer { ConnectorId = "GC-1", AgentId = "1001", Epoch = 3, Sequence = 9 },
            new HandoverAccepted { ConnectorId = "GC-2", AgentId = "1001", Epoch = 3 },
        ];

        foreach (var message in messages)
        {
            var frame = SyncCodec.Encode(message, 1);
            var read = SyncCodec.Decode(frame.Type, frame.Body, frame.IsPacked).ShouldNotBeNull();
            read.GetType().ShouldBe(message.GetType());
            Encoding.UTF8.GetString(SyncCodec.Encode(read, 1).Body.Span).ShouldBe(Encoding.UTF8.GetString(frame.Body.Span));
        }
    }

    [Fact]
    public void What_is_large_is_packed_and_a_heartbeat_is_not()
    {
        var snapshot = new SyncSnapshot
        {
            Agents = [.. Enumerable.Range(0, 100).Select(agent => new AgentRecord { Claim = new AgentClaim { AgentId = $"{agent}", Owner = "GC-1", Epoch = agent } })],
        };

        var frame = SyncCodec.Encode(snapshot, 1);

        frame.IsPacked.ShouldBeTrue();
        frame.Body.Length.ShouldBeLessThan(2000);
        SyncCodec.Decode(frame.Type, frame.Body, isPacked: true).ShouldBeOfType<SyncSnapshot>().Agents.Count.ShouldBe(100);
        SyncCodec.Encode(new ConnectorHeartbeat { ConnectorId = "GC-1" }, 1).IsPacked.ShouldBeFalse();
    }

    [Fact]
    public void What_sessions_write_is_not_blown_up()
    {
        const string Written = """{"state":"READY","team":"Ümlaut & <Co>"}""";
        var change = new AgentOwnershipChanged { Claim = new AgentClaim { AgentId = "1001" }, Progress = new AgentProgress { Published = Written } };
        var bare = SyncCodec.Encode(change with { Progress = new AgentProgress { Published = "" } }, 1).Body.Length;

        var frame = SyncCodec.Encode(change, 1);

        // A backslash for each of its eight quotes.
        (frame.Body.Length - bare).ShouldBe(Encoding.UTF8.GetByteCount(Written) + 8);
        SyncCodec.Decode(frame.Type, frame.Body, frame.IsPacked).ShouldBeOfType<AgentOwnershipChanged>().Progress!.Published.ShouldBe(Written);
    }

    [Theory]
    [InlineData("Unknown", "{}")]
    [InlineData("ConnectorHeartbeat", "{")]
    [InlineData("ConnectorHeartbeat", "null")]
    [InlineData("ConnectorHeartbeat", """{"heard":[null]}""")]
    [InlineData("ConnectorHeartbeat", """{"connectorId":null}""")]
    [InlineData("AgentOwnershipChanged", """{"claim":null}""")]
    [InlineData("AgentOwnershipChanged", "{}")]
    [InlineData("SyncSnapshot", """{"agents":[{"claim":{"agentId":"1"},"progress":{"events":[null]}}]}""")]
    [InlineData("SyncSnapshot", """{"changes":[null]}""")]
    [InlineData("HandoverOffer", "{}")]
    [InlineData("SyncMessage", "{}")]
    public void What_is_unknown_or_damaged_is_no_message(string type, string json) =>
        SyncCodec.Decode(type, Encoding.UTF8.GetBytes(json), isPacked: false).ShouldBeNull();

    [Fact]
    public void What_unpacks_without_end_is_no_message()
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            var chunk = new byte[1024 * 1024];
            for (var i = 0; i <= SyncCodec.LargestBody / chunk.Length; i++)
                zlib.Write(chunk);
        }

        SyncCodec.Decode("SyncSnapshot", packed.ToArray(), isPacked: true).ShouldBeNull();
        SyncCodec.Decode("SyncSnapshot", new byte[] { 1, 2, 3 }, isPacked: true).ShouldBeNull();
    }

    [Fact]
    public void A_message_is_read_once_whatever_brings_it_and_its_own_heartbeat_from_each_broker()
    {
        var arrivals = new SyncArrivals("GC-1", "run-1");

        arrivals.IsNew("GC-2", "a", 1, "", isHeartbeat: true, isDirect: true).ShouldBeTrue();
        arrivals.IsNew("GC-2", "a", 1, "", isHeartbeat: true, isDirect: false).ShouldBeFalse();
        arrivals.IsNew("GC-2", "a", 3, "", isHeartbeat: false, isDirect: true).ShouldBeTrue();
        arrivals.IsNew("GC-2", "a", 2, "", isHeartbeat: false, isDirect: true).ShouldBeTrue("a number that was left out may come later");
        arrivals.IsNew("GC-2", "b", 1, "", isHeartbeat: true, isDirect: true).ShouldBeTrue("another run counts anew");
        arrivals.IsNew("GC-2", "a", 4, "GC-3", isHeartbeat: false, isDirect: true).ShouldBeFalse("it is for another");
        arrivals.IsNew("GC-2", "a", 5, "GC-1", isHeartbeat: false, isDirect: true).ShouldBeTrue();
        arrivals.IsNew("GC-2", "a", 10_000, "", isHeartbeat: false, isDirect: true).ShouldBeTrue();
        arrivals.IsNew("GC-2", "a", 6, "", isHeartbeat: false, isDirect: true).ShouldBeFalse("it is out of date");

        arrivals.IsNew("GC-1", "run-1", 1, "", isHeartbeat: true, isDirect: true).ShouldBeTrue();
        arrivals.IsNew("GC-1", "run-1", 1, "", isHeartbeat: true, isDirect: true).ShouldBeTrue("it comes from each broker");
        arrivals.IsNew("GC-1", "run-1", 1, "", isHeartbeat: true, isDirect: false).ShouldBeFalse();
        arrivals.IsNew("GC-1", "run-1", 2, "", isHeartbeat: false, isDirect: true).ShouldBeFalse();
        arrivals.IsNew("GC-1", "other", 1, "", isHeartbeat: true, isDirect: true).ShouldBeTrue("somebody else has its name");
    }
}
