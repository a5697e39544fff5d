using System.Xml.Linq;
using Connector.Finesse.Rest;
using Connector.Xmpp;

namespace Connector.Finesse.Subscriptions;

/// <summary>Hands a session's stanzas to whoever has the session: a subscription, or, while it is silent, nobody.</summary>
internal sealed class SessionRelay : IXmppStanzaHandler
{
    private volatile IXmppStanzaHandler? _handler;

    /// <summary>From here on, what comes goes there.</summary>
    /// <param name="handler">Takes it; null: nobody.</param>
    internal void Use(IXmppStanzaHandler? handler) => _handler = handler;

    /// <inheritdoc/>
    public void OnMessage(XElement message) => _handler?.OnMessage(message);

    /// <inheritdoc/>
    public void OnPresence(XElement presence) => _handler?.OnPresence(presence);
}

/// <summary>A session that can go from one holder to another.</summary>
/// <param name="Session">The session.</param>
/// <param name="Relay">Where its stanzas go.</param>
/// <param name="Credentials">With what it was signed in.</param>
internal sealed record MovableSession(IXmppSession Session, SessionRelay Relay, FinesseCredentials Credentials);
