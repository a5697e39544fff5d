using System.Net.Http.Headers;
using System.Text;

namespace Connector.Finesse.Rest;

/// <summary>
/// Who asks, and the secret that proves it. A class, not a record, so that no generated member ever prints or exposes the
/// secret: <see cref="ToString"/> names the user and the scheme only.
/// </summary>
public sealed class FinesseCredentials : IEquatable<FinesseCredentials>
{
    private readonly string _secret;

    private FinesseCredentials(string user, string secret, FinesseAuthentication scheme) =>
        (User, _secret, Scheme) = (user, secret, scheme);

    /// <summary>The agent id (or login name).</summary>
    public string User { get; }

    /// <summary>Which kind of secret it is.</summary>
    public FinesseAuthentication Scheme { get; }

    /// <summary>What XMPP's SASL PLAIN and SCRAM take as the password: the password, or in SSO mode the access token.</summary>
    internal string XmppPassword => _secret;

    /// <summary>A user with a password (RFC 7617).</summary>
    /// <param name="user">Agent id or login name; may not contain a colon.</param>
    /// <param name="password">The Finesse password.</param>
    /// <returns>The credentials.</returns>
    /// <exception cref="ArgumentException">The user or the password is empty, or the user holds a colon or a control
    /// character.</exception>
    public static FinesseCredentials Basic(string user, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        return new(CheckedUser(user), password, FinesseAuthentication.Basic);
    }

    /// <summary>A user with an access token (SSO mode; RFC 6750).</summary>
    /// <param name="user">Agent id or login name; may not contain a colon.</param>
    /// <param name="accessToken">The token that the identity service gave out.</param>
    /// <returns>The credentials.</returns>
    /// <exception cref="ArgumentException">The user is malformed, or the token has characters that a header cannot carry.</exception>
    public static FinesseCredentials Bearer(string user, string accessToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessToken);
        if (accessToken.Any(c => c is <= ' ' or >= '\x7f'))
            throw new ArgumentException("The access token holds a character that a header cannot carry.", nameof(accessToken));
        return new(CheckedUser(user), accessToken, FinesseAuthentication.Bearer);
    }

    /// <inheritdoc/>
    public bool Equals(FinesseCredentials? other) =>
        other is not null && User == other.User && Scheme == other.Scheme && _secret == other._secret;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FinesseCredentials);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(User, Scheme, _secret);

    /// <summary>The user and the scheme; never the secret.</summary>
    /// <returns>For instance <c>1001 (Basic)</c>.</returns>
    public override string ToString() => $"{User} ({Scheme})";

    internal AuthenticationHeaderValue ToHeader() => Scheme == FinesseAuthentication.Bearer
        ? new("Bearer", _secret)
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{_secret}")));

    private static string CheckedUser(string user)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        if (user.Any(c => c == ':' || char.IsControl(c)))
            throw new ArgumentException("A user name may not contain a colon or a control character (RFC 7617).", nameof(user));
        return user;
    }
}

/// <summary>The kinds of secret that Finesse takes.</summary>
public enum FinesseAuthentication
{
    /// <summary>A password.</summary>
    Basic,

    /// <summary>An access token of the identity service (SSO).</summary>
    Bearer,
}
