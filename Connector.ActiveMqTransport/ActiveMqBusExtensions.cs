using Connector.ActiveMqTransport.Topology;
using Connector.OpenWire;

namespace MassTransit;

/// <summary>What a running bus can tell beyond what every transport can.</summary>
public static class ActiveMqBusExtensions
{
    /// <summary>
    /// Watches who consumes from a queue, as the broker of the bus's receiving connection tells: consumers there, and bridges behind which there are consumers at other
    /// brokers. A killed consumer is gone within milliseconds. See docs/activemq.md.
    /// </summary>
    /// <param name="bus">A bus on ActiveMQ.</param>
    /// <param name="queue">The queue's name: a receive endpoint's, for one.</param>
    /// <param name="changed">
    /// Called with what is now, then at each change, one call after the other: <see cref="QueueConsumers.Unknown"/> when the broker is lost, what the next one tells once it has
    /// told. It must not block; what it throws is logged.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for the start of the bus and for a broker.</param>
    /// <returns>The watch, once a broker has told for the first time; disposing it ends the calls. With the stop of the bus it is over: its last word is
    /// <see cref="QueueConsumers.Unknown"/>.</returns>
    /// <exception cref="ArgumentException">The bus is not on ActiveMQ, or the name is not that of one queue.</exception>
    /// <exception cref="ActiveMqConnectionException">The bus was stopped, or not started in the time that a send may take.</exception>
    /// <exception cref="ActiveMqTransportException">The broker does not let this user read advisories.</exception>
    public static async Task<IAsyncDisposable> WatchConsumersAsync(
        this IBus bus, string queue, Action<QueueConsumers> changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bus);
        if (bus.Topology is not ActiveMqBusTopology topology)
            throw new ArgumentException("The bus is not on ActiveMQ; there is nobody to tell of consumers.", nameof(bus));
        var connection = await topology.Link.StartedAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await connection.Connection.WatchConsumersAsync(queue, changed, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionEndedException)
        {
            throw topology.Link.Stopped();
        }
        catch (BrokerRefusedException refused)
        {
            throw new ActiveMqTransportException($"The consumers of {queue} cannot be watched: {refused.Message}", refused);
        }
    }
}
