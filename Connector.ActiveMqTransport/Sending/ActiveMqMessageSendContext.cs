using System.Globalization;
using MassTransit;
using MassTransit.Context;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>One message on its way out.</summary>
internal sealed class ActiveMqMessageSendContext<T>(T message, CancellationToken cancellationToken) :
    MessageSendContext<T>(message, cancellationToken), ActiveMqSendContext
    where T : class
{
    /// <inheritdoc/>
    public byte? Priority { get; set; }

    /// <inheritdoc/>
    public string? GroupId { get; set; }

    /// <inheritdoc/>
    public int? GroupSequence { get; set; }

    /// <inheritdoc/>
    public override void WritePropertiesTo(IDictionary<string, object> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        base.WritePropertiesTo(properties);
        if (Priority is { } priority)
            properties[MessagePropertyNames.Priority] = priority.ToString(CultureInfo.InvariantCulture);
        if (GroupId is { } groupId)
            properties[MessagePropertyNames.GroupId] = groupId;
        if (GroupSequence is { } sequence)
            properties[MessagePropertyNames.GroupSequence] = sequence;
    }

    /// <inheritdoc/>
    public override void ReadPropertiesFrom(IReadOnlyDictionary<string, object> properties)
    {
        base.ReadPropertiesFrom(properties);
        Priority = byte.TryParse(ReadString(properties, MessagePropertyNames.Priority), CultureInfo.InvariantCulture, out var priority)
            ? priority
            : null;
        GroupId = ReadString(properties, MessagePropertyNames.GroupId);
        GroupSequence = ReadInt(properties, MessagePropertyNames.GroupSequence);
    }
}
