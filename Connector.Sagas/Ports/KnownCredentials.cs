using Connector.Contracts.Sync;
using Connector.Sagas.Sessions;

namespace Connector.Sagas.Ports;

/// <summary>Credentials of an agent whose session another connector has, as that session reported them.</summary>
public static class KnownCredentials
{
    /// <summary>The credentials in what is needed to hold an agent's subscription.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="subscription"><see cref="AgentProgress.Subscription"/>; null: unknown.</param>
    /// <param name="protector">Opens them.</param>
    /// <returns>The credentials; null: there are none, or they cannot be opened here.</returns>
    public static AgentCredentials? Of(string agentId, string? subscription, ICredentialsProtector protector)
    {
        ArgumentNullException.ThrowIfNull(protector);
        return subscription is not null && SessionRecords.Subscription(subscription).Secret is { } secret ? protector.Unprotect(agentId, secret) : null;
    }
}
