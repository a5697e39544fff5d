using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas;
using Connector.Sagas.Ownership;

namespace Connector.Service.Configuration;

/// <summary>What the service was told to be: checked and complete.</summary>
internal sealed record ConnectorSettings
{
    /// <summary>How many connectors there are and who serves.</summary>
    public DeploymentMode Mode { get; init; }

    /// <summary>This connector's name.</summary>
    public required string ConnectorId { get; init; }

    /// <summary>The brokers; null for MassTransit's in-memory transport (try-it page only).</summary>
    public BrokerSettings? Broker { get; init; }

    /// <summary>Finesse; null for the simulator inside (try-it page only).</summary>
    public FinesseSettings? Finesse { get; init; }

    /// <summary>A request older than this is not carried out.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>How long an event may wait before it is dropped.</summary>
    public required TimeSpan EventTimeToLive { get; init; }

    /// <summary>How much of each agent's last events is remembered.</summary>
    public EventMemoryLimits EventMemory { get; init; } = new();

    /// <summary>Pause between heartbeats.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>Key between two connectors; null where none is given.</summary>
    public SharedKey? SyncSharedKey { get; init; }

    /// <summary>Whether a silent session is kept for each agent of the other connectors.</summary>
    public required bool StandbySessions { get; init; }

    /// <summary>Where health, status and the page are served.</summary>
    public required ConsoleAddress Console { get; init; }

    /// <summary>Where things that survive a restart are kept.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Whether the try-it page is served.</summary>
    public required bool DemoPage { get; init; }

    /// <summary>The least level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>Whether a line of the log is a JSON object.</summary>
    public required bool LogsJson { get; init; }
}

/// <summary>The brokers and how they are used.</summary>
internal sealed record BrokerSettings
{
    /// <summary>One or two, the preferred one first.</summary>
    public required IReadOnlyList<BrokerAddress> Addresses { get; init; }

    /// <summary>User; empty for none.</summary>
    public required string User { get; init; }

    /// <summary>Password; empty for none.</summary>
    public required Secret Password { get; init; }

    /// <summary>A PEM file of certificate authorities to trust instead of the machine's, or null.</summary>
    public string? AuthoritiesFile { get; init; }

    /// <summary>A PEM file of a certificate and its key to show to brokers, or null.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>How long a send waits during an outage.</summary>
    public required TimeSpan SendTimeout { get; init; }

    /// <summary>0 to 127.</summary>
    public required int ConsumerPriority { get; init; }

    /// <summary>Whether the brokers are tried in random order.</summary>
    public required bool Randomize { get; init; }

    /// <summary>Whether to go back to the first broker.</summary>
    public required bool PriorityBackup { get; init; }
}

/// <summary>Finesse's servers and how they are reached.</summary>
internal sealed record FinesseSettings
{
    /// <summary>One or two, the preferred one first.</summary>
    public required IReadOnlyList<FinesseAddress> Sides { get; init; }

    /// <summary>Port of the notification service; null to learn it from SystemInfo.</summary>
    public int? XmppPort { get; init; }

    /// <summary>How the notification service is reached.</summary>
    public XmppTransportChoice XmppTransport { get; init; }

    /// <summary>How the notification service is secured.</summary>
    public XmppSecurityChoice XmppSecurity { get; init; }

    /// <summary>A PEM file of certificate authorities to trust besides the machine's, or null.</summary>
    public string? AuthoritiesFile { get; init; }
}

/// <summary>A text that is never shown.</summary>
internal sealed record Secret(string Value)
{
    /// <summary>Not the text.</summary>
    public override string ToString() => "***";
}

/// <summary>The 32 bytes of <c>SYNC_SHARED_KEY</c>; never shown.</summary>
internal sealed class SharedKey(byte[] bytes)
{
    /// <summary>How many bytes AES-256 takes.</summary>
    public const int Length = 32;

    /// <summary>The key.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Not the key.</summary>
    public override string ToString() => "***";
}
