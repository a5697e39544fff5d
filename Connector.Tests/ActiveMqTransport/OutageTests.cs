using System.Diagnostics.CodeAnalysis;
using Connector.Lab.Links;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

/// <summary>What happens when there is no way to the broker, and when there is one again.</summary>
[Collection(BrokerCollection.Name)]
[SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync.")]
public sealed class OutageTests(BrokerFixture fixture) : IAsyncLifetime
{
    private readonly string _name = BrokerFixture.UniqueName("endpoint");
    private readonly CuttableLink _link = CuttableLink.To(fixture.Broker.OpenWirePort);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _link.DisposeAsync();

    [Fact]
    public async Task A_bus_started_without_a_broker_works_as_soon_as_there_is_one()
    {
        var arrivals = new Arrivals<int>();
        await _link.CutAsync();
        await using var bus = TestBus.Create(_link.Port, (_, cfg) => cfg.ReceiveEndpoint(_name, e => Collect(e, arrivals)));
        var starting = bus.StartAsync();
        await Eventually.HoldsAsync("several rounds", () => bus.Log.Lines(LogLevel.Debug).Count(line => line.Contains("Round ") && line.Contains(" of connecting failed")) >= 2);

        bus.Health.ShouldBe(BusHealthStatus.Unhealthy);
        bus.Log.Lines(LogLevel.Warning).Where(line => line.Contains("No ActiveMQ broker can be reached"))
            .ShouldHaveSingleItem().ShouldContain($"127.0.0.1:{_link.Port}");
        starting.IsCompleted.ShouldBeFalse();

        _link.Restore();
        await starting;
        await bus.SendAsync(_name, new Step(1));
        (await arrivals.FirstAsync()).ShouldBe(1);
        await bus.HasHealthAsync(BusHealthStatus.Healthy);
    }

    [Fact]
    public async Task A_send_during_an_outage_fails_in_time_and_says_why()
    {
        await using var bus = await TestBus.StartAsync(_link.Port, host: h => h.SendTimeout(TimeSpan.FromMilliseconds(300)));
        await _link.CutAsync();
        await bus.HasHealthAsync(BusHealthStatus.Unhealthy);

        var failure = await Should.ThrowAsync<ActiveMqConnectionException>(() => bus.SendAsync(_name, new Step(1)));

        failure.Message.ShouldContain("within 0.3 s");
        failure.Message.ShouldContain($"127.0.0.1:{_link.Port}");
    }

    [Fact]
    public async Task A_send_during_a_short_outage_waits_and_arrives()
    {
        await using var bus = await TestBus.StartAsync(_link.Port);
        await using var peer = await RawPeer.ConnectAsync(fixture.Broker.OpenWirePort);
        await _link.CutAsync();
        await bus.HasHealthAsync(BusHealthStatus.Unhealthy);

        var sending = bus.SendAsync(_name, new Step(5));
        sending.IsCompleted.ShouldBeFalse();
        _link.Restore();
        await sending;

        (await peer.TakeAsync(_name)).ReadText().ShouldContain("\"number\": 5");
    }

    [Fact]
    public async Task A_send_before_the_start_of_the_bus_waits_for_it_and_then_says_so()
    {
        await using var bus = TestBus.Create(_link.Port, host: h => h.SendTimeout(TimeSpan.FromMilliseconds(100)));

        (await Should.ThrowAsync<ActiveMqConnectionException>(() => bus.SendAsync(_name, new Step(1))))
            .Message.ShouldContain("not started");
    }

    [Fact]
    public async Task A_start_that_is_given_up_tells_what_is_missing()
    {
        await _link.CutAsync();
        await using var bus = TestBus.Create(_link.Port);

        (await Should.ThrowAsync<ActiveMqConnectionException>(() => bus.Bus.StartAsync(TimeSpan.FromSeconds(1))))
            .Message.ShouldContain($"127.0.0.1:{_link.Port}");
    }

    [Fact]
    public async Task A_flapping_link_loses_nothing_that_was_accepted()
    {
        var arrivals = new Arrivals<int>();
        await using var bus = await TestBus.StartAsync(_link.Port, (_, cfg) => cfg.ReceiveEndpoint(_name, e => Collect(e, arrivals)));
        var accepted = 0;
        using var enough = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 4).Select(async sender =>
        {
            var number = sender;
            while (!enough.IsCancellationRequested)
            {
                await bus.SendAsync(_name, new Step(number));
                Interlocked.Increment(ref accepted);
                number += 4;
            }
        }).ToList();

        for (var i = 1; i <= 3; i++)
        {
            await arrivals.CountAsync(arrivals.Items.Count + 50);
            await _link.CutAsync();
            await bus.HasHealthAsync(BusHealthStatus.Unhealthy);
            _link.Restore();
            await bus.HasHealthAsync(BusHealthStatus.Healthy);
        }
        await enough.CancelAsync();
        await Task.WhenAll(senders);

        await Eventually.HoldsAsync(
            "every accepted message", () => arrivals.Items.Distinct().Count() == accepted, TimeSpan.FromSeconds(60));
        bus.Log.Lines().Count(line => line.Contains("Connected again to ActiveMQ broker")).ShouldBe(3);
    }

    [Fact]
    public async Task What_was_being_handled_when_the_link_broke_is_handled_once()
    {
        var arrivals = new Arrivals<int>();
        var release = new TaskCompletionSource();
        await using var bus = await TestBus.StartAsync(_link.Port, _name, e => e.Handler<Step>(async context =>
        {
            arrivals.Add(context.Message.Number);
            await release.Task;
        }));
        await bus.SendAsync(_name, new Step(1));
        await arrivals.FirstAsync();

        await _link.CutAsync();
        await bus.HasHealthAsync(BusHealthStatus.Unhealthy);
        _link.Restore();
        await bus.HasHealthAsync(BusHealthStatus.Healthy);
        // It has come again, and waits for the end of its first handling; then it is gone from the queue.
        await bus.SendAsync(_name, new Step(2));
        (await arrivals.CountAsync(2)).ShouldBe([1, 2]);
        release.SetResult();
        await bus.StopAsync();

        await using var peer = await RawPeer.ConnectAsync(fixture.Broker.OpenWirePort);
        await using var rest = await peer.ConsumeAsync(Destination.Queue(_name));
        await using var again = await TestBus.StartAsync(fixture.Broker.OpenWirePort);
        await again.SendAsync(_name, new Step(3));
        Envelope.Of(await rest.NextAsync()).GetProperty("message").GetProperty("number").GetInt32().ShouldBe(3);
        arrivals.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failover_address_names_the_brokers_and_the_bus_says_where_it_is()
    {
        var seen = new List<ActiveMqBrokerStatus>();
        await using var bus = await TestBus.StartAsync(
            _link.Port,
            (_, cfg) => cfg.Host($"failover:(tcp://127.0.0.1:{_link.Port},{fixture.Broker.Address})?randomize=false&timeout=20000&initialReconnectDelay=10", host =>
            {
                host.Username("user");
                host.Password("s3cret");
                host.ObserveBroker(status =>
                {
                    lock (seen)
                        seen.Add(status);
                });
            }));
        await HasSeenAsync(status => status.IsConnected && status.Broker.EndsWith($":{_link.Port}"));
        await _link.CutAsync();
        await HasSeenAsync(status => status.IsConnected && status.Broker == fixture.Broker.Address);
        await bus.SendAsync(_name, new Step(1));
        await bus.HasHealthAsync(BusHealthStatus.Healthy);

        Task HasSeenAsync(Predicate<ActiveMqBrokerStatus> wanted) => Eventually.HoldsAsync(
            "the broker to be told",
            () =>
            {
                lock (seen)
                    return seen.Exists(wanted);
            },
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Requests_work_again_when_both_sides_have_reconnected()
    {
        await using var responder = await TestBus.StartAsync(_link.Port, _name, e =>
            e.Handler<Step>(context => context.RespondAsync(new Done(context.Message.Number))));
        await using var requester = await TestBus.StartAsync(_link.Port);
        var client = requester.Bus.CreateRequestClient<Step>(new Uri($"queue:{_name}"), RequestTimeout.After(s: 20));
        (await client.GetResponse<Done>(new Step(1))).Message.Number.ShouldBe(1);

        await _link.CutAsync();
        await requester.HasHealthAsync(BusHealthStatus.Unhealthy);
        await responder.HasHealthAsync(BusHealthStatus.Unhealthy);
        _link.Restore();

        (await client.GetResponse<Done>(new Step(2))).Message.Number.ShouldBe(2);
    }

    [Fact]
    public async Task Brokers_are_tried_in_the_order_given()
    {
        await _link.CutAsync();
        await using var bus = await TestBus.StartAsync(
            _link.Port, host: h => h.FailoverHosts([$"tcp://127.0.0.1:{_link.Port}", fixture.Broker.Address]));

        bus.Health.ShouldBe(BusHealthStatus.Healthy);
        bus.Log.Lines().ShouldContain(line => line.Contains("Connected to ActiveMQ broker " + fixture.Broker.Address));
    }

    [Fact]
    public async Task A_stop_waits_for_what_is_being_handled_and_gives_the_rest_back()
    {
        var (started, done) = (0, 0);
        var release = new TaskCompletionSource();
        await using var bus = await TestBus.StartAsync(_link.Port, _name, e =>
        {
            e.PrefetchCount = 10;
            e.ConcurrentMessageLimit = 2;
            e.Handler<Step>(async _ =>
            {
                Interlocked.Increment(ref started);
                await release.Task;
                Interlocked.Increment(ref done);
            });
        });
        for (var i = 0; i < 10; i++)
            await bus.SendAsync(_name, new Step(i));
        await Eventually.HoldsAsync("two to be under way", () => Volatile.Read(ref started) == 2);

        var stopping = bus.StopAsync();
        await Eventually.HoldsAsync(
            "the endpoint to take no more",
            () => bus.Log.Lines(LogLevel.Debug).Any(line => line.Contains($"{_name} takes no further messages; 2 are still being handled")));
        stopping.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await stopping;

        done.ShouldBe(2);
        await using var peer = await RawPeer.ConnectAsync(fixture.Broker.OpenWirePort);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(_name));
        var rest = new List<int>();
        while (rest.Count < 8)
            rest.Add(Envelope.Of(await consumer.NextAsync()).GetProperty("message").GetProperty("number").GetInt32());
        rest.ShouldBe(Enumerable.Range(2, 8));
    }

    [Fact]
    public async Task A_stop_that_may_not_wait_cancels_its_consumers_and_their_messages_come_again()
    {
        var cancelled = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        await using var bus = await TestBus.StartAsync(_link.Port, _name, e => e.Handler<Step>(async context =>
        {
            started.TrySetResult();
            using var registration = context.CancellationToken.Register(() => cancelled.TrySetResult());
            await cancelled.Task;
            context.CancellationToken.ThrowIfCancellationRequested();
        }));
        await bus.SendAsync(_name, new Step(1));
        await started.Task;

        await bus.Bus.StopAsync(TimeSpan.FromMilliseconds(100));
        await cancelled.Task;

        await using var peer = await RawPeer.ConnectAsync(fixture.Broker.OpenWirePort);
        (await peer.TakeAsync(_name)).Redelivered.ShouldBeTrue();
    }

    [Fact]
    public async Task A_bus_can_be_started_again()
    {
        var arrivals = new Arrivals<int>();
        await using var bus = await TestBus.StartAsync(_link.Port, _name, e =>
            e.Handler<Step>(context =>
            {
                arrivals.Add(context.Message.Number);
                return context.RespondAsync(new Done(context.Message.Number));
            }));
        await bus.SendAsync(_name, new Step(1));
        await arrivals.CountAsync(1);
        await bus.StopAsync();
        await Eventually.HoldsAsync("the connection to be closed", () => _link.Connections == 0);
        (await Should.ThrowAsync<ActiveMqConnectionException>(() => bus.SendAsync(_name, new Step(2)))).Message.ShouldContain("is stopped");

        await bus.StartAsync();

        await bus.SendAsync(_name, new Step(3));
        (await arrivals.CountAsync(2)).ShouldBe([1, 3]);
        var client = bus.Bus.CreateRequestClient<Step>(new Uri($"queue:{_name}"), RequestTimeout.After(s: 15));
        (await client.GetResponse<Done>(new Step(4))).Message.Number.ShouldBe(4);
    }

    private static void Collect(IActiveMqReceiveEndpointConfigurator endpoint, Arrivals<int> arrivals) =>
        endpoint.Handler<Step>(context =>
        {
            arrivals.Add(context.Message.Number);
            return Task.CompletedTask;
        });

    public sealed record Step(int Number);

    public sealed record Done(int Number);
}
