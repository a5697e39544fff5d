using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Connector.FinesseSimulator.SingleSignOn;

/// <summary>One access token: good until its time is over or it is revoked.</summary>
internal sealed class AccessToken : IDisposable
{
    private static readonly string Header = Part(new { alg = "HS256", typ = "JWT" });

    private readonly CancellationTokenSource _end;
    private readonly TimeProvider _time;

    /// <summary>Issues a token.</summary>
    /// <param name="id">What the control API calls it.</param>
    /// <param name="agentId">Whose it is.</param>
    /// <param name="lifetime">How long it is good; zero for one that has expired already.</param>
    /// <param name="key">What its signature is made with.</param>
    /// <param name="time">The clock.</param>
    public AccessToken(string id, string agentId, TimeSpan lifetime, byte[] key, TimeProvider time)
    {
        Id = id;
        AgentId = agentId;
        IssuedAt = time.GetUtcNow();
        ExpiresAt = IssuedAt + lifetime;
        _time = time;
        _end = new CancellationTokenSource(lifetime, time);
        Ended = _end.Token;
        var content = $"{Header}.{Part(new
        {
            iss = "ids.sim",
            sub = agentId,
            iat = IssuedAt.ToUnixTimeSeconds(),
            exp = ExpiresAt.ToUnixTimeSeconds(),
            jti = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
        })}";
        Value = $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, System.Text.Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>What the control API calls it.</summary>
    public string Id { get; }

    /// <summary>Whose it is.</summary>
    public string AgentId { get; }

    /// <summary>What the client sends: a JSON Web Token, as those of Cisco's identity service are (DG:client-integration).</summary>
    public string Value { get; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>When it expires.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Set when it is good no longer.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Whether it is good.</summary>
    public bool IsLive => !Ended.IsCancellationRequested && _time.GetUtcNow() < ExpiresAt;

    /// <summary>Ends it now. Whoever waits for its end is told before this returns.</summary>
    public void Revoke() => _end.Cancel();

    /// <inheritdoc />
    public void Dispose() => _end.Dispose();

    private static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
