using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ownership;
using Connector.Service.Configuration;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class ConfigurationTests
{
    private const string Key32 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [Fact]
    public void Customers_own_example_is_read()
    {
        var settings = Valid(
            "ActiveMq_Timeout=10000", "GRC_CONSUMER_PRIORITY=127", "RANDOMIZE=false", "PRIORITY_BACKUP=true",
            "ActiveMq_URL_1=amq-1:61616", "ActiveMq_URL_2=amq-2:61616",
            "Finesse_1=http://Finesse-1/finesse/api/", "SERVER_ADDRESS_1=Finesse-1",
            "Finesse_2=", "SERVER_ADDRESS_2=Finesse-2");

        var broker = settings.Broker.ShouldNotBeNull();
        broker.Addresses.ShouldBe([new("amq-1", 61616, false), new("amq-2", 61616, false)]);
        broker.SendTimeout.ShouldBe(TimeSpan.FromSeconds(10));
        broker.ConsumerPriority.ShouldBe(127);
        broker.Randomize.ShouldBeFalse();
        broker.PriorityBackup.ShouldBeTrue();
        var finesse = settings.Finesse.ShouldNotBeNull();
        finesse.Sides.Select(side => side.RestBase.AbsoluteUri)
            .ShouldBe(["http://finesse-1/finesse/api/", "https://finesse-2:8445/finesse/api/"]);
        finesse.Sides.Select(side => side.Host).ShouldBe(["Finesse-1", "Finesse-2"]);
        settings.DemoPage.ShouldBeFalse();
        settings.LogsJson.ShouldBeTrue();
        settings.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        settings.Console.IsLoopback.ShouldBeTrue();
        settings.Console.Port.ShouldBe(8112);
    }

    [Fact]
    public void Demo_needs_nothing_else()
    {
        var settings = Valid(["DEMO_PAGE=True"], complete: false);

        settings.Broker.ShouldBeNull();
        settings.Finesse.ShouldBeNull();
        settings.LogsJson.ShouldBeFalse();
        settings.LogLevel.ShouldBe(LogLevel.Information);
    }

    [Theory]
    [InlineData("host-7.example.org", "host-7")]
    [InlineData("caller id", "caller-id")]
    [InlineData("", "connector")]
    [InlineData(".x", "connector")]
    public void Connectors_name_is_the_hosts_where_none_is_given(string host, string expected)
    {
        var outcome = ConnectorConfiguration.Parse(Values(true), host);

        outcome.ShouldBeOfType<ConfigurationOutcome.Valid>().Settings.ConnectorId.ShouldBe(expected);
    }

    [Theory]
    [InlineData("ActiveMq_URL_1=tcp://b", "b:61616 False")]
    [InlineData("ActiveMq_URL_1=ssl://b", "b:61617 True")]
    [InlineData("ActiveMq_URL_1=SSL://b:7000/", "b:7000 True")]
    [InlineData("ActiveMq_URL_1=[::1]:61616", "[::1]:61616 False")]
    [InlineData("ActiveMq_URL_1= 10.0.0.1:1 ", "10.0.0.1:1 False")]
    public void Broker_addresses_are_read(string setting, string expected)
    {
        var address = Valid(setting).Broker.ShouldNotBeNull().Addresses.ShouldHaveSingleItem();

        $"{address} {address.Tls}".ShouldBe(expected);
    }

    [Fact]
    public void Certificate_files_belong_to_brokers_with_TLS()
    {
        var broker = Valid("ActiveMq_URL_1=b:1", "ActiveMq_URL_2=ssl://c", "ActiveMq_CA_FILE=ca.pem", "ActiveMq_CERTIFICATE_FILE=me.pem").Broker.ShouldNotBeNull();

        broker.AuthoritiesFile.ShouldBe("ca.pem");
        broker.ClientCertificateFile.ShouldBe("me.pem");
    }

    [Theory]
    [InlineData("Auto", XmppTransportChoice.Auto)]
    [InlineData("tcp", XmppTransportChoice.Tcp)]
    [InlineData("WebSocket", XmppTransportChoice.WebSocket)]
    public void Xmpp_transport_is_read(string word, XmppTransportChoice expected) =>
        Valid("XMPP_TRANSPORT=" + word).Finesse.ShouldNotBeNull().XmppTransport.ShouldBe(expected);

    [Fact]
    public void A_websocket_with_starttls_is_no_configuration() =>
        Problems(["XMPP_TRANSPORT=websocket", "XMPP_SECURITY=starttls"]).ShouldHaveSingleItem().ShouldBe(
            "XMPP_SECURITY is starttls, which a WebSocket has not; write tls, or XMPP_TRANSPORT=tcp.");

    [Theory]
    [InlineData("auto", XmppSecurityChoice.Auto)]
    [InlineData("None", XmppSecurityChoice.None)]
    [InlineData("STARTTLS", XmppSecurityChoice.StartTls)]
    [InlineData("tls", XmppSecurityChoice.Tls)]
    public void Xmpp_security_is_read(string word, XmppSecurityChoice expected) =>
        Valid("XMPP_SECURITY=" + word).Finesse.ShouldNotBeNull().XmppSecurity.ShouldBe(expected);

    [Theory]
    [InlineData("http://127.0.0.1:8112", true, "http://127.0.0.1:5")]
    [InlineData("http://localhost:80", true, "http://localhost:5")]
    [InlineData("http://[::1]:80/", true, "http://[::1]:5")]
    [InlineData("http://10.1.2.3:80", false, "http://10.1.2.3:5")]
    [InlineData("http://*:80", false, "http://127.0.0.1:5")]
    [InlineData("http://0.0.0.0:80", false, "http://127.0.0.1:5")]
    public void Console_address_is_read(string url, bool isLoopback, string browserAddress)
    {
        var console = Valid("CONSOLE_URL=" + url).Console;

        console.IsLoopback.ShouldBe(isLoopback);
        console.ToBrowserAddress(5).ShouldBe(browserAddress);
    }

    [Fact]
    public void Shared_key_is_read() =>
        Valid("SYNC_SHARED_KEY=" + Key32).SyncSharedKey.ShouldNotBeNull().Bytes.ToArray().ShouldBe(Enumerable.Range(0, 32).Select(i => (byte)i));

    [Theory]
    [InlineData("ActiveMq_Timeout=10s", "ActiveMq_Timeout is '10s'; allowed: milliseconds from 100 to 600000.")]
    [InlineData("ActiveMq_Timeout=99", "ActiveMq_Timeout is '99'; allowed: milliseconds from 100 to 600000.")]
    [InlineData("GRC_CONSUMER_PRIORITY=128", "GRC_CONSUMER_PRIORITY is '128'; allowed: a whole number from 0 to 127.")]
    [InlineData("GRC_CONSUMER_PRIORITY=-1", "GRC_CONSUMER_PRIORITY is '-1'; allowed: a whole number from 0 to 127.")]
    [InlineData("RANDOMIZE=yes", "RANDOMIZE is 'yes'; allowed: true or false.")]
    [InlineData("PRIORITY_BACKUP=1", "PRIORITY_BACKUP is '1'; allowed: true or false.")]
    [InlineData("ActiveMq_URL_1=broker", "ActiveMq_URL_1 is 'broker'; allowed: host:port, tcp://host[:port]")]
    [InlineData("ActiveMq_URL_1=http://broker:1", "ActiveMq_URL_1 is 'http://broker:1'; allowed: host:port")]
    [InlineData("ActiveMq_URL_1=broker:70000", "ActiveMq_URL_1 is 'broker:70000'; allowed: host:port")]
    [InlineData("ActiveMq_URL_1=tcp://broker:1?x=y", "ActiveMq_URL_1 is 'tcp://broker:1?x=y'; allowed: host:port")]
    [InlineData("ActiveMq_URL_1=tcp://me:hidden@broker:1", "ActiveMq_URL_1 is 'tcp://***@broker:1'; allowed: host:port")]
    [InlineData("ActiveMq_URL_2=:61616", "ActiveMq_URL_2 is ':61616'; allowed: host:port")]
    [InlineData("ActiveMq_Password=hidden", "ActiveMq_Password is given without ActiveMq_User")]
    [InlineData("ActiveMq_CA_FILE=ca.pem", "ActiveMq_CA_FILE is given, and no broker's address begins with ssl://")]
    [InlineData("ActiveMq_CERTIFICATE_FILE=me.pem", "ActiveMq_CERTIFICATE_FILE is given, and no broker's address begins with ssl://")]
    [InlineData("Finesse_1=ftp://f/", "Finesse_1 is 'ftp://f/'; allowed: an http or https address")]
    [InlineData("Finesse_1=http://me:hidden@f/", "Finesse_1 is 'http://***@f/'; allowed: an http or https address")]
    [InlineData("Finesse_2=finesse-2", "Finesse_2 is 'finesse-2'; allowed: an http or https address")]
    [InlineData("SERVER_ADDRESS_1=finesse:8445", "SERVER_ADDRESS_1 is 'finesse:8445'; allowed: a host name or IP address without a port.")]
    [InlineData("SERVER_ADDRESS_2=http://f", "SERVER_ADDRESS_2 is 'http://f'; allowed: a host name")]
    [InlineData("DEPLOYMENT_MODE=duplex", "DEPLOYMENT_MODE is 'duplex'; allowed: simplex")]
    [InlineData("CONNECTOR_ID=gc 1", "CONNECTOR_ID is 'gc 1'; allowed: 1 to 64 letters, digits, '-' or '_'.")]
    [InlineData("CONNECTOR_ID=gc.1", "CONNECTOR_ID is 'gc.1'; allowed: 1 to 64")]
    [InlineData("SYNC_SHARED_KEY=c2hvcnQ=", "SYNC_SHARED_KEY has a value that is not allowed (it is a secret and not shown); allowed: 32 bytes")]
    [InlineData("HEARTBEAT_INTERVAL=0", "HEARTBEAT_INTERVAL is '0'; allowed: milliseconds from 100 to 60000.")]
    [InlineData("REQUEST_TIMEOUT=1e4", "REQUEST_TIMEOUT is '1e4'; allowed: milliseconds from 100 to 600000.")]
    [InlineData("EVENT_TIME_TO_LIVE=5", "EVENT_TIME_TO_LIVE is '5'; allowed: milliseconds from 1000")]
    [InlineData("CONSOLE_URL=8112", "CONSOLE_URL is '8112'; allowed: http://address:port")]
    [InlineData("CONSOLE_URL=https://127.0.0.1:1", "CONSOLE_URL is 'https://127.0.0.1:1'; allowed: http://address:port")]
    [InlineData("CONSOLE_URL=http://console.example:1", "CONSOLE_URL is 'http://console.example:1'; allowed: http://address:port")]
    [InlineData("XMPP_PORT=0", "XMPP_PORT is '0'; allowed: a port from 1 to 65535.")]
    [InlineData("XMPP_TRANSPORT=bosh", "XMPP_TRANSPORT is 'bosh'; allowed: auto, tcp or websocket.")]
    [InlineData("XMPP_SECURITY=ssl", "XMPP_SECURITY is 'ssl'; allowed: auto, none, starttls or tls.")]
    [InlineData("DEMO_PAGE=on", "DEMO_PAGE is 'on'; allowed: true or false.")]
    [InlineData("LOG_LEVEL=verbose", "LOG_LEVEL is 'verbose'; allowed: trace, debug")]
    [InlineData("LOG_FORMAT=xml", "LOG_FORMAT is 'xml'; allowed: json or text.")]
    [InlineData("ActiveMq_URl_1=b:1", "ActiveMq_URl_1 is not a configuration key; did you mean ActiveMq_URL_1?")]
    [InlineData("GRC_CONSUMER_PRIORTY=1", "GRC_CONSUMER_PRIORTY is not a configuration key; did you mean GRC_CONSUMER_PRIORITY?")]
    [InlineData("finesse_1=x", "finesse_1 is not a configuration key; did you mean Finesse_1?")]
    [InlineData("Something=x", "Something is not a configuration key; the keys are DEPLOYMENT_MODE, CONNECTOR_ID,")]
    public void Wrong_value_or_key_is_one_sentence(string setting, string expected)
    {
        var problem = Problems([setting]).ShouldHaveSingleItem();

        problem.ShouldStartWith(expected);
        problem.ShouldNotContain("hidden");
        problem.ShouldNotContain("c2hvcnQ=");
    }

    [Theory]
    [InlineData("active-passive", DeploymentMode.ActivePassive)]
    [InlineData("Active-Active", DeploymentMode.ActiveActive)]
    public void Duplex_is_read(string word, DeploymentMode mode) =>
        Valid("DEPLOYMENT_MODE=" + word, "ActiveMq_URL_1=a:1", "ActiveMq_URL_2=b:1", "SYNC_SHARED_KEY=" + Key32).Mode.ShouldBe(mode);

    [Theory]
    [InlineData("ActiveMq_URL_2=", "SYNC_SHARED_KEY=" + Key32, "DEPLOYMENT_MODE is active-passive, which needs two brokers: give ActiveMq_URL_1 and ActiveMq_URL_2.")]
    [InlineData("ActiveMq_URL_2=tcp://A:1", "SYNC_SHARED_KEY=" + Key32, "DEPLOYMENT_MODE is active-passive, which needs two brokers, and ActiveMq_URL_1 and ActiveMq_URL_2 are one")]
    [InlineData("ActiveMq_URL_2=b:1", "SYNC_SHARED_KEY=", "DEPLOYMENT_MODE is active-passive, which needs SYNC_SHARED_KEY, the same on both connectors")]
    public void Duplex_without_a_second_broker_or_a_key_is_one_sentence(string second, string key, string expected) =>
        Problems(["DEPLOYMENT_MODE=active-passive", "ActiveMq_URL_1=a:1", second, key]).ShouldHaveSingleItem().ShouldStartWith(expected);

    [Fact]
    public void Missing_broker_and_Finesse_are_one_sentence_each()
    {
        var problems = Problems([], complete: false);

        problems.Count.ShouldBe(2);
        problems[0].ShouldStartWith("ActiveMq_URL_1 is missing; allowed: host:port");
        problems[1].ShouldStartWith("Finesse_1 or SERVER_ADDRESS_1 is missing; allowed: an http or https address");
    }

    [Theory]
    [InlineData("ActiveMq_URL_2=b:1", "ActiveMq_URL_2 is given without ActiveMq_URL_1")]
    [InlineData("SERVER_ADDRESS_2=f", "A second Finesse is given without a first")]
    public void Second_without_a_first_is_refused(string setting, string expected) =>
        Problems(["DEMO_PAGE=true", setting], complete: false).ShouldHaveSingleItem().ShouldStartWith(expected);

    [Fact]
    public void Secrets_are_shown_by_no_ToString()
    {
        var settings = Valid("ActiveMq_User=me", "ActiveMq_Password=hidden", "SYNC_SHARED_KEY=" + Key32);

        settings.Broker!.Password.Value.ShouldBe("hidden");
        $"{settings} {settings.Broker} {settings.SyncSharedKey}".ShouldNotContain("hidden");
        $"{settings} {settings.Broker} {settings.SyncSharedKey}".ShouldNotContain(Key32);
    }

    [Fact]
    public void Any_value_gives_settings_or_sentences_of_one_line()
    {
        // Property: whatever stands in a key, parsing ends, and what it says is short, on one line and without the secret.
        var keys = ConfigurationKeys.All.Select(key => key.Name).Append("Actve").ToArray();
        var pieces = new[] { "", "tcp://", "ssl://", "http://", "[", "]", ":", "@", "/", "%", "\0", "\n", "1", "99999999999", "é", "true", "host", "?" };
        var value = Gen.Elements(pieces).ListOf().Select(string.Concat);
        var pair = Gen.Elements(keys).Zip(value);

        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(pair.ListOf().ToArbitrary(), pairs =>
        {
            var values = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (key, text) in pairs)
                values[key] = text;
            if (ConnectorConfiguration.Parse(values) is not ConfigurationOutcome.Invalid invalid)
                return true;
            return invalid.Problems.All(problem => problem.Length is > 10 and < 1000 && !problem.Contains('\n') && (problem[^1] is '.' or '?' or ')'));
        }));
    }

    internal static ConnectorSettings Valid(params string[] settings) => Valid(settings, complete: true);

    private static ConnectorSettings Valid(string[] settings, bool complete)
    {
        var outcome = ConnectorConfiguration.Parse(Values(complete, settings));
        if (outcome is ConfigurationOutcome.Invalid invalid)
            throw new ShouldAssertException(string.Join('\n', invalid.Problems));
        return ((ConfigurationOutcome.Valid)outcome).Settings;
    }

    private static IReadOnlyList<string> Problems(string[] settings, bool complete = true) =>
        ConnectorConfiguration.Parse(Values(complete, settings)).ShouldBeOfType<ConfigurationOutcome.Invalid>().Problems;

    private static Dictionary<string, string?> Values(bool complete, params string[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (complete)
            (values["ActiveMq_URL_1"], values["SERVER_ADDRESS_1"]) = ("broker-1:61616", "finesse-1");
        foreach (var setting in settings)
            values[setting[..setting.IndexOf('=')]] = setting[(setting.IndexOf('=') + 1)..];
        return values;
    }
}
