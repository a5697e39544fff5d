using Connector.ActiveMqTransport.Configuration;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class HostSettingsTests
{
    [Fact]
    public void Failover_hosts_are_tried_in_the_order_given()
    {
        var settings = Configure(h => h.FailoverHosts(["tcp://a:1", "b:2", "ssl://c"]));

        settings.Brokers.Select(broker => broker.ToString()).ShouldBe(["tcp://a:1", "tcp://b:2", "ssl://c:61617"]);
    }

    [Fact]
    public void Tls_holds_for_failover_hosts_without_scheme_only()
    {
        var settings = Configure(h =>
        {
            h.UseSsl();
            h.FailoverHosts(["tcp://a:1", "b:2"]);
        });

        settings.Brokers.Select(broker => broker.UseTls).ShouldBe([false, true]);
    }

    [Fact]
    public void Tls_may_move_the_usual_port()
    {
        Configure(h => h.UseSsl(enabled: true, updatePort: true)).Port.ShouldBe(61617);
        Configure(h => h.UseSsl(enabled: true, updatePort: false)).Port.ShouldBe(61616);
    }

    [Fact]
    public void Transport_options_are_understood_by_the_names_of_other_clients()
    {
        var settings = Configure(h => h.TransportOptions(new Dictionary<string, string>
        {
            ["transport.timeout"] = "2500",
            ["initialReconnectDelay"] = "20",
            ["transport.maxReconnectDelay"] = "4000",
            ["transport.useExponentialBackOff"] = "false",
            ["nms.AsyncSend"] = "true",
            ["transport.randomize"] = "true",
            ["priorityBackup"] = "true",
            ["wireFormat.maxInactivityDuration"] = "3000",
            ["transport.receiveBufferSize"] = "262144",
        }));

        settings.SendTimeout.ShouldBe(TimeSpan.FromMilliseconds(2500));
        settings.InitialReconnectDelay.ShouldBe(TimeSpan.FromMilliseconds(20));
        settings.MaximumReconnectDelay.ShouldBe(TimeSpan.FromSeconds(4));
        settings.ReconnectDelayExponent.ShouldBe(1);
        settings.AsyncSend.ShouldBeTrue();
        (settings.Randomize, settings.PriorityBackup).ShouldBe((true, true));
        settings.InactivityLimit.ShouldBe(TimeSpan.FromSeconds(3));
        settings.OptionsWithoutEffect.ShouldBe(["transport.receiveBufferSize"]);
    }

    [Fact]
    public void Verbs_of_the_official_transport_are_taken()
    {
        var settings = Configure(h =>
        {
            h.EnableOptimizeAcknowledge();
            h.SetPrefetchPolicy(50);
            h.SetQueuePrefetchPolicy(60);
        });

        settings.TemporaryQueuePrefetch.ShouldBe(60);
        settings.OptionsWithoutEffect.ShouldBe(["nms.OptimizeAcknowledge"]);
        settings.Faults().ShouldBeEmpty();
        Configure(h => h.SetQueuePrefetchPolicy(0)).Faults().ShouldHaveSingleItem().ShouldBe("the queue prefetch 0 is not in 1 to 32767");
    }

    [Fact]
    public void A_failover_address_says_all_that_the_verbs_say()
    {
        var configurator = new ActiveMqHostConfigurator("localhost", 61616);
        configurator.Apply("failover:(tcp://a:1,ssl://b)?randomize=true&priorityBackup=true&timeout=3000&maxReconnectDelay=900&backup=true&nested.wireFormat.maxInactivityDuration=4000");
        var settings = configurator.Settings;

        (settings.Host, settings.Port).ShouldBe(("a", 1));
        settings.Brokers.Select(broker => broker.ToString()).ShouldBe(["tcp://a:1", "ssl://b:61617"]);
        (settings.Randomize, settings.PriorityBackup).ShouldBe((true, true));
        settings.SendTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        settings.MaximumReconnectDelay.ShouldBe(TimeSpan.FromMilliseconds(900));
        settings.InactivityLimit.ShouldBe(TimeSpan.FromSeconds(4));
        settings.OptionsWithoutEffect.ShouldBe(["backup"]);
        settings.Faults().ShouldBeEmpty();
        Should.Throw<ActiveMqTransportConfigurationException>(() => configurator.Apply("failover:(tcp://a)?randomise=true")).Message.ShouldContain("randomise");
    }

    [Fact]
    public void An_option_that_is_not_a_number_is_named() =>
        Should.Throw<ActiveMqTransportConfigurationException>(
            () => Configure(h => h.TransportOptions([new("transport.timeout", "soon")])))
            .Message.ShouldBe("The transport option transport.timeout is 'soon', which is not a number.");

    [Fact]
    public void Every_wrong_setting_is_told()
    {
        var settings = new ActiveMqHostSettings
        {
            Host = "no host",
            Port = 0,
            FailoverHosts = ["http://x"],
            SendTimeout = TimeSpan.Zero,
            InitialReconnectDelay = TimeSpan.FromSeconds(10),
            ReconnectDelayExponent = 0.5,
            SendConnections = 9,
            InactivityLimit = TimeSpan.FromSeconds(-1),
        };

        settings.Faults().Count().ShouldBe(8);
        settings.Faults().ShouldContain(fault => fault.Contains("http://x"));
    }

    [Fact]
    public void The_password_is_in_no_text_of_the_settings() =>
        Configure(h => h.Password("s3cret")).ToString().ShouldNotContain("s3cret");

    private static ActiveMqHostSettings Configure(Action<IActiveMqHostConfigurator> configure)
    {
        var configurator = new ActiveMqHostConfigurator("broker", 61616);
        configure(configurator);
        return configurator.Settings;
    }
}
