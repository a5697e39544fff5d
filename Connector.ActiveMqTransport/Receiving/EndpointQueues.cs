using Connector.ActiveMqTransport.Configuration;
using Connector.ActiveMqTransport.Connections;
using Connector.ActiveMqTransport.Topology;
using Connector.OpenWire;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>What an endpoint consumes from: its own queue, and one queue for each topic bound to it.</summary>
internal sealed class EndpointQueues(
    ReceiveSettings settings, IReadOnlyCollection<TopicBinding> bindings, int prefetch, int temporaryQueuePrefetch, string virtualTopicPrefix)
{
    /// <summary>The subscriptions to make on a connection.</summary>
    public async Task<IReadOnlyList<ConsumerOptions>> OnAsync(BrokerConnection connection, CancellationToken cancellationToken)
    {
        var own = settings.IsTemporary
            ? await connection.TemporaryQueueAsync(settings.Name, cancellationToken).ConfigureAwait(false)
            : Destination.Queue(settings.Name);
        return
        [
            Options(own, selector: null, settings.IsTemporary ? Math.Max(prefetch, temporaryQueuePrefetch) : prefetch),
            .. bindings.Select(binding => Options(Consumed(binding), binding.Selector, prefetch)),
        ];
    }

    /// <summary>What to delete at the broker when an auto-delete endpoint stops.</summary>
    public IEnumerable<Destination> ToRemove()
    {
        if (!settings.AutoDelete)
            return [];
        var consumerQueues = bindings.Select(Consumed).Where(destination => destination.Kind == DestinationKind.Queue);
        return settings.IsTemporary ? consumerQueues : consumerQueues.Prepend(Destination.Queue(settings.Name));
    }

    // A topic that is not virtual is subscribed to directly: its messages come only while the endpoint runs.
    private Destination Consumed(TopicBinding binding) =>
        binding.TopicName.StartsWith(virtualTopicPrefix, StringComparison.Ordinal)
            ? Destination.Queue(ConsumerQueueName.For(settings.Name, binding.TopicName))
            : Destination.Topic(binding.TopicName);

    private ConsumerOptions Options(Destination destination, string? selector, int prefetchSize) => new()
    {
        Destination = destination,
        PrefetchSize = prefetchSize,
        Priority = (sbyte)settings.ConsumerPriority,
        Exclusive = settings.Exclusive,
        Selector = selector,
    };
}
