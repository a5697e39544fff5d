using Connector.Sagas.Ports;

namespace Connector.Tests.Sagas;

/// <summary>Hides nothing: for tests of what is written, not of how it is encrypted.</summary>
internal sealed class PlainProtector : ICredentialsProtector
{
    public string Protect(string agentId, AgentCredentials credentials) => $"{agentId}|{credentials.Password}|{credentials.AccessToken}";

    public AgentCredentials? Unprotect(string agentId, string text)
    {
        var parts = text.Split('|');
        return parts.Length == 3 && parts[0] == agentId ? new AgentCredentials(Word(parts[1]), Word(parts[2])) : null;
    }

    private static string? Word(string part) => part.Length == 0 ? null : part;
}
