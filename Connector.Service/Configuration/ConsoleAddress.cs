using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Connector.Service.Configuration;

/// <summary>Where the console listens.</summary>
/// <param name="Address">The interface's address; null for <c>localhost</c>, which is both loopback addresses.</param>
/// <param name="Port">TCP port; 0 lets the system choose.</param>
internal sealed record ConsoleAddress(IPAddress? Address, int Port)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>http://address:port</c>. Only addresses of an interface are allowed, for a host name would leave it to
    /// the name service which interface is opened.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ConsoleAddress? address)
    {
        address = null;
        const string Scheme = "http://";
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = text[Scheme.Length..].TrimEnd('/');
        var everywhere = rest.StartsWith("*:", StringComparison.Ordinal);
        // IPAddress.Parse alone would take "1" and "0x7f.1" for addresses.
        if (!Uri.TryCreate(Scheme + (everywhere ? "0.0.0.0" + rest[1..] : rest), UriKind.Absolute, out var uri)
            || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
        {
            return false;
        }
        if (everywhere)
            address = new(IPAddress.IPv6Any, uri.Port);
        else if (uri.Host == "localhost")
            address = new(null, uri.Port);
        else if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && IPAddress.TryParse(uri.DnsSafeHost, out var ip))
            address = new(ip, uri.Port);
        return address is not null;
    }

    /// <summary>An address that a browser on this machine can open, once the port is known.</summary>
    public string ToBrowserAddress(int port) => Address switch
    {
        null => $"http://localhost:{port}",
        var ip when ip.Equals(IPAddress.IPv6Any) || ip.Equals(IPAddress.Any) => $"http://127.0.0.1:{port}",
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } ip => $"http://[{ip}]:{port}",
        var ip => $"http://{ip}:{port}",
    };
}
