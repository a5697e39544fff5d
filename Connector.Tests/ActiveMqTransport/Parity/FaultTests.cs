using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>To whom a failed consumer's fault is told.</summary>
public sealed class FaultTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_fault_goes_to_the_fault_address_before_the_response_address(Transport transport)
    {
        var (atFault, atResponse) = (new Arrivals<Fault<Job>>(), new Arrivals<string>());
        await using var bus = await StartAsync(transport, atFault, atResponse);

        await bus.SendAsync(Name, new Job("broken"), context =>
        {
            context.FaultAddress = Address(bus, "-fault");
            context.ResponseAddress = Address(bus, "-response");
        });

        var fault = await atFault.OneAsync();
        fault.Message.Text.ShouldBe("broken");
        fault.Exceptions[0].ExceptionType.ShouldBe("System.InvalidOperationException");
        fault.Exceptions[0].Message.ShouldBe("no");
        fault.FaultedMessageId.ShouldNotBeNull();
        fault.FaultMessageTypes.ShouldNotBeEmpty();
        atResponse.Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_fault_goes_to_the_response_address_where_no_other_is_given(Transport transport)
    {
        var (atFault, atResponse) = (new Arrivals<Fault<Job>>(), new Arrivals<string>());
        await using var bus = await StartAsync(transport, atFault, atResponse);

        await bus.SendAsync(Name, new Job("broken"), context => context.ResponseAddress = Address(bus, "-response"));

        (await atResponse.OneAsync()).ShouldBe("broken");
        atFault.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_is_published_for_the_type_and_carries_the_host_that_failed()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var published = await peer.ConsumeAsync(Destination.Queue(
            $"Consumer.{Name}.VirtualTopic.MassTransit.Fault--Connector.Tests.ActiveMqTransport.Parity.FaultTests-Lonely--"));
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) =>
            cfg.ReceiveEndpoint(Name, e => e.Handler<Lonely>(_ => throw new InvalidOperationException("no"))));

        await bus.SendAsync(Name, new Lonely("alone"));

        var envelope = Envelope.Of(await published.NextAsync());
        envelope.GetProperty("messageType").EnumerateArray().Select(type => type.GetString()).ShouldBe(
        [
            "urn:message:MassTransit:Fault[[Connector.Tests.ActiveMqTransport.Parity:FaultTests+Lonely]]",
            "urn:message:MassTransit:Fault",
        ]);
        envelope.GetProperty("message").GetProperty("host").GetProperty("machineName").GetString().ShouldBe(Environment.MachineName);
        envelope.GetProperty("message").GetProperty("message").GetProperty("text").GetString().ShouldBe("alone");
    }

    [Fact]
    public async Task A_consumer_of_faults_gets_those_of_its_type_by_its_class()
    {
        var faults = new Arrivals<string>();
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) =>
        {
            cfg.ReceiveEndpoint(Name, e => e.Handler<Own>(_ => throw new InvalidOperationException("no")));
            cfg.ReceiveEndpoint(Name + "-faults", e => e.Consumer(() => new FaultConsumer(faults)));
        });

        await bus.Bus.Publish(new Own(Name));

        (await faults.OneAsync()).ShouldBe(Name);
    }

    [Fact]
    public async Task Where_publishing_faults_is_off_none_is_published()
    {
        var faults = new Arrivals<string>();
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) =>
        {
            cfg.ReceiveEndpoint(Name, e =>
            {
                e.PublishFaults = false;
                e.Handler<Quiet>(context => throw new InvalidOperationException(context.Message.Text));
            });
            cfg.ReceiveEndpoint(Name + "-loud", e => e.Handler<Quiet>(_ => throw new InvalidOperationException("no")));
            cfg.ReceiveEndpoint(Name + "-faults", e => e.Handler<Fault<Quiet>>(context =>
            {
                faults.Add(context.Message.Message.Text);
                return Task.CompletedTask;
            }));
        });

        await bus.SendAsync(Name, new Quiet("silent"));
        await peer.TakeAsync(Name + "_error");
        await bus.SendAsync(Name + "-loud", new Quiet("heard"));

        (await faults.OneAsync()).ShouldBe("heard");
    }

    private Task<ParityBus> StartAsync(Transport transport, Arrivals<Fault<Job>> atFault, Arrivals<string> atResponse) =>
        ParityBus.StartAsync(transport, Port, (_, cfg) =>
        {
            cfg.ReceiveEndpoint(Name, e => e.Handler<Job>(_ => throw new InvalidOperationException("no")));
            cfg.ReceiveEndpoint(Name + "-fault", e =>
            {
                e.ConfigureConsumeTopology = false;
                e.Handler<Fault<Job>>(context =>
                {
                    atFault.Add(context.Message);
                    return Task.CompletedTask;
                });
            });
            cfg.ReceiveEndpoint(Name + "-response", e =>
            {
                e.ConfigureConsumeTopology = false;
                e.Handler<Fault<Job>>(context =>
                {
                    atResponse.Add(context.Message.Message.Text);
                    return Task.CompletedTask;
                });
            });
        });

    private Uri Address(ParityBus bus, string suffix) => new(bus.Bus.Address.GetLeftPart(UriPartial.Authority) + "/" + Name + suffix);

    public sealed record Job(string Text);

    public sealed record Lonely(string Text);

    public sealed record Own(string Text);

    public sealed record Quiet(string Text);

    private sealed class FaultConsumer(Arrivals<string> faults) : IConsumer<Fault<Own>>
    {
        public Task Consume(ConsumeContext<Fault<Own>> context)
        {
            faults.Add(context.Message.Message.Text);
            return Task.CompletedTask;
        }
    }
}
