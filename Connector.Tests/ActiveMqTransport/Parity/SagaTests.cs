using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>A state machine over the broker: events, a request and its answer, a time limit, and its withdrawal.</summary>
public sealed class SagaTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task Events_of_one_instance_are_handled_in_its_states(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        var (id, other) = (NewId.NextGuid(), NewId.NextGuid());

        await bus.Bus.Publish(new Opened(id, TimeSpan.FromMinutes(5)));
        await bus.Bus.Publish(new Opened(other, TimeSpan.FromMinutes(5)));
        await IsInAsync(bus, id, "Open");
        await IsInAsync(bus, other, "Open");
        await bus.Bus.Publish(new Closed(id));

        await IsInAsync(bus, id, "Done");
        await IsInAsync(bus, other, "Open");
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_time_limit_that_passes_is_an_event(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        var id = NewId.NextGuid();

        await bus.Bus.Publish(new Opened(id, TimeSpan.FromMilliseconds(200)));

        await IsInAsync(bus, id, "Expired");
    }

    // The scheduled message still comes (the broker takes no orders by token), and the instance knows that it is not meant any more.
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_time_limit_that_is_withdrawn_is_none(Transport transport)
    {
        var passed = new Arrivals<Guid>();
        await using var bus = await StartAsync(transport, passed);
        var id = NewId.NextGuid();

        await bus.Bus.Publish(new Opened(id, TimeSpan.FromSeconds(5)));
        await IsInAsync(bus, id, "Open");
        await bus.Bus.Publish(new Closed(id));
        await IsInAsync(bus, id, "Done");
        // Scheduled after the withdrawn one was, for a later time: when it is here, so is that.
        await bus.Bus.CreateDelayedMessageScheduler()
            .ScheduleSend(new Uri($"queue:{Name}-clock"), TimeSpan.FromMilliseconds(5200), new Opened(id, TimeSpan.Zero));
        await passed.OneAsync();

        await IsInAsync(bus, id, "Done");
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_request_to_an_instance_is_answered_from_its_state(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        var id = NewId.NextGuid();
        await bus.Bus.Publish(new Opened(id, TimeSpan.FromMinutes(5)));
        await IsInAsync(bus, id, "Open");
        var client = bus.Client<Ask>(Name);

        (await client.GetResponse<Standing, Unknown>(new Ask(id))).Is(out Response<Standing>? state).ShouldBeTrue();
        state.Message.Name.ShouldBe("Open");
        (await client.GetResponse<Standing, Unknown>(new Ask(NewId.NextGuid()))).Is(out Response<Unknown>? _).ShouldBeTrue();
    }

    private static Task IsInAsync(ParityBus bus, Guid id, string state) => Eventually.HoldsAsync(
        $"the instance to be in {state}",
        async () =>
        {
            var repository = bus.Services.GetRequiredService<ILoadSagaRepository<Ticket>>();
            return (await repository.Load(id))?.CurrentState == state;
        },
        Waiting.Limit);

    private Task<ParityBus> StartAsync(Transport transport, Arrivals<Guid>? clock = null) => ParityBus.StartAsync(
        transport,
        Port,
        (context, cfg) =>
        {
            cfg.UseDelayedMessageScheduler();
            cfg.ReceiveEndpoint(Name, e =>
            {
                e.UseInMemoryOutbox(context);
                e.ConfigureSaga<Ticket>(context);
            });
            cfg.ReceiveEndpoint(Name + "-clock", e =>
            {
                e.ConfigureConsumeTopology = false;
                e.Handler<Opened>(message =>
                {
                    clock?.Add(message.Message.Id);
                    return Task.CompletedTask;
                });
            });
        },
        x =>
        {
            x.AddDelayedMessageScheduler();
            x.AddSagaStateMachine<TicketMachine, Ticket>().InMemoryRepository();
        });

    public sealed record Opened(Guid Id, TimeSpan Limit);

    public sealed record Closed(Guid Id);

    public sealed record LimitPassed(Guid Id);

    public sealed record Ask(Guid Id);

    public sealed record Standing(string Name);

    public sealed record Unknown(Guid Id);

    public sealed class Ticket : SagaStateMachineInstance
    {
        public Guid CorrelationId { get; set; }

        public string CurrentState { get; set; } = "";

        public Guid? LimitToken { get; set; }
    }

    public sealed class TicketMachine : MassTransitStateMachine<Ticket>
    {
        public TicketMachine()
        {
            InstanceState(ticket => ticket.CurrentState);
            Event(() => WasOpened, x => x.CorrelateById(context => context.Message.Id));
            Event(() => WasClosed, x => x.CorrelateById(context => context.Message.Id));
            Event(() => WasAsked, x =>
            {
                x.CorrelateById(context => context.Message.Id);
                x.OnMissingInstance(missing => missing.ExecuteAsync(context => context.RespondAsync(new Unknown(context.Message.Id))));
            });
            Schedule(() => Limit, ticket => ticket.LimitToken, x => x.Received = e => e.CorrelateById(context => context.Message.Id));

            Initially(When(WasOpened)
                .Schedule(Limit, context => new LimitPassed(context.Saga.CorrelationId), context => context.Message.Limit)
                .TransitionTo(Open));
            During(
                Open,
                When(WasClosed).Unschedule(Limit).TransitionTo(Done),
                When(Limit.Received).TransitionTo(Expired));
            During(Done, Ignore(Limit.Received), Ignore(Limit.AnyReceived));
            DuringAny(When(WasAsked).Respond(context => new Standing(context.Saga.CurrentState)));
        }

        public State Open { get; private set; } = null!;

        public State Done { get; private set; } = null!;

        public State Expired { get; private set; } = null!;

        public Event<Opened> WasOpened { get; private set; } = null!;

        public Event<Closed> WasClosed { get; private set; } = null!;

        public Event<Ask> WasAsked { get; private set; } = null!;

        public Schedule<Ticket, LimitPassed> Limit { get; private set; } = null!;
    }
}
