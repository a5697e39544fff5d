namespace Connector.Contracts;

/// <summary>Asks a connector how it is. Answer: <see cref="ConnectorStatusReport"/>.</summary>
public sealed record GetConnectorStatus
{
    /// <summary>Who asks, for the log; free text.</summary>
    public string? ClientId { get; init; }
}
