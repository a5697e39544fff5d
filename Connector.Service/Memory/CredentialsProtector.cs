using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Sagas.Ports;
using Connector.Service.Configuration;

namespace Connector.Service.Memory;

/// <summary>
/// AES-256-GCM. The text is base64url of: a version (1), a nonce of 96 random bits, the encrypted credentials, a tag of 128 bits. Version and agent
/// id are authenticated with them. Keys are derived from the one that is given (HKDF-SHA-256, RFC 5869), one for each purpose.
/// </summary>
internal sealed partial class CredentialsProtector : ICredentialsProtector
{
    // Random nonces are safe for 2^32 texts under one key (NIST SP 800-38D, 8.3): ten a second for thirteen years.
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const byte Version = 1;

    private readonly byte[] _key;

    /// <summary>Takes a key.</summary>
    /// <param name="key">32 bytes; it is copied.</param>
    /// <exception cref="ArgumentException">There are not 32.</exception>
    public CredentialsProtector(ReadOnlySpan<byte> key)
    {
        if (key.Length != SharedKey.Length)
            throw new ArgumentException($"A key has {SharedKey.Length} bytes, not {key.Length}.", nameof(key));
        _key = Derive(key, "generic-connector credentials 1");
        KeyFingerprint = Base64Url.EncodeToString(Derive(key, "generic-connector key fingerprint 1").AsSpan(0, 12));
    }

    /// <summary>Tells whether two connectors have the same key, and nothing of the key: 16 letters of another key that is derived from it
    /// (<see cref="Contracts.Sync.ConnectorHeartbeat.KeyFingerprint"/>).</summary>
    public string KeyFingerprint { get; }

    /// <summary>Takes the key that is configured, or else the machine's own. Where that cannot be had, a key of this run: the connector works, and
    /// no credentials outlive it.</summary>
    /// <param name="shared"><c>SYNC_SHARED_KEY</c>; null: there is one connector only.</param>
    /// <param name="folder"><c>DATA_FOLDER</c>.</param>
    /// <param name="logger">Is told where there is no key that stays.</param>
    public static CredentialsProtector Create(SharedKey? shared, string folder, ILogger<CredentialsProtector> logger)
    {
        if (shared is not null)
            return new(shared.Bytes.Span);
        try
        {
            return new(MachineKey.ReadOrMake(folder));
        }
        catch (IOException exception)
        {
            NoKeyThatStays(logger, exception.Message);
            return new(RandomNumberGenerator.GetBytes(SharedKey.Length));
        }
    }

    /// <inheritdoc/>
    public string Protect(string agentId, AgentCredentials credentials)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(new Content(credentials.Password, credentials.AccessToken));
        var text = new byte[1 + NonceLength + plain.Length + TagLength];
        text[0] = Version;
        var nonce = text.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using (var aes = new AesGcm(_key, TagLength))
            aes.Encrypt(nonce, plain, text.AsSpan(1 + NonceLength, plain.Length), text.AsSpan(^TagLength..), Bound(agentId));
        CryptographicOperations.ZeroMemory(plain);
        return Base64Url.EncodeToString(text);
    }

    /// <inheritdoc/>
    public AgentCredentials? Unprotect(string agentId, string text)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < 1 + NonceLength + TagLength || bytes[0] != Version || Base64Url.EncodeToString(bytes) != text)
            return null;
        var plain = new byte[bytes.Length - 1 - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(_key, TagLength);
            aes.Decrypt(bytes.AsSpan(1, NonceLength), bytes.AsSpan(1 + NonceLength, plain.Length), bytes.AsSpan(^TagLength..), plain, Bound(agentId));
            return JsonSerializer.Deserialize<Content>(plain) is { } content ? new(content.Password, content.AccessToken) : null;
        }
        catch (Exception exception) when (exception is AuthenticationTagMismatchException or JsonException)
        {
            // Another key, another agent, or damage; what it would have been is in nobody's message.
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Bound(string agentId) => [Version, .. Encoding.UTF8.GetBytes(agentId)];

    private static byte[] Derive(ReadOnlySpan<byte> key, string purpose)
    {
        var derived = new byte[SharedKey.Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, [], Encoding.UTF8.GetBytes(purpose));
        return derived;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Credentials cannot be kept over a restart: {Reason} Agents sign in again then when their clients ask.")]
    private static partial void NoKeyThatStays(ILogger logger, string reason);

    private sealed record Content(string? Password, string? AccessToken)
    {
        public override string ToString() => "credentials";
    }
}
