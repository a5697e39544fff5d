using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

[Collection(BrokerCollection.Name)]
public sealed class ErrorQueueTests(BrokerFixture fixture)
{
    private readonly string _name = BrokerFixture.UniqueName("endpoint");

    private int Port => fixture.Broker.OpenWirePort;

    [Fact]
    public async Task What_a_consumer_throws_on_goes_to_the_error_queue_with_the_reason()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await StartAsync();
        var correlationId = NewId.NextGuid();

        await bus.SendAsync(_name, new Job("boom"), context =>
        {
            context.CorrelationId = correlationId;
            context.SetPriority(7);
            context.Headers.Set("Mine", "kept");
        });

        var moved = await peer.TakeAsync(_name + "_error");
        Envelope.Of(moved).GetProperty("message").GetProperty("text").GetString().ShouldBe("boom");
        moved.Persistent.ShouldBeTrue();
        moved.Priority.ShouldBe((byte)7);
        moved.CorrelationId.ShouldBe(correlationId.ToString());
        moved.Expiration.ShouldBeNull();
        moved.Properties["Content-Type"].ShouldBe("application/vnd.masstransit+json");
        moved.Properties["Mine"].ShouldBe("kept");
        moved.Properties["MT-Reason"].ShouldBe("fault");
        moved.Properties["MT-Fault-ExceptionType"].ShouldBe("System.InvalidOperationException");
        moved.Properties["MT-Fault-Message"].ShouldBe("no");
        moved.Properties["MT-Fault-ConsumerType"].ShouldNotBeNull();
        moved.Properties["MT-Fault-MessageType"].ShouldNotBeNull();
        moved.Properties["MT-Fault-StackTrace"].ShouldBeOfType<string>().ShouldContain(nameof(ErrorQueueTests));
        moved.Properties["MT-Fault-InputAddress"].ShouldBe($"activemq://127.0.0.1:{Port}/{_name}");
        moved.Properties["MT-Fault-Timestamp"].ShouldNotBeNull();
        moved.Properties["MT-Host-MachineName"].ShouldBe(Environment.MachineName);
        moved.Properties["MT-Host-MassTransitVersion"].ShouldBeOfType<string>().ShouldStartWith("8.5.12");
    }

    [Fact]
    public async Task A_fault_without_requester_is_published()
    {
        var faults = new Arrivals<Fault<Job>>();
        await using var bus = await TestBus.StartAsync(Port, (_, cfg) =>
        {
            cfg.ReceiveEndpoint(_name, e => e.Handler<Job>(_ => throw new InvalidOperationException("no")));
            cfg.ReceiveEndpoint(_name + "-faults", e => e.Handler<Fault<Job>>(context =>
            {
                faults.Add(context.Message);
                return Task.CompletedTask;
            }));
        });

        await bus.SendAsync(_name, new Job(_name));

        await Eventually.HoldsAsync("the fault of this test", () => faults.Items.Any(fault => fault.Message.Text == _name));
        faults.Items.Single(fault => fault.Message.Text == _name).Exceptions[0].Message.ShouldBe("no");
    }

    [Fact]
    public async Task A_type_that_no_consumer_takes_goes_to_the_skipped_queue()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await StartAsync();

        await bus.SendAsync(_name, new Unknown("who am I"));

        var moved = await peer.TakeAsync(_name + "_skipped");
        moved.ReadText().ShouldContain("who am I");
        moved.Properties["MT-Reason"].ShouldBe("dead-letter");
        moved.Properties["MT-Host-MachineName"].ShouldBe(Environment.MachineName);
        moved.Properties.ContainsKey("MT-Fault-Message").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{ this is no JSON")]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData("{\"messageType\": [\"urn:message:Connector.Tests.ActiveMqTransport:ErrorQueueTests+Job\"], \"message\": 5}")]
    public async Task What_cannot_be_read_goes_to_the_error_queue_and_the_endpoint_goes_on(string body)
    {
        var done = new Arrivals<string>();
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await StartAsync(done);

        await peer.SendTextAsync(_name, body);
        await bus.SendAsync(_name, new Job("after"));

        var moved = await peer.TakeAsync(_name + "_error");
        moved.BodyKind.ShouldBe(MessageBodyKind.Text);
        moved.ReadText().ShouldBe(body);
        moved.Properties["MT-Reason"].ShouldBe("fault");
        (await done.FirstAsync()).ShouldBe("after");
    }

    [Fact]
    public async Task A_retry_may_save_a_message_from_the_error_queue()
    {
        var attempts = 0;
        var done = new Arrivals<string>();
        await using var bus = await TestBus.StartAsync(Port, _name, e =>
        {
            e.UseMessageRetry(retry => retry.Immediate(2));
            e.Handler<Job>(context =>
            {
                if (Interlocked.Increment(ref attempts) < 3)
                    throw new InvalidOperationException("not yet");
                done.Add(context.Message.Text);
                return Task.CompletedTask;
            });
        });

        await bus.SendAsync(_name, new Job("third time"));

        (await done.FirstAsync()).ShouldBe("third time");
    }

    private Task<TestBus> StartAsync(Arrivals<string>? done = null) => TestBus.StartAsync(Port, _name, e => e.Handler<Job>(context =>
    {
        if (context.Message.Text == "boom")
            throw new InvalidOperationException("no");
        done?.Add(context.Message.Text);
        return Task.CompletedTask;
    }));

    public sealed record Job(string Text);

    public sealed record Unknown(string Text);
}
