using System.Text;

namespace Connector.Contracts;

/// <summary>Signs the agent in to Finesse on an extension; connects first where needed. An agent who is already signed in
/// keeps the state. Answer: <see cref="CommandAccepted"/>, then events.</summary>
public sealed record SignIn : AgentRequest
{
    /// <summary>The extension the agent takes calls on.</summary>
    public string Extension { get; init; } = "";

    /// <summary>The agent's Finesse password; either this or <see cref="AccessToken"/>. Never logged, and shown by no
    /// ToString.</summary>
    public string? Password { get; init; }

    /// <summary>The agent's single-sign-on token where Finesse runs in SSO mode. Never logged, and shown by no
    /// ToString.</summary>
    public string? AccessToken { get; init; }

    /// <summary>For a mobile agent (UCCE): how calls reach <see cref="DialNumber"/>.</summary>
    public MobileMode? MobileMode { get; init; }

    /// <summary>For a mobile agent: the phone number.</summary>
    public string? DialNumber { get; init; }

    /// <summary>The device to use where the extension has several (newer Finesse releases).</summary>
    public string? DeviceId { get; init; }

    /// <summary>A queue (its name, or <c>queue:name</c>) to which this agent's events are sent besides being
    /// published.</summary>
    public string? EventAddress { get; init; }

    /// <summary>Everything but the secrets.</summary>
    protected override bool PrintMembers(StringBuilder builder)
    {
        base.PrintMembers(builder);
        builder
            .Append(", Extension = ").Append(Extension)
            .Append(", MobileMode = ").Append(MobileMode)
            .Append(", DeviceId = ").Append(DeviceId)
            .Append(", EventAddress = ").Append(EventAddress);
        return true;
    }
}
