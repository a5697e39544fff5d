namespace Connector.ActiveMqTransport.Sending;

/// <summary>Names of properties that the transport itself reads or writes.</summary>
internal static class MessagePropertyNames
{
    /// <summary>The serializer's content type, a property of the JMS message.</summary>
    public const string ContentType = "Content-Type";

    /// <summary>The delay that the broker's scheduler obeys (milliseconds, long).</summary>
    public const string ScheduledDelay = "AMQ_SCHEDULED_DELAY";

    /// <summary>Key of the priority in stored messages (outbox).</summary>
    public const string Priority = "AMQ-Priority";

    /// <summary>Key of the group in stored messages (outbox).</summary>
    public const string GroupId = "AMQ-GroupId";

    /// <summary>Key of the place in the group in stored messages (outbox).</summary>
    public const string GroupSequence = "AMQ-GroupSequence";
}
