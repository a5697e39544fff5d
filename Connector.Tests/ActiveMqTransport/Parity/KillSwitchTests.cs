using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>An endpoint that fails too often is taken out of service, and comes back.</summary>
public sealed class KillSwitchTests(ParityBroker fixture) : ParityTest(fixture)
{
    private const int Messages = 60;

    [Fact]
    public async Task An_endpoint_that_fails_too_often_stops_and_goes_on_after_the_pause()
    {
        var (failed, done) = (0, new Arrivals<int>());
        var isBroken = true;
        await using var bus = await TestBus.StartAsync(Port, Name, e =>
        {
            e.PrefetchCount = 1;
            e.UseKillSwitch(options => options
                .SetActivationThreshold(5)
                .SetTripThreshold(0.5)
                .SetTrackingPeriod(TimeSpan.FromMinutes(5))
                .SetRestartTimeout(TimeSpan.FromSeconds(1)));
            e.DiscardFaultedMessages();
            e.Handler<Step>(context =>
            {
                if (Volatile.Read(ref isBroken))
                {
                    Interlocked.Increment(ref failed);
                    throw new InvalidOperationException("broken");
                }
                done.Add(context.Message.Number);
                return Task.CompletedTask;
            });
        });

        for (var i = 0; i < Messages; i++)
            await bus.SendAsync(Name, new Step(i));
        await bus.HasHealthAsync(BusHealthStatus.Degraded);
        Volatile.Write(ref isBroken, false);

        await bus.HasHealthAsync(BusHealthStatus.Healthy);
        await bus.SendAsync(Name, new Step(Messages));
        await Eventually.HoldsAsync(
            $"every message to be tried; {failed} failed, {done.Items.Count} were done",
            () => Volatile.Read(ref failed) + done.Items.Count == Messages + 1,
            Waiting.Limit);
        failed.ShouldBeGreaterThanOrEqualTo(5);
        done.Items.ShouldNotBeEmpty("the rest was kept at the broker and came when the endpoint was back");
        done.Items[^1].ShouldBe(Messages);
    }

    public sealed record Step(int Number);
}
