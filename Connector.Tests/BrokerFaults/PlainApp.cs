using System.Globalization;
using System.Threading.Channels;
using Connector.Lab.Brokers;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.BrokerFaults;

/// <summary>An application on plain OpenWire with fail-over, which sends to a queue of its own through one connection and consumes it through another.</summary>
internal sealed class PlainApp : IAsyncDisposable
{
    private readonly Ledger _ledger;
    private readonly Destination _queue = Destination.Queue($"plain-{Guid.NewGuid():N}");
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly List<IFailoverConnection> _connections = [];
    private IMessageProducer? _producer;
    private IMessageConsumer? _consumer;
    private Task _handling = Task.CompletedTask;

    private PlainApp(Ledger ledger) => _ledger = ledger;

    /// <summary>Connects: the sender prefers the first broker, the consumer the second.</summary>
    public static async Task<PlainApp> StartAsync(BrokerPair pair, bool returns, Ledger ledger, ILoggerProvider log)
    {
        var app = new PlainApp(ledger);
        try
        {
            var loggers = new LoggerFactory([log], new LoggerFilterOptions { MinLevel = LogLevel.Information });
            var sender = await app.ConnectAsync([pair.First, pair.Second], returns, loggers);
            app._producer = await (await sender.OpenSessionAsync()).CreateProducerAsync(app._queue);
            var receiver = await app.ConnectAsync([pair.Second, pair.First], returns, loggers);
            app._consumer = await (await receiver.OpenSessionAsync()).SubscribeAsync(
                new ConsumerOptions { Destination = app._queue }, delivery => app._deliveries.Writer.TryWrite(delivery));
            app._handling = app.HandleAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task SendAsync(int number) =>
        await _producer!.SendAsync(OutgoingMessage.FromText(number.ToString(CultureInfo.InvariantCulture)));

    public async ValueTask DisposeAsync()
    {
        _deliveries.Writer.TryComplete();
        await _handling;
        foreach (var connection in _connections)
            await connection.DisposeAsync();
    }

    private async Task<IFailoverConnection> ConnectAsync(IReadOnlyList<ActiveMqBroker> brokers, bool returns, ILoggerFactory loggers)
    {
        BrokerAddress[] addresses = [.. brokers.Select(broker => new BrokerAddress("127.0.0.1", broker.OpenWirePort, UseTls: false))];
        var connection = await new FailoverConnector(loggers).ConnectAsync(new FailoverOptions
        {
            Brokers = addresses,
            PriorityBackup = returns,
            Connection = new OpenWireOptions { Broker = addresses[0], User = BrokerPair.User, Password = BrokerPair.Password },
        });
        _connections.Add(connection);
        return connection;
    }

    private async Task HandleAsync()
    {
        await foreach (var delivery in _deliveries.Reader.ReadAllAsync())
        {
            _ledger.Receive(delivery.MessageId.ToString(), int.Parse(delivery.ReadText(), CultureInfo.InvariantCulture));
            try
            {
                await _consumer!.AcknowledgeAsync(delivery);
            }
            catch (ConnectionEndedException)
            {
                // Only at the end, when the connection is closed: a fail-over connection outlives its brokers.
                return;
            }
        }
    }
}
