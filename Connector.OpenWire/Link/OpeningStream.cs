namespace Connector.OpenWire.Link;

/// <summary>
/// Passes a stream through and looks at the first bytes that come in. A plain OpenWire connector speaks first, with its WireFormatInfo, and so tells
/// what it is, whatever the TLS library makes of it.
/// </summary>
internal sealed class OpeningStream(Stream inner) : Stream
{
    // Of the first frame: int size, byte 1, "ActiveMQ".
    private const int MagicOffset = 5;
    private readonly byte[] _first = new byte[MagicOffset + 8];
    private int _seen;
    private bool _watches = true;

    /// <summary>Whether the other side began with OpenWire's WireFormatInfo.</summary>
    internal bool IsOpenWire => _seen == _first.Length && _first.AsSpan(MagicOffset).SequenceEqual("ActiveMQ"u8);

    /// <summary>Whether anything came from the other side.</summary>
    internal bool HasSpoken => _seen > 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (_watches)
            Note(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This client reads asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>From here on nothing more is noted.</summary>
    internal void StopWatching() => _watches = false;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _first.Length - _seen);
        bytes[..count].CopyTo(_first.AsSpan(_seen));
        _seen += count;
    }
}
