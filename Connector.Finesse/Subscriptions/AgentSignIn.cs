using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Xmpp;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// Signs agents in to one side's notification service, not more at a time than allowed, each over the first way that
/// listens.
/// </summary>
internal sealed class AgentSignIn : IDisposable
{
    private readonly IXmppConnector _xmpp;
    private readonly SystemInfoSource _systemInfo;
    private readonly FinesseAddress _address;
    private readonly AgentSubscriptionsOptions _options;
    private readonly SemaphoreSlim _gate;

    internal AgentSignIn(
        IXmppConnector xmpp, SystemInfoSource systemInfo, FinesseAddress address, AgentSubscriptionsOptions options)
    {
        _xmpp = xmpp;
        _systemInfo = systemInfo;
        _address = address;
        _options = options;
        _gate = new SemaphoreSlim(options.MaxParallelSignIns);
    }

    /// <summary>The resource of all sessions of this connector.</summary>
    internal string Resource => $"gc-{_options.ConnectorId}";

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>One attempt.</summary>
    /// <returns>A live session, or the end of the attempt.</returns>
    internal async Task<(IXmppSession? Session, XmppSessionEnd? End)> TryAsync(
        string agentId, FinesseCredentials credentials, IXmppStanzaHandler handler, CancellationToken cancellationToken)
    {
        var facts = await _systemInfo.GetAsync(cancellationToken);
        if (!facts.TryGet(out var info, out var failure))
            return (null, new(XmppEndReason.ServerUnreachable, $"SystemInfo of {_address.RestBase} is not to be had: {failure}"));
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await TryEachAsync(
                XmppEndpoint.Candidates(info, _address, _options), agentId, credentials, handler, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The publish-subscribe service of the server that a session is with.</summary>
    internal async Task<Jid> PubSubServiceAsync(IXmppSession session, CancellationToken cancellationToken)
    {
        var domain = session.Jid.Domain;
        var facts = await _systemInfo.GetAsync(cancellationToken);
        // What another node answered (behind one name) says nothing of this session's server.
        var named = string.Equals(facts.Value?.XmppDomain, domain, StringComparison.OrdinalIgnoreCase) ? facts.Value?.XmppPubSubDomain : null;
        return Jid.TryParse(named, out var service) ? service : new Jid(null, $"pubsub.{domain}", null);
    }

    private async Task<(IXmppSession? Session, XmppSessionEnd? End)> TryEachAsync(
        ValueList<XmppEndpoint> endpoints,
        string agentId,
        FinesseCredentials credentials,
        IXmppStanzaHandler handler,
        CancellationToken cancellationToken)
    {
        XmppSessionEnd? end = null;
        foreach (var endpoint in endpoints)
        {
            try
            {
                return (await _xmpp.ConnectAsync(Options(endpoint, agentId, credentials), handler, cancellationToken), null);
            }
            catch (XmppConnectException refused)
            {
                end = refused.End;
                // Only where nothing listens: a refused password must not be tried on the next port.
                if (end.Reason != XmppEndReason.ServerUnreachable)
                    break;
            }
            catch (ArgumentException unusable)
            {
                // The agent's id was checked before: what is left is a domain or port out of SystemInfo.
                end = new(XmppEndReason.ProtocolViolation, $"SystemInfo names an unusable address: {unusable.Message}");
            }
        }
        return (null, end);
    }

    private XmppSessionOptions Options(XmppEndpoint endpoint, string agentId, FinesseCredentials credentials) => new()
    {
        Host = endpoint.Host,
        Port = endpoint.Port,
        Security = endpoint.Security,
        Domain = endpoint.Domain,
        User = agentId,
        Password = credentials.XmppPassword,
        Resource = Resource,
        ConnectTimeout = _options.SignInTimeout,
        Tls = new() { TrustedAuthorities = _options.TrustedAuthorities.Count > 0 ? _options.TrustedAuthorities : null },
    };
}
