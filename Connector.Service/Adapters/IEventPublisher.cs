using Connector.Contracts;

namespace Connector.Service.Adapters;

/// <summary>Puts one event on the bus.</summary>
internal interface IEventPublisher
{
    /// <summary>Publishes the event and, where there is an address, sends it there; done when the broker has it.</summary>
    /// <param name="agentEvent">The event.</param>
    /// <param name="eventAddress">A queue to send it to besides, or null.</param>
    /// <param name="timeToLive">What remains of its time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task PublishAsync(AgentEvent agentEvent, string? eventAddress, TimeSpan timeToLive, CancellationToken cancellationToken);
}
