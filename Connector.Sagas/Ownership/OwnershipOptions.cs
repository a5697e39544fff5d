namespace Connector.Sagas.Ownership;

/// <summary>How many connectors there are and who serves (<c>DEPLOYMENT_MODE</c>).</summary>
public enum DeploymentMode
{
    /// <summary>One connector.</summary>
    Simplex,

    /// <summary>The connector of the highest priority serves; it takes its agents back when it returns.</summary>
    ActivePassive,

    /// <summary>All serve; an agent stays where it is.</summary>
    ActiveActive,
}

/// <summary>What the ownership core is told at its start. All times follow from the heartbeat interval.</summary>
public sealed record OwnershipOptions
{
    /// <summary>This connector's id (<c>CONNECTOR_ID</c>).</summary>
    public required string ConnectorId { get; init; }

    /// <summary>This run of the process: never the same twice.</summary>
    public required string Incarnation { get; init; }

    /// <summary>The deployment mode (<c>DEPLOYMENT_MODE</c>).</summary>
    public required DeploymentMode Mode { get; init; }

    /// <summary>Priority (<c>GRC_CONSUMER_PRIORITY</c>), 0 to 127: who is preferred in active-passive, and who takes over first.</summary>
    public int Priority { get; init; }

    /// <summary>A fingerprint of <c>SYNC_SHARED_KEY</c>.</summary>
    public string KeyFingerprint { get; init; } = "";

    /// <summary>The brokers of the deployment (<c>ActiveMq_URL_1</c>, <c>ActiveMq_URL_2</c>), by names that all connectors share.</summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];

    /// <summary>The calendar at the start of the process, in hundredths of a second since a fixed day (2020-01-01): new epochs are not below it, so
    /// that they grow even where every memory of earlier ones was lost.</summary>
    public long EpochFloor { get; init; } = 1;

    /// <summary>Pause between heartbeats (<c>HEARTBEAT_INTERVAL</c>). The core wants a tick at least four times as often.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after a client first sent a request it, or a copy of it, may still arrive.</summary>
    public TimeSpan RequestLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many agents are handed over side by side. More than are signed in or read at a time, which is the taker's to limit: who is stood by
    /// for is subscribed at once, and what is said of many goes together.</summary>
    public int MaxHandovers { get; init; } = 512;

    /// <summary>How many requests of an agent wait for its owner to be known; more are refused.</summary>
    public int MaxHeld { get; init; } = 100;

    /// <summary>How long a heartbeat's echo allows to act, counted from its sending.</summary>
    public TimeSpan Lease => HeartbeatInterval * 3;

    /// <summary>An echo is fresh, and a peer is there, for so long after a heartbeat.</summary>
    public TimeSpan Fresh => HeartbeatInterval * 2.25;

    /// <summary>Proved silence after which a peer whose XMPP sessions are gone is down.</summary>
    public TimeSpan QuickSilence => HeartbeatInterval * 2;

    /// <summary>Proved silence after which a peer has surely fenced itself. Above <see cref="Lease"/>, with room for a slow message.</summary>
    public TimeSpan Silence => HeartbeatInterval * 4;

    /// <summary>How long a connector that was cut off listens for its peers before it acts again.</summary>
    public TimeSpan RejoinWait => HeartbeatInterval * 2.5;

    /// <summary>How long a change that must be known elsewhere waits for its receipt before the sender goes on alone.</summary>
    public TimeSpan ReceiptWait => HeartbeatInterval * 4;

    /// <summary>A peer's memory counts as complete where the owner was heard no longer ago than this. Below <see cref="ReceiptWait"/>.</summary>
    public TimeSpan MemoryTrust => HeartbeatInterval * 3;

    /// <summary>How long a preferred connector is back in service, and no agent whom both had owned was given up, before agents are handed to it.</summary>
    public TimeSpan FailbackDelay => HeartbeatInterval * 2;

    /// <summary>How long this connector is without Finesse before it offers its agents.</summary>
    public TimeSpan FinesseGrace => HeartbeatInterval * 2;

    /// <summary>How long an offer waits for its answer.</summary>
    public TimeSpan OfferLimit => HeartbeatInterval * 5;

    /// <summary>How long a clean stop may take before the rest is left for the peers to take.</summary>
    public TimeSpan StopLimit => HeartbeatInterval * 10;
}
