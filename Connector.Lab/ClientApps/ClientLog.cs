using System.Threading.Channels;

namespace Connector.Lab.ClientApps;

/// <summary>Writes lines to a file in the order in which they happened, apart from those who add them.</summary>
internal sealed class ClientLog : IAsyncDisposable
{
    // Some seconds of the busiest app; then whoever adds waits.
    private const int Capacity = 20_000;

    private readonly Channel<ClientLine> _lines = Channel.CreateBounded<ClientLine>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly TimeProvider _time;
    private readonly Task _writing;

    /// <summary>Begins a file; one that is there is replaced.</summary>
    public ClientLog(string file, TimeProvider time)
    {
        _time = time;
        _writing = WriteAsync(file);
    }

    /// <summary>The time, as milliseconds of Unix time.</summary>
    public double Now => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>Adds a line of now.</summary>
    public ValueTask AddAsync(ClientLineKind kind, string agent, Func<ClientLine, ClientLine>? with = null)
    {
        var line = new ClientLine(Now, kind, agent);
        return AddAsync(with is null ? line : with(line));
    }

    /// <summary>Adds a line of another time.</summary>
    public ValueTask AddAsync(ClientLine line) => _lines.Writer.WriteAsync(line);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAsync(string file)
    {
        var writer = new StreamWriter(file, append: false);
        await using (writer.ConfigureAwait(false))
        {
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_lines.Reader.TryRead(out var line))
                    await writer.WriteLineAsync(line.ToText()).ConfigureAwait(false);
                await writer.FlushAsync().ConfigureAwait(false);
            }
        }
    }
}
