using Connector.Xmpp;

namespace Connector.Finesse.Subscriptions;

/// <summary>Tells the ends of a session after which trying again could do harm from those after which it is our duty. Pure.</summary>
internal static class SessionEnds
{
    /// <summary>
    /// The refusal in an end. Null where the session is to be restored: a network, a restart, a stanza that could not be
    /// read, a certificate that is just being exchanged. Trying again there costs nothing but the back-off, while giving up
    /// would cost the agent his events, and after 60 s his sign-in.
    /// </summary>
    internal static SubscriptionRefusal? RefusalIn(XmppSessionEnd end) => end switch
    {
        { Reason: XmppEndReason.AuthenticationRefused } => new(RefusalKind.Authentication, end.ToString()),
        // Of a live stream: the token has expired, or an administrator ended the session.
        { Reason: XmppEndReason.PolicyRefused, Condition: "not-authorized" } => new(RefusalKind.Authentication, end.ToString()),
        { Reason: XmppEndReason.ResourceConflict } => new(RefusalKind.Conflict, end.ToString()),
        { Reason: XmppEndReason.TlsRequired or XmppEndReason.MechanismNotOffered } => new(RefusalKind.Configuration, end.ToString()),
        _ => null,
    };
}
