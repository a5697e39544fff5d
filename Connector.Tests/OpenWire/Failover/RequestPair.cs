using System.Collections.Concurrent;
using System.Threading.Channels;
using Connector.OpenWire;
using Connector.OpenWire.Failover;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>Answers each request with its text in capitals, to the temporary queue that the request names; while held, it keeps them.</summary>
internal sealed class Responder : IAsyncDisposable
{
    private readonly Channel<Delivery> _requests = Channel.CreateUnbounded<Delivery>();
    private readonly CancellationTokenSource _lifetime = new();
    private TaskCompletionSource _mayAnswer = new();
    private Task _answering = Task.CompletedTask;
    private int _handled;
    private int _arrived;

    private Responder(IFailoverConnection connection)
    {
        Connection = connection;
        _mayAnswer.SetResult();
    }

    public IFailoverConnection Connection { get; }

    public int Handled => Volatile.Read(ref _handled);

    public int Held => Volatile.Read(ref _arrived) - Handled;

    public static async Task<Responder> StartAsync(IEnumerable<int> ports, Destination queue)
    {
        var responder = new Responder(await TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(ports)));
        var session = await responder.Connection.OpenSessionAsync();
        var producer = await session.CreateProducerAsync(null);
        var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = queue }, request =>
        {
            Interlocked.Increment(ref responder._arrived);
            responder._requests.Writer.TryWrite(request);
        });
        responder._answering = responder.AnswerAsync(consumer, producer);
        return responder;
    }

    public void Hold() => _mayAnswer = new TaskCompletionSource();

    public void Release() => _mayAnswer.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        await _answering;
        await Connection.DisposeAsync();
        _lifetime.Dispose();
    }

    private async Task AnswerAsync(IMessageConsumer consumer, IMessageProducer producer)
    {
        try
        {
            await foreach (var request in _requests.Reader.ReadAllAsync(_lifetime.Token))
            {
                await _mayAnswer.Task.WaitAsync(_lifetime.Token);
                Interlocked.Increment(ref _handled);
                await AnswerAsync(producer, request);
                await consumer.AcknowledgeAsync(request, _lifetime.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(IMessageProducer producer, Delivery request)
    {
        var answer = OutgoingMessage.FromText(request.ReadText().ToUpperInvariant()) with { Destination = request.ReplyTo, CorrelationId = request.CorrelationId };
        while (true)
        {
            try
            {
                await producer.SendAsync(answer, _lifetime.Token);
                return;
            }
            catch (BrokerRefusedException refused) when (refused.JavaClass.EndsWith("DestinationDoesNotExistException", StringComparison.Ordinal))
            {
                // The requester has not come to this broker yet.
                await Task.Delay(5, _lifetime.Token);
            }
        }
    }
}

/// <summary>Asks over a temporary queue.</summary>
internal sealed class Requester : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _waiting = new();
    private readonly Destination _queue;
    private IMessageProducer? _producer;
    private int _asked;

    private Requester(IFailoverConnection connection, Destination queue, Destination replies)
    {
        Connection = connection;
        _queue = queue;
        Replies = replies;
    }

    public IFailoverConnection Connection { get; }

    /// <summary>The queue of its answers.</summary>
    public Destination Replies { get; }

    public static async Task<Requester> StartAsync(IEnumerable<int> ports, Destination queue, Func<FailoverOptions, FailoverOptions>? change = null)
    {
        var options = TwoBrokersFixture.To(ports);
        var connection = await TwoBrokersFixture.Connector.ConnectAsync(change?.Invoke(options) ?? options);
        var requester = new Requester(connection, queue, await connection.CreateTemporaryQueueAsync());
        var session = await connection.OpenSessionAsync();
        await session.SubscribeAsync(new ConsumerOptions { Destination = requester.Replies }, requester.OnAnswer);
        requester._producer = await session.CreateProducerAsync(null);
        return requester;
    }

    public async Task<string> AskAsync(string text)
    {
        var number = $"{Interlocked.Increment(ref _asked)}";
        var waiting = _waiting.GetOrAdd(number, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _producer!.SendAsync(OutgoingMessage.FromText(text) with { Destination = _queue, ReplyTo = Replies, CorrelationId = number });
        return await waiting.Task;
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private void OnAnswer(Delivery answer)
    {
        if (_waiting.TryRemove(answer.CorrelationId ?? "", out var waiting))
            waiting.TrySetResult(answer.ReadText());
    }
}
