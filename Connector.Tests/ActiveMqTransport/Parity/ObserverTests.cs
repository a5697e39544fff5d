using System.Collections.Concurrent;
using Connector.Lab.Processes;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>What observers see of a message's way and of the bus's life.</summary>
public sealed class ObserverTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task Every_step_of_a_message_is_told(Transport transport)
    {
        var steps = new Steps(Name);
        await using var bus = await StartAsync(transport, steps);

        await bus.SendAsync(Name, new Note(Name));

        await steps.HasAsync("receive PostReceive");
        steps.Of("send").ShouldBe(["PreSend", "PostSend"]);
        steps.Of("consume").ShouldBe(["PreConsume", "PostConsume"]);
        steps.Of("receive").ShouldBe(["PreReceive", "PostConsume", "PostReceive"]);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_publish_is_told_as_one_and_a_failing_consumer_as_a_fault(Transport transport)
    {
        var steps = new Steps(Name);
        await using var bus = await StartAsync(transport, steps);

        await bus.Bus.Publish(new Broken(Name));

        await steps.HasAsync("receive PostReceive");
        steps.Of("publish").ShouldBe(["PrePublish", "PostPublish"]);
        steps.Of("consume").ShouldBe(["PreConsume", "ConsumeFault"]);
        steps.Of("receive").ShouldBe(["PreReceive", "ConsumeFault", "PostReceive"]);
    }

    [Fact]
    public async Task A_send_that_fails_is_told()
    {
        var steps = new Steps(Name);
        await using var bus = await StartAsync(Transport.ActiveMq, steps);
        await bus.Bus.StopAsync(TimeSpan.FromMinutes(1));

        await Should.ThrowAsync<Exception>(() => bus.SendAsync(Name, new Note(Name)));

        steps.Of("send").ShouldBe(["PreSend", "SendFault"]);
    }

    [Fact]
    public async Task The_bus_and_its_endpoints_tell_of_their_lives()
    {
        var steps = new Steps(Name);
        var bus = ActiveMqBusFactory.Create(cfg =>
        {
            cfg.Host("127.0.0.1", Port);
            cfg.ConnectBusObserver(steps);
            cfg.ReceiveEndpoint(Name, e => e.Handler<Note>(_ => Task.CompletedTask));
        });
        bus.ConnectReceiveEndpointObserver(steps);

        await bus.StartAsync(TimeSpan.FromMinutes(1));
        await steps.HasAsync("endpoint Ready");
        await bus.StopAsync(TimeSpan.FromMinutes(1));
        await steps.HasAsync("endpoint Completed");

        steps.Of("bus").ShouldBe(["PostCreate", "PreStart", "PostStart", "PreStop", "PostStop"]);
        steps.Of("endpoint").ShouldBe(["Ready", "Stopping", "Completed"]);
    }

    private async Task<ParityBus> StartAsync(Transport transport, Steps steps)
    {
        var bus = await ParityBus.StartAsync(transport, Port, (_, cfg) => cfg.ReceiveEndpoint(Name, e =>
        {
            e.Handler<Note>(_ => Task.CompletedTask);
            e.Handler<Broken>(_ => throw new InvalidOperationException("no"));
        }));
        bus.Bus.ConnectSendObserver(steps);
        bus.Bus.ConnectPublishObserver(steps);
        bus.Bus.ConnectConsumeObserver(steps);
        bus.Bus.ConnectReceiveObserver(steps);
        return bus;
    }

    public sealed record Note(string Text);

    public sealed record Broken(string Text);

    /// <summary>Writes down what it is told, of this test's messages and endpoint only.</summary>
    private sealed class Steps(string name) :
        ISendObserver, IPublishObserver, IConsumeObserver, IReceiveObserver, IBusObserver, IReceiveEndpointObserver
    {
        private readonly ConcurrentQueue<string> _steps = new();

        public IEnumerable<string> Of(string kind) =>
            _steps.Where(step => step.StartsWith(kind + " ", StringComparison.Ordinal)).Select(step => step[(kind.Length + 1)..]);

        public Task HasAsync(string step) => Eventually.HoldsAsync($"'{step}' among {string.Join(", ", _steps)}", () => _steps.Contains(step), Waiting.Limit);

        public Task PreSend<T>(SendContext<T> context)
            where T : class => Tell<T>("send PreSend");

        public Task PostSend<T>(SendContext<T> context)
            where T : class => Tell<T>("send PostSend");

        public Task SendFault<T>(SendContext<T> context, Exception exception)
            where T : class => Tell<T>("send SendFault");

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Tell<T>("publish PrePublish");

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Tell<T>("publish PostPublish");

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Tell<T>("publish PublishFault");

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Tell<T>("consume PreConsume");

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class => Tell<T>("consume PostConsume");

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Tell<T>("consume ConsumeFault");

        public Task PreReceive(ReceiveContext context) => Tell(context.InputAddress, "receive PreReceive");

        public Task PostReceive(ReceiveContext context) => Tell(context.InputAddress, "receive PostReceive");

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Tell(context.InputAddress, "receive ReceiveFault");

        Task IReceiveObserver.PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) => Tell<T>("receive PostConsume");

        Task IReceiveObserver.ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
            Tell<T>("receive ConsumeFault");

        public void PostCreate(IBus bus) => _steps.Enqueue("bus PostCreate");

        public void CreateFaulted(Exception exception) => _steps.Enqueue("bus CreateFaulted");

        public Task PreStart(IBus bus) => Add("bus PreStart");

        public Task PostStart(IBus bus, Task<BusReady> busReady) => Add("bus PostStart");

        public Task StartFaulted(IBus bus, Exception exception) => Add("bus StartFaulted");

        public Task PreStop(IBus bus) => Add("bus PreStop");

        public Task PostStop(IBus bus) => Add("bus PostStop");

        public Task StopFaulted(IBus bus, Exception exception) => Add("bus StopFaulted");

        public Task Ready(ReceiveEndpointReady ready) => Tell(ready.InputAddress, "endpoint Ready");

        public Task Stopping(ReceiveEndpointStopping stopping) => Tell(stopping.InputAddress, "endpoint Stopping");

        public Task Completed(ReceiveEndpointCompleted completed) => Tell(completed.InputAddress, "endpoint Completed");

        public Task Faulted(ReceiveEndpointFaulted faulted) => Tell(faulted.InputAddress, "endpoint Faulted");

        private Task Tell<T>(string step) => typeof(T) == typeof(Note) || typeof(T) == typeof(Broken) ? Add(step) : Task.CompletedTask;

        private Task Tell(Uri address, string step) => address.AbsolutePath == "/" + name ? Add(step) : Task.CompletedTask;

        private Task Add(string step)
        {
            _steps.Enqueue(step);
            return Task.CompletedTask;
        }
    }
}
