using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>A node that hands an agent over.</summary>
public sealed class HandoverNodeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Who_hands_an_agent_over_stands_by_for_him_before_his_session_ends()
    {
        await using var bench = new NodeBench(DeploymentMode.ActiveActive);
        var beat = NodeBench.PeersBeat(1) with { Mode = "active-active" };
        await bench.GiveAsync(new Fact.FinesseLink(true), new Fact.Heard(beat, "one:1", Direct: true));
        await bench.PassAsync(Second / 4);
        var asked = bench.Deeds.Count(deed => deed == $"send {nameof(SyncRequest)}");
        await bench.GiveAsync(new Fact.Heard(
            new SyncSnapshot { ConnectorId = "GC-2", Incarnation = "peer-1", Number = asked, Part = 1, Parts = 1 }, "one:1", Direct: true));
        await bench.PassAsync(Second / 2);
        bench.Node.Status.Phase.ShouldBe(ConnectorPhases.InService);
        _ = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        await bench.SettleAsync();
        var epoch = bench.Sessions.Owned["1001"].Epoch;
        await bench.GiveAsync(new Fact.SessionProgressed("1001", epoch, new AgentProgress { Sequence = 1, Subscription = "how" }, Receipt: 0));
        string? told = null;
        bench.Sessions.Meanwhile = deed =>
        {
            if (deed == "release 1001 to GC-2")
                told = bench.Claims.GetValueOrDefault("1001");
        };

        await bench.GiveAsync(new Fact.StopAsked(), Fact.Tick.Instance);
        bench.Deeds.ShouldContain($"send {nameof(HandoverOffer)}");
        var accepted = new HandoverAccepted { ConnectorId = "GC-2", Incarnation = "peer-1", To = "GC-1", AgentId = "1001", Epoch = epoch };
        await bench.GiveAsync(new Fact.Heard(accepted, "one:1", Direct: true), new Fact.SessionQuiesced("1001", epoch));

        bench.Deeds.ShouldContain("release 1001 to GC-2");
        told.ShouldBe("GC-2");
    }
}
