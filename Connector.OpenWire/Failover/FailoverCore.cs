using System.Collections.Immutable;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Failover;

/// <summary>
/// What the parts of a fail-over connection share: the gate to the present connection, the list of what stands on it (and is to be restored on the next
/// one), and the counters.
/// </summary>
internal sealed class FailoverCore
{
    private readonly Lock _lock = new();
    private long _lastConsumer;
    private long _pendingBytes;
    private long _resent;
    private long _duplicates;
    private long _stale;
    private string _reason = "No broker has answered yet.";

    internal FailoverCore(FailoverOptions options, string connectionId)
    {
        Options = options;
        ConnectionId = connectionId;
        Time = options.Connection?.TimeProvider ?? TimeProvider.System;
    }

    internal FailoverOptions Options { get; }

    internal string ConnectionId { get; }

    internal TimeProvider Time { get; }

    internal ConnectionGate Gate { get; } = new();

    /// <summary>Temporary destinations, in the order in which they were made; this and the next three change as a whole.</summary>
    internal ImmutableList<Destination> Temporary { get; private set; } = [];

    internal ImmutableList<FailoverSession> Sessions { get; private set; } = [];

    internal ImmutableList<FailoverProducer> Producers { get; private set; } = [];

    internal ImmutableList<FailoverConsumer> Consumers { get; private set; } = [];

    internal long PendingBytes => Volatile.Read(ref _pendingBytes);

    internal long Resent => Volatile.Read(ref _resent);

    internal long Duplicates => Volatile.Read(ref _duplicates);

    internal long StaleAcknowledgements => Volatile.Read(ref _stale);

    /// <summary>Why there is no connection, for errors.</summary>
    internal string Reason
    {
        get => Volatile.Read(ref _reason);
        set => Volatile.Write(ref _reason, value);
    }

    internal long NextConsumerNumber() => Interlocked.Increment(ref _lastConsumer);

    internal void CountResent() => Interlocked.Increment(ref _resent);

    internal void CountDuplicate() => Interlocked.Increment(ref _duplicates);

    internal void CountStaleAcknowledgement() => Interlocked.Increment(ref _stale);

    /// <summary>Counts the bytes of a message that waits.</summary>
    /// <exception cref="SendBufferFullException">It would wait for a connection, and too much does already.</exception>
    internal void Hold(long bytes, bool mustWait)
    {
        var held = Interlocked.Add(ref _pendingBytes, bytes);
        if (!mustWait || held <= Options.MaxPendingBytes || Gate.IsOpen)
            return;
        Release(bytes);
        throw new SendBufferFullException(Options.MaxPendingBytes, Reason);
    }

    internal void Release(long bytes) => Interlocked.Add(ref _pendingBytes, -bytes);

    /// <summary>Does something that needs the broker's answer; on the next connection, where the present one is lost meanwhile.</summary>
    internal async Task<T> CreateAsync<T>(
        Func<OpenWireConnection, CancellationToken, Task<T>> create, CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await Gate.EnterAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await create(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectionEndedException) when (Gate.End is null)
            {
                // The next connection; this one is shut already, so this waits.
            }
            finally
            {
                Gate.Exit();
            }
        }
    }

    internal Task RequestAsync(Command command, CancellationToken cancellationToken) => CreateAsync(
        async (connection, cancellation) =>
        {
            await connection.RequestAsync(command, cancellation).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Subscribes.</summary>
    internal Task<IMessageConsumer> AddAsync(FailoverConsumer consumer, CancellationToken cancellationToken) => CreateAsync<IMessageConsumer>(
        async (connection, cancellation) =>
        {
            await consumer.AttachAsync(connection, cancellation).ConfigureAwait(false);
            Add(consumer);
            return consumer;
        },
        cancellationToken);

    internal void Add(Destination temporary)
    {
        lock (_lock)
            Temporary = Temporary.Add(temporary);
    }

    internal void Add(FailoverSession session)
    {
        lock (_lock)
            Sessions = Sessions.Add(session);
    }

    internal void Add(FailoverProducer producer)
    {
        lock (_lock)
            Producers = Producers.Add(producer);
    }

    internal void Add(FailoverConsumer consumer)
    {
        lock (_lock)
        {
            if (!consumer.HasEnded)
                Consumers = Consumers.Add(consumer);
        }
    }

    internal void Forget(FailoverConsumer consumer)
    {
        lock (_lock)
            Consumers = Consumers.Remove(consumer);
    }

    internal void Forget(Destination temporary)
    {
        lock (_lock)
            Temporary = Temporary.Remove(temporary);
    }

    internal IEnumerable<FailoverConsumer> ConsumersOf(SessionId session) => Consumers.Where(consumer => consumer.Id.SessionId == session.Value);

    internal IEnumerable<FailoverProducer> ProducersOf(SessionId session) => Producers.Where(producer => producer.Id.SessionId == session.Value);

    internal ValueTask RemoveProducerAsync(FailoverProducer producer)
    {
        lock (_lock)
            Producers = Producers.Remove(producer);
        return RemoveAsync(new RemoveInfo(producer.Id), "a producer");
    }

    internal ValueTask RemoveSessionAsync(FailoverSession session)
    {
        lock (_lock)
            Sessions = Sessions.Remove(session);
        return RemoveAsync(new RemoveInfo(session.Id), "a session");
    }

    // Without a connection there is nothing to remove, and what is out of the lists is not restored.
    private async ValueTask RemoveAsync(RemoveInfo removal, string what)
    {
        if (Gate.End is not null || !Gate.TryEnter(out var connection))
            return;
        try
        {
            await connection.RemoveAsync(removal, what).ConfigureAwait(false);
        }
        finally
        {
            Gate.Exit();
        }
    }
}
