using System.Buffers;

namespace Connector.ActiveMqTransport.Addressing;

/// <summary>What a queue or topic may be called, so that the official transport accepts an address that names it.</summary>
internal static class EntityName
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    /// <summary>Says what is wrong with a name, or null if nothing is.</summary>
    public static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "the name is empty";
        var at = name.AsSpan().IndexOfAnyExcept(Allowed);
        return at < 0
            ? null
            : $"the name '{name}' has the character '{name[at]}' at position {at}; allowed are A-Z, a-z, 0-9 and - _ . :";
    }

    /// <summary>
    /// Says what is wrong with the name of a receive endpoint that consumes virtual topics. The broker finds the consumer
    /// queues of a topic by the pattern <c>Consumer.*.VirtualTopic.&gt;</c>, where <c>*</c> is one segment: an endpoint name
    /// with a dot would make a queue that no publish ever reaches.
    /// </summary>
    public static string? VirtualTopicConsumerFault(string name) =>
        name.Contains('.', StringComparison.Ordinal)
            ? $"the endpoint name '{name}' has a dot, so the broker would never deliver published messages to it; use '-' instead"
            : null;
}
