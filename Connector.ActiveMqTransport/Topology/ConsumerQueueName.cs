namespace Connector.ActiveMqTransport.Topology;

/// <summary>
/// The queue from which an endpoint consumes a virtual topic. The broker copies each message of <c>VirtualTopic.X</c> into every
/// existing queue <c>Consumer.*.VirtualTopic.X</c> (the broker's default virtual destination interceptor).
/// </summary>
internal static class ConsumerQueueName
{
    private const string Prefix = "Consumer.";

    /// <summary>The consumer queue of an endpoint for a topic.</summary>
    public static string For(string endpointName, string topicName) => $"{Prefix}{endpointName}.{topicName}";
}
