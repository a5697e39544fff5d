using System.Xml.Linq;

namespace Connector.Xmpp.Streams;

/// <summary>One thing that happened on an XMPP stream: its header, a complete child of it, or its end.</summary>
public abstract record XmppStreamEvent
{
    private protected XmppStreamEvent()
    {
    }
}

/// <summary>
/// The opening tag <c>stream:stream</c> (RFC 6120, 4.7), on a WebSocket the element <c>open</c> (RFC 7395, 3.4). Client and server send the same shape: the client names the
/// server in <see cref="To"/>, the server answers with <see cref="From"/> and <see cref="Id"/>.
/// </summary>
public sealed record XmppStreamHeader : XmppStreamEvent
{
    /// <summary>Who opens the stream, as written on the wire; null when absent.</summary>
    public string? From { get; init; }

    /// <summary>Whom the stream is for: of a client's header, the XMPP domain; null when absent.</summary>
    public string? To { get; init; }

    /// <summary>The server's id of the stream; null in a client's header.</summary>
    public string? Id { get; init; }

    /// <summary>"1.0"; null when absent, which means a server older than RFC 3920, with neither features nor SASL.</summary>
    public string? Version { get; init; } = "1.0";

    /// <summary>The stream's default language, <c>xml:lang</c>; null when absent.</summary>
    public string? Language { get; init; }

    /// <summary>The namespace of the stream's stanzas; <see cref="XmppNamespaces.Client"/> unless told otherwise.</summary>
    public XNamespace ContentNamespace { get; init; } = XmppNamespaces.Client;
}

/// <summary>A complete child of the stream: a stanza, features, an error, or a step of TLS or SASL.</summary>
/// <param name="Element">
/// The element with everything in it. Namespaces inherited from the stream header are resolved in its names, but not
/// repeated as attributes. White space is kept.
/// </param>
public sealed record XmppStreamElement(XElement Element) : XmppStreamEvent;

/// <summary>
/// The closing tag <c>/stream:stream</c> (RFC 6120, 4.4), on a WebSocket the element <c>close</c> (RFC 7395, 3.6): the sender
/// sends nothing more.
/// </summary>
public sealed record XmppStreamEnd : XmppStreamEvent
{
    /// <summary>Where a WebSocket's <c>close</c> sends the other side (RFC 7395, 3.6.1); null where it names nothing.</summary>
    public string? SeeOtherUri { get; init; }
}
