using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Connector.OpenWire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Benchmarks.Clients;

/// <summary>Connector.OpenWire, used as its documentation shows.</summary>
/// <param name="broker">The broker.</param>
/// <param name="sendConnections">Over how many connections several producers send.</param>
internal sealed class OpenWireClient(BrokerAddress broker, int sendConnections) : IBenchClient
{
    // The Java client's own for queues.
    private const int Prefetch = 1000;

    private readonly OpenWireConnector _connector = new(NullLoggerFactory.Instance);

    /// <inheritdoc/>
    public ClientKind Kind => ClientKind.OpenWire;

    /// <inheritdoc/>
    public Task<Measurement> RunAsync(Work work, CancellationToken cancellationToken)
    {
        var queue = Destination.Queue($"bench.openwire.{Guid.NewGuid():N}");
        return work.Kind switch
        {
            WorkKind.Flow => FlowAsync(work, queue, cancellationToken),
            WorkKind.Store => StoreAsync(work, queue, cancellationToken),
            _ => RequestAsync(work, queue, cancellationToken),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Measurement> FlowAsync(Work work, Destination queue, CancellationToken cancellationToken)
    {
        await using var consuming = await ConnectAsync(cancellationToken);
        var arrivals = new Arrivals(work.Count);
        await using var receiver = await ReceiveAsync(consuming, queue, arrivals, cancellationToken);
        await using var senders = await Senders.OpenAsync(this, work, queue, cancellationToken);
        var sends = new Samples(work.Count);
        var start = Stopwatch.GetTimestamp();
        await senders.SendAsync(sends, cancellationToken);
        var sent = Stopwatch.GetTimestamp();
        var last = await arrivals.Last.WaitAsync(Work.Limit, cancellationToken);
        return new Measurement
        {
            Rate = PerSecond(work, start, last),
            SendRate = PerSecond(work, start, sent),
            Send = sends.Percentiles(),
            Way = arrivals.Ways.Percentiles(),
        };
    }

    private async Task<Measurement> StoreAsync(Work work, Destination queue, CancellationToken cancellationToken)
    {
        await using var senders = await Senders.OpenAsync(this, work, queue, cancellationToken);
        var sends = new Samples(work.Count);
        var arrivals = new Arrivals(work.Count);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await senders.SendAsync(sends, cancellationToken);
        var sent = Stopwatch.GetTimestamp();
        var allocatedBySending = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        await using var consuming = await ConnectAsync(cancellationToken);
        allocated = GC.GetTotalAllocatedBytes(precise: true);
        var begin = Stopwatch.GetTimestamp();
        await using var receiver = await ReceiveAsync(consuming, queue, arrivals, cancellationToken);
        var last = await arrivals.Last.WaitAsync(Work.Limit, cancellationToken);
        return new Measurement
        {
            Rate = PerSecond(work, start, last),
            SendRate = PerSecond(work, start, sent),
            ReceiveRate = PerSecond(work, begin, last),
            Send = sends.Percentiles(),
            Way = arrivals.Ways.Percentiles(),
            SendAllocated = (double)allocatedBySending / work.Count,
            ReceiveAllocated = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / work.Count,
        };
    }

    private async Task<Measurement> RequestAsync(Work work, Destination queue, CancellationToken cancellationToken)
    {
        await using var responding = await ConnectAsync(cancellationToken);
        await using var responder = await Responder.StartAsync(responding, queue, work, cancellationToken);
        await using var requesting = await ConnectAsync(cancellationToken);
        await using var requester = await Requester.OpenAsync(requesting, queue, work, cancellationToken);
        var ways = new Samples(work.Count);
        var start = Stopwatch.GetTimestamp();
        await requester.RunAsync(ways, cancellationToken);
        return new Measurement { Rate = PerSecond(work, start, Stopwatch.GetTimestamp()), Way = ways.Percentiles() };
    }

    private static double PerSecond(Work work, long from, long to) => work.Count / Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    private Task<IOpenWireConnection> ConnectAsync(CancellationToken cancellationToken) =>
        _connector.ConnectAsync(new OpenWireOptions { Broker = broker }, cancellationToken);

    private static async Task<Receiver> ReceiveAsync(
        IOpenWireConnection connection, Destination queue, Arrivals arrivals, CancellationToken cancellationToken)
    {
        var session = await connection.OpenSessionAsync(cancellationToken);
        var stream = await session.SubscribeAsync(new ConsumerOptions { Destination = queue, PrefetchSize = Prefetch }, cancellationToken);
        return new Receiver(stream, delivery => arrivals.Arrived(BinaryPrimitives.ReadInt64BigEndian(delivery.Body.Span)));
    }

    /// <summary>Takes deliveries out of a stream, one after the other, and acknowledges each.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly DeliveryStream _stream;
        private readonly Task _running;

        public Receiver(DeliveryStream stream, Action<Delivery> handle)
        {
            _stream = stream;
            _running = RunAsync(handle);
        }

        public async ValueTask DisposeAsync()
        {
            await _stream.DisposeAsync();
            await _running;
        }

        private async Task RunAsync(Action<Delivery> handle)
        {
            await foreach (var delivery in _stream.ReadAllAsync())
            {
                using (delivery)
                {
                    await _stream.Consumer.AcknowledgeAsync(delivery);
                    handle(delivery);
                }
            }
        }
    }

    /// <summary>The producers, shared out over the connections.</summary>
    private sealed class Senders : IAsyncDisposable
    {
        private readonly List<IOpenWireConnection> _connections = [];
        private readonly List<IMessageProducer> _producers = [];
        private readonly Work _work;

        private Senders(Work work) => _work = work;

        public static async Task<Senders> OpenAsync(OpenWireClient client, Work work, Destination queue, CancellationToken cancellationToken)
        {
            var senders = new Senders(work);
            var sessions = new List<IOpenWireSession>();
            for (var i = 0; i < Math.Min(client.SendConnections, work.Producers); i++)
            {
                var connection = await client.ConnectAsync(cancellationToken);
                senders._connections.Add(connection);
                sessions.Add(await connection.OpenSessionAsync(cancellationToken));
            }

            for (var i = 0; i < work.Producers; i++)
                senders._producers.Add(await sessions[i % sessions.Count].CreateProducerAsync(queue, cancellationToken));
            return senders;
        }

        public Task SendAsync(Samples sends, CancellationToken cancellationToken) =>
            Task.WhenAll(_producers.Select((producer, index) => Task.Run(() => SendAsync(producer, index, sends, cancellationToken), cancellationToken)));

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in _connections)
                await connection.DisposeAsync();
        }

        private async Task SendAsync(IMessageProducer producer, int first, Samples sends, CancellationToken cancellationToken)
        {
            // The body must not change until the send is done, and it has been encoded by then.
            var body = new byte[Work.BodyBytes];
            for (var i = first; i < _work.Count; i += _work.Producers)
            {
                var began = Stopwatch.GetTimestamp();
                BinaryPrimitives.WriteInt64BigEndian(body, began);
                await producer.SendAsync(new OutgoingMessage { Body = body, Persistent = _work.Persistent }, cancellationToken);
                sends.Since(began);
            }
        }
    }

    /// <summary>Answers requests, many at once.</summary>
    private sealed class Responder : IAsyncDisposable
    {
        private readonly DeliveryStream _stream;
        private readonly IMessageProducer _replies;
        private readonly Work _work;
        private readonly Task _running;

        private Responder(DeliveryStream stream, IMessageProducer replies, Work work)
        {
            _stream = stream;
            _replies = replies;
            _work = work;
            _running = RunAsync();
        }

        public static async Task<Responder> StartAsync(
            IOpenWireConnection connection, Destination queue, Work work, CancellationToken cancellationToken)
        {
            var session = await connection.OpenSessionAsync(cancellationToken);
            var replies = await session.CreateProducerAsync(null, cancellationToken);
            return new Responder(
                await session.SubscribeAsync(new ConsumerOptions { Destination = queue, PrefetchSize = Prefetch }, cancellationToken), replies, work);
        }

        public async ValueTask DisposeAsync()
        {
            await _stream.DisposeAsync();
            await _running;
        }

        private Task RunAsync() => Parallel.ForEachAsync(
            _stream.ReadAllAsync(),
            new ParallelOptions { MaxDegreeOfParallelism = _work.Parallel },
            async (request, cancellationToken) =>
            {
                using (request)
                {
                    var reply = new OutgoingMessage
                    {
                        Destination = request.ReplyTo,
                        CorrelationId = request.CorrelationId,
                        Body = request.Body,
                        Persistent = _work.Persistent,
                    };
                    await _replies.SendAsync(reply, cancellationToken);
                    await _stream.Consumer.AcknowledgeAsync(request, cancellationToken);
                }
            });
    }

    /// <summary>Asks, many at once, and matches answers by correlation id where they arrive, as the Java program does in its listener.</summary>
    private sealed class Requester : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, Question> _waiting = new(StringComparer.Ordinal);
        private readonly Destination _replyTo;
        private readonly IMessageProducer _producer;
        private readonly Work _work;
        private IMessageConsumer _answers = null!;

        private Requester(Destination replyTo, IMessageProducer producer, Work work)
        {
            _replyTo = replyTo;
            _producer = producer;
            _work = work;
        }

        public static async Task<Requester> OpenAsync(
            IOpenWireConnection connection, Destination queue, Work work, CancellationToken cancellationToken)
        {
            var session = await connection.OpenSessionAsync(cancellationToken);
            var replyTo = await connection.CreateTemporaryQueueAsync(cancellationToken);
            var requester = new Requester(replyTo, await session.CreateProducerAsync(queue, cancellationToken), work);
            requester._answers = await session.SubscribeAsync(
                new ConsumerOptions { Destination = replyTo, PrefetchSize = Prefetch }, requester.Answered, cancellationToken);
            return requester;
        }

        public async Task RunAsync(Samples ways, CancellationToken cancellationToken)
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, _work.Parallel).Select(async _ =>
            {
                await Task.Yield();
                for (int i; (i = Interlocked.Increment(ref next)) < _work.Count;)
                    await AskAsync(i.ToString(CultureInfo.InvariantCulture), ways, cancellationToken);
            })).WaitAsync(Work.Limit, cancellationToken);
        }

        public ValueTask DisposeAsync() => _answers.DisposeAsync();

        private async Task AskAsync(string correlationId, Samples ways, CancellationToken cancellationToken)
        {
            var question = new Question(Stopwatch.GetTimestamp(), ways);
            _waiting[correlationId] = question;
            var request = new OutgoingMessage
            {
                Body = new byte[Work.BodyBytes],
                CorrelationId = correlationId,
                ReplyTo = _replyTo,
                Persistent = _work.Persistent,
            };
            await _producer.SendAsync(request, cancellationToken);
            using var answer = await question.Answered.WaitAsync(cancellationToken);
            await _answers.AcknowledgeAsync(answer, cancellationToken);
        }

        // On the connection's reader: whoever asked goes on elsewhere.
        private void Answered(Delivery answer)
        {
            if (answer.Body.Length == Work.BodyBytes && _waiting.TryRemove(answer.CorrelationId ?? "", out var waiting))
                waiting.Answer(answer);
        }
    }

    /// <summary>A request that waits. Its way ends where its answer arrives, as in the Java program.</summary>
    private sealed class Question(long began, Samples ways)
    {
        private readonly TaskCompletionSource<Delivery> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Delivery> Answered => _answered.Task;

        public void Answer(Delivery answer)
        {
            ways.Since(began);
            _answered.SetResult(answer);
        }
    }

    private int SendConnections { get; } = sendConnections;
}
