using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>What an endpoint makes at the broker, and what of it outlives the endpoint.</summary>
public sealed class EndpointLifetimeTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_auto_delete_endpoint_leaves_nothing_behind(bool durable)
    {
        await using var watch = await QueueWatch.StartAsync(Port);
        var news = new Arrivals<string>();
        await using (var bus = await StartAsync(Name, e =>
        {
            e.Durable = durable;
            e.AutoDelete = true;
            Take(e, news);
        }))
        {
            await watch.IsThereAsync("the consumer queue", name => name.StartsWith($"Consumer.{Name}.", StringComparison.Ordinal));
            if (durable)
                await watch.IsThereAsync("the endpoint's queue", name => name == Name);
            await bus.Bus.Publish(new News("heard"));
            (await news.OneAsync()).ShouldBe("heard");
        }

        await watch.IsGoneAsync("everything of the endpoint", name => name.Contains(Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lasting_endpoint_keeps_its_queues_and_what_comes_meanwhile()
    {
        await using var watch = await QueueWatch.StartAsync(Port);
        var news = new Arrivals<string>();
        await using var publisher = await StartAsync(Name + "-publisher", _ => { });
        await using (await StartAsync(Name, e => Take(e, new Arrivals<string>())))
            await watch.IsThereAsync("the consumer queue", name => name.StartsWith($"Consumer.{Name}.", StringComparison.Ordinal));

        await publisher.Bus.Publish(new News("while nobody listened"));
        await using var again = await StartAsync(Name, e => Take(e, news));

        (await news.OneAsync()).ShouldBe("while nobody listened");
    }

    [Fact]
    public async Task The_bus_endpoints_temporary_queue_goes_with_the_bus()
    {
        await using var watch = await QueueWatch.StartAsync(Port);
        string? replyQueue;
        await using (var peer = await RawPeer.ConnectAsync(Port))
        await using (var requests = await peer.ConsumeAsync(Destination.Queue(Name)))
        await using (var bus = await StartAsync(Name + "-other", _ => { }))
        {
            using var given = new CancellationTokenSource();
            var asking = bus.Bus.CreateRequestClient<News>(new Uri($"queue:{Name}"), RequestTimeout.After(s: 60)).GetResponse<News>(new News("?"), given.Token);
            replyQueue = (await requests.NextAsync()).ReplyTo!.Name;
            await watch.IsThereAsync("the reply queue", name => name == replyQueue);
            // Given up by hand: a request expires with its time, and a short one could before it is read.
            await given.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => asking);
        }

        await watch.IsGoneAsync("the reply queue", name => name == replyQueue);
    }

    [Fact]
    public async Task A_temporary_endpoint_has_a_name_of_its_own_with_the_prefix_and_without_dots()
    {
        var news = new Arrivals<string>();
        Uri? address = null;
        await using var bus = await TestBus.StartAsync(Port, (_, cfg) =>
        {
            cfg.SetTemporaryQueueNamePrefix("site-1-");
            cfg.ReceiveEndpoint(e =>
            {
                address = e.InputAddress;
                e.Handler<News>(context =>
                {
                    news.Add(context.Message.Text);
                    return Task.CompletedTask;
                });
            });
        });

        await bus.Bus.Publish(new News("to all"));

        (await news.OneAsync()).ShouldBe("to all");
        address!.Query.ShouldBe("?temporary=true");
        bus.Bus.Address.AbsolutePath.ShouldStartWith("/site-1-");
    }

    [Fact]
    public async Task An_endpoint_is_connected_and_removed_while_the_bus_runs()
    {
        await using var watch = await QueueWatch.StartAsync(Port);
        var news = new Arrivals<string>();
        await using var bus = await StartAsync(Name + "-first", _ => { });

        var handle = bus.Bus.ConnectReceiveEndpoint(Name, endpoint =>
        {
            if (endpoint is IActiveMqReceiveEndpointConfigurator activeMq)
                activeMq.AutoDelete = true;
            Take(endpoint, news);
        });
        (await handle.Ready.InTimeAsync()).InputAddress.AbsolutePath.ShouldBe("/" + Name);
        await bus.Bus.Publish(new News("one"));
        (await news.OneAsync()).ShouldBe("one");
        await handle.StopAsync(CancellationToken.None);

        await watch.IsGoneAsync("the endpoint's queues", name => name == Name || name.StartsWith($"Consumer.{Name}.", StringComparison.Ordinal));
        bus.Health.ShouldBe(BusHealthStatus.Healthy);
    }

    [Fact]
    public async Task A_bus_can_be_stopped_and_started_again_and_goes_on()
    {
        var news = new Arrivals<string>();
        await using var bus = await StartAsync(Name, e => Take(e, news));

        for (var round = 1; round <= 3; round++)
        {
            await bus.SendAsync(Name, new News($"round {round}"));
            (await news.CountAsync(round, Waiting.Limit))[^1].ShouldBe($"round {round}");
            await bus.StopAsync();
            await bus.StartAsync();
        }
    }

    private Task<TestBus> StartAsync(string name, Action<IActiveMqReceiveEndpointConfigurator> configure) => TestBus.StartAsync(Port, name, configure);

    private static void Take(IReceiveEndpointConfigurator endpoint, Arrivals<string> news) => endpoint.Handler<News>(context =>
    {
        news.Add(context.Message.Text);
        return Task.CompletedTask;
    });

    public sealed record News(string Text);
}
