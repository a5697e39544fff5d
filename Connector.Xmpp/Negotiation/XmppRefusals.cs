using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.Xmpp.Negotiation;

/// <summary>The server's ways to say no, in our terms. Pure.</summary>
internal static class XmppRefusals
{
    /// <summary>What a <c>stream:error</c> means for us (RFC 6120, 4.9).</summary>
    public static XmppSessionEnd OfStream(XElement error)
    {
        (string condition, XElement? element, string? text) = Read(error, XmppNamespaces.StreamErrors);
        XmppEndReason reason = condition switch
        {
            XmppStreamConditions.Conflict => XmppEndReason.ResourceConflict,
            XmppStreamConditions.SystemShutdown => XmppEndReason.SystemShutdown,
            XmppStreamConditions.SeeOtherHost => XmppEndReason.SeeOtherHost,
            XmppStreamConditions.PolicyViolation or XmppStreamConditions.ResourceConstraint
                or XmppStreamConditions.NotAuthorized => XmppEndReason.PolicyRefused,
            _ => XmppEndReason.StreamError,
        };
        string where = reason == XmppEndReason.SeeOtherHost ? $" Go to '{element?.Value}'." : "";
        return new XmppSessionEnd(reason, $"The server ended the stream with an error{Words(text)}.{where}", condition);
    }

    /// <summary>What the end of a stream without an error means for us (RFC 6120, 4.4; RFC 7395, 3.6).</summary>
    public static XmppSessionEnd OfEnd(XmppStreamEnd end) => end.SeeOtherUri is { } elsewhere
        ? new XmppSessionEnd(
            XmppEndReason.SeeOtherHost, $"The server closed the stream. Go to '{elsewhere}'.", XmppStreamConditions.SeeOtherHost)
        : new XmppSessionEnd(XmppEndReason.ClosedByServer, "The server closed the stream.");

    /// <summary>What a SASL <c>failure</c> means for us (RFC 6120, 6.5).</summary>
    public static XmppSessionEnd OfSasl(XElement failure, string mechanism)
    {
        (string condition, _, string? text) = Read(failure, XmppNamespaces.Sasl);
        XmppEndReason reason = condition switch
        {
            "temporary-auth-failure" => XmppEndReason.AuthenticationUnavailable,
            "invalid-mechanism" or "mechanism-too-weak" => XmppEndReason.MechanismNotOffered,
            "encryption-required" => XmppEndReason.TlsRequired,
            _ => XmppEndReason.AuthenticationRefused,
        };
        return new XmppSessionEnd(reason, $"The server refused the sign-in by SASL {mechanism}{Words(text)}.", condition);
    }

    /// <summary>What an error in answer to the bind request means for us (RFC 6120, 7.7.2).</summary>
    public static XmppSessionEnd OfBind(XElement answer)
    {
        XmppStanzaException error = StanzaError(answer);
        XmppEndReason reason = error.Condition switch
        {
            "conflict" => XmppEndReason.ResourceConflict,
            "not-allowed" or "resource-constraint" or "forbidden" => XmppEndReason.PolicyRefused,
            _ => XmppEndReason.StreamError,
        };
        return new XmppSessionEnd(reason, $"The server refused to bind the resource{Words(error.Text)}.", error.Condition);
    }

    /// <summary>The error within a stanza of type <c>error</c> (RFC 6120, 8.3).</summary>
    public static XmppStanzaException StanzaError(XElement stanza)
    {
        XElement error = stanza.Element(XmppNamespaces.Client + "error") ?? new XElement(XmppNamespaces.Client + "error");
        (string condition, _, string? text) = Read(error, XmppNamespaces.StanzaErrors);
        return new XmppStanzaException(error.Attribute("type")?.Value ?? "cancel", condition, text);
    }

    private static (string Condition, XElement? Element, string? Text) Read(XElement error, XNamespace space)
    {
        XElement? condition = error.Elements().FirstOrDefault(e => e.Name.Namespace == space && e.Name.LocalName != "text");
        return (condition?.Name.LocalName ?? "undefined-condition", condition, error.Element(space + "text")?.Value);
    }

    private static string Words(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $" ('{text.Trim()}')";
}
