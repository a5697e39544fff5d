using MassTransit;

namespace Connector.ActiveMqTransport.Addressing;

/// <summary>
/// The address under which a bus names its queues and topics: <c>activemq://host[:port]/</c>, the port left out when it is
/// 61616, as the official transport writes it.
/// </summary>
internal static class HostAddress
{
    /// <summary>The scheme that every peer understands.</summary>
    public const string Scheme = "activemq";

    /// <summary>A second scheme that the official transport writes when it speaks AMQP to Artemis.</summary>
    public const string AmqpScheme = "amqp";

    /// <summary>ActiveMQ's OpenWire port.</summary>
    public const int DefaultPort = 61616;

    /// <summary>ActiveMQ's OpenWire port over TLS.</summary>
    public const int DefaultTlsPort = 61617;

    /// <summary>Writes the host address of a broker.</summary>
    public static Uri Create(string host, int port) =>
        new UriBuilder(Scheme, host, port == DefaultPort ? -1 : port, "/").Uri;

    /// <summary>Reads host and port of an <c>activemq://host[:port]</c> address.</summary>
    /// <exception cref="ActiveMqTransportConfigurationException">Not such an address.</exception>
    public static (string Host, int Port) Parse(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not (Scheme or AmqpScheme or "tcp" or "ssl") || address.Host.Length == 0)
        {
            throw new ActiveMqTransportConfigurationException(
                $"'{address}' is not the address of a broker; write activemq://host:port, or tcp://host:port, or ssl://host:port.");
        }
        var standardPort = address.Scheme == "ssl" ? DefaultTlsPort : DefaultPort;
        return (address.Host, address.Port > 0 ? address.Port : standardPort);
    }
}
