using System.Net;
using System.Net.Sockets;
using System.Text;
using Connector.Finesse.Rest;

namespace Connector.Tests.Finesse.Rest;

/// <summary>A TCP server that does what no decent HTTP server would: each connection is handed to the test's script.</summary>
internal sealed class RawTestServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _connections;

    internal RawTestServer(Func<NetworkStream, CancellationToken, Task> script, int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync(script);
        var address = FinesseSamples.Address($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}", null);
        Address = address;
    }

    internal FinesseAddress Address { get; }

    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>Reads a whole request, as far as its headers and an announced body go.</summary>
    internal static async Task<string> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        const string Length = "Content-Length: ";
        var at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        var announced = at < 0 ? 0 : int.Parse(text[(at + Length.Length)..text.IndexOf('\r', at)]);
        return text.Length >= end + 4 + announced;
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> script)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                running.Add(ServeAsync(client, script));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> script)
    {
        using (client)
        {
            try
            {
                await script(client.GetStream(), _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The test is over, or the client has gone.
            }
        }
    }
}
