using System.Xml.Linq;

namespace Connector.Xmpp.Negotiation;

/// <summary>What a server offers on a stream (RFC 6120, 4.3.2), as far as we can use it.</summary>
internal sealed record XmppFeatures
{
    /// <summary>Whether STARTTLS is offered.</summary>
    public bool StartTls { get; init; }

    /// <summary>Whether STARTTLS is demanded.</summary>
    public bool StartTlsRequired { get; init; }

    /// <summary>SASL mechanisms, in the server's order.</summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = [];

    /// <summary>Whether a resource can be bound.</summary>
    public bool Bind { get; init; }

    /// <summary>Whether the session request of RFC 3921 is wanted: offered, and not marked optional.</summary>
    public bool SessionRequired { get; init; }

    /// <summary>Reads the element <c>stream:features</c>.</summary>
    public static XmppFeatures Parse(XElement features)
    {
        XElement? startTls = features.Element(XmppNamespaces.StartTls + "starttls");
        XElement? session = features.Element(XmppNamespaces.Session + "session");
        return new XmppFeatures
        {
            StartTls = startTls is not null,
            StartTlsRequired = startTls?.Element(XmppNamespaces.StartTls + "required") is not null,
            Mechanisms =
            [
                .. features.Elements(XmppNamespaces.Sasl + "mechanisms").Elements(XmppNamespaces.Sasl + "mechanism")
                    .Select(m => m.Value.Trim()),
            ],
            Bind = features.Element(XmppNamespaces.Bind + "bind") is not null,
            SessionRequired = session is not null && session.Element(XmppNamespaces.Session + "optional") is null,
        };
    }
}
