using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Connector.OpenWire;

/// <summary>Where one broker listens for OpenWire.</summary>
/// <param name="Host">Host name or IP address (IPv6 without brackets).</param>
/// <param name="Port">TCP port, 1 to 65535. ActiveMQ's own default is 61616, with TLS 61617.</param>
/// <param name="UseTls">True for <c>ssl://</c>: TLS from the first byte.</param>
public sealed record BrokerAddress(string Host, int Port, bool UseTls)
{
    /// <summary>The port taken when an address names none: ActiveMQ's <c>openwire</c> connector.</summary>
    public const int DefaultPort = 61616;

    /// <summary>The port taken when an <c>ssl://</c> address names none: ActiveMQ's <c>ssl</c> connector.</summary>
    public const int DefaultTlsPort = 61617;

    /// <summary>Reads <c>tcp://host:port</c>, <c>nio://host:port</c>, <c>ssl://host:port</c> or <c>host:port</c>.</summary>
    /// <param name="text">The address. A query (<c>?wireFormat...</c>) is refused: settings belong into <see cref="OpenWireOptions"/>.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is not such an address; the message says what is expected.</exception>
    public static BrokerAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var address)
            ? address
            : throw new FormatException(
                $"'{text}' is not a broker address. Expected tcp://host:port, ssl://host:port or host:port, for example tcp://broker1:61616.");
    }

    /// <summary>Reads an address as <see cref="Parse"/> does, without an exception for a wrong one.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address read; null when the result is false.</param>
    /// <returns>Whether the text is an address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BrokerAddress? address)
    {
        address = null;
        var rest = (text ?? "").Trim();
        var useTls = false;
        var schemeEnd = rest.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd >= 0)
        {
            switch (rest[..schemeEnd].ToLowerInvariant())
            {
                case "ssl" or "nio+ssl":
                    useTls = true;
                    break;
                case "tcp" or "nio":
                    break;
                default:
                    return false;
            }

            rest = rest[(schemeEnd + 3)..];
        }

        rest = rest.TrimEnd('/');
        var defaultPort = useTls ? DefaultTlsPort : DefaultPort;
        if (!TrySplit(rest, defaultPort, out var host, out var port) || Uri.CheckHostName(host) == UriHostNameType.Unknown)
            return false;
        address = new BrokerAddress(host, port, useTls);
        return true;
    }

    /// <summary>The address as <c>tcp://host:port</c> or <c>ssl://host:port</c>; it never holds a user or a password.</summary>
    /// <returns>The address as text.</returns>
    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{(UseTls ? "ssl" : "tcp")}://{host}:{Port}");
    }

    private static bool TrySplit(string rest, int defaultPort, out string host, out int port)
    {
        host = rest;
        port = defaultPort;
        string? portText = null;
        if (rest.StartsWith('['))
        {
            var close = rest.IndexOf(']', StringComparison.Ordinal);
            if (close < 0)
                return false;
            host = rest[1..close];
            var tail = rest[(close + 1)..];
            if (tail.Length > 0)
            {
                if (tail[0] != ':')
                    return false;
                portText = tail[1..];
            }
        }
        else if (rest.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
        {
            host = rest[..colon];
            portText = rest[(colon + 1)..];
        }

        return portText is null
            || (int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535);
    }
}
