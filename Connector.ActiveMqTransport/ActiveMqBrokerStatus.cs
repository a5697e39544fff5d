namespace MassTransit;

/// <summary>How a bus stands to its brokers, as far as it receives from them.</summary>
/// <param name="IsConnected">Whether there is a connection.</param>
/// <param name="Broker">The broker connected to, or the one lost, as <c>tcp://host:port</c>; empty before the first connection.</param>
/// <param name="Reason">Why there is none, as a sentence; empty where there is one, or nothing is known yet.</param>
public sealed record ActiveMqBrokerStatus(bool IsConnected, string Broker, string Reason);
