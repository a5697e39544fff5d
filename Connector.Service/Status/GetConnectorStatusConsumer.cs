using Connector.Contracts;
using Connector.Service.Requests;
using MassTransit;

namespace Connector.Service.Status;

/// <summary>Answers how the connector is.</summary>
internal sealed class GetConnectorStatusConsumer(StatusBoard board, TimeProvider time, ILogger<GetConnectorStatusConsumer> logger)
    : IConsumer<GetConnectorStatus>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<GetConnectorStatus> context)
    {
        var now = board.Now();
        var report = new ConnectorStatusReport
        {
            ConnectorId = now.ConnectorId,
            Role = now.Role,
            PeerState = now.PeerState,
            Broker = now.Broker,
            Finesse = now.Finesse,
            FinesseSides = now.FinesseSides,
            Agents = now.Agents.Count,
            Status = now.Status,
            Version = now.Version,
            DeploymentMode = now.DeploymentMode,
        };
        return context.AnswerAsync(report, context.MessageId?.ToString("D") ?? "", time, logger);
    }
}
