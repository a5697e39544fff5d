namespace Connector.Xmpp.Negotiation;

/// <summary>What is done next while a session is negotiated.</summary>
internal enum XmppStep
{
    /// <summary>Ask for TLS, then open the stream anew.</summary>
    StartTls,

    /// <summary>Sign in, then open the stream anew.</summary>
    Authenticate,

    /// <summary>Bind the resource; then the session is live.</summary>
    Bind,
}

/// <summary>
/// The way to a session, as a pure decision after each <c>stream:features</c> (RFC 6120, 4.3.3):
/// <code>
/// connect ─┬─ TLS ─┬─ header, features ─┬─ STARTTLS ──────► header, features
///          └───────┘                    ├─ authenticate ──► header, features
///                                       └─ bind ─► live ─► session request, if wanted ─► presence
/// </code>
/// </summary>
internal static class XmppNegotiationRules
{
    /// <summary>What to do next.</summary>
    /// <param name="features">What the server offers now.</param>
    /// <param name="security">What we are told to use.</param>
    /// <param name="isProtected">Whether TLS is in place.</param>
    /// <param name="canStartTls">Whether STARTTLS can be used on this connection.</param>
    /// <param name="isAuthenticated">Whether we are signed in.</param>
    /// <exception cref="XmppConnectException">There is no way on.</exception>
    public static XmppStep Next(XmppFeatures features, XmppSecurity security, bool isProtected, bool canStartTls, bool isAuthenticated)
    {
        if (isAuthenticated)
        {
            return features.Bind ? XmppStep.Bind : throw Fail(
                XmppEndReason.ProtocolViolation, "The server does not offer to bind a resource after the sign-in.");
        }

        if (!isProtected && canStartTls)
        {
            if (security is not XmppSecurity.None && features.StartTls)
                return XmppStep.StartTls;
            if (security == XmppSecurity.StartTls)
            {
                throw Fail(
                    XmppEndReason.TlsRequired,
                    "STARTTLS is demanded by our configuration and not offered by the server. Nothing secret was sent.");
            }

            if (features.StartTlsRequired)
            {
                throw Fail(
                    XmppEndReason.TlsRequired,
                    "The server demands STARTTLS and our configuration forbids TLS. Set the security to Auto or StartTls.");
            }
        }

        return XmppStep.Authenticate;
    }

    private static XmppConnectException Fail(XmppEndReason reason, string text) => new(new XmppSessionEnd(reason, text));
}
