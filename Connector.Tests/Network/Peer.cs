using System.Collections.Concurrent;
using System.Threading.Channels;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Network;

/// <summary>A JMS client on one of the two brokers.</summary>
internal sealed class Peer : IAsyncDisposable
{
    /// <summary>Enough for a bridge that comes back on a busy machine; costs nothing where it does not.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly IOpenWireSession _session;
    private readonly IMessageProducer _producer;

    private Peer(IOpenWireConnection connection, IOpenWireSession session, IMessageProducer producer)
    {
        Connection = connection;
        _session = session;
        _producer = producer;
    }

    public IOpenWireConnection Connection { get; }

    public static async Task<Peer> AtAsync(ActiveMqBroker broker) =>
        await OnAsync(await new OpenWireConnector(NullLoggerFactory.Instance).ConnectAsync(Options(broker)));

    /// <summary>A client that goes to the other broker, under the same ids, when its own is lost.</summary>
    public static async Task<Peer> WithFailoverAsync(ActiveMqBroker first, ActiveMqBroker second) =>
        await OnAsync(await new FailoverConnector(NullLoggerFactory.Instance).ConnectAsync(new FailoverOptions
        {
            Brokers = [Options(first).Broker, Options(second).Broker],
            Connection = Options(first),
        }));

    private static OpenWireOptions Options(ActiveMqBroker broker) => new()
    {
        Broker = new BrokerAddress("127.0.0.1", broker.OpenWirePort, UseTls: false),
        User = BrokerPair.User,
        Password = BrokerPair.Password,
    };

    private static async Task<Peer> OnAsync(IOpenWireConnection connection)
    {
        var session = await connection.OpenSessionAsync();
        return new Peer(connection, session, await session.CreateProducerAsync(destination: null));
    }

    public async Task SendAsync(Destination destination, string text, Destination? replyTo = null) =>
        await _producer.SendAsync(OutgoingMessage.FromText(text) with { Destination = destination, ReplyTo = replyTo });

    public async Task SendAsync(OutgoingMessage message) => await _producer.SendAsync(message);

    public async Task SendAsync(Destination destination, IEnumerable<string> texts)
    {
        foreach (var text in texts)
            await SendAsync(destination, text);
    }

    /// <summary>Consumes and acknowledges what comes.</summary>
    public async Task<Inbox> ConsumeAsync(Destination destination, Func<Delivery, Task>? handle = null)
    {
        var inbox = new Inbox(handle);
        inbox.Consumer = await _session.SubscribeAsync(new ConsumerOptions { Destination = destination }, inbox.Take);
        inbox.Start();
        return inbox;
    }

    /// <summary>
    /// What still lies in a queue on either broker, taken out of it. Each broker keeps the order of a queue, and so does the bridge: what lay before the marks comes
    /// before them.
    /// </summary>
    public static async Task<IReadOnlyList<string>> DrainAsync(BrokerPair pair, Destination queue)
    {
        await using var first = await AtAsync(pair.First);
        await using var second = await AtAsync(pair.Second);
        await using var rest = await first.ConsumeAsync(queue);
        await first.SendAsync(queue, "end of broker 1");
        await second.SendAsync(queue, "end of broker 2");
        await rest.HoldsAsync(["end of broker 1", "end of broker 2"]);
        return [.. rest.Texts.Where(text => !text.StartsWith("end of broker", StringComparison.Ordinal))];
    }

    public async ValueTask DisposeAsync() => await Connection.DisposeAsync();
}

/// <summary>What a consumer got, in order, acknowledged after it was handled.</summary>
internal sealed class Inbox(Func<Delivery, Task>? handle) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ConcurrentQueue<string> _ids = new();
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private Task _handling = Task.CompletedTask;

    public IMessageConsumer? Consumer { get; set; }

    public IReadOnlyList<string> Texts => [.. _texts];

    public void Take(Delivery delivery) => _deliveries.Writer.TryWrite(delivery);

    public void Start() => _handling = HandleAsync();

    /// <summary>The ids of the messages, in order.</summary>
    public IReadOnlyList<string> Ids => [.. _ids];

    /// <summary>
    /// Waits until what a sender sends comes here. A consumer's demand crosses the bridge within milliseconds, but nobody says when; what is published to a virtual
    /// topic before is copied into no queue.
    /// </summary>
    public Task IsReachedByAsync(Peer sender, Destination destination)
    {
        var probe = $"probe {Guid.NewGuid():N} ";
        var count = 0;
        return Eventually.HoldsAsync(
            $"a message to {destination} to reach the consumer",
            async () =>
            {
                await sender.SendAsync(destination, probe + count++);
                return _texts.Any(text => text.StartsWith(probe, StringComparison.Ordinal));
            },
            Peer.Limit);
    }

    public static bool IsProbe(string text) => text.StartsWith("probe ", StringComparison.Ordinal);

    /// <summary>Waits until so many came.</summary>
    public Task CountAsync(int count) =>
        Eventually.HoldsAsync($"{count} messages of {Consumer?.Options.Destination}", () => _texts.Count >= count, Peer.Limit);

    /// <summary>Waits until all of these came.</summary>
    public Task HoldsAsync(IEnumerable<string> texts)
    {
        var expected = texts.ToList();
        return Eventually.HoldsAsync(
            $"all {expected.Count} messages of {Consumer?.Options.Destination}", () => !expected.Except(_texts).Any(), Peer.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        _deliveries.Writer.TryComplete();
        await _handling;
        if (Consumer is not null)
            await Consumer.DisposeAsync();
    }

    private async Task HandleAsync()
    {
        await foreach (var delivery in _deliveries.Reader.ReadAllAsync())
        {
            if (handle is not null)
                await handle(delivery);
            try
            {
                await Consumer!.AcknowledgeAsync(delivery);
                _ids.Enqueue(delivery.MessageId.ToString());
                _texts.Enqueue(delivery.ReadText());
            }
            catch (ConnectionEndedException)
            {
                // It will come again, to whoever listens then.
                return;
            }
        }
    }
}
