namespace Connector.Finesse.Rest;

/// <summary>
/// A user's credentials as they are now. An access token expires while a session lives; the client brings a fresh one, and whatever
/// begins after that uses it, without the session being dropped. Safe for any thread.
/// </summary>
/// <param name="first">What they are to begin with.</param>
public sealed class RenewableCredentials(FinesseCredentials first)
{
    private volatile FinesseCredentials _current = first;

    /// <summary>What they are now.</summary>
    public FinesseCredentials Current => _current;

    /// <summary>Credentials that nobody renews.</summary>
    /// <param name="credentials">The credentials.</param>
    public static implicit operator RenewableCredentials(FinesseCredentials credentials) => FromFinesseCredentials(credentials);

    /// <summary>Credentials that nobody renews.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <returns>The same, renewable.</returns>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public static RenewableCredentials FromFinesseCredentials(FinesseCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new(credentials);
    }

    /// <summary>Takes fresh ones, which were found right.</summary>
    /// <param name="fresh">The credentials.</param>
    public void Renew(FinesseCredentials fresh)
    {
        ArgumentNullException.ThrowIfNull(fresh);
        _current = fresh;
    }

    /// <inheritdoc/>
    public override string ToString() => _current.ToString();
}
