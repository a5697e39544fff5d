using System.Net;
using System.Net.Sockets;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>A TCP port on which clients are taken up, one after the other.</summary>
internal sealed partial class TcpPort : IAsyncDisposable
{
    private const int Backlog = 1024;

    private readonly IPEndPoint _endpoint;
    private readonly Action<Socket> _accepted;
    private readonly ILogger _logger;
    private readonly Socket _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Describes a port; <see cref="Open"/> opens it.</summary>
    /// <param name="endpoint">Where; port 0 for a free one.</param>
    /// <param name="accepted">Takes a client; must not wait.</param>
    /// <param name="logger">Where failures are told.</param>
    public TcpPort(IPEndPoint endpoint, Action<Socket> accepted, ILogger<TcpPort> logger)
    {
        _endpoint = endpoint;
        _accepted = accepted;
        _logger = logger;
        _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    /// <summary>The port's number, once it is open.</summary>
    public int Number { get; private set; }

    /// <summary>Begins to listen; once.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public void Open()
    {
        try
        {
            _listener.Bind(_endpoint);
            _listener.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            throw new IOException($"XMPP cannot listen on {_endpoint}: {exception.Message}", exception);
        }

        Number = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Listens no more: clients are refused. Those who are there stay.</summary>
    public void Close() => _listener.Dispose();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Close();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                _accepted(socket);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException exception)
            {
                // A client that hung up while it was being accepted, or a shortage that passes.
                LogAccept(exception.Message);
                await Task.Yield();
            }
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "An XMPP connection could not be accepted: {Reason}")]
    private partial void LogAccept(string reason);
}
