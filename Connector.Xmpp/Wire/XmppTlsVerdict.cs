using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Xmpp.Wire;

/// <summary>Says in words what is wrong with a TLS handshake. Pure.</summary>
internal static class XmppTlsVerdict
{
    private const X509ChainStatusFlags Untrusted =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;

    /// <summary>What is wrong with a certificate. The authority comes first: without it nothing else in the certificate counts.</summary>
    public static XmppTlsFailure OfCertificate(SslPolicyErrors errors, X509ChainStatusFlags chain)
    {
        if ((chain & Untrusted) != X509ChainStatusFlags.NoError)
            return XmppTlsFailure.UnknownAuthority;
        if ((chain & X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError)
            return XmppTlsFailure.OutOfDate;
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? XmppTlsFailure.WrongHostName : XmppTlsFailure.Other;
    }

    /// <summary>What failed and what to do, for a person.</summary>
    /// <param name="options">What was tried.</param>
    /// <param name="failure">What stood in the way.</param>
    /// <param name="shown">The certificate shown, if any.</param>
    /// <param name="cause">What was thrown.</param>
    public static string Words(XmppSessionOptions options, XmppTlsFailure failure, string shown, Exception cause)
    {
        string where = $"{options.Host}:{options.Port}";
        return failure switch
        {
            XmppTlsFailure.UnknownAuthority =>
                $"TLS was not agreed: the certificate of {where} comes from an authority that is not trusted here ({shown}). Trust that "
                + "authority, or have the server show a certificate of a trusted one.",
            XmppTlsFailure.OutOfDate =>
                $"TLS was not agreed: the certificate of {where} is not valid today ({shown}). Renew it, or set the clock of this machine right.",
            XmppTlsFailure.WrongHostName =>
                $"TLS was not agreed: the certificate of {where} is neither for '{options.Host}' nor for '{options.Domain}' ({shown}). "
                + "Connect by the name that it bears.",
            XmppTlsFailure.PortIsPlain =>
                $"TLS was not agreed: {where} speaks without TLS on this port. Use the port for TLS, or set the security to Auto or StartTls "
                + "(TCP) or None (WebSocket).",
            XmppTlsFailure.PortIsTls =>
                $"{where} speaks TLS on this port and was spoken to without. Set the security to Tls, or use the port for plain connections.",
            _ => $"{where} answered, but TLS was not agreed: {(cause.InnerException ?? cause).Message} Check that the port speaks TLS.",
        };
    }

    /// <summary>Subject, issuer and dates: what tells a person which certificate was shown.</summary>
    public static string Describe(X509Certificate2? certificate) => certificate is null
        ? "it shows none"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{certificate.Subject}, issued by {certificate.Issuer}, valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} "
            + $"to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC");
}
