using Connector.Finesse.Subscriptions;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

public sealed class SessionEndsTests
{
    [Theory]
    [InlineData(XmppEndReason.AuthenticationRefused, null, RefusalKind.Authentication)]
    [InlineData(XmppEndReason.PolicyRefused, "not-authorized", RefusalKind.Authentication)]
    [InlineData(XmppEndReason.ResourceConflict, "conflict", RefusalKind.Conflict)]
    [InlineData(XmppEndReason.TlsRequired, null, RefusalKind.Configuration)]
    [InlineData(XmppEndReason.MechanismNotOffered, null, RefusalKind.Configuration)]
    public void An_end_that_trying_again_makes_worse_is_a_refusal(XmppEndReason reason, string? condition, RefusalKind kind) =>
        SessionEnds.RefusalIn(new(reason, "text", condition))!.Kind.ShouldBe(kind);

    [Theory]
    [InlineData(XmppEndReason.ServerUnreachable)]
    [InlineData(XmppEndReason.TlsFailed)]
    [InlineData(XmppEndReason.AuthenticationUnavailable)]
    [InlineData(XmppEndReason.PolicyRefused)]
    [InlineData(XmppEndReason.SystemShutdown)]
    [InlineData(XmppEndReason.StreamError)]
    [InlineData(XmppEndReason.PeerSilent)]
    [InlineData(XmppEndReason.ConnectionLost)]
    [InlineData(XmppEndReason.ProtocolViolation)]
    [InlineData(XmppEndReason.ClosedByServer)]
    public void Any_other_end_is_restored(XmppEndReason reason) => SessionEnds.RefusalIn(new(reason, "text")).ShouldBeNull();
}
