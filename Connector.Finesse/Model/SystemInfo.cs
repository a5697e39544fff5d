namespace Connector.Finesse.Model;

/// <summary>What a Finesse server says of itself (<c>SystemInfo</c>; Cisco's guide, "SystemInfo").</summary>
public sealed record SystemInfo
{
    /// <summary>The value of <see cref="Status"/> of a server that serves.</summary>
    public const string InService = "IN_SERVICE";

    /// <summary><c>IN_SERVICE</c> or <c>OUT_OF_SERVICE</c>; empty where Finesse did not say.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why it is out of service.</summary>
    public string? StatusReason { get; init; }

    /// <summary><c>UCCE</c> or <c>UCCX</c>.</summary>
    public string? DeploymentType { get; init; }

    /// <summary><see cref="DeploymentType"/> as we tell the two apart; PCCE is a UCCE to its clients.</summary>
    public DeploymentFlavour Flavour =>
        string.Equals(DeploymentType, "UCCX", StringComparison.OrdinalIgnoreCase) ? DeploymentFlavour.Uccx
        : DeploymentType is { } type && type.EndsWith("CCE", StringComparison.OrdinalIgnoreCase) ? DeploymentFlavour.Ucce
        : DeploymentFlavour.Unknown;

    /// <summary><c>success</c> or <c>failure</c>. A server whose last heartbeat failed may go out of service within seconds.</summary>
    public string? LastCtiHeartbeatStatus { get; init; }

    /// <summary>Version of the CTI protocol between Finesse and the peripheral gateway.</summary>
    public string? CtiVersion { get; init; }

    /// <summary>Seconds between two CTI heartbeats.</summary>
    public int? CtiHeartbeatIntervalSeconds { get; init; }

    /// <summary>The server's clock, from which its drift follows.</summary>
    public DateTimeOffset? CurrentTimestamp { get; init; }

    /// <summary>Id of the peripheral.</summary>
    public string? PeripheralId { get; init; }

    /// <summary>The publisher's node.</summary>
    public FinesseNode? PrimaryNode { get; init; }

    /// <summary>The subscriber's node; null on a single-node system.</summary>
    public FinesseNode? SecondaryNode { get; init; }

    /// <summary><c>NON_SSO</c>, <c>SSO</c> or <c>HYBRID</c>.</summary>
    public string? SystemAuthMode { get; init; }

    /// <summary>Minutes that the server's local time is ahead of UTC.</summary>
    public int? TimezoneOffsetMinutes { get; init; }

    /// <summary>The domain of this node's JIDs: it differs between the two nodes, and so tells which one answered.</summary>
    public string? XmppDomain { get; init; }

    /// <summary>Address of this node's publish-subscribe service.</summary>
    public string? XmppPubSubDomain { get; init; }

    /// <summary>Whether the server says that it serves.</summary>
    public bool IsInService => string.Equals(Status, InService, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether Cisco's own desktop would move to this server: in service, and its last CTI heartbeat did not fail
    /// (admin guide, failover chapter).
    /// </summary>
    public bool IsFitToMoveTo =>
        IsInService && !string.Equals(LastCtiHeartbeatStatus, "failure", StringComparison.OrdinalIgnoreCase);

    /// <summary>The node that answered: the one whose host is <see cref="XmppDomain"/>.</summary>
    public FinesseNode? AnsweringNode =>
        IsHere(PrimaryNode) ? PrimaryNode : IsHere(SecondaryNode) ? SecondaryNode : null;

    private bool IsHere(FinesseNode? node) =>
        node?.Host is { } host && string.Equals(host, XmppDomain, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One node of a Finesse cluster; the ports are there from release 12.5 on.</summary>
/// <param name="Host">Fully qualified name.</param>
/// <param name="HttpsPort">Port of REST over TLS.</param>
/// <param name="XmppPort">Port of XMPP in the clear or with STARTTLS.</param>
/// <param name="XmppSecurePort">Port of XMPP over TLS from the first byte.</param>
public sealed record FinesseNode(string? Host, int? HttpsPort, int? XmppPort, int? XmppSecurePort);
