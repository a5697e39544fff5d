using Connector.ActiveMqTransport.Receiving;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class StopSignalTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Whoever_has_heard_of_the_stop_finds_it_requested()
    {
        // The two look at it in the same moment, again and again.
        for (var round = 0; round < 20_000; round++)
        {
            var stop = new StopSignal();
            using var looking = new ManualResetEventSlim();
            var hearing = Task.Run(() =>
            {
                looking.Set();
                SpinWait.SpinUntil(() => stop.Requested.IsCompleted, Limit);
                return stop.IsRequested;
            });
            looking.Wait(Limit);

            await stop.RequestAsync();

            (await hearing).ShouldBeTrue($"in round {round}");
        }
    }

    [Fact]
    public async Task It_is_not_requested_before_and_cancels()
    {
        var stop = new StopSignal();
        (stop.IsRequested, stop.Requested.IsCompleted).ShouldBe((false, false));

        await stop.RequestAsync();
        await stop.Requested.WaitAsync(Limit);
        stop.Token.IsCancellationRequested.ShouldBeTrue();
    }
}
