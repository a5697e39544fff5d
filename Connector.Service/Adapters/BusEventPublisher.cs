using Connector.Contracts;
using MassTransit;

namespace Connector.Service.Adapters;

/// <summary>Puts events on MassTransit's bus.</summary>
internal sealed class BusEventPublisher(IBus bus) : IEventPublisher
{
    /// <inheritdoc/>
    public async Task PublishAsync(
        AgentEvent agentEvent, string? eventAddress, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        await bus.Publish(agentEvent, agentEvent.GetType(), Stamp, cancellationToken);
        if (eventAddress is null)
            return;
        var endpoint = await bus.GetSendEndpoint(EventAddress.ToUri(eventAddress));
        await endpoint.Send(agentEvent, agentEvent.GetType(), Stamp, cancellationToken);

        void Stamp(SendContext context)
        {
            context.MessageId = agentEvent.EventId;
            context.TimeToLive = timeToLive;
            context.Durable = true;
        }
    }
}
