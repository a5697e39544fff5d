namespace Connector.Service.Adapters;

/// <summary>The queue that a client names for an agent's events.</summary>
internal static class EventAddress
{
    private const string Scheme = "queue:";
    private const int LongestName = 200;

    /// <summary>Whether a text names a queue: <c>name</c> or <c>queue:name</c>.</summary>
    public static bool IsValid(string address)
    {
        var name = Name(address);
        return name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
    }

    /// <summary>The address as the bus wants it.</summary>
    public static Uri ToUri(string address) => new(Scheme + Name(address));

    private static string Name(string address) =>
        address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? address[Scheme.Length..] : address;
}
