using System.Net;
using System.Net.Sockets;

namespace Connector.Lab.Processes;

/// <summary>Finds loopback TCP ports on which nothing listens.</summary>
public static class FreePort
{
    // Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 elsewhere): a server that is
    // killed and started again must not find that somebody's connection has its port meanwhile.
    private const int First = 10_000;
    private const int End = 32_768;

    // Counted on and not drawn: of many that ask at the same time, no two are told the same port before the first has bound it.
    private static int _last = Random.Shared.Next(End - First);

    /// <summary>Makes something that listens at a free port; at another one where somebody was faster.</summary>
    /// <param name="listen">Makes it, at a port.</param>
    /// <exception cref="SocketException">It cannot listen, at any of twenty.</exception>
    public static T Bound<T>(Func<int, T> listen)
    {
        var attemptsLeft = 20;
        while (true)
        {
            attemptsLeft--;
            try
            {
                return listen(Next());
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse && attemptsLeft > 0)
            {
                // The next one.
            }
        }
    }

    /// <summary>A port that was free a moment ago, that no outgoing connection takes, and that nobody else in this process was told of.</summary>
    /// <returns>A port number below the system's ephemeral range.</returns>
    /// <exception cref="InvalidOperationException">No free port was found.</exception>
    public static int Next()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % (End - First));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }

        throw new InvalidOperationException($"No free TCP port was found between {First} and {End - 1}.");
    }
}
