using System.Text;

namespace Connector.Xmpp.Negotiation;

/// <summary>One SASL exchange, from the client's side (RFC 4422). Made anew for each sign-in.</summary>
internal abstract class SaslMechanism
{
    /// <summary>The mechanism's registered name.</summary>
    public abstract string Name { get; }

    /// <summary>What is sent with the request itself; empty, not null, for an empty response.</summary>
    public abstract byte[] InitialResponse();

    /// <summary>The response to a challenge.</summary>
    /// <exception cref="XmppConnectException">The mechanism expects no such challenge.</exception>
    public abstract byte[] Respond(byte[] challenge);

    /// <summary>The mechanism to use: the strongest that both sides speak; null if there is none.</summary>
    public static SaslMechanism? Choose(IReadOnlyList<string> offered, XmppSessionOptions options) =>
        offered.Contains(SaslPlain.MechanismName, StringComparer.OrdinalIgnoreCase)
            ? new SaslPlain(options.User, options.Password)
            : null;
}

/// <summary>PLAIN: the password as it is (RFC 4616), the only one that Finesse is known to offer.</summary>
internal sealed class SaslPlain(string user, string password) : SaslMechanism
{
    public const string MechanismName = "PLAIN";

    public override string Name => MechanismName;

    public override byte[] InitialResponse() => Encoding.UTF8.GetBytes($"\0{user}\0{password}");

    public override byte[] Respond(byte[] challenge) => throw new XmppConnectException(
        new XmppSessionEnd(XmppEndReason.ProtocolViolation, "The server sent a challenge, which the SASL mechanism PLAIN has not."));
}
