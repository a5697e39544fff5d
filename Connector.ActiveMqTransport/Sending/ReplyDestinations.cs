using System.Collections.Concurrent;
using Connector.ActiveMqTransport.Addressing;
using Connector.ActiveMqTransport.Receiving;
using Connector.OpenWire;
using MassTransit;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>
/// Remembers to which temporary queue each requester's response address leads. The address alone does not tell: the queue's name
/// stands in JMSReplyTo only. With this memory an answer can be sent when its request has long been consumed, as sagas do.
/// </summary>
/// <param name="capacity">How many requesters are remembered at the most; the one first seen is forgotten first.</param>
internal sealed class ReplyDestinations(int capacity) : IConsumeObserver
{
    private readonly ConcurrentDictionary<string, Destination> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _names = new();

    /// <summary>The temporary queue of a requester, by the name in its response address; null if none is known.</summary>
    public Destination? Find(string endpointName) => _byName.GetValueOrDefault(endpointName);

    /// <summary>Remembers a requester. A later queue takes the place of an earlier one, since requesters reconnect.</summary>
    public void Learn(string endpointName, Destination replyTo)
    {
        if (_byName.TryGetValue(endpointName, out var known))
        {
            if (known != replyTo)
                _byName[endpointName] = replyTo;
            return;
        }
        if (!_byName.TryAdd(endpointName, replyTo))
            return;
        _names.Enqueue(endpointName);
        if (_names.Count > capacity && _names.TryDequeue(out var oldest))
            _byName.TryRemove(oldest, out _);
    }

    Task IConsumeObserver.PreConsume<T>(ConsumeContext<T> context)
    {
        if (context.ResponseAddress is { } address
            && context.ReceiveContext.TryGetPayload(out ReceivedMessage? received)
            && received.Delivery.ReplyTo is { IsTemporary: true } replyTo)
        {
            Learn(EndpointAddress.NameOf(address), replyTo);
        }
        return Task.CompletedTask;
    }

    Task IConsumeObserver.PostConsume<T>(ConsumeContext<T> context) => Task.CompletedTask;

    Task IConsumeObserver.ConsumeFault<T>(ConsumeContext<T> context, Exception exception) => Task.CompletedTask;
}
