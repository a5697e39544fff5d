using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Connector.Xmpp.Streams;

/// <summary>
/// Turns the bytes of one XMPP stream, cut anywhere, into its events. Pure: no I/O, no clock, no thread. It serves both sides,
/// since client and server send the same kind of stream. Between stanzas it holds at most 4 KiB.
/// </summary>
/// <remarks>
/// Events are pulled, one at a time, and input behind the event is left unread. So whoever reads can stop at the element after
/// which the meaning of the bytes changes: <c>proceed</c> of STARTTLS (RFC 6120, 5.4.2.3) or <c>success</c> of SASL
/// (RFC 6120, 6.4.6), after which a new stream begins and with it a new parser. After an exception a parser is of no more use.
/// </remarks>
public sealed class XmppStreamParser
{
    private const int KeptBufferBytes = 4 * 1024;

    private readonly XmppStreamLimits _limits;
    private readonly XmppFrameScanner _scanner;
    private byte[] _frame = [];
    private int _frameBytes;
    private XmppStanzaReader? _stanzas;
    private bool _endPending;

    /// <summary>Creates a parser for one stream.</summary>
    /// <param name="limits">What a stanza may cost; <see cref="XmppStreamLimits.Default"/> where not given.</param>
    public XmppStreamParser(XmppStreamLimits? limits = null)
    {
        _limits = limits ?? XmppStreamLimits.Default;
        _scanner = new XmppFrameScanner(_limits.MaxDepth);
    }

    /// <summary>Reads up to the end of the next event.</summary>
    /// <param name="input">The bytes that came; on return, those not read yet. All are read where the answer is false.</param>
    /// <param name="streamEvent">The event, if one is complete.</param>
    /// <returns>Whether an event is complete; if not, more bytes are needed.</returns>
    /// <exception cref="XmppProtocolException">The bytes are no XMPP stream, or break a limit.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> input, [NotNullWhen(true)] out XmppStreamEvent? streamEvent)
    {
        if (_endPending)
        {
            _endPending = false;
            streamEvent = new XmppStreamEnd();
            return true;
        }

        while (!input.IsEmpty)
        {
            XmppFrame frame = _scanner.Scan(input, out int start, out int end);
            Keep(input[start..end]);
            input = input[end..];
            if (frame == XmppFrame.None)
                continue;
            streamEvent = Read(frame);
            Release();
            if (streamEvent is not null)
                return true;
        }

        streamEvent = null;
        return false;
    }

    /// <inheritdoc cref="TryRead(ref ReadOnlySpan{byte}, out XmppStreamEvent?)"/>
    public bool TryRead(ref ReadOnlySequence<byte> input, [NotNullWhen(true)] out XmppStreamEvent? streamEvent)
    {
        ReadOnlySpan<byte> segment = default;
        if (TryRead(ref segment, out streamEvent))
            return true;

        long consumed = 0;
        foreach (ReadOnlyMemory<byte> memory in input)
        {
            segment = memory.Span;
            bool complete = TryRead(ref segment, out streamEvent);
            consumed += memory.Length - segment.Length;
            if (complete)
                break;
        }

        input = input.Slice(consumed);
        return streamEvent is not null;
    }

    private XmppStreamEvent? Read(XmppFrame frame)
    {
        switch (frame)
        {
            case XmppFrame.Declaration:
                XmppStanzaReader.VerifyDeclaration(_frame.AsSpan(0, _frameBytes));
                return null;
            case XmppFrame.Header or XmppFrame.EmptyStream:
                _endPending = frame == XmppFrame.EmptyStream;
                _stanzas = new XmppStanzaReader(CloseTag(frame), out XmppStreamHeader header);
                return header;
            case XmppFrame.Element:
                return new XmppStreamElement(_stanzas!.Read(_frame, _frameBytes));
            default:
                _stanzas!.VerifyEnd(_frame.AsSpan(0, _frameBytes));
                return new XmppStreamEnd();
        }
    }

    /// <summary>The header's tag as an element of its own, so that an XML reader takes it.</summary>
    private MemoryStream CloseTag(XmppFrame frame)
    {
        if (frame == XmppFrame.EmptyStream)
            return new MemoryStream(_frame, 0, _frameBytes, writable: false);
        Keep(">"u8);
        _frame[_frameBytes - 2] = (byte)'/';
        return new MemoryStream(_frame, 0, _frameBytes, writable: false);
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        int limit = _stanzas is null ? _limits.MaxHeaderBytes : _limits.MaxStanzaBytes;
        if (piece.Length > limit - _frameBytes)
        {
            throw new XmppProtocolException(
                XmppStreamConditions.PolicyViolation,
                $"The {(_stanzas is null ? "stream header" : "stanza")} is larger than the limit of {limit} bytes.");
        }

        int needed = _frameBytes + piece.Length;
        if (needed > _frame.Length)
            Array.Resize(ref _frame, Math.Max(needed, Math.Min(limit, Math.Max(256, _frame.Length * 2))));
        piece.CopyTo(_frame.AsSpan(_frameBytes));
        _frameBytes = needed;
    }

    private void Release()
    {
        _frameBytes = 0;
        if (_frame.Length > KeptBufferBytes)
            _frame = [];
    }
}
