using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator.Rest;

/// <summary>Checks Basic credentials, and locks a user out after too many wrong passwords in a row (facts 1.2).</summary>
internal sealed class LoginGuard(SimulatorOptions options, Func<string, Agent?> findUser)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Wrong, DateTimeOffset LockedUntil)> _failures = new(StringComparer.Ordinal);

    /// <summary>The user name and password of an <c>Authorization</c> header; none where it is missing or of another
    /// kind.</summary>
    public static (string User, string Password)? Read(string? authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header)) return null;
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is null) return null;
        var bytes = new byte[header.Parameter.Length];
        if (!Convert.TryFromBase64String(header.Parameter, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }

    /// <summary>The user with these credentials; none where they are wrong or the user is locked out.</summary>
    public Agent? Check(string user, string password)
    {
        if (findUser(user) is not { } agent) return null;
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

    /// <summary>Whether this is the user's password.</summary>
    public static bool IsRight(Agent agent, string password) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(SimulatedStaff.PasswordOf(agent.Id)), Encoding.UTF8.GetBytes(password));
}
