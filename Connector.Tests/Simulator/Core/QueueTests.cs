using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>The numbers of a queue are told at most every ten seconds, and only on change (facts 5.2).</summary>
public sealed class QueueTests
{
    [Fact]
    public void A_change_is_told_at_once_and_those_of_the_next_ten_seconds_after_them()
    {
        var centre = new CentreHarness { TellsOfQueues = true };
        centre.Do("1001 SIGNIN").ShouldBe(["1001 NOT_READY", "Queue 1: 0 waiting, 0 ready, 1 not, 0 in calls"]);
        centre.Do("1001 READY").ShouldBe(["1001 READY"]);
        centre.Do("in 2001").Count.ShouldBe(2);
        centre.Do("1001 ANSWER").Count.ShouldBe(2);
        var due = centre.Scheduled.ShouldHaveSingleItem();
        due.After.ShouldBe(TimeSpan.FromSeconds(9));
        centre.Now += TimeSpan.FromSeconds(10);
        centre.Do("due").ShouldBe(["Queue 1: 0 waiting, 0 ready, 0 not, 1 in calls"]);
        centre.Do("1001 HOLD").Count.ShouldBe(2);
        centre.Do("1001 RETRIEVE").Count.ShouldBe(2);
        centre.Now += TimeSpan.FromSeconds(10);

        // What came back to where it was is no change.
        centre.Do("due").ShouldBeEmpty();
    }

    [Fact]
    public void Waiting_calls_are_counted_from_when_the_first_came()
    {
        var centre = new CentreHarness { TellsOfQueues = true };
        centre.Do(new SetQueuedCalls("6001", 2)).ShouldBe(["Queue 1: 2 waiting, 0 ready, 0 not, 0 in calls"]);
        var since = centre.Now;
        centre.Now += TimeSpan.FromMinutes(1);
        centre.Do(new SetQueuedCalls("6001", 3)).ShouldHaveSingleItem();
        centre.State.Queues["6001"].LongestCallSince.ShouldBe(since);
        centre.Do(new SetQueuedCalls("6001", 0));
        centre.State.Queues["6001"].LongestCallSince.ShouldBeNull();
        centre.Do(new SetQueuedCalls("7777", 1)).ShouldBe(["problem there is no queue 7777"]);
    }

    [Fact]
    public void Uccx_has_no_queues()
    {
        var centre = new CentreHarness(rules => rules with { Flavour = new UccxFlavour() }) { TellsOfQueues = true };
        centre.Do("1001 SIGNIN").ShouldBe(["1001 NOT_READY"]);
        centre.Do(new SetQueuedCalls("6001", 2)).ShouldBe(["problem UCCX has no queues in its API"]);
    }
}
