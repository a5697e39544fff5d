using System.Collections.Concurrent;
using System.Net;
using Connector.FinesseSimulator.Notifications;
using Connector.FinesseSimulator.Web;
using Connector.Xmpp;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>The notification service: an XMPP server with just what Finesse's Openfire is used for (facts 5).</summary>
internal sealed class XmppServer : INotificationSink, IAsyncDisposable
{
    private const string SubProtocol = "xmpp";

    private readonly XmppServerOptions _options;
    private readonly IUserDirectory _directory;
    private readonly SessionRegistry _registry;
    private readonly PubSubNodes _nodes;
    private readonly IqHandler _iqHandler;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TcpPort _port;
    private readonly TcpPort? _securePort;
    private readonly WebListener? _web;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _serving = new();
    private readonly ConcurrentDictionary<XmppServerSession, byte> _sessions = new();

    /// <summary>Creates a server.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="directory">Who may use it.</param>
    /// <param name="nodes">The explicit subscriptions, which are kept when it is gone.</param>
    /// <param name="presenceChanged">Told when a user becomes available at his first resource or unavailable at his last; must
    /// not wait.</param>
    /// <param name="loggerFactory">Where logs go.</param>
    public XmppServer(
        XmppServerOptions options, IUserDirectory directory, PubSubNodes nodes, Action<string, bool>? presenceChanged,
        ILoggerFactory loggerFactory)
    {
        _options = options;
        _directory = directory;
        _registry = new SessionRegistry(options.Domain, presenceChanged);
        _nodes = nodes;
        _iqHandler = new IqHandler(options.Domain, _nodes);
        _loggerFactory = loggerFactory;
        var portLog = loggerFactory.CreateLogger<TcpPort>();
        _port = new TcpPort(options.Endpoint, socket => _ = Begin(new TcpServerStream(socket, options.Limits), isSecure: false), portLog);
        if (options.Certificate is not { } certificate) return;
        var address = options.Endpoint.Address;
        _securePort = new TcpPort(
            new IPEndPoint(address, options.SecurePort),
            socket => _ = Begin(new TcpServerStream(socket, options.Limits), isSecure: true),
            portLog);
        _web = new WebListener(address, options.WebSocketPort, loggerFactory, MapWebSockets, certificate);
    }

    /// <summary>The port for TCP.</summary>
    public int Port => _port.Number;

    /// <summary>The port for TLS from the first byte; none without a certificate.</summary>
    public int? SecurePort => _securePort?.Number;

    /// <summary>The port for WebSockets over TLS; none without a certificate.</summary>
    public int? WebSocketPort => _web?.Root.Port;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _port.Open();
        _securePort?.Open();
        if (_web is not null) await _web.StartAsync(cancellationToken);
    }

    /// <summary>Serves WebSockets at <c>/ws</c> and <c>/ws/</c> of a web server, as Finesse does (facts 8.13).</summary>
    public void MapWebSockets(WebApplication web)
    {
        web.UseWebSockets();
        web.Map("/ws", ServeWebSocketAsync);
    }

    /// <summary>Serves one WebSocket to its end; whatever else the request is, is refused.</summary>
    public async Task ServeWebSocketAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(SubProtocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                $"This is for WebSockets of the sub-protocol '{SubProtocol}' (RFC 7395).", context.RequestAborted);
            return;
        }

        // XMPP's pings do what the WebSocket's would.
        var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = SubProtocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        await Begin(new WebSocketServerStream(socket, context, _options.Limits), isSecure: false);
    }

    /// <summary>The sessions of all users.</summary>
    public IReadOnlyList<XmppSessionView> BoundSessions => _registry.Sessions();

    /// <summary>The resources a user has bound, oldest first.</summary>
    public IReadOnlyList<string> ResourcesOf(string user) => _registry.ResourcesOf(user);

    /// <summary>The sessions that are there now, signed in or not.</summary>
    public IReadOnlyCollection<XmppServerSession> Sessions => [.. _sessions.Keys];

    /// <summary>Finesse's web application runs, or no longer does: its user's presence says so.</summary>
    public void SetFinesseAvailable(bool available) => _registry.SetFinesseAvailable(available);

    /// <summary>Takes no more clients, and resets the connections of those who are there, without a word. Disposing ends the
    /// rest.</summary>
    public async Task ResetAsync()
    {
        _port.Close();
        _securePort?.Close();
        foreach (var session in _sessions.Keys) session.Reset();
        if (_web is not null) await _web.StopAsync();
    }

    /// <inheritdoc />
    public ValueTask PublishAsync(FinesseNotification notification, CancellationToken cancellationToken)
    {
        IReadOnlyList<Jid> subscribers;
        if (notification.IsForSubscribersOnly) subscribers = _nodes.SubscribersOf(notification.Node);
        else
        {
            _registry.SendToBare(notification.To[..notification.To.IndexOf('@', StringComparison.Ordinal)], notification.ToMessage());
            subscribers = _nodes.SubscribersOf(notification.Node, notification.To);
        }

        foreach (var subscriber in subscribers)
        {
            var user = subscriber.Local!;
            var message = notification.ToMessage(subscriber.ToString());
            if (subscriber.Resource is { } resource) _registry.SendToFull(user, resource, message);
            else _registry.SendToBare(user, message);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _port.DisposeAsync();
        if (_securePort is not null) await _securePort.DisposeAsync();
        await Task.WhenAll(_serving.Keys);
        if (_web is not null) await _web.DisposeAsync();
        _stopping.Dispose();
    }

    // Not awaited where a port takes clients up: the next is accepted meanwhile. DisposeAsync awaits what is still there.
    private Task Begin(IServerStream stream, bool isSecure)
    {
        var serving = ServeAsync(stream, isSecure, _stopping.Token);
        _serving.TryAdd(serving, 0);
        _ = serving.ContinueWith(ended => _serving.TryRemove(ended, out _), TaskScheduler.Default);
        return serving;
    }

    private async Task ServeAsync(IServerStream stream, bool isSecure, CancellationToken cancellationToken)
    {
        await using var session = new XmppServerSession(
            stream, _options, _directory, _registry, _iqHandler, _loggerFactory.CreateLogger<XmppServerSession>());
        _sessions.TryAdd(session, 0);
        try
        {
            await session.RunAsync(isSecure, cancellationToken);
        }
        finally
        {
            _sessions.TryRemove(session, out _);
        }
    }
}
