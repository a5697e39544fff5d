namespace Connector.Xmpp;

/// <summary>What stood in the way of TLS, found by what happened and not by an error's words (docs/decisions/0091).</summary>
public enum XmppTlsFailure
{
    /// <summary>None of the others; the text has the TLS library's words.</summary>
    Other,

    /// <summary>The certificate was signed by nobody whom we trust (<see cref="XmppTlsOptions.TrustedAuthorities"/>).</summary>
    UnknownAuthority,

    /// <summary>The certificate, or the authority's, is not valid yet or no longer; or this machine's clock is wrong.</summary>
    OutOfDate,

    /// <summary>The certificate bears neither the host's nor the XMPP domain's name.</summary>
    WrongHostName,

    /// <summary>The port answers TLS in the clear: it is one for plain TCP, or plain HTTP.</summary>
    PortIsPlain,

    /// <summary>The port answers what we say in the clear with TLS.</summary>
    PortIsTls,
}
