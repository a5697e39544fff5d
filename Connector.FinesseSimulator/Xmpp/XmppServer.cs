using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Connector.FinesseSimulator.Notifications;
using Connector.Xmpp;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>The notification service: an XMPP server with just what Finesse's Openfire is used for (facts 5).</summary>
internal sealed partial class XmppServer : INotificationSink, IAsyncDisposable
{
    private const int Backlog = 1024;

    private readonly XmppServerOptions _options;
    private readonly IUserDirectory _directory;
    private readonly SessionRegistry _registry;
    private readonly PubSubNodes _nodes;
    private readonly IqHandler _iqHandler;
    private readonly ILogger<XmppServer> _logger;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _serving = new();
    private readonly ConcurrentDictionary<XmppServerSession, byte> _sessions = new();
    private Task _accepting = Task.CompletedTask;

    /// <summary>Creates a server.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="directory">Who may use it.</param>
    /// <param name="presenceChanged">Told when a user becomes available at his first resource or unavailable at his last; must
    /// not wait.</param>
    /// <param name="loggerFactory">Where logs go.</param>
    public XmppServer(
        XmppServerOptions options, IUserDirectory directory, Action<string, bool>? presenceChanged, ILoggerFactory loggerFactory)
    {
        _options = options;
        _directory = directory;
        _registry = new SessionRegistry(options.Domain, presenceChanged);
        _nodes = new PubSubNodes(directory);
        _iqHandler = new IqHandler(options.Domain, _nodes);
        _logger = loggerFactory.CreateLogger<XmppServer>();
        _loggerFactory = loggerFactory;
        _listener = new TcpListener(options.Endpoint);
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public void Start()
    {
        try
        {
            _listener.Start(Backlog);
        }
        catch (SocketException exception)
        {
            throw new IOException($"XMPP cannot listen on {_options.Endpoint}: {exception.Message}", exception);
        }

        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_stopping.Token);
    }

    /// <summary>The resources a user has bound.</summary>
    public IReadOnlyList<string> ResourcesOf(string user) => _registry.ResourcesOf(user);

    /// <summary>Finesse's web application runs, or no longer does: its user's presence says so.</summary>
    public void SetFinesseAvailable(bool available) => _registry.SetFinesseAvailable(available);

    /// <summary>Takes no more clients, and resets the connections of those who are there, without a word. Disposing ends the
    /// rest.</summary>
    public void Reset()
    {
        _listener.Stop();
        foreach (var session in _sessions.Keys) session.Reset();
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
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(cancellationToken);
                socket.NoDelay = true;
                Begin(new TcpServerStream(socket, _options.Limits), cancellationToken);
            }
            catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
            {
                // Disposed, or stopped between the look at the token and the call.
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

    private void Begin(IServerStream stream, CancellationToken cancellationToken)
    {
        // Not awaited: the next client is accepted meanwhile. DisposeAsync awaits what is still there.
        var serving = ServeAsync(stream, cancellationToken);
        _serving.TryAdd(serving, 0);
        _ = serving.ContinueWith(ended => _serving.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task ServeAsync(IServerStream stream, CancellationToken cancellationToken)
    {
        await using var session = new XmppServerSession(
            stream, _options, _directory, _registry, _iqHandler, _loggerFactory.CreateLogger<XmppServerSession>());
        _sessions.TryAdd(session, 0);
        try
        {
            await session.RunAsync(cancellationToken);
        }
        finally
        {
            _sessions.TryRemove(session, out _);
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "An XMPP connection could not be accepted: {Reason}")]
    private partial void LogAccept(string reason);
}
