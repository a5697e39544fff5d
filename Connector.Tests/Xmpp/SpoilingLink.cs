using System.Net;
using System.Net.Sockets;

namespace Connector.Tests.Xmpp;

/// <summary>A TCP link to a server for one client at a time, on which bytes that the server did not send can be slipped to the client.</summary>
internal sealed class SpoilingLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _toClient = new(1, 1);
    private readonly int _target;
    private readonly Task _running;
    private NetworkStream? _client;

    public SpoilingLink(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Slips bytes in between what the server sends.</summary>
    public async Task SpoilAsync(ReadOnlyMemory<byte> bytes)
    {
        await _toClient.WaitAsync(_stop.Token);
        try
        {
            await (_client ?? throw new InvalidOperationException("No client is connected.")).WriteAsync(bytes, _stop.Token);
        }
        finally
        {
            _toClient.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        _stop.Dispose();
        _toClient.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                _client = client.GetStream();
                var (up, down) = (CarryAsync(_client, server.GetStream(), gate: null), CarryAsync(server.GetStream(), _client, _toClient));
                await Task.WhenAny(up, down);
                client.Close();
                server.Close();
                await Task.WhenAll(up, down);
            }
        }
        catch (OperationCanceledException)
        {
            // The link is taken down.
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to, SemaphoreSlim? gate)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is var count and > 0)
            {
                await (gate?.WaitAsync(_stop.Token) ?? Task.CompletedTask);
                try
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
                }
                finally
                {
                    gate?.Release();
                }
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One end has hung up, or the link is taken down.
        }
    }
}
