using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>What becomes of a message that neither its consumer nor the error queue takes.</summary>
public sealed class DeadLetterTests(ParityBroker fixture) : ParityTest(fixture)
{
    // With pauses of 1, 2, 4 and 8 seconds between the deliveries this is the slowest test of the suite.
    [Fact]
    public async Task After_the_fifth_delivery_it_goes_to_the_brokers_dead_letters_with_the_reason_and_the_next_is_handled()
    {
        var (attempts, done) = (new Arrivals<bool>(), new Arrivals<string>());
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var deadLetters = await peer.ConsumeAsync(Destination.Queue("ActiveMQ.DLQ"));
        await using var bus = await TestBus.StartAsync(Port, Name, e =>
        {
            e.ConcurrentMessageLimit = 1;
            // Moving to the error queue fails as well: the whole pipeline does.
            e.ConfigureError(error => error.UseExecute(_ => throw new InvalidOperationException("the error queue is full")));
            e.PublishFaults = false;
            e.Handler<Job>(context =>
            {
                if (context.Message.Text != "poison")
                {
                    done.Add(context.Message.Text);
                    return Task.CompletedTask;
                }
                attempts.Add(context.ReceiveContext.Redelivered);
                throw new InvalidOperationException("no");
            });
        });

        await bus.SendAsync(Name, new Job("poison"));
        await bus.SendAsync(Name, new Job("behind it"));

        // Messages of other tests whose time was up lie here too.
        var dead = await deadLetters.NextAsync(TimeSpan.FromMinutes(2));
        while (dead.OriginalDestination != Destination.Queue(Name))
            dead = await deadLetters.NextAsync(TimeSpan.FromMinutes(2));
        dead.ReadText().ShouldContain("poison");
        dead.Properties["dlqDeliveryFailureCause"].ShouldBeOfType<string>().ShouldContain("It failed 5 times, last with: the error queue is full");
        attempts.Items.ShouldBe([false, true, true, true, true]);
        (await done.OneAsync()).ShouldBe("behind it");
        bus.Log.Lines().ShouldContain(line => line.Contains("gave up message", StringComparison.Ordinal));
    }

    public sealed record Job(string Text);
}
