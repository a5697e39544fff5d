using Connector.Contracts.Sync;
using Connector.Sagas.Sessions;

namespace Connector.Sagas.Ports;

/// <summary>Credentials of an agent whose session another connector has, as that session reported them.</summary>
public static class KnownCredentials
{
    /// <summary>The encrypted credentials in what is needed to hold an agent's subscription.</summary>
    /// <param name="subscription"><see cref="AgentProgress.Subscription"/>; null: unknown.</param>
    /// <returns>A text for <see cref="ICredentialsProtector.Unprotect"/>; null: there are none.</returns>
    public static string? SecretOf(string? subscription) => subscription is null ? null : SessionRecords.Subscription(subscription).Secret;
}
