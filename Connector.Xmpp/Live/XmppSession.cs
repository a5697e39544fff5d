using System.Threading.Channels;
using System.Xml.Linq;
using Connector.Xmpp.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.Xmpp.Live;

/// <summary>
/// A live session: one reader, one writer behind a bounded queue, one pinger, and one way to end, <see cref="Break"/>.
/// </summary>
internal sealed partial class XmppSession : IXmppSession
{
    private readonly IXmppWire _wire;
    private readonly XmppSessionOptions _options;
    private readonly IXmppStanzaHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PendingRequests _requests;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing;
    private readonly TaskCompletionSource<XmppSessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _teardown;
    private XmppSessionEnd? _end;
    private Task _work = Task.CompletedTask;

    public XmppSession(
        IXmppWire wire, Jid jid, XmppSessionOptions options, IXmppStanzaHandler handler, TimeProvider time, ILogger logger)
    {
        _wire = wire;
        Jid = jid;
        _options = options;
        _handler = handler;
        _time = time;
        _logger = logger;
        _requests = new PendingRequests(jid);
        _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(options.OutgoingQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _teardown = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    /// <inheritdoc/>
    public Jid Jid { get; }

    /// <inheritdoc/>
    public Task<XmppSessionEnd> Ended => _ended.Task;

    /// <summary>Begins to read, write and ping.</summary>
    public void Start() => _work = WorkAsync();

    /// <inheritdoc/>
    public async ValueTask SendAsync(XElement stanza, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stanza);
        if (!XmppStanzas.IsStanza(stanza))
            throw new ArgumentException($"'{stanza.Name}' is no stanza: message, presence or iq in '{XmppNamespaces.Client}'.", nameof(stanza));
        await EnqueueAsync(_wire.Encode(stanza), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<XElement> RequestAsync(XElement iq, TimeSpan? timeout, CancellationToken cancellationToken) =>
        RequestBehindAsync(null, iq, timeout, cancellationToken);

    /// <inheritdoc/>
    public async Task AnnounceAsync(sbyte priority, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        try
        {
            await RequestBehindAsync(XmppStanzas.Presence(priority), XmppStanzas.Ping(_options.Domain), timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (XmppStanzaException)
        {
            // It does not know pings, and has answered.
        }
    }

    /// <inheritdoc/>
    public ValueTask WithdrawAsync(CancellationToken cancellationToken) => SendAsync(XmppStanzas.Unavailable(), cancellationToken);

    /// <inheritdoc/>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        Break(new XmppSessionEnd(XmppEndReason.ClosedByUs, "We closed the session."), farewell: true);
        if (_work.IsCompleted)
            return;
        await using (cancellationToken.UnsafeRegister(static teardown => ((CancellationTokenSource)teardown!).Cancel(), _teardown))
            await _work.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(CancellationToken.None).ConfigureAwait(false);
        _over.Dispose();
        _teardown.Dispose();
    }

    /// <summary>Sends a request, with a stanza that goes before the request: in one write, where the wire can.</summary>
    private async Task<XElement> RequestBehindAsync(XElement? ahead, XElement iq, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(iq);
        if (iq.Name != XmppNamespaces.Client + "iq" || !XmppStanzas.IsRequest(iq))
            throw new ArgumentException($"'{iq.Name}' is no request: an iq of type get or set.", nameof(iq));
        TimeSpan limit = timeout ?? _options.RequestTimeout;
        using var expiry = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        string id = _requests.NextId();
        var request = new XElement(iq);
        request.SetAttributeValue("id", id);
        Task<XElement> answer = _requests.Add(id, iq.Attribute("to")?.Value);
        try
        {
            ReadOnlyMemory<byte>[] pieces = ahead is null ? [_wire.Encode(request)] : _wire.EncodeBoth(ahead, request);
            foreach (ReadOnlyMemory<byte> piece in pieces)
                await EnqueueAsync(piece, either.Token).ConfigureAwait(false);
            return await answer.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"No answer to the XMPP request {id} from '{_options.Host}' within {limit.TotalSeconds:0.###} s.", exception);
        }
        finally
        {
            _requests.Remove(id);
        }
    }

    private async ValueTask EnqueueAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new XmppSessionEndedException(_end!);
        }
    }

    /// <summary>
    /// Ends the session, unless it has ended: the first reason stays. From here on nothing is handed to the handler or taken
    /// from callers.
    /// </summary>
    /// <param name="end">Why.</param>
    /// <param name="farewell">Whether what is queued and the closing tag are sent first, within the time for closing.</param>
    /// <param name="lastWords">What to send before the closing tag, if anything.</param>
    private void Break(XmppSessionEnd end, bool farewell, XElement? lastWords = null)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;
        XmppLog.SessionEnded(_logger, Jid, end);
        if (lastWords is not null)
            _outgoing.Writer.TryWrite(_wire.Encode(lastWords));
        _outgoing.Writer.TryComplete();
        if (farewell)
            _teardown.CancelAfter(_options.CloseTimeout);
        else
            _teardown.Cancel();
        _requests.FailAll(end);
        _over.Cancel();
        _ended.TrySetResult(end);
    }
}
