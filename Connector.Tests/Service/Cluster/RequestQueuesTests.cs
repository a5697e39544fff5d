using System.Globalization;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Service.Cluster;
using Connector.Service.Hosting;
using Connector.Service.Requests;
using Connector.Tests.EndToEnd.Harness;
using Connector.Tests.Infrastructure;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>The queues of requests on a real broker: taken from and left as is wanted.</summary>
[Collection(BrokerCollection.Name)]
public sealed class RequestQueuesTests(BrokerFixture fixture)
{
    [Fact]
    public async Task A_request_that_is_given_back_comes_out_again_when_the_queue_is_taken_from_again()
    {
        var routing = new Routing();
        using var host = Host(routing, "gc-queues");
        await host.StartAsync();
        await using var queues = host.Services.GetRequiredService<RequestQueues>();
        await using var client = await ClientApp.StartAsync(fixture.Broker.OpenWirePort, "queues-client");
        queues.Want(new QueueWishes(Shared: false, Own: true, []));
        var asked = client.AskAtAsync<MakeReady, CommandAccepted>(RequestAddresses.Of("gc-queues"), new MakeReady { AgentId = "1001" });
        var first = await routing.NextAsync();
        first.Request.CameBefore.ShouldBeFalse();

        // Out of service: first the queue is left, then what was taken is given back.
        queues.Want(QueueWishes.None);
        first.Outcome.SetResult(new RequestOutcome.GivenBack());
        queues.Want(new QueueWishes(Shared: false, Own: true, []));
        var second = await routing.NextAsync();
        second.Outcome.SetResult(new RequestOutcome.Answered(new CommandAccepted { AgentId = "1001", RequestId = second.Request.RequestId }));

        second.Request.RequestId.ShouldBe(first.Request.RequestId);
        second.Request.CameBefore.ShouldBeTrue();
        (await asked).Answer.RequestId.ShouldBe(first.Request.RequestId);
        await host.StopAsync();
    }

    [Fact]
    public async Task The_clients_queue_is_left_for_good_when_what_was_taken_is_answered()
    {
        var routing = new Routing();
        using var host = Host(routing, "gc-leaving");
        await host.StartAsync();
        await using var queues = host.Services.GetRequiredService<RequestQueues>();
        queues.Want(new QueueWishes(Shared: true, Own: false, []));
        await Eventually.HoldsAsync("the queue to be taken from", () => queues.AreTaken);
        await using var client = await ClientApp.StartAsync(fixture.Broker.OpenWirePort, "leaving-client");
        var asked = client.AskAtAsync<MakeReady, CommandAccepted>(RequestAddresses.Shared, new MakeReady { AgentId = "1002" });
        var taken = await routing.NextAsync();

        var leaving = queues.LeaveSharedAsync();
        leaving.IsCompleted.ShouldBeFalse();
        taken.Outcome.SetResult(new RequestOutcome.Answered(new CommandAccepted { AgentId = "1002", RequestId = taken.Request.RequestId }));

        await leaving.WaitAsync(TimeSpan.FromSeconds(30));
        (await asked).Answer.AgentId.ShouldBe("1002");
        queues.Want(new QueueWishes(Shared: true, Own: false, []));
        queues.AreTaken.ShouldBeFalse();
        await host.StopAsync();
    }

    private IHost Host(Routing routing, string connectorId)
    {
        var settings = ConfigurationTests.Valid(
            string.Create(CultureInfo.InvariantCulture, $"ActiveMq_URL_1=127.0.0.1:{fixture.Broker.OpenWirePort}"), "CONNECTOR_ID=" + connectorId);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<IRequestRouting>(routing);
        builder.Services.AddBus(settings, tls: null);
        builder.Services.AddBusObserver<BusStart>();
        builder.Services.AddSingleton(provider => provider.GetServices<IBusObserver>().OfType<BusStart>().Single());
        builder.Services.AddSingleton<RequestQueues>();
        return builder.Build();
    }

    private sealed class Routing : IRequestRouting
    {
        private readonly System.Threading.Channels.Channel<Taken> _taken = System.Threading.Channels.Channel.CreateUnbounded<Taken>();

        public Task<RequestOutcome> RouteAsync(RoutedRequest request, CancellationToken cancellationToken)
        {
            var taken = new Taken(request, new TaskCompletionSource<RequestOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
            _taken.Writer.TryWrite(taken);
            return taken.Outcome.Task;
        }

        public async Task<Taken> NextAsync() => await _taken.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
    }

    private sealed record Taken(RoutedRequest Request, TaskCompletionSource<RequestOutcome> Outcome);
}
