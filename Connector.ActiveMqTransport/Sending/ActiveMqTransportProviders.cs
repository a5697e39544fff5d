using Connector.ActiveMqTransport.Addressing;
using Connector.ActiveMqTransport.Configuration;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>Makes the transports by which an endpoint sends to addresses.</summary>
internal sealed class ActiveMqSendTransportProvider(ActiveMqHostConfiguration host, ReceiveEndpointContext endpoint) : ISendTransportProvider
{
    /// <inheritdoc/>
    public Uri NormalizeAddress(Uri address) => EndpointAddress.Parse(address).ToUri(host.HostAddress);

    /// <inheritdoc/>
    public Task<ISendTransport> GetSendTransport(Uri address)
    {
        var context = new ActiveMqSendTransportContext(host, endpoint, EndpointAddress.Parse(address));
        return Task.FromResult<ISendTransport>(new SendTransport<SendGate>(context));
    }
}

/// <summary>Makes the transports by which an endpoint publishes message types.</summary>
internal sealed class ActiveMqPublishTransportProvider(ActiveMqHostConfiguration host, ReceiveEndpointContext endpoint) : IPublishTransportProvider
{
    /// <inheritdoc/>
    public Task<ISendTransport> GetPublishTransport<T>(Uri? publishAddress)
        where T : class
    {
        var context = new ActiveMqSendTransportContext(host, endpoint, host.Names.Publish.TopicOf<T>());
        return Task.FromResult<ISendTransport>(new SendTransport<SendGate>(context));
    }
}
