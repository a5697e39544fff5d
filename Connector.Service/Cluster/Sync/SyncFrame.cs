using Connector.Contracts.Sync;

namespace Connector.Service.Cluster.Sync;

/// <summary>A message between connectors, ready for the wire.</summary>
/// <param name="Number">Counts what this run has sent, from 1: whoever gets it over two brokers takes it once.</param>
/// <param name="Type">The message's name, for example <c>ConnectorHeartbeat</c>; <see cref="SyncBatch.Type"/>: several.</param>
/// <param name="To">The connector that it is for; empty: for all.</param>
/// <param name="Body">JSON, in UTF-8, compressed (zlib) where <paramref name="IsPacked"/>; of several what <see cref="SyncBatch"/> says.</param>
/// <param name="IsPacked">Whether the body is compressed.</param>
internal sealed record SyncFrame(long Number, string Type, string To, ReadOnlyMemory<byte> Body, bool IsPacked)
{
    /// <summary>The ids of the brokers that it is sent to, where no bridge needs to carry it from one to the other; empty: bridges carry it.</summary>
    public IReadOnlyList<string> SentTo { get; init; } = [];
}

/// <summary>The names under which a message between connectors travels. They stay, also between releases.</summary>
internal static class SyncWire
{
    /// <summary>The topic of the connectors.</summary>
    public const string Topic = "connector.sync";

    /// <summary>The sender's <c>CONNECTOR_ID</c>.</summary>
    public const string Connector = "gcConnector";

    /// <summary>The run of the sender's process.</summary>
    public const string Run = "gcRun";

    /// <summary><see cref="SyncFrame.Number"/>.</summary>
    public const string Number = "gcNumber";

    /// <summary>The id of the broker that the sender sent this copy to: one that came over the bridge names another broker than the one it is received from.</summary>
    public const string Broker = "gcBroker";

    /// <summary><see cref="SyncFrame.To"/>; absent: for all.</summary>
    public const string To = "gcTo";

    /// <summary><see cref="SyncFrame.IsPacked"/>; absent: not.</summary>
    public const string Packed = "gcPacked";

    /// <summary>
    /// What a connector has to be sent, as a JMS selector: every heartbeat (its own ones prove a broker), and what others say to all or to it. The broker
    /// sorts the rest out: of what two connectors say in a takeover it is half, and comes from each broker and once more over the bridge.
    /// </summary>
    /// <param name="connectorId">The connector.</param>
    /// <param name="run">The run of its process. Another run under the same id is heard: that two have one id must be noticed.</param>
    public static string WhatConcerns(string connectorId, string run) =>
        $"JMSType = '{nameof(ConnectorHeartbeat)}' OR (({Run} IS NULL OR {Run} <> {Quoted(run)}) AND ({To} IS NULL OR {To} = {Quoted(connectorId)}))";

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
