using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Xmpp;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// Signs agents in to one side's notification service, not more at a time than allowed and in the order in which they came, each
/// over the first way that listens.
/// </summary>
internal sealed class AgentSignIn
{
    private readonly IXmppConnector _xmpp;
    private readonly SystemInfoSource _systemInfo;
    private readonly FinesseAddress _address;
    private readonly AgentSubscriptionsOptions _options;
    private readonly TimeProvider _time;
    private readonly MoveQueue _queue;
    private readonly Lock _lock = new();
    private XmppEndpoint? _proven;
    private long _provenAt;

    internal AgentSignIn(
        IXmppConnector xmpp, SystemInfoSource systemInfo, FinesseAddress address, AgentSubscriptionsOptions options, TimeProvider time)
    {
        _xmpp = xmpp;
        _systemInfo = systemInfo;
        _address = address;
        _options = options;
        _time = time;
        _queue = new MoveQueue(options.MaxParallelSignIns);
    }

    /// <summary>The resource of all sessions of this connector.</summary>
    internal string Resource => ConnectorResource.Of(_options.ConnectorId, _options.OnlyWatches);

    /// <summary>The priority of the presence of all sessions that are available.</summary>
    internal sbyte Priority => _options.OnlyWatches ? (sbyte)-1 : (sbyte)0;

    /// <summary>One attempt.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="credentials">His credentials.</param>
    /// <param name="handler">Takes what comes.</param>
    /// <param name="priority">The priority of the presence; null: a silent session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A live session, or the end of the attempt.</returns>
    internal async Task<(IXmppSession? Session, XmppSessionEnd? End)> TryAsync(
        string agentId, FinesseCredentials credentials, IXmppStanzaHandler handler, sbyte? priority, CancellationToken cancellationToken)
    {
        var facts = await _systemInfo.GetAsync(cancellationToken);
        if (!facts.TryGet(out var info, out var failure))
            return (null, new(XmppEndReason.ServerUnreachable, $"SystemInfo of {_address.RestBase} is not to be had: {failure}"));
        using var turn = await _queue.EnterAsync(hasCalls: false, cancellationToken);
        var endpoints = InOrder(XmppEndpoint.Candidates(info, _address, _options));
        return await TryEachAsync(endpoints, endpoint => Options(endpoint, agentId, credentials, priority), handler, cancellationToken);
    }

    /// <summary>The way that worked lately first, then the others as they are.</summary>
    private IReadOnlyList<XmppEndpoint> InOrder(IReadOnlyList<XmppEndpoint> endpoints)
    {
        lock (_lock)
        {
            return _proven is { } proven && endpoints.Contains(proven) && _time.GetElapsedTime(_provenAt) < _options.RememberedWay
                ? [proven, .. endpoints.Where(endpoint => endpoint != proven)]
                : endpoints;
        }
    }

    private void Prove(XmppEndpoint endpoint)
    {
        lock (_lock)
        {
            // The time counts from when it was found: what is used without a pause must not be kept without an end.
            if (_proven == endpoint && _time.GetElapsedTime(_provenAt) < _options.RememberedWay)
                return;
            (_proven, _provenAt) = (endpoint, _time.GetTimestamp());
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
        IReadOnlyList<XmppEndpoint> endpoints,
        Func<XmppEndpoint, XmppSessionOptions> options,
        IXmppStanzaHandler handler,
        CancellationToken cancellationToken)
    {
        XmppSessionEnd? end = null;
        foreach (var endpoint in endpoints)
        {
            try
            {
                var session = await _xmpp.ConnectAsync(options(endpoint), handler, cancellationToken);
                Prove(endpoint);
                return (session, null);
            }
            catch (XmppConnectException refused)
            {
                end = refused.End;
                if (!NobodyIsThere(end))
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

    // Only then is the next way tried: a refused password must not be, and a certificate that is not trusted is no reason to
    // look for a way without.
    private static bool NobodyIsThere(XmppSessionEnd end) =>
        end.Reason == XmppEndReason.ServerUnreachable || end.TlsFailure is XmppTlsFailure.PortIsPlain or XmppTlsFailure.PortIsTls;

    private XmppSessionOptions Options(XmppEndpoint endpoint, string agentId, FinesseCredentials credentials, sbyte? priority) => new()
    {
        Host = endpoint.Host,
        Port = endpoint.Port,
        Transport = endpoint.Transport,
        Security = endpoint.Security,
        Domain = endpoint.Domain,
        User = agentId,
        Password = credentials.XmppPassword,
        Resource = Resource,
        Priority = priority,
        ConnectTimeout = _options.SignInTimeout,
        Tls = new() { TrustedAuthorities = _options.TrustedAuthorities.Count > 0 ? _options.TrustedAuthorities : null },
    };
}
