namespace Connector.Contracts;

/// <summary>Asks for the state NOT_READY. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record MakeNotReady : AgentRequest
{
    /// <summary>Finesse's database id of a NotReady reason, required where such reasons are configured; see
    /// <see cref="GetReasonCodes"/>.</summary>
    public int? ReasonCode { get; init; }
}
