using System.Text;
using System.Text.Json;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>What connectors say to each other: tolerant in both directions, and no dearer with more agents.</summary>
public sealed class SyncMessageTests
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);

    [Fact]
    public void A_later_releases_fields_and_words_are_no_error()
    {
        var beat = JsonSerializer.Deserialize<ConnectorHeartbeat>(
            """{"version":9,"connectorId":"GC-2","incarnation":"x","number":3,"phase":"Dreaming","mode":"active-passive","colour":"blue","heard":[{"connectorId":"GC-1","mood":1}]}""",
            Wire)!;

        (beat.Version, beat.Number, beat.Phase).ShouldBe((9, 3, "Dreaming"));
        beat.Heard.ShouldHaveSingleItem().ConnectorId.ShouldBe("GC-1");
    }

    [Fact]
    public void An_earlier_releases_missing_fields_mean_not_said()
    {
        var change = JsonSerializer.Deserialize<AgentOwnershipChanged>("""{"connectorId":"GC-2","claim":{"agentId":"1001"}}""", Wire)!;

        change.Progress.ShouldBeNull();
        change.YieldedEpoch.ShouldBeNull();
        change.Claim.Owner.ShouldBeNull();
        JsonSerializer.Deserialize<ConnectorHeartbeat>("{}", Wire)!.Heard.ShouldBeEmpty();
        JsonSerializer.Deserialize<SyncSnapshot>("{}", Wire)!.Agents.ShouldBeEmpty();
    }

    [Fact]
    public void A_peer_with_a_word_that_is_not_known_is_not_in_service_for_this_connector()
    {
        var cluster = Cluster.Healthy(DeploymentMode.ActivePassive);
        var beat = cluster.Sent<ConnectorHeartbeat>("GC-2").Last();

        cluster.Give("GC-1", new Fact.Heard(beat with { Number = beat.Number + 1, Phase = "Dreaming" }, "B1", Direct: true));

        cluster["GC-1"].Core.MayAct.ShouldBeTrue();
        cluster.All<Decision.Complain>("GC-1").ShouldBeEmpty();
    }

    [Fact]
    public void Sync_without_changes_costs_the_same_for_any_number_of_agents_and_less_than_2_KB_a_second()
    {
        var few = BytesOfTenQuietSeconds(agents: 1);
        var many = BytesOfTenQuietSeconds(agents: 3000);

        many.ShouldBeLessThan(few + 200);
        // Each connector sends over both brokers.
        (2 * many / 10).ShouldBeLessThan(2048);
    }

    [Fact]
    public void A_new_run_learns_all_agents_in_parts()
    {
        var cluster = Cluster.Healthy(DeploymentMode.ActiveActive);
        for (var agent = 0; agent < 250; agent++)
            cluster.Ask("GC-1", $"{agent}");
        cluster.Kill("GC-2");
        cluster.Forget();

        cluster.Start("GC-2", DeploymentMode.ActiveActive, 100, "B2");
        cluster.Pass(6);

        cluster.Sent<SyncSnapshot>("GC-1").First().Parts.ShouldBe(10);
        cluster["GC-2"].Core.Claims.Count(claim => claim.Owner == "GC-1").ShouldBe(250);
        cluster["GC-2"].Core.MayAct.ShouldBeTrue();
    }

    [Fact]
    public void No_message_has_a_place_for_a_credential_that_is_not_the_sessions_own_text()
    {
        var heartbeat = typeof(ConnectorHeartbeat).GetProperties().Select(property => property.Name);

        heartbeat.ShouldNotContain(name => name.Contains("Password") || name.Contains("Token") || name.Contains("Subscription"));
    }

    private static long BytesOfTenQuietSeconds(int agents)
    {
        var cluster = Cluster.Healthy(DeploymentMode.ActiveActive);
        for (var agent = 0; agent < agents; agent++)
            cluster.Ask("GC-1", $"{agent}");
        cluster.Pass(3);
        cluster.Forget();
        cluster.Pass(10);
        return cluster.All<Decision.Send>("GC-1")
            .Sum(sent => (long)Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(sent.Message, sent.Message.GetType(), Wire)));
    }
}
