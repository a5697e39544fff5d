using System.Net;
using System.Net.Sockets;
using Connector.Lab.Links;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

public sealed class CuttableLinkTests : IAsyncLifetime, IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new(TimeSpan.FromSeconds(20));
    private CuttableLink _link = null!;
    private Task _serving = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _server.Start();
        _serving = EchoAsync();
        _link = CuttableLink.To(((IPEndPoint)_server.LocalEndpoint).Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _link.DisposeAsync();
        await _end.CancelAsync();
        _server.Stop();
        await _serving;
    }

    public void Dispose()
    {
        _server.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task Bytes_go_through_and_back()
    {
        using var client = await ConnectAsync();

        (await EchoedAsync(client, 1)).ShouldBe((byte)1);
        (await EchoedAsync(client, 2)).ShouldBe((byte)2);
        _link.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task A_cut_ends_what_is_open_and_refuses_what_comes()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);

        await _link.CutAsync();

        await Should.ThrowAsync<Exception>(() => EchoedAsync(client, 2));
        (await Should.ThrowAsync<SocketException>(ConnectAsync)).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task Restored_it_serves_at_the_same_port()
    {
        await _link.CutAsync();
        _link.Restore();

        using var client = await ConnectAsync();
        (await EchoedAsync(client, 3)).ShouldBe((byte)3);
    }

    [Fact]
    public async Task The_end_of_one_side_reaches_the_other()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);

        var stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);

        (await stream.ReadAsync(new byte[1], _end.Token)).ShouldBe(0);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _link.Port, _end.Token);
        return client;
    }

    private async Task<byte> EchoedAsync(TcpClient client, byte value)
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
