using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>What an application registers: several buses, definitions, endpoints by convention, health checks.</summary>
public sealed class RegistrationTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Fact]
    public async Task Two_buses_in_one_process_have_their_own_endpoints_clients_and_health()
    {
        var (first, second) = (new Arrivals<string>(), new Arrivals<string>());
        using var host = new HostBuilder().ConfigureServices(services =>
        {
            services.AddSingleton(new Inboxes(first, second));
            services.AddOptions<MassTransitHostOptions>().Configure(options => options.WaitUntilStarted = true);
            services.AddMassTransit(x =>
            {
                x.AddConsumer<FirstConsumer>();
                x.UsingActiveMq((context, cfg) =>
                {
                    cfg.Host("127.0.0.1", Port);
                    cfg.ReceiveEndpoint(Name + "-first", e => e.ConfigureConsumer<FirstConsumer>(context));
                });
            });
            services.AddMassTransit<ISecondBus>(x =>
            {
                x.AddConsumer<SecondConsumer>();
                x.UsingActiveMq((context, cfg) =>
                {
                    cfg.Host("127.0.0.1", Port);
                    cfg.ReceiveEndpoint(Name + "-second", e => e.ConfigureConsumer<SecondConsumer>(context));
                });
            });
        }).Build();
        await host.StartAsync();
        try
        {
            var (one, two) = (host.Services.GetRequiredService<IBus>(), host.Services.GetRequiredService<ISecondBus>());
            one.Address.ShouldNotBe(two.Address);

            await one.Publish(new News("from one"));
            (await first.OneAsync()).ShouldBe("from one");
            (await second.OneAsync()).ShouldBe("from one");
            await using var scope = host.Services.CreateAsyncScope();
            var publisher = scope.ServiceProvider.GetRequiredService<MassTransit.DependencyInjection.Bind<ISecondBus, IPublishEndpoint>>().Value;
            await publisher.Publish(new News("from two"));
            (await first.CountAsync(2, Waiting.Limit))[1].ShouldBe("from two");

            var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            report.Status.ShouldBe(HealthStatus.Healthy);
            report.Entries.Count(entry => entry.Value.Tags.Contains("masstransit")).ShouldBe(2);
        }
        finally
        {
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task A_consumer_definition_shapes_the_endpoint_that_is_configured_by_convention()
    {
        var arrivals = new Arrivals<string>();
        var configured = new Arrivals<string>();
        await using var bus = await TestBus.StartAsync(
            Port,
            (context, cfg) => cfg.ConfigureEndpoints(context, new KebabCaseEndpointNameFormatter(Name, includeNamespace: false)),
            x =>
            {
                x.AddSingleton(new Inboxes(arrivals, configured));
                x.AddConsumer<DefinedConsumer, DefinedConsumerDefinition>();
                x.AddActiveMqConfigureEndpointsCallback((_, name, _) => configured.Add(name));
            });

        await bus.SendAsync("defined-" + DefinedConsumerDefinition.Suffix, new Defined(Name));

        (await arrivals.OneAsync()).ShouldBe(Name);
        configured.Items.ShouldBe(["defined-" + DefinedConsumerDefinition.Suffix, "defined, prefetch 3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Endpoints_are_named_by_the_consumers_where_nothing_else_is_said()
    {
        var (arrivals, configured) = (new Arrivals<string>(), new Arrivals<string>());
        await using var watch = await QueueWatch.StartAsync(Port);
        await using var bus = await TestBus.StartAsync(
            Port,
            (context, cfg) => cfg.ConfigureEndpoints(context, new KebabCaseEndpointNameFormatter(Name, includeNamespace: false)),
            x =>
            {
                x.AddSingleton(new Inboxes(arrivals, arrivals));
                x.AddConsumer<FirstConsumer>().Endpoint(e => e.AddActiveMqConfigureEndpointCallback((_, activeMq) =>
                {
                    activeMq.ConsumerPriority = 9;
                    configured.Add("by its callback");
                }));
            });
        configured.Items.ShouldBe(["by its callback"]);

        await watch.IsThereAsync("the endpoint's queue", queue => queue == Name + "-first");
        await watch.IsThereAsync(
            "the consumer queue",
            queue => queue == $"Consumer.{Name}-first.VirtualTopic.Connector.Tests.ActiveMqTransport.Parity.RegistrationTests-News");
    }

    [Fact]
    public async Task An_instance_of_its_own_makes_an_endpoint_per_process()
    {
        var arrivals = new Arrivals<string>();
        await using var watch = await QueueWatch.StartAsync(Port);
        await using var bus = await TestBus.StartAsync(
            Port,
            (context, cfg) => cfg.ConfigureEndpoints(context, new KebabCaseEndpointNameFormatter(Name, includeNamespace: false)),
            x =>
            {
                x.AddSingleton(new Inboxes(arrivals, arrivals));
                x.AddConsumer<FirstConsumer>().Endpoint(e =>
                {
                    e.InstanceId = "-7";
                    e.Temporary = true;
                });
            });

        await watch.IsThereAsync("the instance's consumer queue", queue => queue.StartsWith("Consumer.", StringComparison.Ordinal)
            && queue.EndsWith("RegistrationTests-News", StringComparison.Ordinal) && queue.Contains("-7.", StringComparison.Ordinal));
        await bus.Bus.Publish(new News("to each"));
        (await arrivals.OneAsync()).ShouldBe("to each");
    }

    [Fact]
    public async Task The_bus_is_configured_by_options_where_no_host_is_named()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .Configure<ActiveMqTransportOptions>(options =>
            {
                options.Host = "127.0.0.1";
                options.Port = (ushort)Port;
            })
            .AddMassTransit(x => x.UsingActiveMq())
            .BuildServiceProvider();
        var bus = services.GetRequiredService<IBusControl>();

        await bus.StartAsync(TimeSpan.FromMinutes(1));
        try
        {
            await using var peer = await RawPeer.ConnectAsync(Port);
            await using var consumer = await peer.ConsumeAsync(Destination.Queue(Name));
            var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{Name}"));
            await endpoint.Send(new News("by options"));
            Envelope.Of(await consumer.NextAsync()).GetProperty("message").GetProperty("text").GetString().ShouldBe("by options");
        }
        finally
        {
            await bus.StopAsync(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Health_names_each_endpoint()
    {
        await using var bus = await TestBus.StartAsync(Port, Name, e => e.Handler<News>(_ => Task.CompletedTask));

        var health = bus.Bus.CheckHealth();

        health.Status.ShouldBe(BusHealthStatus.Healthy);
        health.Endpoints.Values.ShouldContain(endpoint => endpoint.InputAddress.AbsolutePath == "/" + Name && endpoint.Status == BusHealthStatus.Healthy);
        await bus.StopAsync();
        bus.Health.ShouldNotBe(BusHealthStatus.Healthy);
        await bus.StartAsync();
        await bus.HasHealthAsync(BusHealthStatus.Healthy);
    }

    public interface ISecondBus : IBus;

    public sealed record News(string Text);

    public sealed record Defined(string Text);

    internal sealed record Inboxes(Arrivals<string> First, Arrivals<string> Second);

    internal sealed class FirstConsumer(Inboxes inboxes) : IConsumer<News>
    {
        public Task Consume(ConsumeContext<News> context)
        {
            inboxes.First.Add(context.Message.Text);
            return Task.CompletedTask;
        }
    }

    internal sealed class SecondConsumer(Inboxes inboxes) : IConsumer<News>
    {
        public Task Consume(ConsumeContext<News> context)
        {
            inboxes.Second.Add(context.Message.Text);
            return Task.CompletedTask;
        }
    }

    internal sealed class DefinedConsumer(Inboxes inboxes) : IConsumer<Defined>
    {
        public Task Consume(ConsumeContext<Defined> context)
        {
            inboxes.First.Add(context.Message.Text);
            return Task.CompletedTask;
        }
    }

    internal sealed class DefinedConsumerDefinition : ConsumerDefinition<DefinedConsumer>
    {
        public DefinedConsumerDefinition(Inboxes inboxes)
        {
            _inboxes = inboxes;
            EndpointName = "defined-" + Suffix;
            ConcurrentMessageLimit = 3;
        }

        private readonly Inboxes _inboxes;

        /// <summary>One per run of the suite.</summary>
        public static string Suffix { get; } = Guid.NewGuid().ToString("N");

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<DefinedConsumer> consumerConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.PrefetchCount = 3;
            _inboxes.Second.Add($"defined, prefetch {endpointConfigurator.PrefetchCount}");
        }
    }
}
