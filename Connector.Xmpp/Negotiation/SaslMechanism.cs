using System.Security.Cryptography;
using System.Text;

namespace Connector.Xmpp.Negotiation;

/// <summary>One SASL exchange, from the client's side (RFC 4422). Made anew for each sign-in.</summary>
internal abstract class SaslMechanism
{
    /// <summary>The mechanism's registered name.</summary>
    public abstract string Name { get; }

    /// <summary>Whether whoever listens on an unprotected connection learns the password.</summary>
    public abstract bool RevealsPassword { get; }

    /// <summary>What is sent with the request itself; empty, not null, for an empty response.</summary>
    public abstract byte[] InitialResponse();

    /// <summary>The response to a challenge.</summary>
    /// <exception cref="XmppConnectException">The mechanism expects no such challenge.</exception>
    public abstract byte[] Respond(byte[] challenge);

    /// <summary>Checks what came with the server's success, null where nothing did.</summary>
    /// <exception cref="XmppConnectException">The server has not shown that it knows the password, where the mechanism asks it to.</exception>
    public abstract void Complete(byte[]? additionalData);

    /// <summary>Whether a mechanism of this name can be used here.</summary>
    public static bool IsKnown(string name) => name is SaslScram.Sha256Name or SaslScram.Sha1Name or SaslPlain.MechanismName;

    /// <summary>The mechanism to use: the first of ours that the server offers; null if there is none.</summary>
    public static SaslMechanism? Choose(IReadOnlyList<string> offered, XmppSessionOptions options) =>
        options.Mechanisms.FirstOrDefault(name => offered.Contains(name, StringComparer.OrdinalIgnoreCase)) switch
        {
            SaslScram.Sha256Name => new SaslScram(HashAlgorithmName.SHA256, options.User, options.Password, SaslScram.NewNonce()),
            SaslScram.Sha1Name => new SaslScram(HashAlgorithmName.SHA1, options.User, options.Password, SaslScram.NewNonce()),
            SaslPlain.MechanismName => new SaslPlain(options.User, options.Password),
            _ => null,
        };
}

/// <summary>PLAIN: the password as it is (RFC 4616), the only one that Finesse is known to offer.</summary>
internal sealed class SaslPlain(string user, string password) : SaslMechanism
{
    public const string MechanismName = "PLAIN";

    public override string Name => MechanismName;

    public override bool RevealsPassword => true;

    public override byte[] InitialResponse() => Encoding.UTF8.GetBytes($"\0{user}\0{password}");

    public override byte[] Respond(byte[] challenge) => throw new XmppConnectException(
        new XmppSessionEnd(XmppEndReason.ProtocolViolation, "The server sent a challenge, which the SASL mechanism PLAIN has not."));

    public override void Complete(byte[]? additionalData)
    {
        // The server proves nothing by PLAIN; TLS is what tells who it is.
    }
}
