using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads a server's facts.</summary>
internal static class SystemInfoXml
{
    /// <summary>Reads the element that was just entered.</summary>
    internal static SystemInfo Read(ref XmlCursor xml)
    {
        string? status = null, reason = null, deployment = null, heartbeat = null, ctiVersion = null, peripheralId = null;
        string? authMode = null, domain = null, pubSub = null;
        int? heartbeatInterval = null, timezoneOffset = null;
        DateTimeOffset? now = null;
        FinesseNode? primary = null, secondary = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "status": status = xml.ReadWord(); break;
                case "statusreason": reason = xml.ReadOptionalText(); break;
                case "deploymenttype": deployment = xml.ReadWord(); break;
                case "lastctiheartbeatstatus": heartbeat = xml.ReadWord(); break;
                case "ctiversion": ctiVersion = xml.ReadWord(); break;
                case "ctiheartbeatinterval": heartbeatInterval = xml.ReadNumber(); break;
                case "currenttimestamp": now = xml.ReadTime(); break;
                case "peripheralid": peripheralId = xml.ReadWord(); break;
                case "primarynode": primary = ReadNode(ref xml); break;
                case "secondarynode": secondary = ReadNode(ref xml); break;
                case "systemauthmode": authMode = xml.ReadWord(); break;
                case "timezoneoffset": timezoneOffset = xml.ReadNumber(); break;
                case "xmppdomain": domain = xml.ReadWord(); break;
                case "xmpppubsubdomain": pubSub = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        return new SystemInfo
        {
            Status = status ?? "",
            StatusReason = reason,
            DeploymentType = deployment,
            LastCtiHeartbeatStatus = heartbeat,
            CtiVersion = ctiVersion,
            CtiHeartbeatIntervalSeconds = heartbeatInterval,
            CurrentTimestamp = now,
            PeripheralId = peripheralId,
            PrimaryNode = primary,
            SecondaryNode = secondary,
            SystemAuthMode = authMode,
            TimezoneOffsetMinutes = timezoneOffset,
            XmppDomain = domain,
            XmppPubSubDomain = pubSub,
        };
    }

    private static FinesseNode? ReadNode(ref XmlCursor xml)
    {
        string? host = null;
        int? https = null, xmpp = null, xmppSecure = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "host": host = xml.ReadWord(); break;
                case "httpsport": https = xml.ReadNumber(); break;
                case "xmppport": xmpp = xml.ReadNumber(); break;
                case "xmppsecureport": xmppSecure = xml.ReadNumber(); break;
                default: xml.Skip(); break;
            }
        }
        return host is null ? null : new(host, https, xmpp, xmppSecure);
    }
}
