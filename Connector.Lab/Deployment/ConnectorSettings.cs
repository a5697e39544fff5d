using System.Globalization;
using System.Net;
using Connector.Lab.Brokers;

namespace Connector.Lab.Deployment;

/// <summary>The two connectors' configuration, as the customer's text has it (deployment-models.txt) and with his names.</summary>
internal static class ConnectorSettings
{
    private const string PrimaryPriority = "127";
    private const string SecondaryPriority = "100";

    /// <summary>The brokers that a part at a site lists, in its order.</summary>
    public static IReadOnlyList<string> BrokersOf(DuplexOptions options, string part)
    {
        var secondFirst = part switch
        {
            PartNames.Connector2 => options.Mode == DuplexMode.ActiveActive || options.SecondListTurnedRound,
            PartNames.Clients2 => options.Mode == DuplexMode.ActiveActive,
            _ => false,
        };
        return secondFirst ? [PartNames.Broker2, PartNames.Broker1] : [PartNames.Broker1, PartNames.Broker2];
    }

    /// <summary>The configuration of a connector.</summary>
    /// <param name="options">The deployment.</param>
    /// <param name="connector"><c>GC-1</c> or <c>GC-2</c>.</param>
    /// <param name="brokerAt">Where it finds a broker, by name.</param>
    /// <param name="finesseAt">Where it finds a Finesse server, by name.</param>
    /// <param name="sharedKey">The pair's <c>SYNC_SHARED_KEY</c>.</param>
    public static Dictionary<string, string> Of(
        DuplexOptions options, string connector, Func<string, IPEndPoint> brokerAt, Func<string, FinesseAddress> finesseAt, string sharedKey)
    {
        var isFirst = connector == PartNames.Connector1;
        var finesse = isFirst || options.Mode == DuplexMode.ActivePassive
            ? new[] { PartNames.FinesseA, PartNames.FinesseB }
            : [PartNames.FinesseB, PartNames.FinesseA];
        var brokers = BrokersOf(options, connector);
        var (first, second) = (finesseAt(finesse[0]), finesseAt(finesse[1]));
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DEPLOYMENT_MODE"] = options.Mode == DuplexMode.ActivePassive ? "active-passive" : "active-active",
            ["GRC_CONSUMER_PRIORITY"] = isFirst ? PrimaryPriority : SecondaryPriority,
            ["RANDOMIZE"] = "false",
            ["PRIORITY_BACKUP"] = "true",
            ["ActiveMq_Timeout"] = "10000",
            ["ActiveMq_URL_1"] = brokerAt(brokers[0]).ToString(),
            ["ActiveMq_URL_2"] = brokerAt(brokers[1]).ToString(),
            ["ActiveMq_User"] = BrokerPair.User,
            ["ActiveMq_Password"] = BrokerPair.Password,
            ["Finesse_1"] = RestOf(first),
            ["Finesse_2"] = RestOf(second),
            ["SERVER_ADDRESS_1"] = first.Xmpp.Address.ToString(),
            ["SERVER_ADDRESS_2"] = second.Xmpp.Address.ToString(),
            ["XMPP_PORT"] = first.Xmpp.Port.ToString(CultureInfo.InvariantCulture),
            ["SYNC_SHARED_KEY"] = sharedKey,
        };
        foreach (var (key, value) in options.ConnectorSettings.Concat(isFirst ? options.FirstSettings : options.SecondSettings))
            settings[key] = value;
        return settings;
    }

    private static string RestOf(FinesseAddress at) => $"http://{at.RestApi}/finesse/api/";
}

/// <summary>Where a connector finds a Finesse server.</summary>
/// <param name="RestApi">Its REST API.</param>
/// <param name="Xmpp">Its notification service.</param>
internal sealed record FinesseAddress(IPEndPoint RestApi, IPEndPoint Xmpp);
