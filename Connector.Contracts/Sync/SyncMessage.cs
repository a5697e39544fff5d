namespace Connector.Contracts.Sync;

/// <summary>
/// What every message between connectors carries. They are no part of the public contract: client apps neither send nor read them.
/// A connector of the release before and one of the release after understand them: a field that is missing has a default that means
/// "not said", an unknown field is skipped, and words travel as strings, so that a new word is no error.
/// </summary>
public abstract record SyncMessage
{
    /// <summary>The version of these messages that this release writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version that the sender writes. It tells, and refuses nothing.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The sender's <c>CONNECTOR_ID</c>.</summary>
    public string ConnectorId { get; init; } = "";

    /// <summary>One run of the sender's process; a restart has another.</summary>
    public string Incarnation { get; init; } = "";

    /// <summary>The connector it is for; empty: for all.</summary>
    public string To { get; init; } = "";
}
