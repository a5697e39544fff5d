using System.Net;
using System.Net.Sockets;
using Connector.Lab.Links;
using Xunit;

namespace Connector.Tests.Lab;

/// <summary>A link to a server that echoes.</summary>
public abstract class EchoLink : IAsyncLifetime, IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new(TimeSpan.FromSeconds(60));
    private CuttableLink? _link;
    private Task _serving = Task.CompletedTask;

    protected CuttableLink Link => _link ?? throw new InvalidOperationException("The link has not been opened.");

    protected int ServerPort => ((IPEndPoint)_server.LocalEndpoint).Port;

    protected CancellationToken End => _end.Token;

    public Task InitializeAsync()
    {
        _server.Start();
        _serving = EchoAsync();
        _link = CuttableLink.To(ServerPort);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Link.DisposeAsync();
        await _end.CancelAsync();
        _server.Stop();
        await _serving;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _server.Dispose();
        _end.Dispose();
    }

    protected async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Link.Port, _end.Token);
        return client;
    }

    protected async Task<byte> EchoedAsync(TcpClient client, byte value)
    {
        var buffer = new[] { value };
        await client.GetStream().WriteAsync(buffer, _end.Token);
        await client.GetStream().ReadExactlyAsync(buffer, _end.Token);
        return buffer[0];
    }

    private async Task EchoAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _server.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await client.GetStream().CopyToAsync(client.GetStream(), _end.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or IOException)
            {
                // The link was cut, or the test is over.
            }
        }
    }
}
