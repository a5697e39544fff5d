using System.Globalization;
using System.Xml.Linq;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>Where one node of a Finesse is reached, as SystemInfo names it. Ports of protocols that it does not serve are
/// none.</summary>
internal sealed record NodeAddress(string Host, int? HttpsPort, int? XmppPort, int? XmppSecurePort);

/// <summary>What one side says of itself and its pair (facts 4.5).</summary>
internal sealed class SystemInfo(
    string domain, string authMode, Func<IReadOnlyList<NodeAddress>> nodes, CentreRules rules, TimeProvider time)
{
    private volatile bool _isInService = true;
    private volatile bool _hasHeartbeat = true;
    private DateTimeOffset _lastHeartbeat = time.GetUtcNow();

    /// <summary>Whether this side is in service.</summary>
    public bool IsInService
    {
        get => _isInService;
        set => _isInService = value;
    }

    /// <summary>Whether the last heartbeat of the CTI server has come.</summary>
    public bool HasHeartbeat
    {
        get => _hasHeartbeat;
        set
        {
            if (_hasHeartbeat && !value) _lastHeartbeat = time.GetUtcNow();
            _hasHeartbeat = value;
        }
    }

    /// <summary>For a GET.</summary>
    public XElement ToRest() => new("SystemInfo", Children());

    /// <summary>For the notification: lower-case root, alphabetical order.</summary>
    public XElement ToXmpp() => new("systemInfo", Children().OrderBy(child => child.Name.LocalName, StringComparer.Ordinal));

    private IEnumerable<XElement> Children()
    {
        var now = time.GetUtcNow();
        var inService = IsInService;
        var heartbeat = HasHeartbeat;
        var all = nodes();
        yield return new XElement("currentTimestamp", ObjectXml.Time(now));
        yield return new XElement("deploymentType", rules.Flavour.DeploymentType);
        yield return new XElement("lastCTIHeartbeatStatus", heartbeat ? "success" : "failure");
        yield return new XElement("lastSuccessCTIHeartbeatTime", Number((heartbeat ? now : _lastHeartbeat).ToUnixTimeMilliseconds()));
        yield return new XElement("ctiVersion", "23");
        yield return new XElement("ctiHeartbeatInterval", "2");
        yield return new XElement("license", "");
        yield return new XElement("peripheralId", "5000");
        yield return Node("primaryNode", all[0]);
        if (all.Count > 1) yield return Node("secondaryNode", all[1]);
        yield return new XElement("status", inService ? "IN_SERVICE" : "OUT_OF_SERVICE");
        yield return new XElement("statusReason", "");
        yield return new XElement("systemAuthMode", authMode);
        yield return new XElement("timezoneOffset", "0");
        yield return new XElement("uri", "/finesse/api/SystemInfo");
        yield return new XElement("xmppDomain", domain);
        yield return new XElement("xmppPubSubDomain", "pubsub." + domain);
    }

    private static XElement Node(string name, NodeAddress node) => new(
        name,
        new XElement("host", node.Host),
        node.HttpsPort is { } https ? new XElement("httpsPort", Number(https)) : null,
        node.XmppPort is { } xmpp ? new XElement("xmppPort", Number(xmpp)) : null,
        node.XmppSecurePort is { } secure ? new XElement("xmppSecurePort", Number(secure)) : null);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
