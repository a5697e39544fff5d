using System.Text.Json;
using Connector.Contracts;
using Connector.Sagas;
using Connector.Sagas.Sessions;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using Connector.Tests.Sagas;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

/// <summary>Events of every kind within one report, by MassTransit's serializer over a real broker.</summary>
[Collection(BrokerCollection.Name)]
public sealed class EventsReportWireTests(BrokerFixture fixture)
{
    [Fact]
    public async Task Every_kind_of_event_arrives_in_a_report_as_it_was_published()
    {
        var told = typeof(AgentEvent).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(AgentEvent)))
            .Select((type, i) => Samples.Filled(type) with { Sequence = i + 1 }).ToList();
        var memory = new EventMemory();
        foreach (var agentEvent in told)
            memory.Remember(agentEvent, new EventMemoryLimits { Bytes = 1_000_000 });
        var (events, _) = memory.Replay(1, told.Count);
        var sent = new EventsReport { AgentId = "1001", Sequence = told.Count, Epoch = 7, Complete = true, Events = events };
        var arrived = new TaskCompletionSource<EventsReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = BrokerFixture.UniqueName("reports");
        await using var bus = await TestBus.StartAsync(fixture.Broker.OpenWirePort, queue, endpoint => endpoint.Handler<EventsReport>(context =>
        {
            arrived.TrySetResult(context.Message);
            return Task.CompletedTask;
        }));

        var destination = await bus.Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await destination.Send(sent);
        var report = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));

        (report.AgentId, report.Sequence, report.Epoch, report.Complete, report.State).ShouldBe(("1001", told.Count, 7, true, null));
        report.Events.Count.ShouldBe(told.Count);
        told.Count.ShouldBe(6);
        for (var i = 0; i < told.Count; i++)
        {
            var given = typeof(ReplayedEvent).GetProperties().Select(member => member.GetValue(report.Events[i])).OfType<AgentEvent>().ShouldHaveSingleItem();
            Json(given).ShouldBe(Json(told[i]));
        }

        static string Json(AgentEvent agentEvent) => JsonSerializer.Serialize(agentEvent, agentEvent.GetType());
    }
}
