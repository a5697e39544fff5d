namespace MassTransit;

/// <summary>Sets on a message what is particular to ActiveMQ.</summary>
public static class ActiveMqSendContextExtensions
{
    /// <summary>
    /// Sets the JMS priority. The broker obeys it on queues with <c>prioritizedMessages</c>. (MassTransit's own
    /// <c>SetPriority(short)</c> belongs to its SQL transport and throws here.)
    /// </summary>
    /// <param name="context">The message being sent.</param>
    /// <param name="priority">0 (lowest) to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException">Above 9.</exception>
    /// <exception cref="ArgumentException">The message does not go to ActiveMQ.</exception>
    public static void SetPriority(this SendContext context, byte priority)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, (byte)9);
        ActiveMq(context).Priority = priority;
    }

    /// <summary>Sets the JMS message group.</summary>
    /// <param name="context">The message being sent.</param>
    /// <param name="groupId">Name of the group.</param>
    /// <param name="sequence">Place in the group; -1 closes it; null leaves it out.</param>
    /// <exception cref="ArgumentException">The message does not go to ActiveMQ.</exception>
    public static void SetGroup(this SendContext context, string groupId, int? sequence = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        var message = ActiveMq(context);
        message.GroupId = groupId;
        message.GroupSequence = sequence;
    }

    private static ActiveMqSendContext ActiveMq(SendContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.TryGetPayload(out ActiveMqSendContext? message)
            ? message
            : throw new ArgumentException("The message does not go to ActiveMQ; this setting exists there only.", nameof(context));
    }
}
