using System.Globalization;
using System.Xml.Linq;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>What one side says of itself (facts 4.5). Ports of protocols that it does not serve are left out.</summary>
internal sealed class SystemInfo(string domain, int xmppPort, CentreRules rules, TimeProvider time)
{
    private volatile bool _isInService = true;

    /// <summary>Whether this side is in service.</summary>
    public bool IsInService
    {
        get => _isInService;
        set => _isInService = value;
    }

    /// <summary>For a GET.</summary>
    public XElement ToRest() => new("SystemInfo", Children());

    /// <summary>For the notification: lower-case root, alphabetical order.</summary>
    public XElement ToXmpp() => new("systemInfo", Children().OrderBy(child => child.Name.LocalName, StringComparer.Ordinal));

    private IEnumerable<XElement> Children()
    {
        var now = time.GetUtcNow();
        var inService = IsInService;
        yield return new XElement("currentTimestamp", ObjectXml.Time(now));
        yield return new XElement("deploymentType", rules.Flavour.DeploymentType);
        yield return new XElement("lastCTIHeartbeatStatus", inService ? "success" : "failure");
        yield return new XElement(
            "lastSuccessCTIHeartbeatTime", now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        yield return new XElement("ctiVersion", "23");
        yield return new XElement("ctiHeartbeatInterval", "2");
        yield return new XElement("license", "");
        yield return new XElement("peripheralId", "5000");
        yield return new XElement(
            "primaryNode",
            new XElement("host", domain),
            new XElement("xmppPort", xmppPort.ToString(CultureInfo.InvariantCulture)));
        yield return new XElement("status", inService ? "IN_SERVICE" : "OUT_OF_SERVICE");
        yield return new XElement("statusReason", "");
        yield return new XElement("systemAuthMode", "NON_SSO");
        yield return new XElement("timezoneOffset", "0");
        yield return new XElement("uri", "/finesse/api/SystemInfo");
        yield return new XElement("xmppDomain", domain);
        yield return new XElement("xmppPubSubDomain", "pubsub." + domain);
    }
}
