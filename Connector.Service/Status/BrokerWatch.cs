using MassTransit;

namespace Connector.Service.Status;

/// <summary>Remembers to which broker the bus is connected.</summary>
internal sealed class BrokerWatch
{
    private ActiveMqBrokerStatus? _status;

    /// <summary>The broker connected to, as <c>tcp://host:port</c>; empty while there is none.</summary>
    public string Broker => Volatile.Read(ref _status) is { IsConnected: true } status ? status.Broker : "";

    /// <summary>The same as this connector's name of the broker: host and port, in small letters; empty while there is none.</summary>
    public string Name => Broker is { Length: > 0 } broker ? new Uri(broker).Authority.ToLowerInvariant() : "";

    /// <summary>Takes note of a change.</summary>
    public void Observe(ActiveMqBrokerStatus status) => Volatile.Write(ref _status, status);
}
