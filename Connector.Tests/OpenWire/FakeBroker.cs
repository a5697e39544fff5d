using System.Net;
using System.Net.Sockets;
using Connector.OpenWire.Wire;

namespace Connector.Tests.OpenWire;

/// <summary>
/// A peer that plays the broker as far as sign-in, from real frames, and then does what no real broker can be made to do: stay silent, send nonsense.
/// </summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly Task _serving;
    private readonly Dictionary<string, object?> _format;
    private readonly int _version;
    private NetworkStream? _stream;

    public FakeBroker(long maxInactivityMilliseconds = 30_000, int version = 12)
    {
        _version = version;
        _format = new Dictionary<string, object?> { ["MaxInactivityDuration"] = maxInactivityMilliseconds, ["MaxFrameSize"] = 104_857_600L };
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Commands received, by type; the commands after sign-in are not answered.</summary>
    public List<Command> Received { get; } = [];

    public bool AnswersKeepAlives { get; init; }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => (_stream ?? throw new InvalidOperationException("Nobody has connected.")).WriteAsync(bytes, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        _listener.Stop();
        await _serving;
        _lifetime.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_lifetime.Token);
            _stream = client.GetStream();
            await SendAsync(Frames.Write(new WireFormatInfo(_version, _format)));
            var size = new byte[4];
            while (true)
            {
                await _stream.ReadExactlyAsync(size, _lifetime.Token);
                var frame = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(size)];
                await _stream.ReadExactlyAsync(frame, _lifetime.Token);
                if (WireType.IsMessage(frame[0]))
                    continue;
                var command = CommandCodec.Read(frame);
                lock (Received)
                    Received.Add(command);
                if (command is ConnectionInfo or SessionInfo or ProducerInfo or ConsumerInfo)
                    await SendAsync(Frames.Write(new Response(command.CommandId)));
                if (command is KeepAliveInfo && AnswersKeepAlives)
                    await SendAsync(Frames.Write(new KeepAliveInfo()));
                if (command is ConnectionInfo)
                    await SendAsync(Frames.Write(new BrokerInfo("ID:fake", "tcp://fake", "fake")));
            }
        }
        catch (Exception cause) when (cause is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone, or the test is over.
        }
    }
}
