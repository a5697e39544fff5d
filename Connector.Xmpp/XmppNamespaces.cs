using System.Xml.Linq;

namespace Connector.Xmpp;

/// <summary>The XML namespaces of XMPP that this room speaks.</summary>
public static class XmppNamespaces
{
    /// <summary><c>jabber:client</c>: message, presence and iq between client and server (RFC 6120, 4.8.2).</summary>
    public static readonly XNamespace Client = "jabber:client";

    /// <summary>The stream's own elements: header, features, error (RFC 6120, 4.8.1).</summary>
    public static readonly XNamespace Streams = "http://etherx.jabber.org/streams";

    /// <summary>Conditions inside <c>stream:error</c> (RFC 6120, 4.9.2).</summary>
    public static readonly XNamespace StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";

    /// <summary>Conditions inside a stanza's <c>error</c> (RFC 6120, 8.3.2).</summary>
    public static readonly XNamespace StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";

    /// <summary><c>open</c> and <c>close</c>, which frame a stream on a WebSocket (RFC 7395, 3.3.2).</summary>
    public static readonly XNamespace Framing = "urn:ietf:params:xml:ns:xmpp-framing";

    /// <summary>STARTTLS (RFC 6120, 5).</summary>
    public static readonly XNamespace StartTls = "urn:ietf:params:xml:ns:xmpp-tls";

    /// <summary>SASL (RFC 6120, 6).</summary>
    public static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";

    /// <summary>Resource binding (RFC 6120, 7).</summary>
    public static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";

    /// <summary>The session request of RFC 3921, 3, which Openfire of Finesse's age still offers as required.</summary>
    public static readonly XNamespace Session = "urn:ietf:params:xml:ns:xmpp-session";

    /// <summary>XMPP ping (XEP-0199).</summary>
    public static readonly XNamespace Ping = "urn:xmpp:ping";

    /// <summary>Publish-subscribe requests (XEP-0060).</summary>
    public static readonly XNamespace PubSub = "http://jabber.org/protocol/pubsub";

    /// <summary>Publish-subscribe notifications (XEP-0060, 7.1.2).</summary>
    public static readonly XNamespace PubSubEvent = "http://jabber.org/protocol/pubsub#event";
}
