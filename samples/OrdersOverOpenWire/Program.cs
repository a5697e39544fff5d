using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Microsoft.Extensions.Logging.Abstractions;

var brokers = FailoverOptions.Parse(args[0]); // failover:(tcp://broker1:61616,tcp://broker2:61616)?randomize=false
await using var connection = await new FailoverConnector(NullLoggerFactory.Instance).ConnectAsync(brokers);
await using var session = await connection.OpenSessionAsync();
var orders = Destination.Queue("orders");

await using var producer = await session.CreateProducerAsync(orders);
foreach (var order in args.Skip(1))
    await producer.SendAsync(OutgoingMessage.FromText(order)); // done when the broker has it on disk

await using var deliveries = await session.SubscribeAsync(new ConsumerOptions { Destination = orders });
await foreach (var delivery in deliveries.ReadAllAsync())
{
    Console.WriteLine($"{delivery.ReadText()} ({delivery.MessageId})");
    await deliveries.Consumer.AcknowledgeAsync(delivery);
    delivery.Dispose();
}
