namespace Connector.Xmpp;

/// <summary>A session could not begin.</summary>
public sealed class XmppConnectException : Exception
{
    /// <summary>Creates the exception.</summary>
    public XmppConnectException(XmppSessionEnd end)
        : base((end ?? throw new ArgumentNullException(nameof(end))).ToString(), end.Cause) => End = end;

    /// <summary>Why.</summary>
    public XmppSessionEnd End { get; }

    /// <summary>What kind of reason; short for <c>End.Reason</c>.</summary>
    public XmppEndReason Reason => End.Reason;
}

/// <summary>The session is over, so nothing can be sent or answered any more.</summary>
public sealed class XmppSessionEndedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public XmppSessionEndedException(XmppSessionEnd end)
        : base("The XMPP session is over. " + (end ?? throw new ArgumentNullException(nameof(end))), end.Cause) => End = end;

    /// <summary>Why.</summary>
    public XmppSessionEnd End { get; }
}

/// <summary>The answer to a request was an error (RFC 6120, 8.3).</summary>
public sealed class XmppStanzaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="type">The error's type, which says what to do: <c>auth</c>, <c>cancel</c>, <c>continue</c>, <c>modify</c>, <c>wait</c>.</param>
    /// <param name="condition">The condition (RFC 6120, 8.3.3), such as <c>item-not-found</c>.</param>
    /// <param name="text">The server's words, if any.</param>
    public XmppStanzaException(string type, string condition, string? text)
        : base($"The answer was the error {condition} ({type}){(text is null ? "." : ": " + text)}")
    {
        Type = type;
        Condition = condition;
        Text = text;
    }

    /// <summary>The error's type, which says what to do: <c>auth</c>, <c>cancel</c>, <c>continue</c>, <c>modify</c>, <c>wait</c>.</summary>
    public string Type { get; }

    /// <summary>The condition (RFC 6120, 8.3.3), such as <c>item-not-found</c>; <c>undefined-condition</c> if none was given.</summary>
    public string Condition { get; }

    /// <summary>The server's words, if any.</summary>
    public string? Text { get; }
}
