using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Connector.OpenWire;
using Connector.OpenWire.Wire;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>
/// A peer that plays the broker for any number of connections, one after the other, and notes every command in order. It answers as a broker does, except where
/// told to refuse or to stay silent; it can drop its client, dispatch, and say things of its own accord.
/// </summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly ConcurrentQueue<Seen> _seen = new();
    private readonly Task _serving;
    private TcpClient? _client;
    private int _connections;

    public ScriptedBroker()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What was received on one connection, counted from 1.</summary>
    public List<Seen> On(int connection) => [.. _seen.Where(seen => seen.Connection == connection)];

    /// <summary>Whether a command is refused; asked for each.</summary>
    public Func<Command, bool> Refuses { get; set; } = _ => false;

    /// <summary>Whether messages are answered.</summary>
    public bool AnswersMessages { get; set; } = true;

    public void Drop() => _client?.Close();

    public ValueTask SendAsync(Command command) => SendAsync(Frames.Write(command));

    public ValueTask DispatchAsync(ConsumerId consumer, MessageId message, string queue) => SendAsync(Frames.Write(buffer => MessageCodec.WriteDispatch(
        buffer,
        1,
        new WireDispatch { ConsumerId = consumer, Destination = Destination.Queue(queue), HasMessage = true },
        new WireMessage { Kind = MessageBodyKind.Bytes, Id = message, BrokerSequenceId = message.ProducerSequence, Destination = Destination.Queue(queue) })));

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        _listener.Stop();
        Drop();
        await _serving;
        _lifetime.Dispose();
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes) =>
        (_client ?? throw new InvalidOperationException("Nobody has connected.")).GetStream().WriteAsync(bytes, CancellationToken.None);

    private async Task ServeAsync()
    {
        while (!_lifetime.IsCancellationRequested)
        {
            try
            {
                _client = await _listener.AcceptTcpClientAsync(_lifetime.Token);
                _client.NoDelay = true;
                var number = Interlocked.Increment(ref _connections);
                await SendAsync(new WireFormatInfo(12, new Dictionary<string, object?> { ["MaxInactivityDuration"] = 30_000L, ["MaxFrameSize"] = 104_857_600L }));
                await ReadAsync(_client.GetStream(), number);
            }
            catch (Exception cause) when (cause is IOException or OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private async Task ReadAsync(NetworkStream stream, int number)
    {
        var size = new byte[4];
        while (!_lifetime.IsCancellationRequested)
        {
            await stream.ReadExactlyAsync(size, _lifetime.Token);
            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
            await stream.ReadExactlyAsync(frame, _lifetime.Token);
            if (WireType.IsMessage(frame[0]))
                await OnMessageAsync(frame, number);
            else
                await OnCommandAsync(CommandCodec.Read(frame), number);
        }
    }

    private async Task OnMessageAsync(byte[] frame, int number)
    {
        // Type byte, command id, responseRequired: what every command begins with.
        var commandId = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
        _seen.Enqueue(new Seen(number, null, Id(frame)));
        if (frame[5] != 0 && AnswersMessages)
            await SendAsync(new Response(commandId));
    }

    private static MessageId Id(byte[] frame)
    {
        var reader = new WireReader(frame, new StringCache());
        MessageCodec.ReadMessage(frame, reader.ReadByte(), ref reader, null, out var message);
        return message.Id;
    }

    private async Task OnCommandAsync(Command command, int number)
    {
        _seen.Enqueue(new Seen(number, command, null));
        if (command is ConnectionInfo)
            await SendAsync(new BrokerInfo("ID:scripted", "tcp://scripted", "scripted"));
        if (!command.ResponseRequired || command is WireFormatInfo or KeepAliveInfo)
            return;
        await SendAsync(Refuses(command)
            ? new ExceptionResponse(command.CommandId, new BrokerException("javax.jms.JMSException", "not now"))
            : new Response(command.CommandId));
    }

    /// <summary>A command, or a message by its id.</summary>
    internal sealed record Seen(int Connection, Command? Command, MessageId? Message);
}
