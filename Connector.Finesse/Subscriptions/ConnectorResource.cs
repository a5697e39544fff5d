using System.Diagnostics.CodeAnalysis;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// The XMPP resource of a connector's sessions: <c>gc-&lt;ConnectorId&gt;</c>, and <c>gc-&lt;ConnectorId&gt;.watch</c> where a session only
/// watches. It must differ: binding the resource of a session that is there ends that one. A connector's id has no dot.
/// </summary>
public static class ConnectorResource
{
    private const string Prefix = "gc-";
    private const string Watching = ".watch";

    /// <summary>The resource of a connector's sessions.</summary>
    /// <param name="connectorId">The connector.</param>
    /// <param name="onlyWatches">Whether the session only watches.</param>
    /// <returns>The resource.</returns>
    public static string Of(string connectorId, bool onlyWatches) => Prefix + connectorId + (onlyWatches ? Watching : "");

    /// <summary>Whose session it is.</summary>
    /// <param name="resource">A resource.</param>
    /// <param name="connectorId">The connector.</param>
    /// <param name="onlyWatches">Whether the session only watches.</param>
    /// <returns>Whether it is a connector's.</returns>
    public static bool TryParse(string? resource, [NotNullWhen(true)] out string? connectorId, out bool onlyWatches)
    {
        (connectorId, onlyWatches) = (null, false);
        if (resource is null || !resource.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        onlyWatches = resource.EndsWith(Watching, StringComparison.Ordinal);
        connectorId = resource[Prefix.Length..(onlyWatches ? ^Watching.Length : ^0)];
        return connectorId.Length > 0;
    }
}
