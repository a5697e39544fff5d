using MassTransit;

namespace Connector.ActiveMqTransport.Addressing;

/// <summary>What an address names at the broker.</summary>
internal enum EntityKind
{
    /// <summary>A queue (or, where temporary, a temporary queue of one connection).</summary>
    Queue = 0,

    /// <summary>A topic, in general a virtual topic.</summary>
    Topic = 1,
}

/// <summary>
/// The address of a queue or topic as it stands in the envelope:
/// <c>activemq://host[:port]/name[?temporary=true|durable=false|autodelete=true][&amp;type=topic]</c>.
/// </summary>
/// <remarks>
/// Only the name and the query count: host and port are those by which the writer of the address reached its broker, which
/// says nothing about ours.
/// </remarks>
/// <param name="Name">Name of the queue or topic.</param>
/// <param name="Kind">Queue or topic.</param>
/// <param name="Durable">False for what is gone with its connection.</param>
/// <param name="AutoDelete">True for what is deleted after its last consumer.</param>
internal readonly record struct EndpointAddress(
    string Name,
    EntityKind Kind = EntityKind.Queue,
    bool Durable = true,
    bool AutoDelete = false)
{
    private const string TemporaryKey = "temporary";
    private const string DurableKey = "durable";
    private const string AutoDeleteKey = "autodelete";
    private const string TypeKey = "type";

    /// <summary>True for the endpoint of one connection, whose queue is a temporary one.</summary>
    public bool IsTemporary => Kind == EntityKind.Queue && !Durable && AutoDelete;

    /// <summary>Reads an address that a user, the bus or a peer handed to us.</summary>
    /// <exception cref="ActiveMqTransportException">The scheme or the name is not one that can be sent to.</exception>
    public static EndpointAddress Parse(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return TryParse(address, out var parsed) is { } fault
            ? throw new ActiveMqTransportException($"Cannot send to '{address}': {fault}.")
            : parsed;
    }

    /// <summary>Reads an address, or says what is wrong with it.</summary>
    public static string? TryParse(Uri address, out EndpointAddress parsed)
    {
        (string? name, EntityKind kind) = address.Scheme.ToLowerInvariant() switch
        {
            HostAddress.Scheme or HostAddress.AmqpScheme => (NameOf(address), EntityKind.Queue),
            "queue" => (Uri.UnescapeDataString(address.AbsolutePath), EntityKind.Queue),
            "topic" => (Uri.UnescapeDataString(address.AbsolutePath), EntityKind.Topic),
            _ => (null, EntityKind.Queue),
        };
        parsed = default;
        if (name is null)
            return $"its scheme '{address.Scheme}' is unknown; use activemq, amqp, queue or topic";
        // A star asks for a name of its own, as in the other transports of MassTransit.
        if (name == "*")
            name = NewId.Next().ToString("N");
        if (EntityName.Fault(name) is { } fault)
            return fault;
        parsed = ApplyQuery(new EndpointAddress(name, kind), address.Query);
        return null;
    }

    /// <summary>Writes the address under the host address of this bus.</summary>
    public Uri ToUri(Uri hostAddress)
    {
        ArgumentNullException.ThrowIfNull(hostAddress);
        var builder = new UriBuilder(hostAddress) { Path = Name, Query = string.Join('&', QueryParts()) };
        return builder.Uri;
    }

    /// <summary>The name in an address, unchecked: its last segment.</summary>
    public static string NameOf(Uri address)
    {
        var path = address.AbsolutePath;
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static EndpointAddress ApplyQuery(EndpointAddress address, string query)
    {
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                continue;
            var value = part[(equals + 1)..];
            address = part[..equals] switch
            {
                TemporaryKey when bool.TryParse(value, out var on) => address with { Durable = !on, AutoDelete = on },
                DurableKey when bool.TryParse(value, out var on) => address with { Durable = on },
                AutoDeleteKey when bool.TryParse(value, out var on) => address with { AutoDelete = on },
                TypeKey when value.Equals("topic", StringComparison.OrdinalIgnoreCase) => address with { Kind = EntityKind.Topic },
                TypeKey when value.Equals("queue", StringComparison.OrdinalIgnoreCase) => address with { Kind = EntityKind.Queue },
                _ => address,
            };
        }
        return address;
    }

    private IEnumerable<string> QueryParts()
    {
        if (!Durable && AutoDelete)
            yield return TemporaryKey + "=true";
        else if (!Durable)
            yield return DurableKey + "=false";
        else if (AutoDelete)
            yield return AutoDeleteKey + "=true";
        if (Kind == EntityKind.Topic)
            yield return TypeKey + "=topic";
    }
}
