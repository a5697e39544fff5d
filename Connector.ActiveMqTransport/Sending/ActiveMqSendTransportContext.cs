using Connector.ActiveMqTransport.Addressing;
using Connector.ActiveMqTransport.Configuration;
using Connector.ActiveMqTransport.Connections;
using Connector.ActiveMqTransport.Receiving;
using Connector.OpenWire;
using MassTransit;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>Sends to one queue or topic.</summary>
internal sealed class ActiveMqSendTransportContext(
    ActiveMqHostConfiguration host, ReceiveEndpointContext endpoint, EndpointAddress address) :
    BaseSendTransportContext(host, endpoint.Serialization), SendTransportContext<SendGate>
{
    private readonly SendGate _gate = new();

    /// <inheritdoc/>
    public override string EntityName => address.Name;

    /// <inheritdoc/>
    public override string ActivitySystem => "activemq";

    /// <inheritdoc/>
    public Task Send(IPipe<SendGate> pipe, CancellationToken cancellationToken = default) => pipe.Send(_gate);

    /// <inheritdoc/>
    public void Probe(ProbeContext context) => context.CreateScope("sendTransport").Add("entityName", EntityName);

    /// <inheritdoc/>
    public override async Task<SendContext<T>> CreateSendContext<T>(
        T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
    {
        var context = new ActiveMqMessageSendContext<T>(message, cancellationToken);
        await pipe.Send(context).ConfigureAwait(false);
        return context;
    }

    /// <inheritdoc/>
    public Task<SendContext<T>> CreateSendContext<T>(
        SendGate context, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class => CreateSendContext(message, pipe, cancellationToken);

    /// <inheritdoc/>
    public Task Send<T>(SendGate transportContext, SendContext<T> sendContext)
        where T : class
    {
        var context = (ActiveMqMessageSendContext<T>)sendContext;
        return host.Sender.SendAsync((connection, _) => CreateAsync(connection, context), context.CancellationToken);
    }

    private async ValueTask<OutgoingMessage> CreateAsync<T>(BrokerConnection connection, ActiveMqMessageSendContext<T> context)
        where T : class
    {
        var answered = ReceivedMessage.AnsweredBy(context);
        var destination = answered ?? await DestinationAsync(connection, context.CancellationToken).ConfigureAwait(false);
        var replyTo = await ReplyToAsync(connection, context).ConfigureAwait(false);
        return OutgoingMessages.Create(context, destination, replyTo, host.Settings.AsyncSend);
    }

    private async ValueTask<Destination> DestinationAsync(BrokerConnection connection, CancellationToken cancellationToken) =>
        address.Kind == EntityKind.Topic ? Destination.Topic(address.Name)
        : host.Link.IsTemporaryEndpoint(address.Name)
            ? await connection.TemporaryQueueAsync(address.Name, cancellationToken).ConfigureAwait(false)
        : Queue(address);

    // The address of a requester names its endpoint; the temporary queue behind it is known from its requests.
    private Destination Queue(EndpointAddress named) =>
        named.IsTemporary && host.ReplyDestinations.Find(named.Name) is { } known ? known : Destination.Queue(named.Name);

    // Responders answer to JMSReplyTo, not to the address in the envelope: the name of a temporary queue stands only here.
    private async ValueTask<Destination?> ReplyToAsync<T>(BrokerConnection connection, ActiveMqMessageSendContext<T> context)
        where T : class
    {
        if (context.ResponseAddress is not { } responseAddress)
            return null;
        // Forwarded: the answer goes to the first requester, whose temporary queue we know from the message being forwarded.
        if (ReceivedMessage.ForwardedReplyTo(context) is { } original)
            return original;
        // An address of another transport may stand in the envelope; at this broker nothing can answer to it by JMSReplyTo.
        if (EndpointAddress.TryParse(responseAddress, out var response) is not null)
            return null;
        return host.Link.IsTemporaryEndpoint(response.Name)
            ? await connection.TemporaryQueueAsync(response.Name, context.CancellationToken).ConfigureAwait(false)
            : Queue(response);
    }
}
