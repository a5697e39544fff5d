using System.Xml.Linq;
using Connector.Xmpp.Streams;
using Connector.Xmpp.Wire;

namespace Connector.Xmpp.Negotiation;

/// <summary>Walks a connected wire to a bound resource, as <see cref="XmppNegotiationRules"/> say.</summary>
internal sealed class XmppNegotiation(IXmppWire wire, XmppSessionOptions options, Action<string> onUnprotectedPassword)
{
    private static readonly XNamespace Sasl = XmppNamespaces.Sasl;

    /// <summary>Runs to the end.</summary>
    /// <returns>The address that was bound, and whether the server wants the session request of RFC 3921 yet.</returns>
    /// <exception cref="XmppConnectException">The server refused, or we did.</exception>
    /// <exception cref="XmppProtocolException">The server does not keep to the protocol.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<(Jid Jid, bool SessionRequired)> RunAsync(CancellationToken cancellationToken)
    {
        bool isAuthenticated = false;
        while (true)
        {
            XmppFeatures features = await OpenStreamAsync(cancellationToken).ConfigureAwait(false);
            switch (XmppNegotiationRules.Next(features, options.Security, wire.IsProtected, wire.CanStartTls, isAuthenticated))
            {
                case XmppStep.StartTls:
                    await StartTlsAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case XmppStep.Authenticate:
                    await AuthenticateAsync(features, cancellationToken).ConfigureAwait(false);
                    isAuthenticated = true;
                    break;
                default:
                    return (await BindAsync(cancellationToken).ConfigureAwait(false), features.SessionRequired);
            }
        }
    }

    private async Task<XmppFeatures> OpenStreamAsync(CancellationToken cancellationToken)
    {
        // 'from' is left out: before TLS it would tell who signs in to whoever listens (RFC 6120, 4.7.1).
        await wire.WriteAsync(wire.EncodeHeader(new XmppStreamHeader { To = options.Domain }), cancellationToken).ConfigureAwait(false);
        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not XmppStreamHeader { Version: not null })
        {
            throw Fail(
                XmppEndReason.ProtocolViolation, "The server's stream has no version: it speaks the Jabber of before 2004, not XMPP 1.0.");
        }

        XElement features = await ReadElementAsync(cancellationToken).ConfigureAwait(false);
        return features.Name == XmppNamespaces.Streams + "features"
            ? XmppFeatures.Parse(features)
            : throw Unexpected("stream:features", features);
    }

    private async Task StartTlsAsync(CancellationToken cancellationToken)
    {
        await SendAsync(new XElement(XmppNamespaces.StartTls + "starttls"), cancellationToken).ConfigureAwait(false);
        XElement answer = await ReadElementAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Name == XmppNamespaces.StartTls + "failure")
        {
            throw new XmppConnectException(new XmppSessionEnd(XmppEndReason.TlsFailed, "The server offered STARTTLS and then refused it.")
            {
                TlsFailure = XmppTlsFailure.Other,
            });
        }

        if (answer.Name != XmppNamespaces.StartTls + "proceed")
            throw Unexpected("proceed", answer);
        await wire.StartTlsAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task AuthenticateAsync(XmppFeatures features, CancellationToken cancellationToken)
    {
        SaslMechanism mechanism = SaslMechanism.Choose(features.Mechanisms, options) ?? throw Fail(
            XmppEndReason.MechanismNotOffered,
            $"The server offers no SASL mechanism that we speak. It offers: {string.Join(", ", features.Mechanisms)}.");
        if (!wire.IsProtected && mechanism.RevealsPassword)
            onUnprotectedPassword(mechanism.Name);

        await SendAsync(
            new XElement(Sasl + "auth", new XAttribute("mechanism", mechanism.Name), Encode(mechanism.InitialResponse())),
            cancellationToken).ConfigureAwait(false);
        while (true)
        {
            XElement answer = await ReadElementAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Name == Sasl + "success")
            {
                mechanism.Complete(answer.Value.Length > 0 ? Decode(answer.Value) : null);
                break;
            }

            if (answer.Name == Sasl + "failure")
                throw new XmppConnectException(XmppRefusals.OfSasl(answer, mechanism.Name));
            if (answer.Name != Sasl + "challenge")
                throw Unexpected("success", answer);
            byte[] response = mechanism.Respond(Decode(answer.Value));
            await SendAsync(new XElement(Sasl + "response", Encode(response)), cancellationToken).ConfigureAwait(false);
        }

        wire.RestartStream();
    }

    private async Task<Jid> BindAsync(CancellationToken cancellationToken)
    {
        XName bind = XmppNamespaces.Bind + "bind";
        XElement? resource = options.Resource is null ? null : new XElement(XmppNamespaces.Bind + "resource", options.Resource);
        await SendAsync(
            new XElement(
                XmppNamespaces.Client + "iq", new XAttribute("type", "set"), new XAttribute("id", "bind"), new XElement(bind, resource)),
            cancellationToken).ConfigureAwait(false);
        XElement answer = await ReadElementAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Name != XmppNamespaces.Client + "iq" || answer.Attribute("id")?.Value != "bind")
            throw Unexpected("the answer to bind", answer);
        if (answer.Attribute("type")?.Value == "error")
            throw new XmppConnectException(XmppRefusals.OfBind(answer));
        return Jid.TryParse(answer.Element(bind)?.Element(XmppNamespaces.Bind + "jid")?.Value, out Jid? jid) && jid.Resource is not null
            ? jid
            : throw Fail(XmppEndReason.ProtocolViolation, "The server's answer to bind names no full address.");
    }

    private async Task<XElement> ReadElementAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken).ConfigureAwait(false) is XmppStreamElement { Element: var element }
            ? element
            : throw Fail(XmppEndReason.ProtocolViolation, "The server sent a second stream header.");

    private async Task<XmppStreamEvent> ReadAsync(CancellationToken cancellationToken) =>
        await wire.ReadAsync(cancellationToken).ConfigureAwait(false) switch
        {
            null => throw Fail(XmppEndReason.ConnectionLost, "The server closed the connection during the sign-in, without a word."),
            XmppStreamEnd end => throw new XmppConnectException(XmppRefusals.OfEnd(end)),
            XmppStreamElement { Element: var error } when error.Name == XmppNamespaces.Streams + "error" =>
                throw new XmppConnectException(XmppRefusals.OfStream(error)),
            var streamEvent => streamEvent,
        };

    private ValueTask SendAsync(XElement element, CancellationToken cancellationToken) =>
        wire.WriteAsync(wire.Encode(element), cancellationToken);

    // An empty response is written as '=' to tell it from none (RFC 6120, 6.4.2).
    private static string Encode(byte[] response) => response.Length == 0 ? "=" : Convert.ToBase64String(response);

    private static byte[] Decode(string challenge)
    {
        try
        {
            return challenge.Trim() is var text and not "=" ? Convert.FromBase64String(text) : [];
        }
        catch (FormatException exception)
        {
            throw new XmppProtocolException(XmppStreamConditions.BadFormat, "The server's SASL challenge is not base64.", exception);
        }
    }

    private static XmppConnectException Unexpected(string expected, XElement got) => Fail(
        XmppEndReason.ProtocolViolation, $"The server answered with '{got.Name.LocalName}' where {expected} was expected.");

    private static XmppConnectException Fail(XmppEndReason reason, string text) => new(new XmppSessionEnd(reason, text));
}
