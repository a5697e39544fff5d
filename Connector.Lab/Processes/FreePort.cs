using System.Net;
using System.Net.Sockets;

namespace Connector.Lab.Processes;

/// <summary>Finds loopback TCP ports on which nothing listens.</summary>
public static class FreePort
{
    /// <summary>A port that was free a moment ago; the system does not hand it out again for a while.</summary>
    /// <returns>A port number of the system's ephemeral range.</returns>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
