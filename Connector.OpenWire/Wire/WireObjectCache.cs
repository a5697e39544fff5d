namespace Connector.OpenWire.Wire;

/// <summary>
/// Keeps the ids and destinations that come again in message after message, as <see cref="StringCache"/> keeps their strings. One slot per hash, the newest
/// wins. One reader's own; not shared.
/// </summary>
internal sealed class WireObjectCache
{
    private const int Slots = 128;

    private readonly ProducerId?[] _producers = new ProducerId?[Slots];
    private readonly ConsumerId?[] _consumers = new ConsumerId?[Slots];
    private readonly Destination?[] _destinations = new Destination?[Slots];

    internal StringCache Strings { get; } = new();

    internal ProducerId ProducerId(string connection, long session, long value)
    {
        ref var slot = ref _producers[Slot(connection, session, value)];
        if (slot is null || slot.Value != value || slot.SessionId != session || slot.ConnectionId != connection)
            slot = new ProducerId(connection, session, value);
        return slot;
    }

    internal ConsumerId ConsumerId(string connection, long session, long value)
    {
        ref var slot = ref _consumers[Slot(connection, session, value)];
        if (slot is null || slot.Value != value || slot.SessionId != session || slot.ConnectionId != connection)
            slot = new ConsumerId(connection, session, value);
        return slot;
    }

    internal Destination Destination(DestinationKind kind, string name)
    {
        ref var slot = ref _destinations[Slot(name, (long)kind, 0)];
        if (slot is null || slot.Kind != kind || slot.Name != name)
            slot = OpenWire.Destination.FromWire(kind, name);
        return slot;
    }

    private static int Slot(string text, long first, long second) => HashCode.Combine(text, first, second) & (Slots - 1);
}
