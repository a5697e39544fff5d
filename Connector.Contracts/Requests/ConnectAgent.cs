using System.Text;

namespace Connector.Contracts;

/// <summary>Has the connector hold the agent's event subscription, without changing the agent's state in Finesse. Answer:
/// <see cref="AgentConnected"/>.</summary>
public sealed record ConnectAgent : AgentRequest
{
    /// <summary>The agent's Finesse password; either this or <see cref="AccessToken"/>. Never logged, and shown by no
    /// ToString.</summary>
    public string? Password { get; init; }

    /// <summary>The agent's single-sign-on token where Finesse runs in SSO mode. Never logged, and shown by no
    /// ToString.</summary>
    public string? AccessToken { get; init; }

    /// <summary>A queue (its name, or <c>queue:name</c>) to which this agent's events are sent besides being
    /// published.</summary>
    public string? EventAddress { get; init; }

    /// <summary>Everything but the secrets.</summary>
    protected override bool PrintMembers(StringBuilder builder)
    {
        base.PrintMembers(builder);
        builder.Append(", EventAddress = ").Append(EventAddress);
        return true;
    }
}
