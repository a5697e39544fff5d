using System.Xml.Linq;
using Connector.Xmpp.Negotiation;
using Connector.Xmpp.Streams;

namespace Connector.Xmpp.Live;

/// <content>The three loops of a live session. Each ends by <see cref="Break"/> or because of it, none throws.</content>
internal sealed partial class XmppSession
{
    private static readonly TimeSpan LastWordsTimeout = TimeSpan.FromMilliseconds(250);

    private async Task WorkAsync()
    {
        await Task.Yield();
        Task reading = ReadAsync();
        await Task.WhenAll(reading, WriteAsync(reading), PingAsync()).ConfigureAwait(false);
        await _wire.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                switch (await _wire.ReadAsync(_teardown.Token).ConfigureAwait(false))
                {
                    case XmppStreamElement { Element: var error } when error.Name == XmppNamespaces.Streams + "error":
                        Break(XmppRefusals.OfStream(error), farewell: true);
                        return;
                    case XmppStreamElement { Element: var element }:
                        Dispatch(element);
                        break;
                    case XmppStreamEnd end:
                        Break(XmppRefusals.OfEnd(end), farewell: true);
                        return;
                    default:
                        Break(Lost("The server closed the connection without a word.", null), farewell: false);
                        return;
                }
            }
        }
        catch (OperationCanceledException) when (_teardown.IsCancellationRequested)
        {
            // The session is over, and its time for closing too.
        }
        catch (XmppProtocolException exception)
        {
            Break(
                new XmppSessionEnd(XmppEndReason.ProtocolViolation, exception.Message, exception.Condition, exception),
                farewell: true,
                XmppStanzas.StreamError(exception.Condition));
        }
        catch (Exception exception)
        {
            Break(Lost($"Reading from the server failed: {exception.Message}", exception), farewell: false);
        }
    }

    private void Dispatch(XElement element)
    {
        if (Volatile.Read(ref _end) is not null)
            return;
        try
        {
            switch (XmppStanzas.IsStanza(element) ? element.Name.LocalName : null)
            {
                case "message":
                    _handler.OnMessage(element);
                    break;
                case "presence":
                    _handler.OnPresence(element);
                    break;
                case "iq":
                    OnIq(element);
                    break;
                default:
                    XmppLog.ElementIgnored(_logger, Jid, element.Name);
                    break;
            }
        }
        catch (Exception exception)
        {
            XmppLog.HandlerFailed(_logger, exception, Jid, element.Name.LocalName);
        }
    }

    private void OnIq(XElement iq)
    {
        if (!XmppStanzas.IsRequest(iq))
            _requests.Answer(iq);
        else if (!_outgoing.Writer.TryWrite(_wire.Encode(XmppStanzas.AnswerTo(iq))))
            XmppLog.AnswerDropped(_logger, Jid, _options.OutgoingQueue); // To wait here would stop reading, for the peer's not reading.
    }

    private async Task WriteAsync(Task reading)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> bytes in _outgoing.Reader.ReadAllAsync(_teardown.Token).ConfigureAwait(false))
                await _wire.WriteAsync(bytes, _teardown.Token).ConfigureAwait(false);
            await _wire.WriteAsync(_wire.EncodeEnd(), _teardown.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_teardown.IsCancellationRequested)
        {
            // The session is over, and its time for closing too.
        }
        catch (Exception exception)
        {
            // A server that closes says why first. Its words may wait to be read, and are worth more than the failed write.
            await Task.WhenAny(reading, Task.Delay(LastWordsTimeout, _time, CancellationToken.None)).ConfigureAwait(false);
            Break(Lost($"Writing to the server failed: {exception.Message}", exception), farewell: false);
            await _teardown.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task PingAsync()
    {
        if (_options.PingInterval == TimeSpan.Zero)
            return;
        TimeSpan rest = _options.PingInterval;
        for (int missed = 0; missed < _options.MissedPings;)
        {
            if (rest > TimeSpan.Zero && !await PauseAsync(rest).ConfigureAwait(false))
                return;
            long before = _wire.BytesRead;

            // A full queue means that the server does not take what we send: no need to add to it, silence will show.
            _outgoing.Writer.TryWrite(_wire.Encode(XmppStanzas.Ping(Jid.Domain, _requests.NextId())));
            if (!await PauseAsync(_options.PingTimeout).ConfigureAwait(false))
                return;
            bool alive = _wire.BytesRead != before;
            missed = alive ? 0 : missed + 1;
            rest = alive ? _options.PingInterval - _options.PingTimeout : TimeSpan.Zero;
        }

        Break(
            new XmppSessionEnd(
                XmppEndReason.PeerSilent,
                $"Nothing came from the server during {_options.MissedPings} pings of {_options.PingTimeout.TotalSeconds:0.###} s each."),
            farewell: false);
    }

    /// <summary>Waits, and says whether the session still lives. It ends in a pause as a rule, which is no exception then.</summary>
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_over.IsCancellationRequested;
    }

    private static XmppSessionEnd Lost(string text, Exception? cause) => new(XmppEndReason.ConnectionLost, text, Cause: cause);
}
