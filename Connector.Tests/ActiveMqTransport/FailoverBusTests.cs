using System.Collections.Concurrent;
using System.Diagnostics;
using Connector.Client;
using Connector.Lab.Links;
using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using Connector.Tests.OpenWire.Failover;
using MassTransit;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.ActiveMqTransport;

/// <summary>Whole buses between two real brokers that are killed and come back.</summary>
[Collection(TwoBrokersCollection.Name)]
public sealed class FailoverBusTests(TwoBrokersFixture brokers, ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly string _name = BrokerFixture.UniqueName("service");

    private string[] Both => [brokers.First.Address, brokers.Second.Address];

    [Fact]
    public Task Requests_go_on_over_the_second_broker_within_two_seconds_and_come_back_to_the_first() =>
        Promise.IsKeptAsync(TimeSpan.FromSeconds(2), KillUnderRequestsAsync);

    // How long it takes until a request is answered again.
    private async Task<TimeSpan> KillUnderRequestsAsync()
    {
        await brokers.BothRunAsync();
        var service = BrokerFixture.UniqueName("service");
        var memory = new ConcurrentDictionary<Guid, Answer>();
        var (carriedOut, repeats) = (new Arrivals<int>(), 0);
        await using var responder = await StartAsync(Both, cfg => cfg.ReceiveEndpoint(service, e => e.Handler<Question>(context =>
        {
            var answer = new Answer(context.Message.Number);
            if (memory.TryAdd(context.MessageId!.Value, answer))
                carriedOut.Add(answer.Number);
            else
                Interlocked.Increment(ref repeats);
            return context.RespondAsync(answer);
        })));
        await using var requester = await StartAsync(Both);
        // An answer that the broker had taken and not yet handed on dies with it, and its request does not come again: it was carried out. So a client
        // asks again under the same message id; the service answers from memory.
        var options = new ConnectorClientOptions { RequestAddress = new Uri($"queue:{service}"), AnswerWithin = Soon };
        var client = new ConnectorClient(requester.Bus, options, TimeProvider.System);
        await AskAsync(1);

        var asking = Enumerable.Range(2, 50).Select(AskAsync).ToList();
        await carriedOut.CountAsync(10);
        await brokers.First.KillAsync();
        var since = Stopwatch.StartNew();
        await AskAsync(100);
        var gap = since.Elapsed;
        output.WriteLine($"a request is answered {gap.TotalMilliseconds:0} ms after the kill");
        await Eventually.HoldsAsync("the log to tell of both", () => Lines("Connected again to ActiveMQ broker " + brokers.Second.Address) == 1, Soon);
        Lines("The connection to ActiveMQ broker " + brokers.First.Address).ShouldBe(1);

        await brokers.First.RestartAsync();
        // What the first broker had stored of the requests and not delivered comes out now; the rest long since.
        await Eventually.HoldsAsync("the return", () => Lines("Moved to ActiveMQ broker " + brokers.First.Address) == 1, Soon);
        await Task.WhenAll(asking).WaitAsync(Soon);
        await AskAsync(200);
        await requester.HasHealthAsync(BusHealthStatus.Healthy);
        output.WriteLine($"{repeats} requests came again and were answered from memory");
        carriedOut.Items.Order().ShouldBe(Enumerable.Range(1, 51).Concat([100, 200]), "each once");
        responder.Log.Lines(LogLevel.Warning).ShouldNotContain(line => line.Contains("was dropped") || line.Contains("error"));
        return gap;

        async Task AskAsync(int number) =>
            (await client.AskAsync<Question, Answer>(new Question(number)).WaitAsync(Soon)).Value.Number.ShouldBe(number);

        int Lines(string text) => requester.Log.Lines().Count(line => line.Contains(text));
    }

    [Fact]
    public async Task An_answer_waits_for_a_requester_that_comes_back_seconds_after_its_responder()
    {
        await brokers.BothRunAsync();
        await using var toResponder = CuttableLink.To(brokers.First.OpenWirePort);
        await using var toRequester = CuttableLink.To(brokers.First.OpenWirePort);
        var (arrived, mayAnswer) = (new Arrivals<int>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var responder = await StartAsync([Address(toResponder)], cfg => cfg.ReceiveEndpoint(_name, e => e.Handler<Question>(async context =>
        {
            arrived.Add(context.Message.Number);
            await mayAnswer.Task;
            await context.RespondAsync(new Answer(context.Message.Number));
        })));
        await using var requester = await StartAsync([Address(toRequester), brokers.Second.Address]);
        var client = requester.Bus.CreateRequestClient<Question>(new Uri($"queue:{_name}"), RequestTimeout.After(s: 60));
        var asking = client.GetResponse<Answer>(new Question(1));
        await arrived.FirstAsync();

        // Both lose the first broker; the responder is back there while the requester, with its temporary queue, still is at the second.
        await toRequester.CutAsync();
        await requester.HasLoggedAsync("Connected again to ActiveMQ broker " + brokers.Second.Address);
        await toResponder.CutAsync();
        await responder.HasHealthAsync(BusHealthStatus.Unhealthy);
        toResponder.Restore();
        await responder.HasLoggedAsync("Connected again to ActiveMQ broker " + Address(toResponder));
        mayAnswer.SetResult();
        await responder.HasLoggedAsync("waits until its temporary queue is there");
        var refused = Stopwatch.StartNew();
        await Eventually.HoldsAsync("more time than an answer to a requester that has gone gets", () => refused.Elapsed > TimeSpan.FromSeconds(3));
        toRequester.Restore();

        (await asking).Message.Number.ShouldBe(1);
        arrived.Items.ShouldBe([1], "the request itself did not come again");
    }

    private static string Address(CuttableLink link) => $"tcp://127.0.0.1:{link.Port}";

    private Task<TestBus> StartAsync(IReadOnlyList<string> hosts, Action<IActiveMqBusFactoryConfigurator>? configure = null) => TestBus.StartAsync(
        brokers.First.OpenWirePort,
        (_, cfg) => configure?.Invoke(cfg),
        host: host =>
        {
            host.FailoverHosts([.. hosts]);
            host.PriorityBackup();
            host.SendTimeout(Soon);
            host.ReconnectDelay(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));
        });

    public sealed record Question(int Number);

    public sealed record Answer(int Number);
}
