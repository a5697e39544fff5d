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
    public void An_outage_is_over_when_something_works_and_the_same_reason_is_news_again()
    {
        var outage = new Outage(TimeProvider.System);
        outage.IsFirst.ShouldBeTrue();
        outage.Failed("refused");
        outage.Over();

        outage.Elapsed.ShouldBeNull();
        outage.IsFirst.ShouldBeFalse();
        outage.Begin();
        outage.Failures.ShouldBe(0);
        outage.Elapsed.ShouldNotBeNull();
        outage.Failed("refused").ShouldBeTrue();
    }
}
