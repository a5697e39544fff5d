namespace Connector.OpenWire.Wire;

/// <summary>
/// Keeps the strings that come again in every message (connection ids, destination names, property names), so that reading them allocates
/// nothing. One slot per hash, the newest wins: bounded, and of no use to someone who sends ever new strings. One reader's own; not shared.
/// </summary>
internal sealed class StringCache
{
    private const int Slots = 512;
    private const int LongestKept = 200;

    private readonly byte[]?[] _keys = new byte[Slots][];
    private readonly string[] _values = new string[Slots];

    internal string GetOrDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestKept)
            return ModifiedUtf8.Decode(bytes);
        if (bytes.IsEmpty)
            return "";

        var hash = new HashCode();
        hash.AddBytes(bytes);
        var slot = hash.ToHashCode() & (Slots - 1);
        if (_keys[slot] is { } key && bytes.SequenceEqual(key))
            return _values[slot];

        var text = ModifiedUtf8.Decode(bytes);
        _keys[slot] = bytes.ToArray();
        _values[slot] = text;
        return text;
    }
}
