using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Lab.XmppServers;
using Connector.Tests.Finesse.Rest;
using Connector.Xmpp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>
/// What an agent's subscription needs around it: a real XMPP server, an HTTP server that tells SystemInfo, and the real REST and
/// XMPP clients.
/// </summary>
internal sealed class SubscriptionBench : IAsyncDisposable
{
    private readonly XmppServer _xmpp;
    private readonly FinesseRest _rest;
    private readonly List<AgentSubscriptions> _holders = [];

    private SubscriptionBench(XmppServer xmpp, HttpTestServer http)
    {
        _xmpp = xmpp;
        Http = http;
        _rest = FinesseRestTests.NewRest(FinesseSamples.Address(http.Address.RestBase.AbsoluteUri, xmpp.Host));
        Connector = new CountingConnector(new XmppConnector(NullLogger<XmppConnector>.Instance));
    }

    internal HttpTestServer Http { get; }

    internal CountingConnector Connector { get; }

    /// <summary>Whether SystemInfo is answered; 503 otherwise.</summary>
    internal bool IsInService { get; set; } = true;

    /// <summary>What SystemInfo names as the port for TLS; nothing where null.</summary>
    internal int? SecurePort { get; set; }

    internal static async Task<SubscriptionBench> StartAsync(XmppServer xmpp)
    {
        SubscriptionBench? bench = null;
        var http = await HttpTestServer.StartAsync(context =>
        {
            context.Response.StatusCode = bench!.IsInService ? 200 : 503;
            return context.Response.WriteAsync(bench.IsInService ? bench.SystemInfo() : FinesseSamples.OutOfService);
        });
        return bench = new SubscriptionBench(xmpp, http);
    }

    /// <summary>A connector's holder of subscriptions.</summary>
    internal AgentSubscriptions NewHolder(string connectorId, Func<AgentSubscriptionsOptions, AgentSubscriptionsOptions>? change = null)
    {
        var options = new AgentSubscriptionsOptions
        {
            ConnectorId = connectorId,
            XmppSecurity = XmppSecurityChoice.None,
            Backoff = new() { First = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(200) },
        };
        var holder = new AgentSubscriptions(
            _rest, Connector, change?.Invoke(options) ?? options, TimeProvider.System, NullLogger<AgentSubscriptions>.Instance);
        _holders.Add(holder);
        return holder;
    }

    /// <summary>Sends a notification as Finesse does: as a headline to the bare address.</summary>
    internal Task NotifyAsync(string agentId, string itemId)
    {
        var message = FinesseSamples.Message($"/finesse/api/User/{agentId}", itemId, FinesseSamples.XmppUser);
        message.SetAttributeValue("from", _xmpp.PubSubService);
        message.SetAttributeValue("to", $"{agentId}@{_xmpp.Domain}");
        message.SetAttributeValue("type", "headline");
        return _xmpp.SendStanzaAsync(message);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var holder in _holders)
            await holder.DisposeAsync();
        _rest.Dispose();
        await Http.DisposeAsync();
    }

    private string SystemInfo()
    {
        var secure = SecurePort is { } port ? $"<xmppSecurePort>{port}</xmppSecurePort>" : "";
        return $"<SystemInfo><status>IN_SERVICE</status><xmppDomain>{_xmpp.Domain}</xmppDomain>"
            + $"<primaryNode><host>{_xmpp.Domain}</host><xmppPort>{_xmpp.Port}</xmppPort>{secure}</primaryNode></SystemInfo>";
    }
}
