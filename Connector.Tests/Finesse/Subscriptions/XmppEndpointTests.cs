using Connector.Finesse.Model;
using Connector.Finesse.Subscriptions;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

public sealed class XmppEndpointTests
{
    private static readonly SystemInfo TwoNodes = new()
    {
        XmppDomain = "fin-b.example.com",
        PrimaryNode = new("fin-a.example.com", 8445, 5222, 5223),
        SecondaryNode = new("fin-b.example.com", 8445, 6222, 6223),
    };

    [Theory]
    [InlineData(XmppSecurityChoice.Auto, null, "6223 Tls, 6222 Auto, ws 7443 Tls")]
    [InlineData(XmppSecurityChoice.None, null, "6222 None")]
    [InlineData(XmppSecurityChoice.StartTls, null, "6222 StartTls")]
    [InlineData(XmppSecurityChoice.Tls, null, "6223 Tls, ws 7443 Tls")]
    [InlineData(XmppSecurityChoice.Auto, 7000, "7000 Auto")]
    [InlineData(XmppSecurityChoice.Auto, 6223, "6223 Tls")]
    [InlineData(XmppSecurityChoice.Auto, 5223, "5223 Tls")]
    [InlineData(XmppSecurityChoice.Tls, 7000, "7000 Tls")]
    [InlineData(XmppSecurityChoice.Auto, 7443, "ws 7443 Tls")]
    [InlineData(XmppSecurityChoice.Tls, 7443, "ws 7443 Tls")]
    public void The_ports_are_the_answering_nodes_unless_set(XmppSecurityChoice security, int? port, string expected) =>
        Ways(TwoNodes, security, port).ShouldBe(expected);

    [Theory]
    [InlineData(XmppSecurityChoice.Auto, "5222 Auto, ws 7443 Tls")]
    [InlineData(XmppSecurityChoice.Tls, "5223 Tls, ws 7443 Tls")]
    public void A_server_that_names_no_ports_listens_on_the_usual_ones(XmppSecurityChoice security, string expected) =>
        Ways(new SystemInfo { XmppDomain = "fin-a.example.com" }, security, null).ShouldBe(expected);

    [Fact]
    public void The_only_node_is_the_one_that_answers_whatever_its_domain() =>
        Ways(new SystemInfo { XmppDomain = "localhost", PrimaryNode = new("sim", null, 15222, null) }, XmppSecurityChoice.Auto, null)
            .ShouldBe("15222 Auto, ws 7443 Tls");

    [Fact]
    public void The_host_is_the_configured_one_and_the_domain_the_servers()
    {
        var way = XmppEndpoint.Candidates(TwoNodes, FinesseSamples.Address(null, "10.0.0.2"), Options(XmppSecurityChoice.None, null))[0];

        (way.Host, way.Domain).ShouldBe(("10.0.0.2", "fin-b.example.com"));
    }

    [Fact]
    public void A_server_that_names_no_domain_has_its_hosts() =>
        XmppEndpoint.Candidates(new SystemInfo(), FinesseSamples.Address(null, "Fin-A"), Options(XmppSecurityChoice.None, null))[0]
            .ShouldBe(new XmppEndpoint("Fin-A", 5222, XmppSecurity.None, "Fin-A"));

    [Theory]
    [InlineData(XmppTransportChoice.Tcp, XmppSecurityChoice.Auto, null, "6223 Tls, 6222 Auto")]
    [InlineData(XmppTransportChoice.Tcp, XmppSecurityChoice.Tls, null, "6223 Tls")]
    [InlineData(XmppTransportChoice.WebSocket, XmppSecurityChoice.Auto, null, "ws 7443 Tls")]
    [InlineData(XmppTransportChoice.WebSocket, XmppSecurityChoice.Tls, 8445, "ws 8445 Tls")]
    [InlineData(XmppTransportChoice.WebSocket, XmppSecurityChoice.None, 8082, "ws 8082 None")]
    public void A_transport_that_is_set_is_the_only_one(
        XmppTransportChoice transport, XmppSecurityChoice security, int? port, string expected) =>
        Ways(TwoNodes, Options(security, port) with { XmppTransport = transport }).ShouldBe(expected);

    private static string Ways(SystemInfo info, XmppSecurityChoice security, int? port) => Ways(info, Options(security, port));

    private static string Ways(SystemInfo info, AgentSubscriptionsOptions options) => string.Join(
        ", ",
        XmppEndpoint.Candidates(info, FinesseSamples.Address(null, "host"), options)
            .Select(w => $"{(w.Transport == XmppTransport.WebSocket ? "ws " : "")}{w.Port} {w.Security}"));

    private static AgentSubscriptionsOptions Options(XmppSecurityChoice security, int? port) =>
        new() { ConnectorId = "test", XmppPort = port, XmppSecurity = security };
}
