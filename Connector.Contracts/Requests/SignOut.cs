namespace Connector.Contracts;

/// <summary>Signs the agent out of Finesse. On UCCE only from NOT_READY. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record SignOut : AgentRequest
{
    /// <summary>Finesse's database id of a Logout reason, required where such reasons are configured; see
    /// <see cref="GetReasonCodes"/>.</summary>
    public int? ReasonCode { get; init; }
}
