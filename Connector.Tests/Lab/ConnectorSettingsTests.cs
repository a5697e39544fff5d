using System.Net;
using Connector.Lab.Deployment;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

/// <summary>The laboratory's connectors are configured as the customer's text on deployment models says.</summary>
public sealed class ConnectorSettingsTests
{
    private static readonly DuplexOptions ActivePassive = new() { Mode = DuplexMode.ActivePassive };
    private static readonly DuplexOptions ActiveActive = new() { Mode = DuplexMode.ActiveActive };

    [Fact]
    public void Active_passive_has_both_lists_alike_and_priorities_127_and_100()
    {
        var first = Of(ActivePassive, "GC-1");
        var second = Of(ActivePassive, "GC-2");

        first["DEPLOYMENT_MODE"].ShouldBe("active-passive");
        (first["GRC_CONSUMER_PRIORITY"], second["GRC_CONSUMER_PRIORITY"]).ShouldBe(("127", "100"));
        foreach (var key in first.Keys.Except(["GRC_CONSUMER_PRIORITY"]))
            second[key].ShouldBe(first[key], key);
        (first["ActiveMq_URL_1"], first["ActiveMq_URL_2"]).ShouldBe(("127.0.0.1:1", "127.0.0.1:2"));
        (first["ActiveMq_Timeout"], first["RANDOMIZE"], first["PRIORITY_BACKUP"]).ShouldBe(("10000", "false", "true"));
    }

    [Fact]
    public void Active_passive_with_the_second_list_turned_round_differs_in_its_brokers_alone()
    {
        var turned = Of(ActivePassive with { SecondListTurnedRound = true }, "GC-2");
        var alike = Of(ActivePassive, "GC-2");

        (turned["ActiveMq_URL_1"], turned["ActiveMq_URL_2"]).ShouldBe((alike["ActiveMq_URL_2"], alike["ActiveMq_URL_1"]));
        foreach (var key in alike.Keys.Where(key => !key.StartsWith("ActiveMq_URL", StringComparison.Ordinal)))
            turned[key].ShouldBe(alike[key], key);
        Of(ActivePassive with { SecondListTurnedRound = true }, "GC-1")["ActiveMq_URL_1"].ShouldBe("127.0.0.1:1");
    }

    [Fact]
    public void Active_active_has_each_connector_at_its_own_broker_and_its_own_finesse()
    {
        var first = Of(ActiveActive, "GC-1");
        var second = Of(ActiveActive, "GC-2");

        first["DEPLOYMENT_MODE"].ShouldBe("active-active");
        (second["ActiveMq_URL_1"], second["ActiveMq_URL_2"]).ShouldBe((first["ActiveMq_URL_2"], first["ActiveMq_URL_1"]));
        (first["Finesse_1"], first["SERVER_ADDRESS_1"]).ShouldBe(("http://127.0.1.1:80/finesse/api/", "127.0.1.1"));
        (second["Finesse_1"], second["SERVER_ADDRESS_1"]).ShouldBe(("http://127.0.1.2:80/finesse/api/", "127.0.1.2"));
        (second["Finesse_2"], second["SERVER_ADDRESS_2"]).ShouldBe((first["Finesse_1"], first["SERVER_ADDRESS_1"]));
        (first["GRC_CONSUMER_PRIORITY"], second["GRC_CONSUMER_PRIORITY"]).ShouldBe(("127", "100"));
    }

    [Fact]
    public void Settings_of_both_and_of_one_come_last()
    {
        var options = ActivePassive with
        {
            ConnectorSettings = new Dictionary<string, string> { ["HEARTBEAT_INTERVAL"] = "500", ["RANDOMIZE"] = "true" },
            SecondSettings = new Dictionary<string, string> { ["GRC_CONSUMER_PRIORITY"] = "127", ["RANDOMIZE"] = "false" },
        };

        Of(options, "GC-1")["RANDOMIZE"].ShouldBe("true");
        var second = Of(options, "GC-2");
        (second["HEARTBEAT_INTERVAL"], second["RANDOMIZE"], second["GRC_CONSUMER_PRIORITY"]).ShouldBe(("500", "false", "127"));
    }

    [Theory]
    [InlineData(DuplexMode.ActivePassive, "Clients-1", "AMQ-1")]
    [InlineData(DuplexMode.ActivePassive, "Clients-2", "AMQ-1")]
    [InlineData(DuplexMode.ActiveActive, "Clients-1", "AMQ-1")]
    [InlineData(DuplexMode.ActiveActive, "Clients-2", "AMQ-2")]
    public void Client_apps_prefer_the_broker_where_they_are_served(DuplexMode mode, string clients, string preferred) =>
        ConnectorSettings.BrokersOf(new DuplexOptions { Mode = mode }, clients)[0].ShouldBe(preferred);

    private static Dictionary<string, string> Of(DuplexOptions options, string connector) => ConnectorSettings.Of(
        options, connector,
        broker => new IPEndPoint(IPAddress.Loopback, broker == "AMQ-1" ? 1 : 2),
        finesse => At(finesse == "Finesse-A" ? "127.0.1.1" : "127.0.1.2"), "key");

    private static FinesseAddress At(string address) => new(new IPEndPoint(IPAddress.Parse(address), 80), new IPEndPoint(IPAddress.Parse(address), 5222));
}
