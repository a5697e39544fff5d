using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>Configurations that contradict each other, said in one sentence that is right on both sides.</summary>
internal static class Misconfiguration
{
    /// <summary>The word for a mode in heartbeats and sentences.</summary>
    internal static string Word(DeploymentMode mode) => mode switch
    {
        DeploymentMode.ActivePassive => "active-passive",
        DeploymentMode.ActiveActive => "active-active",
        _ => "simplex",
    };

    /// <summary>What is wrong between this connector and a peer; null: nothing.</summary>
    internal static string? Find(OwnershipOptions own, ConnectorHeartbeat peer)
    {
        if (peer.ConnectorId == own.ConnectorId)
        {
            return $"Two connectors run with CONNECTOR_ID '{own.ConnectorId}': give each an id of its own, and restart the one you change.";
        }

        var mode = Word(own.Mode);
        if (peer.Mode.Length > 0 && peer.Mode != mode)
        {
            return $"DEPLOYMENT_MODE is {mode} on {own.ConnectorId} and {peer.Mode} on {peer.ConnectorId}: "
                + "give both the same, and restart the one you change.";
        }

        if (peer.KeyFingerprint != own.KeyFingerprint)
        {
            return $"SYNC_SHARED_KEY of {own.ConnectorId} and of {peer.ConnectorId} differ, so neither can read the other's credentials: "
                + "give both the same key, and restart the one you change.";
        }

        if (own.Mode == DeploymentMode.ActivePassive && peer.Priority == own.Priority)
        {
            return $"GRC_CONSUMER_PRIORITY is {own.Priority} on {own.ConnectorId} and on {peer.ConnectorId}: in active-passive the primary needs the "
                + "higher one (127 and 100, say); change one and restart it.";
        }

        return null;
    }

    /// <summary>Which of two that contradict each other steps back: who is in service stays; else the lower priority, the later id.</summary>
    internal static bool StepsBack(OwnershipOptions own, bool inService, ConnectorHeartbeat peer)
    {
        var peerInService = peer.Phase is ConnectorPhases.InService or ConnectorPhases.Stopping;
        if (!inService || !peerInService)
            return !inService;
        if (own.Priority != peer.Priority)
            return own.Priority < peer.Priority;
        var order = string.CompareOrdinal(own.ConnectorId, peer.ConnectorId);
        return order != 0 ? order > 0 : string.CompareOrdinal(own.Incarnation, peer.Incarnation) > 0;
    }
}
