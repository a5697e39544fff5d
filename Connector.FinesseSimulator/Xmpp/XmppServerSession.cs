using System.Globalization;
using System.Threading.Channels;
using System.Xml.Linq;
using Connector.Xmpp;
using Connector.Xmpp.Streams;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>
/// One client's connection from its first byte to its end. It ends once: the first reason wins, is told to the client as a stream
/// error where it is one, and concerns no other connection.
/// </summary>
internal sealed partial class XmppServerSession : IAsyncDisposable
{
    private const int MaxSignInAttempts = 3;
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(2);

    private readonly IServerStream _stream;
    private readonly XmppServerOptions _options;
    private readonly IUserDirectory _directory;
    private readonly SessionRegistry _registry;
    private readonly IqHandler _iqHandler;
    private readonly ILogger _logger;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing;
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _silence;
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _secretEnds;
    private int _ended;
    private int _attempts;
    private volatile bool _isOpen;
    private volatile bool _asked;

    /// <summary>Creates a session; <see cref="RunAsync"/> carries it.</summary>
    public XmppServerSession(
        IServerStream stream, XmppServerOptions options, IUserDirectory directory, SessionRegistry registry, IqHandler iqHandler,
        ILogger<XmppServerSession> logger)
    {
        _stream = stream;
        _options = options;
        _directory = directory;
        _registry = registry;
        _iqHandler = iqHandler;
        _logger = logger;
        _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(options.MaxQueuedStanzas) { SingleReader = true });
        _silence = options.Time.CreateTimer(_ => OnSilence(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The user who has signed in; empty before.</summary>
    public string User { get; private set; } = "";

    /// <summary>The full JID; none before the resource is bound.</summary>
    public Jid? Address { get; private set; }

    /// <summary>The priority of the presence; none while unavailable. Guarded by the registry.</summary>
    public int? Priority { get; set; }

    /// <summary>Serves the client until one of the two ends it.</summary>
    /// <param name="isSecure">Whether TLS comes first.</param>
    /// <param name="cancellationToken">Set when the server stops.</param>
    public async Task RunAsync(bool isSecure, CancellationToken cancellationToken)
    {
        await using var stopping = cancellationToken.Register(() => End("system-shutdown", "The server is being shut down."));
        HeardFromClient();
        var writing = WriteAsync();
        try
        {
            if (isSecure) await _stream.StartTlsAsync(_options.Certificate!, _ending.Token);
            await ReadAsync();
        }
        catch (XmppProtocolException exception)
        {
            LogProtocol(_stream.Peer, exception.Message);
            End(exception.Condition, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection broke, or the session was ended from this side.
            End(condition: null, "");
        }
        catch (Exception exception)
        {
            LogFault(exception, _stream.Peer);
            End("internal-server-error", "The server made a mistake.");
        }
        finally
        {
            await _silence.DisposeAsync();
            await _secretEnds.DisposeAsync();
            _registry.Unbind(this);
            End(condition: null, "");
            await writing;
        }
    }

    /// <summary>Queues a stanza. A client that lets the queue fill up is cut off; nobody waits for it.</summary>
    public void Send(XElement stanza)
    {
        _options.Tap?.Invoke(User, Address?.Resource ?? "", arg3: false, stanza);
        Send(_stream.Encode(stanza));
    }

    /// <summary>Ends the session; where it is over already, that stays the reason.</summary>
    /// <param name="condition">The stream error, or none for an orderly close.</param>
    /// <param name="text">What is said with it.</param>
    public void End(string? condition, string text)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;

        // An error about the client's header comes in a stream all the same (RFC 6120, 4.9.1.2).
        if (condition is not null && !_isOpen) _outgoing.Writer.TryWrite(Header());
        if (condition is not null) _outgoing.Writer.TryWrite(_stream.Encode(Stanzas.StreamError(condition, text)));
        _outgoing.Writer.TryWrite(_stream.EncodeEnd());
        _outgoing.Writer.TryComplete();

        // Not Cancel: whatever waits for it must not run here, where a lock may be held.
        _ = _ending.CancelAsync();
    }

    /// <summary>Resets the connection at once, without a word, as a machine that dies.</summary>
    public void Reset()
    {
        // First: what sees the session end must find no connection to say goodbye on.
        _stream.Reset();
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        _outgoing.Writer.TryComplete();
        _ = _ending.CancelAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _ending.Dispose();
    }

    private void Send(ReadOnlyMemory<byte> bytes)
    {
        if (_outgoing.Writer.TryWrite(bytes) || Volatile.Read(ref _ended) != 0) return;
        LogSlow(_stream.Peer, _options.MaxQueuedStanzas);
        End("resource-constraint", "The client does not read what it is sent.");
        _stream.Abort();
    }

    private async Task ReadAsync()
    {
        while (await _stream.ReadAsync(_ending.Token) is { } streamEvent)
        {
            if (_options.Hold?.Invoke(User) is { IsCompleted: false } hold) await hold.WaitAsync(_ending.Token);
            HeardFromClient();
            if (streamEvent is XmppStreamElement { Element: var seen })
                _options.Tap?.Invoke(User, Address?.Resource ?? "", arg3: true, seen);
            switch (streamEvent)
            {
                case XmppStreamHeader header: Open(header); break;
                case XmppStreamElement { Element.Name: var name } when OffersTls && name == XmppNamespaces.StartTls + "starttls":
                    await StartTlsAsync();
                    break;
                case XmppStreamElement { Element: var element } when User.Length == 0: SignIn(element); break;
                case XmppStreamElement { Element: var element } when Address is null: BindResource(element); break;
                case XmppStreamElement { Element: var element }: Handle(element); break;
                default:
                    End(condition: null, "");
                    return;
            }
        }
    }

    private void Open(XmppStreamHeader header)
    {
        Send(Header());
        _isOpen = true;
        if (header.ContentNamespace != XmppNamespaces.Client)
            throw new XmppProtocolException(XmppStreamConditions.InvalidNamespace, "The stream is not one of jabber:client.");
        if (header.To is { } to && !to.Equals(_options.Domain, StringComparison.OrdinalIgnoreCase))
            throw new XmppProtocolException("host-unknown", $"This server serves the domain {_options.Domain}.");
        Send(User.Length == 0 ? Stanzas.FeaturesToSignIn(OffersTls) : Stanzas.FeaturesToBind());
    }

    private bool OffersTls => _options.Certificate is not null && _stream.CanStartTls && User.Length == 0;

    private async Task StartTlsAsync()
    {
        Send(new XElement(XmppNamespaces.StartTls + "proceed"));

        // An empty piece tells the writer to say when it has come so far: TLS begins right behind the word.
        _outgoing.Writer.TryWrite(ReadOnlyMemory<byte>.Empty);
        await _flushed.Task.WaitAsync(_ending.Token);
        await _stream.StartTlsAsync(_options.Certificate!, _ending.Token);
        _isOpen = false;
    }

    private ReadOnlyMemory<byte> Header() => _stream.EncodeHeader(
        new XmppStreamHeader { From = _options.Domain, Id = Guid.NewGuid().ToString("N"), Version = "1.0" });

    private void SignIn(XElement element)
    {
        if (element.Name != XmppNamespaces.Sasl + "auth")
            throw new XmppProtocolException(XmppStreamConditions.NotAuthorized, "The client has not signed in.");
        if (element.Attribute("mechanism")?.Value is not "PLAIN") Refuse("invalid-mechanism");
        else if (SaslPlain.Read(element.Value) is not var (user, password)) Refuse("malformed-request");
        else if (!_directory.IsSecret(user, password, out var sessionEnds)) Refuse("not-authorized");
        else
        {
            User = user;
            _secretEnds = sessionEnds.Register(() => End("not-authorized", "The access token is good no longer."));
            _stream.Restart();
            Send(new XElement(XmppNamespaces.Sasl + "success"));
            _isOpen = false;
        }
    }

    private void Refuse(string condition)
    {
        Send(Stanzas.SaslFailure(condition));
        if (++_attempts >= MaxSignInAttempts)
            throw new XmppProtocolException(XmppStreamConditions.PolicyViolation, "There were too many attempts to sign in.");
    }

    private void BindResource(XElement element)
    {
        if (element.Name != XmppNamespaces.Client + "iq" || element.Attribute("type")?.Value is not "set"
            || element.Element(XmppNamespaces.Bind + "bind") is not { } bind)
        {
            if (element.Name.Namespace != XmppNamespaces.Client)
                throw new XmppProtocolException(XmppStreamConditions.UnsupportedStanzaType, "A resource must be bound first.");
            Send(Stanzas.Error(element, _options.Domain, "auth", "not-authorized"));
            return;
        }

        // Without a resource the server chooses one, as RFC 6120 wants.
        var wanted = bind.Element(XmppNamespaces.Bind + "resource")?.Value is { Length: > 0 } name
            ? name
            : Guid.NewGuid().ToString("N");
        if (!Jid.TryParse($"{User}@{_options.Domain}/{wanted}", out var address))
        {
            Send(Stanzas.Error(element, _options.Domain, "modify", "bad-request"));
            return;
        }

        Address = address;
        Send(Stanzas.Result(element, _options.Domain, new XElement(
            XmppNamespaces.Bind + "bind", new XElement(XmppNamespaces.Bind + "jid", address.ToString()))));
        _registry.Bind(this);
    }

    private void Handle(XElement stanza)
    {
        if (stanza.Name == XmppNamespaces.Client + "iq")
        {
            if (_iqHandler.Answer(stanza, User, Address!) is { } answer) Send(answer);
        }
        else if (stanza.Name == XmppNamespaces.Client + "presence")
        {
            HandlePresence(stanza);
        }
        else if (stanza.Name == XmppNamespaces.Client + "message")
        {
            // Nobody here reads messages.
            if (stanza.Attribute("type")?.Value is not "error")
                Send(Stanzas.Error(stanza, _options.Domain, "cancel", "service-unavailable"));
        }
        else
        {
            throw new XmppProtocolException(XmppStreamConditions.UnsupportedStanzaType, "The element is no stanza.");
        }
    }

    private void HandlePresence(XElement presence)
    {
        // Directed presence and subscriptions between users concern nobody here.
        if (presence.Attribute("to") is not null) return;
        switch (presence.Attribute("type")?.Value)
        {
            case null:
                var text = presence.Element(XmppNamespaces.Client + "priority")?.Value ?? "0";
                var isNumber = sbyte.TryParse(
                    text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority);
                _registry.Available(this, isNumber ? priority : 0);
                break;
            case "unavailable":
                _registry.Unavailable(this);
                break;
            default:
                break;
        }
    }

    private void HeardFromClient()
    {
        _asked = false;
        if (Volatile.Read(ref _ended) == 0) _silence.Change(_options.IdleTimeout / 2, Timeout.InfiniteTimeSpan);
    }

    // Half the time: ask. All of it: whoever does not answer is gone.
    private void OnSilence()
    {
        if (_options.Hold?.Invoke(User) is { IsCompleted: false })
        {
            // Nothing is heard of a client that is held back; that is not his fault.
            _silence.Change(_options.IdleTimeout / 2, Timeout.InfiniteTimeSpan);
            return;
        }

        if (_asked || Address is null)
        {
            End("connection-timeout", "The client has been silent for too long.");
            return;
        }

        _asked = true;
        Send(Stanzas.Ping(_options.Domain, Address.ToString(), Guid.NewGuid().ToString("N")));
        _silence.Change(_options.IdleTimeout / 2, Timeout.InfiniteTimeSpan);
    }

    private async Task WriteAsync()
    {
        // The end of the queue is the end of the session; a client that does not take it in time is cut off.
        using var flush = new CancellationTokenSource();
        await using var limit = _ending.Token.Register(() => flush.CancelAfter(FlushTime));
        try
        {
            await foreach (var bytes in _outgoing.Reader.ReadAllAsync(CancellationToken.None))
            {
                if (_options.Hold?.Invoke(User) is { IsCompleted: false } hold) await hold.WaitAsync(flush.Token);
                if (bytes.IsEmpty) _flushed.TrySetResult();
                else await _stream.WriteAsync(bytes, flush.Token);
            }

            await _stream.CloseAsync(flush.Token);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            End(condition: null, "");
        }
        finally
        {
            _stream.Abort();
        }
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Information, Message =
        "The XMPP client at {Peer} broke the protocol and is disconnected: {Reason}")]
    private partial void LogProtocol(string peer, string reason);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message =
        "The XMPP client at {Peer} is disconnected: {Count} stanzas wait for it to read")]
    private partial void LogSlow(string peer, int count);

    [LoggerMessage(
        EventId = 22, Level = LogLevel.Error, Message = "The XMPP session of {Peer} is ended by a fault of the simulator")]
    private partial void LogFault(Exception exception, string peer);
}
