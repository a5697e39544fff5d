namespace MassTransit;

/// <summary>Where published messages go.</summary>
public interface IActiveMqPublishTopologyConfigurator : IPublishTopologyConfigurator
{
    /// <summary>
    /// What stands before the name of a message type to make its topic; by default <c>VirtualTopic.</c>, which ActiveMQ treats
    /// as virtual topics without further configuration. Every peer must use the same.
    /// </summary>
    string VirtualTopicPrefix { get; set; }
}
