using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>The composite addresses of the Java and NMS clients.</summary>
public sealed class FailoverUriTests
{
    [Fact]
    public void Every_option_with_an_effect_is_read()
    {
        var uri = FailoverUri.Parse(
            "failover:(tcp://a:61616,ssl://b)?randomize=true&priorityBackup=true&priorityURIs=ssl://b&timeout=3000&initialReconnectDelay=20"
            + "&maxReconnectDelay=5000&reconnectDelayExponent=1.5&maxReconnectAttempts=7&startupMaxReconnectAttempts=2&updateURIsSupported=false"
            + "&nested.wireFormat.maxInactivityDuration=4000&connectionTimeout=2500&socketBufferSize=131072");

        uri.WithoutEffect.ShouldBeEmpty();
        var options = uri.Options;
        options.Brokers.ShouldBe([new BrokerAddress("a", 61616, false), new BrokerAddress("b", 61617, true)]);
        (options.Randomize, options.PriorityBackup, options.UpdateBrokers).ShouldBe((true, true, false));
        options.PreferredBrokers.ShouldBe([new BrokerAddress("b", 61617, true)]);
        options.SendTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        options.InitialReconnectDelay.ShouldBe(TimeSpan.FromMilliseconds(20));
        options.MaxReconnectDelay.ShouldBe(TimeSpan.FromSeconds(5));
        options.ReconnectDelayExponent.ShouldBe(1.5);
        (options.MaxReconnectAttempts, options.StartupMaxReconnectAttempts).ShouldBe((7, 2));
        var connection = options.Connection.ShouldNotBeNull();
        connection.MaxInactivity.ShouldBe(TimeSpan.FromSeconds(4));
        connection.ConnectTimeout.ShouldBe(TimeSpan.FromMilliseconds(2500));
        connection.SocketBufferBytes.ShouldBe(131072);
    }

    [Theory]
    [InlineData("failover:(tcp://a)?transport.randomize=true&transport.timeout=5")]
    [InlineData("FAILOVER:(tcp://a)?RANDOMIZE=TRUE&Timeout=5")]
    [InlineData("failover://(tcp://a)?randomize=true&timeout=5")]
    [InlineData("failover:(tcp://a?transport.randomize=true&timeout=5)")]
    [InlineData("  failover:(tcp://a?tcpNoDelay=true)?randomize=true&timeout=5")]
    public void Prefix_case_and_place_do_not_matter(string text)
    {
        var options = FailoverOptions.Parse(text);
        options.Brokers.ShouldHaveSingleItem().ShouldBe(new BrokerAddress("a", 61616, false));
        options.Randomize.ShouldBeTrue();
        options.SendTimeout.ShouldBe(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void Without_options_the_defaults_hold()
    {
        var options = FailoverOptions.Parse("failover:tcp://a:1,tcp://b:2");
        options.Brokers.Count.ShouldBe(2);
        (options.Randomize, options.PriorityBackup).ShouldBe((false, false));
        options.SendTimeout.ShouldBeNull();
        options.InitialReconnectDelay.ShouldBe(TimeSpan.FromMilliseconds(10));
        options.MaxReconnectDelay.ShouldBe(TimeSpan.FromSeconds(30));
        FailoverOptions.Parse("failover:(tcp://a)?timeout=-1").SendTimeout.ShouldBeNull();
        FailoverOptions.Parse("failover:(tcp://a)?useExponentialBackOff=false").ReconnectDelayExponent.ShouldBe(1);
        FailoverOptions.Parse("failover:(tcp://a)?initialReconnectDelay=60000").MaxReconnectDelay.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("backupPoolSize")]
    [InlineData("trackMessages")]
    [InlineData("maxCacheSize")]
    [InlineData("warnAfterReconnectAttempts")]
    [InlineData("updateURIsURL")]
    [InlineData("reconnectSupported")]
    [InlineData("transport.backup")]
    [InlineData("nested.soTimeout")]
    [InlineData("nested.wireFormat.tightEncodingEnabled")]
    [InlineData("jms.prefetchPolicy.all")]
    public void Options_of_no_use_here_are_named(string option) =>
        FailoverUri.Parse($"failover:(tcp://a)?{option}=1").WithoutEffect.ShouldBe([option]);

    [Fact]
    public void Sending_without_waiting_is_left_to_the_layers_above()
    {
        FailoverUri.Parse("failover:(tcp://a)?nms.AsyncSend=true").AsyncSend.ShouldBe(true);
        FailoverUri.Parse("failover:(tcp://a)").AsyncSend.ShouldBeNull();
    }

    [Theory]
    [InlineData("tcp://a:61616", "not a fail-over address")]
    [InlineData("failover:()", "names no broker")]
    [InlineData("failover:(tcp://a", "closing")]
    [InlineData("failover:(http://a)", "not a broker address")]
    [InlineData("failover:(tcp://a)randomize=true", "Expected ?name=value")]
    [InlineData("failover:tcp://a,tcp://b?randomize=true", "parentheses")]
    [InlineData("failover:(tcp://a)?randomise=true", "'randomise' is unknown")]
    [InlineData("failover:(tcp://a?colour=red)", "'colour' is unknown")]
    [InlineData("failover:(tcp://a)?randomize=perhaps", "true or false")]
    [InlineData("failover:(tcp://a)?timeout=-5", "milliseconds")]
    [InlineData("failover:(tcp://a)?maxReconnectAttempts=-2", "-1")]
    [InlineData("failover:(tcp://a)?reconnectDelayExponent=0", "from 1 on")]
    [InlineData("failover:(tcp://a)?randomize", "no value")]
    public void What_is_wrong_is_said(string text, string expected) =>
        Should.Throw<FormatException>(() => FailoverUri.Parse(text)).Message.ShouldContain(expected);
}
