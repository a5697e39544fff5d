using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using MassTransit.Courier.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>Routing slips from queue to queue, and what a consumer sends only if it succeeds.</summary>
public sealed class CourierAndOutboxTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_routing_slip_goes_through_its_activities_and_tells_its_end(Transport transport)
    {
        var steps = new Arrivals<string>();
        await using var bus = await StartAsync(transport, steps);

        await bus.Bus.Execute(Slip(bus, "steel", "glue"));

        (await steps.CountAsync(3, Waiting.Limit)).ShouldBe(["added steel", "added glue", "completed, last glue"]);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_routing_slip_that_fails_is_compensated_backwards(Transport transport)
    {
        var steps = new Arrivals<string>();
        await using var bus = await StartAsync(transport, steps);

        await bus.Bus.Execute(Slip(bus, "steel", "glue", "poison"));

        (await steps.CountAsync(5, Waiting.Limit)).ShouldBe(["added steel", "added glue", "took back glue", "took back steel", "faulted: poison is not added"]);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task What_a_consumer_sends_through_the_outbox_goes_out_when_it_succeeds_and_only_then(Transport transport)
    {
        var arrivals = new Arrivals<string>();
        var attempts = 0;
        await using var bus = await ParityBus.StartAsync(transport, Port, (context, cfg) =>
        {
            cfg.ReceiveEndpoint(Name, e =>
            {
                e.UseMessageRetry(retry => retry.Immediate(1));
                e.UseInMemoryOutbox(context);
                e.Handler<Work>(async work =>
                {
                    var attempt = Interlocked.Increment(ref attempts);
                    await work.Publish(new WorkDone($"{Name} attempt {attempt}"));
                    await work.Send(new Uri($"queue:{Name}-sent"), new WorkDone($"{Name} attempt {attempt}"));
                    if (attempt == 1)
                        throw new InvalidOperationException("half way");
                });
            });
            cfg.ReceiveEndpoint(Name + "-published", e => e.Handler<WorkDone>(Take));
            cfg.ReceiveEndpoint(Name + "-sent", e =>
            {
                e.ConfigureConsumeTopology = false;
                e.Handler<WorkDone>(Take);
            });
        });
        Task Take(ConsumeContext<WorkDone> context)
        {
            arrivals.Add(context.Message.Text);
            return Task.CompletedTask;
        }

        await bus.SendAsync(Name, new Work("w"));

        (await arrivals.ExactlyAsync(2)).ShouldBe([$"{Name} attempt 2", $"{Name} attempt 2"]);
    }

    [Fact]
    public async Task The_outbox_keeps_priority_and_group_of_what_waits_in_it()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(Name + "-sent"));
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (context, cfg) => cfg.ReceiveEndpoint(Name, e =>
        {
            e.UseInMemoryOutbox(context);
            e.Handler<Work>(work => work.Send(new Uri($"queue:{Name}-sent"), new WorkDone("urgent"), sent =>
            {
                sent.SetPriority(8);
                sent.SetGroup("g", 2);
                sent.TimeToLive = TimeSpan.FromMinutes(1);
            }));
        }));

        await bus.SendAsync(Name, new Work("w"));

        var message = await consumer.NextAsync();
        message.Priority.ShouldBe((byte)8);
        message.GroupId.ShouldBe("g");
        message.GroupSequence.ShouldBe(2);
        (message.Expiration - message.Timestamp).ShouldBe(TimeSpan.FromMinutes(1));
    }

    private RoutingSlip Slip(ParityBus bus, params string[] parts)
    {
        var builder = new RoutingSlipBuilder(NewId.NextGuid());
        foreach (var part in parts)
            builder.AddActivity("Add", new Uri($"queue:{Name}-execute"), new { Name = part });
        builder.AddSubscription(
            Address(bus, "-events"),
            RoutingSlipEvents.Completed | RoutingSlipEvents.Faulted | RoutingSlipEvents.Supplemental);
        return builder.Build();
    }

    private Uri Address(ParityBus bus, string suffix) => new(bus.Bus.Address.GetLeftPart(UriPartial.Authority) + "/" + Name + suffix);

    private Task<ParityBus> StartAsync(Transport transport, Arrivals<string> steps) => ParityBus.StartAsync(
        transport,
        Port,
        (context, cfg) =>
        {
            cfg.ReceiveEndpoint(Name + "-compensate", e => e.ConfigureActivityCompensate(context, typeof(AddPart)));
            cfg.ReceiveEndpoint(Name + "-execute", e => e.ConfigureActivityExecute(context, typeof(AddPart), new Uri($"queue:{Name}-compensate")));
            cfg.ReceiveEndpoint(Name + "-events", e =>
            {
                e.ConfigureConsumeTopology = false;
                e.Handler<RoutingSlipCompleted>(completed =>
                {
                    steps.Add($"completed, last {completed.GetVariable<string>("Last")}");
                    return Task.CompletedTask;
                });
                e.Handler<RoutingSlipFaulted>(faulted =>
                {
                    steps.Add($"faulted: {faulted.Message.ActivityExceptions[0].ExceptionInfo.Message}");
                    return Task.CompletedTask;
                });
            });
        },
        x =>
        {
            x.AddSingleton(steps);
            x.AddActivity<AddPart, PartArguments, PartLog>();
        });

    public sealed record Work(string Text);

    public sealed record WorkDone(string Text);

    public sealed class PartArguments
    {
        public string Name { get; set; } = "";
    }

    public sealed class PartLog
    {
        public string Name { get; set; } = "";
    }

    internal sealed class AddPart(Arrivals<string> steps) : IActivity<PartArguments, PartLog>
    {
        public Task<ExecutionResult> Execute(ExecuteContext<PartArguments> context)
        {
            var part = context.Arguments.Name;
            if (part == "poison")
                throw new InvalidOperationException("poison is not added");
            steps.Add($"added {part}");
            return Task.FromResult(context.CompletedWithVariables<PartLog>(new { Name = part }, new { Last = part }));
        }

        public Task<CompensationResult> Compensate(CompensateContext<PartLog> context)
        {
            steps.Add($"took back {context.Log.Name}");
            return Task.FromResult(context.Compensated());
        }
    }
}
