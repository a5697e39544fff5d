using System.Security.Cryptography;

namespace Connector.FinesseSimulator.SingleSignOn;

/// <summary>
/// Says who signs in with a token and who with a password, and gives tokens out and takes them back. Both servers ask it, as they
/// ask Cisco's identity service (facts 1.2).
/// </summary>
internal sealed class IdentityService(SimulatorOptions options) : IDisposable
{
    /// <summary>How many tokens are remembered: two for each of the most agents.</summary>
    public const int Most = 2 * SimulatorOptions.MaxAgentCount;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccessToken> _byValue = new(StringComparer.Ordinal);
    private readonly Queue<AccessToken> _oldestFirst = new();
    private readonly HashSet<string> _agents = new(options.SsoAgents, StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private int _issued;

    /// <summary>SystemInfo's <c>systemAuthMode</c> (facts 4.5).</summary>
    public string Mode => options.AuthMode switch
    {
        SimulatedAuthMode.Sso => "SSO",
        SimulatedAuthMode.Hybrid => "HYBRID",
        _ => "NON_SSO",
    };

    /// <summary>All tokens that are remembered, oldest first.</summary>
    public IReadOnlyList<AccessToken> Tokens
    {
        get
        {
            lock (_gate) return [.. _oldestFirst];
        }
    }

    /// <summary>Whether an agent signs in with a token; then his password is worth nothing.</summary>
    public bool UsesToken(string agentId) => options.AuthMode switch
    {
        SimulatedAuthMode.Sso => true,
        SimulatedAuthMode.Hybrid => _agents.Contains(agentId),
        _ => false,
    };

    /// <summary>Issues a token. Where too many are remembered the oldest is forgotten, and is good no longer.</summary>
    /// <param name="agentId">Whose it is.</param>
    /// <param name="lifetime">How long it is good; none for as long as is usual here.</param>
    public AccessToken Issue(string agentId, TimeSpan? lifetime)
    {
        AccessToken token;
        AccessToken? forgotten = null;
        lock (_gate)
        {
            var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"t{++_issued}");
            token = new AccessToken(id, agentId, lifetime ?? options.TokenLifetime, _key, options.TimeProvider);
            _byValue.Add(token.Value, token);
            _oldestFirst.Enqueue(token);
            if (_oldestFirst.Count > Most && _oldestFirst.TryDequeue(out forgotten)) _byValue.Remove(forgotten.Value);
        }

        // Cancelled it needs no disposal, and somebody may be ending it as well.
        forgotten?.Revoke();
        return token;
    }

    /// <summary>A token as a client sent it; none where it was never issued.</summary>
    public AccessToken? Find(string value)
    {
        lock (_gate) return _byValue.GetValueOrDefault(value);
    }

    /// <summary>Whether an agent proves himself with this at XMPP, where it takes the place of a password.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="value">What came as the password.</param>
    /// <param name="sessionEnds">Set when the session that was begun with it has to end.</param>
    public bool IsTokenOf(string agentId, string value, out CancellationToken sessionEnds)
    {
        var token = Find(value);
        sessionEnds = options.TokenEndsXmpp && token is not null ? token.Ended : CancellationToken.None;
        return token is { IsLive: true } && token.AgentId == agentId && UsesToken(agentId);
    }

    /// <summary>Ends tokens before their time.</summary>
    /// <param name="which">Which.</param>
    /// <returns>How many of these there were, ended already or not.</returns>
    public int Revoke(Func<AccessToken, bool> which)
    {
        // Not under the lock: sessions are ended by it.
        var chosen = Tokens.Where(which).ToList();
        foreach (var token in chosen) token.Revoke();
        return chosen.Count;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var token in Tokens) token.Dispose();
    }
}
