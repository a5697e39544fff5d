using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Link;

/// <summary>What a link hands up; called on the link's reader, except for the end, which comes from wherever it was noticed.</summary>
internal interface ILinkReceiver
{
    /// <summary>A MessageDispatch frame, with its type byte; the memory is the link's and valid during the call.</summary>
    void OnDispatch(in ReadOnlySequence<byte> frame);

    /// <summary>Any other command but answers and keep-alives.</summary>
    void OnCommand(Command command);

    /// <summary>Called once, when everything that waited has been failed.</summary>
    void OnEnded(ConnectionEnd end);
}

/// <summary>
/// The byte stream to one broker: one reader, one writer, the requests in flight, and the watch on silence. It ends once, by <see cref="Break"/>: the first reason
/// wins, whoever gives it.
/// </summary>
internal sealed class OpenWireLink : IAsyncDisposable
{
    private const int ReadBufferBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly ILinkReceiver _receiver;
    private readonly BrokerAddress _broker;
    private readonly StringCache _strings = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly TaskCompletionSource<ConnectionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InactivityMonitor _monitor;
    private Task _reading = Task.CompletedTask;
    private ConnectionEnd? _end;
    private bool _isClosing;
    private long _bytesReceived;

    internal OpenWireLink(Stream stream, OpenWireOptions options, ILinkReceiver receiver)
    {
        _stream = stream;
        _broker = options.Broker;
        _receiver = receiver;
        MaxFrameBytes = options.MaxFrameBytes;
        Requests = new PendingRequests(options.TimeProvider, options.RequestTimeout);
        Writer = new FrameWriter(stream, options.MaxUnsentBytes, options.TimeProvider, OnWriteFailed) { MaxFrameBytes = options.MaxFrameBytes };
        _monitor = new InactivityMonitor(this, options.TimeProvider);
    }

    internal FrameWriter Writer { get; }

    internal PendingRequests Requests { get; }

    internal Task<ConnectionEnd> Ended => _ended.Task;

    internal bool HasEnded => Volatile.Read(ref _end) is not null;

    internal int MaxFrameBytes { get; private set; }

    internal long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Starts reading and the sweep for overdue requests.</summary>
    internal void Start()
    {
        _monitor.Start();
        _reading = ReadAsync();
    }

    /// <summary>Takes over what was negotiated.</summary>
    internal void Apply(WireFormat format)
    {
        MaxFrameBytes = format.MaxFrameBytes;
        Writer.MaxFrameBytes = format.MaxFrameBytes;
        _monitor.Watch(format.MaxInactivity);
    }

    /// <summary>From now on, whatever ends the link is this side's wish.</summary>
    internal void BeginClose() => Volatile.Write(ref _isClosing, true);

    /// <summary>Sends a command and waits for the broker's answer.</summary>
    /// <exception cref="BrokerRefusedException">The broker answered with an exception.</exception>
    internal async ValueTask RequestAsync(Command command, CancellationToken cancellationToken)
    {
        var request = Requests.Add(WireType.NameOf(command.Type), cancellationToken);
        try
        {
            await WriteAsync(command with { CommandId = request.CommandId, ResponseRequired = true }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Requests.Withdraw(request);
            throw;
        }

        await request.AsTask().ConfigureAwait(false);
    }

    /// <summary>Sends a command that is not answered.</summary>
    internal ValueTask SendAsync(Command command, CancellationToken cancellationToken) =>
        WriteAsync(command with { CommandId = Requests.NextCommandId() }, cancellationToken);

    /// <summary>Sends a command if the writer has room; without waiting.</summary>
    internal bool TrySend(Command command)
    {
        var numbered = command with { CommandId = Requests.NextCommandId() };
        return Writer.TryWrite(in numbered, static (buffer, ref readonly state) => CommandCodec.Write(buffer, state), onThisThread: false);
    }

    /// <summary>Ends the link. Only the first call has an effect: later reasons are consequences of the first.</summary>
    internal void Break(ConnectionEndReason reason, string message, Exception? cause = null)
    {
        var end = Volatile.Read(ref _isClosing)
            ? new ConnectionEnd(ConnectionEndReason.ClosedByClient, $"The connection to {_broker} was closed by this side.", null)
            : new ConnectionEnd(reason, message, cause);
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;

        _monitor.Dispose();
        Writer.Fail(new ConnectionEndedException(end));
        Requests.FailAll(end);
        _lifetime.Cancel();
        _stream.Dispose();
        _receiver.OnEnded(end);
        _ended.TrySetResult(end);
    }

    public async ValueTask DisposeAsync()
    {
        Break(ConnectionEndReason.ClosedByClient, $"The connection to {_broker} was closed by this side.");
        await _reading.ConfigureAwait(false);
        await Writer.WaitUntilIdleAsync().ConfigureAwait(false);
        Writer.Dispose();
        _lifetime.Dispose();
    }

    private async ValueTask WriteAsync(Command command, CancellationToken cancellationToken)
    {
        while (!Writer.TryWrite(in command, static (buffer, ref readonly state) => CommandCodec.Write(buffer, state), onThisThread: true))
            await Writer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    private void OnWriteFailed(Exception cause) =>
        Break(ConnectionEndReason.ConnectionLost, $"Writing to {_broker} failed: {cause.Message}", cause);

    private async Task ReadAsync()
    {
        var pipe = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadBufferBytes, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(_lifetime.Token).ConfigureAwait(false);
                var buffer = result.Buffer;
                _monitor.BeginHandling();
                var before = buffer.Length;
                while (_end is null && FrameReader.TryRead(ref buffer, MaxFrameBytes, out var frame))
                    Handle(in frame);
                Interlocked.Add(ref _bytesReceived, before - buffer.Length);
                pipe.AdvanceTo(buffer.Start, buffer.End);
                _monitor.EndHandling();
                if (_end is not null)
                    break;
                if (result.IsCompleted)
                {
                    Break(ConnectionEndReason.ConnectionLost, $"{_broker} closed the connection without a goodbye: it was killed, restarted or cut off, or the port speaks another protocol.");
                    break;
                }
            }
        }
        catch (ProtocolViolationException cause)
        {
            Break(ConnectionEndReason.ProtocolViolation, $"{_broker} sent what is not OpenWire: {cause.Message}", cause);
        }
        catch (Exception cause) when (cause is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Break(ConnectionEndReason.ConnectionLost, $"Reading from {_broker} failed: {cause.Message}", cause);
        }
        catch (Exception cause)
        {
            // Nothing may get past the reader: a connection without it would wait for ever.
            Break(ConnectionEndReason.ProtocolViolation, $"Reading from {_broker} failed unexpectedly: {cause.Message}", cause);
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Handle(in ReadOnlySequence<byte> frame)
    {
        if (frame.FirstSpan[0] == WireType.MessageDispatch)
        {
            _receiver.OnDispatch(in frame);
        }
        else if (frame.IsSingleSegment)
        {
            Handle(CommandCodec.Read(frame.FirstSpan, _strings));
        }
        else
        {
            var whole = ArrayPool<byte>.Shared.Rent((int)frame.Length);
            try
            {
                frame.CopyTo(whole);
                Handle(CommandCodec.Read(whole.AsSpan(0, (int)frame.Length), _strings));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(whole);
            }
        }
    }

    private void Handle(Command command)
    {
        switch (command)
        {
            case Response response:
                Requests.Complete(response.CorrelationId);
                break;
            case ExceptionResponse response:
                Requests.Refuse(response.CorrelationId, response.Exception?.JavaClass ?? "", response.Exception?.Message ?? "");
                break;
            case KeepAliveInfo keepAlive:
                // Asked with responseRequired, the answer is a KeepAliveInfo of our own, not a Response.
                if (keepAlive.ResponseRequired)
                    TrySend(new KeepAliveInfo());
                break;
            case ShutdownInfo:
                Break(ConnectionEndReason.ClosedByBroker, $"{_broker} is shutting down.");
                break;
            case ConnectionError error:
                Break(
                    ConnectionEndReason.BrokerError,
                    $"{_broker} reported an error of the connection: {error.Exception?.Message} ({error.Exception?.JavaClass})",
                    new BrokerRefusedException("an earlier command", error.Exception?.JavaClass ?? "", error.Exception?.Message ?? ""));
                break;
            default:
                _receiver.OnCommand(command);
                break;
        }
    }
}
