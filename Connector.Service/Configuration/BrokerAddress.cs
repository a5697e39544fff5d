using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Connector.Service.Configuration;

/// <summary>Where a broker is.</summary>
/// <param name="Host">Host name or address; IPv6 in brackets.</param>
/// <param name="Port">OpenWire port.</param>
/// <param name="Tls">Whether the connection is TLS.</param>
internal sealed record BrokerAddress(string Host, int Port, bool Tls)
{
    /// <summary>ActiveMQ's OpenWire port.</summary>
    public const int DefaultPort = 61616;

    /// <summary>ActiveMQ's OpenWire port over TLS.</summary>
    public const int DefaultTlsPort = 61617;

    /// <summary>Reads <c>host:port</c>, <c>tcp://host[:port]</c> or <c>ssl://host[:port]</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BrokerAddress? address)
    {
        address = null;
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? "" : text[..separator].ToLowerInvariant();
        if (scheme is not ("" or "tcp" or "ssl"))
            return false;
        var rest = (separator < 0 ? text : text[(separator + 3)..]).TrimEnd('/');
        if (!TrySplit(rest, out var host, out var portText) || !IsHost(host))
            return false;
        if (portText.Length == 0)
        {
            if (scheme.Length == 0)
                return false;
            address = new(host, scheme == "ssl" ? DefaultTlsPort : DefaultPort, scheme == "ssl");
            return true;
        }
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return false;
        address = new(host, port, scheme == "ssl");
        return true;
    }

    /// <summary>For instance <c>tcp://broker-1:61616</c>.</summary>
    public Uri ToUri() => new($"{(Tls ? "ssl" : "tcp")}://{Host}:{Port}");

    /// <summary>For instance <c>broker-1:61616</c>, the host in small letters: what a broker is called inside this connector.</summary>
    public string Name => ToString().ToLowerInvariant();

    /// <summary>For instance <c>broker-1:61616</c>.</summary>
    public override string ToString() => $"{Host}:{Port}";

    private static bool TrySplit(string text, out string host, out string port)
    {
        var afterHost = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.IndexOf(':');
        if (afterHost < 0)
            afterHost = text.Length;
        (host, port) = (text[..afterHost], afterHost < text.Length ? text[(afterHost + 1)..] : "");
        return afterHost == text.Length || (text[afterHost] == ':' && port.Length > 0);
    }

    private static bool IsHost(string host) => host.StartsWith('[')
        ? Uri.CheckHostName(host[1..^1]) == UriHostNameType.IPv6
        : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
}
