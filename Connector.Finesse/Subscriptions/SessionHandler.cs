using System.Xml.Linq;
using Connector.Xmpp;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// Takes the stanzas of one session into the agent's inbox. Stanzas may come before the connector has returned the session: so
/// whoever is first, a stanza or the return, announces that the session is live, and the observer always hears that first.
/// </summary>
internal sealed class SessionHandler(AgentInbox inbox, string agentId, string ownResource, bool isAnnounced) : IXmppStanzaHandler
{
    private const string FinesseUser = "finesse";

    private int _announced = isAnnounced ? 0 : 1;

    /// <summary>Whether anything has come through this session.</summary>
    internal bool WasLive { get; private set; }

    /// <summary>Says that the session is live, once.</summary>
    internal void Announce()
    {
        WasLive = true;
        if (Interlocked.Exchange(ref _announced, 1) == 0)
            inbox.Post(new AgentInbox.Entry.Restored());
    }

    /// <inheritdoc/>
    public void OnMessage(XElement message)
    {
        Announce();
        inbox.Post(new AgentInbox.Entry.Message(message));
    }

    /// <inheritdoc/>
    public void OnPresence(XElement presence)
    {
        Announce();
        var type = presence.Attribute("type")?.Value;
        if (type is not (null or "unavailable") || !Jid.TryParse(presence.Attribute("from")?.Value, out var from))
            return;
        var isSibling = string.Equals(from.Local, agentId, StringComparison.OrdinalIgnoreCase) && from.Resource != ownResource;
        if (isSibling || from.Local == FinesseUser)
            inbox.Post(new AgentInbox.Entry.Presence(new(from.Local!, from.Resource, type is null)));
    }
}
