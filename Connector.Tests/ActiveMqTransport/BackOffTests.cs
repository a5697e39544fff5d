using Connector.ActiveMqTransport.Connections;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class BackOffTests
{
    [Fact]
    public void The_pause_doubles_up_to_the_maximum()
    {
        var backOff = new BackOff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), 2);

        Enumerable.Range(0, 7).Select(failures => backOff.After(failures).TotalMilliseconds)
            .ShouldBe([0, 100, 200, 400, 800, 1000, 1000]);
    }

    [Fact]
    public void The_pause_stays_at_the_maximum_however_long_the_outage() =>
        new BackOff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), 2).After(int.MaxValue).ShouldBe(TimeSpan.FromSeconds(5));

    [Fact]
    public void Only_a_new_reason_is_news()
    {
        var outage = new Outage(TimeProvider.System);

        outage.Failed("refused").ShouldBeTrue();
        outage.Failed("refused").ShouldBeFalse();
        outage.Failed("unknown host").ShouldBeTrue();
        outage.Failures.ShouldBe(3);
        outage.Elapsed.ShouldNotBeNull();
    }

    [Fact]
    public void A_connection_that_settled_is_made_again_at_once_and_one_that_did_not_after_a_pause()
    {
        var outage = new Outage(TimeProvider.System);
        outage.Failed("refused");
        outage.Over();

        outage.Begin(settled: false);
        outage.Failures.ShouldBe(2);

        outage.Begin(settled: true);
        outage.Failures.ShouldBe(0);
    }
}
