namespace Connector.Sagas.Ports;

/// <summary>What an agent signs in to Finesse with. Shown by no ToString.</summary>
/// <param name="Password">The password, or null.</param>
/// <param name="AccessToken">The single-sign-on token, or null.</param>
public sealed record AgentCredentials(string? Password, string? AccessToken)
{
    /// <summary>Says that there are credentials, not which.</summary>
    public override string ToString() => AccessToken is null ? "a password" : "an access token";
}
