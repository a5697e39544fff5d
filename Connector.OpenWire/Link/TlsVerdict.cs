using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Connector.OpenWire.Link;

/// <summary>Says in words what is wrong with a TLS handshake. Pure.</summary>
internal static class TlsVerdict
{
    private const X509ChainStatusFlags Untrusted =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;

    /// <summary>What is wrong with the broker's certificate. The authority comes first: without it nothing else in the certificate counts.</summary>
    internal static TlsFailure OfCertificate(SslPolicyErrors errors, X509ChainStatusFlags chain)
    {
        if ((chain & Untrusted) != X509ChainStatusFlags.NoError)
            return TlsFailure.UnknownAuthority;
        if ((chain & X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError)
            return TlsFailure.OutOfDate;
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? TlsFailure.WrongHostName : TlsFailure.Other;
    }

    /// <summary>The sentences for a person: what failed and what to do.</summary>
    /// <param name="broker">The broker tried.</param>
    /// <param name="failure">What stood in the way.</param>
    /// <param name="expectedHost">The name that the certificate must carry.</param>
    /// <param name="detail">What the certificate says, or the TLS library's words.</param>
    internal static string Words(BrokerAddress broker, TlsFailure failure, string expectedHost, string detail) => failure switch
    {
        TlsFailure.UnknownAuthority =>
            $"TLS was not agreed: the certificate of {broker} comes from an authority that is not trusted here ({detail}). Trust that authority (OpenWireTlsOptions.TrustedRoots), or have the broker show a certificate of a trusted one.",
        TlsFailure.OutOfDate =>
            $"TLS was not agreed: the certificate of {broker} is not valid today ({detail}). Renew it, or set the clock of this machine right.",
        TlsFailure.WrongHostName =>
            $"TLS was not agreed: the certificate of {broker} is not for '{expectedHost}' ({detail}). Connect by a name that it carries, or say which to expect (OpenWireTlsOptions.ExpectedHostName).",
        TlsFailure.ClientCertificateMissing =>
            $"TLS was not agreed: {broker} asks for a client certificate and none is configured ({detail}). Configure one with its private key (OpenWireTlsOptions.ClientCertificate).",
        TlsFailure.ClientCertificateRefused =>
            $"TLS was not agreed: {broker} did not accept the client certificate ({detail}). Have it signed by an authority in the broker's trust store, and check its dates.",
        TlsFailure.PortIsPlain =>
            $"TLS was not agreed: {broker} speaks OpenWire without TLS on this port. Use tcp:// for it, or the port of its ssl connector (ActiveMQ's default is {BrokerAddress.DefaultTlsPort}).",
        TlsFailure.PortIsTls =>
            $"{broker} speaks TLS on this port and was spoken to without. Use ssl:// for it, or the port of its plain connector (ActiveMQ's default is {BrokerAddress.DefaultPort}).",
        _ => $"{broker} answered, but TLS was not agreed: {detail} Check the broker's certificate and that the port is its ssl connector.",
    };

    /// <summary>Subject, issuer and dates: what tells a person which certificate was shown.</summary>
    internal static string Describe(X509Certificate2? certificate) => certificate is null
        ? "it shows none"
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{certificate.Subject}, issued by {certificate.Issuer}, valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC");
}
