using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Xmpp.Negotiation;

/// <summary>
/// SCRAM-SHA-1 and SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677): the password does not cross the wire, and the server shows that it
/// knows it, too. User and password go as they are given, without SASLprep (RFC 4013): .NET has none, and without ICU no normalisation either.
/// </summary>
internal sealed class SaslScram(HashAlgorithmName hash, string user, string password, string nonce) : SaslMechanism
{
    public const string Sha1Name = "SCRAM-SHA-1";
    public const string Sha256Name = "SCRAM-SHA-256";

    // "n,,": no channel binding, no authorisation identity; "biws" is its base64.
    private const string Gs2Header = "n,,";

    // A hostile server could keep a core busy for minutes by its count; RFC 5802 asks for 4,096 at the least, servers are at 10,000 today.
    private const int MostIterations = 1_000_000;

    private readonly string _firstBare = $"n={Escape(user)},r={nonce}";
    private byte[]? _serverSignature;
    private bool _isVerified;

    public override string Name => hash == HashAlgorithmName.SHA1 ? Sha1Name : Sha256Name;

    public override bool RevealsPassword => false;

    /// <summary>Printable characters without a comma that nobody can foretell.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    public override byte[] InitialResponse() => Encoding.UTF8.GetBytes(Gs2Header + _firstBare);

    public override byte[] Respond(byte[] challenge)
    {
        string message = Encoding.UTF8.GetString(challenge);
        // A server may send its signature as a last challenge, and success without data (RFC 6120, 6.3.10 has it in the success).
        if (_serverSignature is not null)
        {
            Verify(message);
            return [];
        }

        (string fullNonce, byte[] salt, int iterations) = ReadServerFirst(message);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, hash, Length);
        byte[] clientKey = Hmac(salted, "Client Key");
        string finalWithoutProof = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(Gs2Header))},r={fullNonce}";
        string authMessage = $"{_firstBare},{message},{finalWithoutProof}";
        byte[] proof = Hmac(CryptographicOperations.HashData(hash, clientKey), authMessage);
        for (int i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        _serverSignature = Hmac(Hmac(salted, "Server Key"), authMessage);
        return Encoding.UTF8.GetBytes($"{finalWithoutProof},p={Convert.ToBase64String(proof)}");
    }

    public override void Complete(byte[]? additionalData)
    {
        if (additionalData is not null)
            Verify(Encoding.UTF8.GetString(additionalData));
        if (!_isVerified)
            throw NotGenuine("it did not send its signature");
    }

    private int Length => hash == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;

    private byte[] Hmac(byte[] key, string text) => CryptographicOperations.HmacData(hash, key, Encoding.UTF8.GetBytes(text));

    private (string Nonce, byte[] Salt, int Iterations) ReadServerFirst(string message)
    {
        // Attributes come in this order (RFC 5802, 7); 'm=' in front is an extension that must be understood, and none is.
        string[] parts = message.Split(',');
        if (parts.Length < 3 || Value(parts[0], 'r') is not { } fullNonce || Value(parts[1], 's') is not { } saltText || Value(parts[2], 'i') is not { } count)
            throw Malformed("is not 'r=...,s=...,i=...'");
        if (!fullNonce.StartsWith(nonce, StringComparison.Ordinal) || fullNonce.Length == nonce.Length)
            throw Malformed("does not continue our nonce; somebody may be replaying an earlier sign-in");
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) || iterations is < 1 or > MostIterations)
            throw Malformed($"wants an iteration count that is not 1 to {MostIterations}");
        byte[] salt = new byte[saltText.Length];
        return Convert.TryFromBase64String(saltText, salt, out int length) && length > 0
            ? (fullNonce, salt[..length], iterations)
            : throw Malformed("has a salt that is not base64");
    }

    private void Verify(string message)
    {
        string final = message.Split(',')[0];
        if (Value(final, 'e') is { } error)
        {
            throw new XmppConnectException(new XmppSessionEnd(
                XmppEndReason.AuthenticationRefused, $"The server refused the sign-in by SASL {Name} ('{error}')."));
        }

        byte[] signature = new byte[Length];
        if (_serverSignature is null || Value(final, 'v') is not { } text || !Convert.TryFromBase64String(text, signature, out int length) || length != Length
            || !CryptographicOperations.FixedTimeEquals(signature, _serverSignature))
        {
            throw NotGenuine("its signature is wrong");
        }

        _isVerified = true;
    }

    private XmppConnectException NotGenuine(string why) => new(new XmppSessionEnd(
        XmppEndReason.ProtocolViolation,
        $"The server said that the sign-in by SASL {Name} succeeded, but {why}: it does not know the password, or somebody stands in between."));

    private static XmppConnectException Malformed(string what) =>
        new(new XmppSessionEnd(XmppEndReason.ProtocolViolation, $"The server's SASL challenge {what}."));

    private static string? Value(string part, char name) => part.Length > 2 && part[0] == name && part[1] == '=' ? part[2..] : null;

    private static string Escape(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
}
