using System.Diagnostics.CodeAnalysis;

namespace Connector.OpenWire;

/// <summary>What a <see cref="Destination"/> is. The values are the OpenWire type bytes (ActiveMQQueue, ActiveMQTopic, ...).</summary>
public enum DestinationKind : byte
{
    /// <summary>Each message goes to one consumer.</summary>
    Queue = 100,

    /// <summary>Each message goes to every subscription that exists at that moment.</summary>
    Topic = 101,

    /// <summary>A queue that lives as long as the connection that made it; only that connection may consume from it.</summary>
    TemporaryQueue = 102,

    /// <summary>A topic that lives as long as the connection that made it.</summary>
    TemporaryTopic = 103,
}

/// <summary>Where messages are sent to and consumed from: a queue or topic and its name.</summary>
public sealed record Destination
{
    /// <summary>The prefix that makes a topic a virtual one in ActiveMQ's default configuration.</summary>
    public const string VirtualTopicPrefix = "VirtualTopic.";

    private Destination(DestinationKind kind, string name)
    {
        Kind = kind;
        Name = name;
    }

    /// <summary>Queue or topic, lasting or temporary.</summary>
    public DestinationKind Kind { get; }

    /// <summary>The physical name, without <c>queue://</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is a temporary queue or topic.</summary>
    public bool IsTemporary => Kind is DestinationKind.TemporaryQueue or DestinationKind.TemporaryTopic;

    /// <summary>Whether it is a queue, temporary or not.</summary>
    public bool IsQueue => Kind is DestinationKind.Queue or DestinationKind.TemporaryQueue;

    /// <summary>A queue. A comma makes a composite, <c>*</c> and <c>&gt;</c> are wildcards for consumers: both are the broker's.</summary>
    /// <param name="name">The queue's name.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long, has blanks at an end, or holds '?' or a control character.</exception>
    public static Destination Queue(string name) => new(DestinationKind.Queue, Checked(name));

    /// <summary>A topic; composite and wildcard names as with <see cref="Queue"/>.</summary>
    /// <param name="name">The topic's name.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentException">As with <see cref="Queue"/>.</exception>
    public static Destination Topic(string name) => new(DestinationKind.Topic, Checked(name));

    /// <summary>A temporary queue that some connection made (its name comes from a message's reply-to, for example).</summary>
    /// <param name="name">The name, which starts with the connection id of its maker; the broker fails on others.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentException">As with <see cref="Queue"/>.</exception>
    public static Destination TemporaryQueue(string name) => new(DestinationKind.TemporaryQueue, Checked(name));

    /// <summary>A temporary topic that some connection made.</summary>
    /// <param name="name">The name, as with <see cref="TemporaryQueue"/>.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentException">As with <see cref="Queue"/>.</exception>
    public static Destination TemporaryTopic(string name) => new(DestinationKind.TemporaryTopic, Checked(name));

    /// <summary>The virtual topic of a name: what is published to it is copied to every consumer queue that exists.</summary>
    /// <param name="name">The name without the prefix <c>VirtualTopic.</c>.</param>
    /// <returns>The topic to publish to.</returns>
    /// <exception cref="ArgumentException">As with <see cref="Queue"/>.</exception>
    public static Destination VirtualTopic(string name) => Topic(VirtualTopicPrefix + Checked(name));

    /// <summary>The queue <c>Consumer.&lt;consumer&gt;.VirtualTopic.&lt;name&gt;</c> from which one consumer group reads a virtual topic.</summary>
    /// <param name="consumer">The group. No '.', since the broker's pattern <c>Consumer.*.VirtualTopic.&gt;</c> takes one segment.</param>
    /// <param name="name">The name given to <see cref="VirtualTopic"/>.</param>
    /// <returns>The queue to consume from; it exists from the first subscription on.</returns>
    /// <exception cref="ArgumentException">As with <see cref="Queue"/>, or the consumer's name holds a '.'.</exception>
    public static Destination VirtualTopicConsumer(string consumer, string name)
    {
        if (Checked(consumer).Contains('.', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The consumer name '{consumer}' holds a '.', so the broker would not take 'Consumer.{consumer}.{VirtualTopicPrefix}{name}' for a virtual topic's queue. Use a name without dots.",
                nameof(consumer));
        }

        return Queue("Consumer." + consumer + "." + VirtualTopicPrefix + Checked(name));
    }

    /// <summary>Reads what <see cref="ToString"/> writes: <c>queue://</c>, <c>topic://</c>, <c>temp-queue://</c>, <c>temp-topic://</c> and a name.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="FormatException">The text has none of these prefixes or an unusable name.</exception>
    public static Destination Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var destination)
            ? destination
            : throw new FormatException(
                $"'{text}' is not a destination. Expected queue://NAME, topic://NAME, temp-queue://NAME or temp-topic://NAME.");
    }

    /// <summary>As <see cref="Parse"/>, without an exception for a wrong text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">The destination read; null when the result is false.</param>
    /// <returns>Whether the text is a destination.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Destination? destination)
    {
        destination = null;
        foreach (var kind in (ReadOnlySpan<DestinationKind>)
                 [DestinationKind.Queue, DestinationKind.Topic, DestinationKind.TemporaryQueue, DestinationKind.TemporaryTopic])
        {
            var prefix = PrefixOf(kind);
            if (text is not null && text.StartsWith(prefix, StringComparison.Ordinal) && Fault(text[prefix.Length..]) is null)
                destination = new Destination(kind, text[prefix.Length..]);
        }

        return destination is not null;
    }

    /// <summary>The destination as ActiveMQ's own clients print it, for example <c>queue://orders</c>.</summary>
    /// <returns>The destination as text.</returns>
    public override string ToString() => PrefixOf(Kind) + Name;

    /// <summary>A destination as the broker named it: not checked, the broker may use any name.</summary>
    internal static Destination FromWire(DestinationKind kind, string name) => new(kind, name);

    private static string PrefixOf(DestinationKind kind) => kind switch
    {
        DestinationKind.Queue => "queue://",
        DestinationKind.Topic => "topic://",
        DestinationKind.TemporaryQueue => "temp-queue://",
        _ => "temp-topic://",
    };

    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Fault(name) is { } fault ? throw new ArgumentException($"The destination name '{name}' {fault}.", nameof(name)) : name;
    }

    private static string? Fault(string name)
    {
        if (name.Length == 0)
            return "is empty";
        // OpenWire strings carry a 16-bit length of up to three bytes a character.
        if (name.Length > ushort.MaxValue / 3)
            return "is too long (21,845 characters at the most)";
        if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
            return "has a blank at an end";
        // The broker reads "?consumer.priority=..." behind a name as options (ActiveMQDestination.setPhysicalName).
        if (name.Contains('?', StringComparison.Ordinal))
            return "holds a '?', which the broker would take for options; give options in ConsumerOptions";
        return name.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 ? "holds a control character" : null;
    }
}
