using Connector.ActiveMqTransport.Configuration;
using MassTransit;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>The receiving side of one endpoint; each start makes a loop that runs until it is stopped.</summary>
internal sealed class ActiveMqReceiveTransport(ActiveMqHostConfiguration host, ActiveMqReceiveEndpointContext endpoint) : IReceiveTransport
{
    /// <inheritdoc/>
    public ReceiveTransportHandle Start()
    {
        host.Link.Start();
        return new ReceiveLoop(host, endpoint);
    }

    /// <inheritdoc/>
    public void Probe(ProbeContext context) => endpoint.Probe(context.CreateScope("receiveTransport"));

    /// <inheritdoc/>
    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => endpoint.ConnectReceiveObserver(observer);

    /// <inheritdoc/>
    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) =>
        endpoint.ConnectReceiveTransportObserver(observer);

    /// <inheritdoc/>
    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => endpoint.ConnectPublishObserver(observer);

    /// <inheritdoc/>
    public ConnectHandle ConnectSendObserver(ISendObserver observer) => endpoint.ConnectSendObserver(observer);
}
