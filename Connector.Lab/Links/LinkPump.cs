using System.Net.Sockets;
using System.Threading.Channels;

namespace Connector.Lab.Links;

/// <summary>
/// One direction of one connection. On a clean line what is read is sent on at once. On any other it waits in a bounded queue until it is due: the delay
/// costs no throughput, and a reader that is ahead of the line is held back as by a full socket.
/// </summary>
internal sealed class LinkPump(Socket from, Socket to, Func<LinkDirection> direction, LinkGate gate)
{
    private const int ChunkBytes = 16 * 1024;
    private const int ChunksPerSecond = 20;
    private const int MaxChunks = 256;

    private static readonly TimeSpan OneTick = TimeSpan.FromMilliseconds(1);

    private readonly Channel<Chunk> _onTheWay = Channel.CreateBounded<Chunk>(
        new BoundedChannelOptions(MaxChunks) { SingleReader = true, SingleWriter = true });

    /// <summary>Carries until the sending side has ended, then ends the receiving side as it did: in order, or by an exception.</summary>
    /// <exception cref="SocketException">One of the sides was reset.</exception>
    /// <exception cref="OperationCanceledException">The connection was ended.</exception>
    public async Task RunAsync(CancellationToken end)
    {
        if (await CarryAtOnceAsync(end).ConfigureAwait(false))
            return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end);
        var reading = ReadAsync(stop.Token);
        try
        {
            await WriteAsync(end).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Carries while the line is clean.</summary>
    /// <returns>Whether that was to the end; else the line is bad now, and the first piece waits in the queue.</returns>
    private async Task<bool> CarryAtOnceAsync(CancellationToken end)
    {
        var buffer = new byte[ChunkBytes];
        while (IsClean)
        {
            var read = await from.ReceiveAsync(buffer, end).ConfigureAwait(false);
            if (!IsClean)
            {
                await QueueAsync(buffer, read, end).ConfigureAwait(false);
                if (read > 0)
                    return false;
                _onTheWay.Writer.Complete();
                await WriteAsync(end).ConfigureAwait(false);
                return true;
            }

            await PassOnAsync(buffer.AsMemory(0, read), end).ConfigureAwait(false);
            if (read == 0)
                return true;
        }

        return false;
    }

    private async Task ReadAsync(CancellationToken end)
    {
        try
        {
            var buffer = new byte[ChunkBytes];
            int read;
            do
            {
                read = await from.ReceiveAsync(buffer.AsMemory(0, ChunkSize()), end).ConfigureAwait(false);
                await QueueAsync(buffer, read, end).ConfigureAwait(false);
            }
            while (read > 0);

            _onTheWay.Writer.Complete();
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // What was sent before it broke arrives before the news does.
            _onTheWay.Writer.Complete(broken);
        }
    }

    private async Task WriteAsync(CancellationToken end)
    {
        var lineIsFree = TimeProvider.System.GetTimestamp();
        await foreach (var chunk in _onTheWay.Reader.ReadAllAsync(end).ConfigureAwait(false))
        {
            var now = direction();
            await UntilAsync(chunk.ReadAt + Ticks(now.Delay), end).ConfigureAwait(false);
            if (now.BytesPerSecond > 0)
            {
                lineIsFree = Math.Max(lineIsFree, TimeProvider.System.GetTimestamp())
                    + Ticks(TimeSpan.FromSeconds((double)chunk.Bytes.Length / now.BytesPerSecond));
                await UntilAsync(lineIsFree, end).ConfigureAwait(false);
            }

            await PassOnAsync(chunk.Bytes, end).ConfigureAwait(false);
        }
    }

    private ValueTask QueueAsync(byte[] buffer, int read, CancellationToken end) =>
        _onTheWay.Writer.WriteAsync(new Chunk(buffer.AsSpan(0, read).ToArray(), TimeProvider.System.GetTimestamp()), end);

    /// <summary>Sends a piece, or the end, which is an empty one.</summary>
    private async Task PassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken end)
    {
        await gate.PassAsync(end).ConfigureAwait(false);
        if (bytes.IsEmpty)
            to.Shutdown(SocketShutdown.Send);
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes, end).ConfigureAwait(false)..];
    }

    private bool IsClean => direction() is { BytesPerSecond: 0 } now && now.Delay <= TimeSpan.Zero;

    // Under a limit, pieces small enough for the flow to be even.
    private int ChunkSize() => direction().BytesPerSecond switch
    {
        0 => ChunkBytes,
        var limit => (int)Math.Clamp(limit / ChunksPerSecond, 1, ChunkBytes),
    };

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private static async Task UntilAsync(long due, CancellationToken end)
    {
        // A timer counts in the system's ticks and may end a little early.
        TimeSpan left;
        while ((left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), due)) > TimeSpan.Zero)
            await Task.Delay(left < OneTick ? OneTick : left, end).ConfigureAwait(false);
    }

    /// <summary>A piece of the stream; empty for its end.</summary>
    private readonly record struct Chunk(byte[] Bytes, long ReadAt);
}
