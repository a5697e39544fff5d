namespace Connector.Xmpp.Streams;

/// <summary>
/// The other side sent what XMPP does not allow, or more than we accept. The stream cannot be continued: send
/// <c>stream:error</c> with <see cref="Condition"/> where that still makes sense, and close it.
/// </summary>
public sealed class XmppProtocolException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="condition">One of <see cref="XmppStreamConditions"/>.</param>
    /// <param name="message">What was wrong, without any content of the stanza: it may hold a secret.</param>
    /// <param name="innerException">What found it, if anything.</param>
    public XmppProtocolException(string condition, string message, Exception? innerException = null)
        : base($"{message} ({condition})", innerException) => Condition = condition;

    /// <summary>The stream error condition that names this fault (RFC 6120, 4.9.3), such as <c>not-well-formed</c>.</summary>
    public string Condition { get; }
}

/// <summary>Names of the stream error conditions (RFC 6120, 4.9.3) that this room raises or tells apart.</summary>
public static class XmppStreamConditions
{
    /// <summary>XML that is well-formed but cannot be processed, such as text between stanzas.</summary>
    public const string BadFormat = "bad-format";

    /// <summary>Another session took the resource, or the server will have only one.</summary>
    public const string Conflict = "conflict";

    /// <summary>The stream's namespace is not the one of XMPP.</summary>
    public const string InvalidNamespace = "invalid-namespace";

    /// <summary>Data was sent before authentication, or authentication is missing.</summary>
    public const string NotAuthorized = "not-authorized";

    /// <summary>Not well-formed XML.</summary>
    public const string NotWellFormed = "not-well-formed";

    /// <summary>A local rule was broken, such as the limit on a stanza's size.</summary>
    public const string PolicyViolation = "policy-violation";

    /// <summary>The server lacks the means to go on.</summary>
    public const string ResourceConstraint = "resource-constraint";

    /// <summary>A comment, processing instruction, DTD or entity, none of which XMPP allows (RFC 6120, 11.1).</summary>
    public const string RestrictedXml = "restricted-xml";

    /// <summary>The server sends the client elsewhere.</summary>
    public const string SeeOtherHost = "see-other-host";

    /// <summary>The server is being shut down.</summary>
    public const string SystemShutdown = "system-shutdown";

    /// <summary>The stream is not in UTF-8.</summary>
    public const string UnsupportedEncoding = "unsupported-encoding";

    /// <summary>An element at the stream's top level that is no stanza.</summary>
    public const string UnsupportedStanzaType = "unsupported-stanza-type";
}
