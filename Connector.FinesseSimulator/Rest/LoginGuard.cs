using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.SingleSignOn;

namespace Connector.FinesseSimulator.Rest;

/// <summary>Checks who asks: Basic credentials or an access token, whichever the user signs in with. Locks a user out after too many
/// wrong passwords in a row (facts 1.2); a wrong token names nobody who could be.</summary>
internal sealed class LoginGuard(SimulatorOptions options, IdentityService identity, Func<string, Agent?> findUser)
{
    private const string Bearer = "Bearer";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Wrong, DateTimeOffset LockedUntil)> _failures = new(StringComparer.Ordinal);

    /// <summary>The scheme of an <c>Authorization</c> header; Basic where it is missing or unknown.</summary>
    public static string SchemeIn(string? authorization) => TokenIn(authorization) is null ? "Basic" : Bearer;

    /// <summary>The user whom an <c>Authorization</c> header names, right or not; empty where it names none.</summary>
    public string NameIn(string? authorization) => TokenIn(authorization) is { } token
        ? identity.Find(token)?.AgentId ?? ""
        : Read(authorization)?.User ?? "";

    /// <summary>The user with these credentials; none where they are wrong or missing, or the user is locked out or signs in with the
    /// other kind.</summary>
    public Agent? Check(string? authorization)
    {
        if (TokenIn(authorization) is { } value)
        {
            return identity.Find(value) is { IsLive: true } token && identity.UsesToken(token.AgentId)
                ? findUser(token.AgentId)
                : null;
        }

        return Read(authorization) is var (user, password) && findUser(user) is { } agent && !identity.UsesToken(agent.Id)
            ? Check(agent, password)
            : null;
    }

    /// <summary>Whether this is the user's password.</summary>
    public static bool IsRight(Agent agent, string password) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(SimulatedStaff.PasswordOf(agent.Id)), Encoding.UTF8.GetBytes(password));

    private Agent? Check(Agent agent, string password)
    {
        var now = options.TimeProvider.GetUtcNow();
        lock (_gate)
        {
            var (wrong, lockedUntil) = _failures.GetValueOrDefault(agent.Id);
            if (now < lockedUntil) return null;
            if (IsRight(agent, password))
            {
                _failures.Remove(agent.Id);
                return agent;
            }

            wrong++;
            _failures[agent.Id] = wrong >= options.WrongPasswordsUntilLockout ? (0, now + options.LockoutTime) : (wrong, default);
            return null;
        }
    }

    private static string? TokenIn(string? authorization) =>
        AuthenticationHeaderValue.TryParse(authorization, out var header)
        && header.Scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header.Parameter
            : null;

    private static (string User, string Password)? Read(string? authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header)) return null;
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is null) return null;
        var bytes = new byte[header.Parameter.Length];
        if (!Convert.TryFromBase64String(header.Parameter, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
