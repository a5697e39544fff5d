using System.Net;
using Connector.Lab.Connectors;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>Configurations that contradict each other, on real processes: said in one sentence on both sides, and nothing served wrongly.</summary>
public sealed class MisconfiguredPairTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public Task Different_keys() => IsSaidAsync(
        "D", 100, "SYNC_SHARED_KEY of D-2 and of D-1 differ", "SYNC_SHARED_KEY of D-1 and of D-2 differ", ("SYNC_SHARED_KEY", "HwAeAR0CHAMbBBoFGQYYBxcIFgkVChQLEwwSDREOEA8="));

    [Fact]
    public Task Equal_priorities() => IsSaidAsync(
        "E", 127, "GRC_CONSUMER_PRIORITY is 127 on E-2 and on E-1", "GRC_CONSUMER_PRIORITY is 127 on E-1 and on E-2");

    [Fact]
    public Task Different_modes() => IsSaidAsync(
        "F", 100, "DEPLOYMENT_MODE is active-active on F-2 and active-passive on F-1", "DEPLOYMENT_MODE is active-passive on F-1 and active-active on F-2",
        ("DEPLOYMENT_MODE", "active-active"));

    [Fact]
    public async Task The_same_id_twice()
    {
        await using var first = cluster.Start("G-1", 127);
        await first.WaitUntilReadyAsync();
        await using var second = cluster.Start("G-1", 100);

        await IsSaidAsync(first, second, "Two connectors run with CONNECTOR_ID 'G-1'", "Two connectors run with CONNECTOR_ID 'G-1'");
    }

    private async Task IsSaidAsync(string name, int priority, string bySecond, string byFirst, params (string Key, string Value)[] more)
    {
        await using var first = cluster.Start(name + "-1", 127);
        await first.WaitUntilReadyAsync();
        await using var second = cluster.Start(name + "-2", priority, more);

        await IsSaidAsync(first, second, bySecond, byFirst);
    }

    private static async Task IsSaidAsync(ConnectorProcess first, ConnectorProcess second, string bySecond, string byFirst)
    {
        await second.StatusAsync("says what is wrong", status => status.Reasons().Any(reason => reason.StartsWith(bySecond, StringComparison.Ordinal)));
        await first.StatusAsync("says what is wrong", status => status.Reasons().Any(reason => reason.StartsWith(byFirst, StringComparison.Ordinal)));
        await second.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable);
        (await second.StatusAsync("steps back", status => status.Phase() == "Misconfigured")).GetProperty("status").GetString().ShouldBe("OutOfService");

        // The one that was in service goes on.
        await first.WaitUntilReadyAsync();
        // The log comes through a pipe of its own, behind the answer of /health or before it.
        await Eventually.HoldsAsync(
            "both to have logged it", () => Occurrences(first.Log, byFirst) > 0 && Occurrences(second.Log, bySecond) > 0, TimeSpan.FromSeconds(60));
        Occurrences(first.Log, byFirst).ShouldBe(1, "it is logged once");
        Occurrences(second.Log, bySecond).ShouldBeInRange(1, 2, "once as the fault, once as the reason to step back");
        second.Log.ShouldNotContain("\"In service.\"");
    }

    private static int Occurrences(string log, string sentence) =>
        log.Split('\n').Count(line => line.Contains($"\"Message\":\"{System.Text.Json.JsonEncodedText.Encode(sentence).Value}", StringComparison.Ordinal)
            || line.Contains($"\"Message\":\"Out of service: {System.Text.Json.JsonEncodedText.Encode(sentence).Value}", StringComparison.Ordinal));
}
