using System.Security.Cryptography.X509Certificates;

namespace Connector.Finesse.Rest;

/// <summary>How the REST client of one side behaves.</summary>
public sealed record FinesseRestOptions
{
    /// <summary>How long one attempt may take, from its start to the end of the answer. 10 s where not given.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a TCP and TLS connection may take; part of the attempt. 4 s where not given.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How often an attempt is repeated where that is safe (see <see cref="IFinesseRest"/>); 0 for never.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>The first pause before a repetition; each further one is about twice as long, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many failures within 5 s (connections, time-outs, 503) leave the side alone for a while, where hardly anything
    /// else came; 0 for never.</summary>
    public int FailuresUntilBreak { get; init; } = 10;

    /// <summary>For how long it is left alone before one request tries again. At least 500 ms.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Connections to this side at one time: at 50 ms a request they carry more than 1,000 requests/s, and a Tomcat as
    /// shipped has 200 threads for everybody.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>
    /// How long a connection may lie idle before it is closed here. Shorter than the server's own limit (20 s as Tomcat ships):
    /// a request on a connection that the server is just closing ends with an unknown outcome.
    /// </summary>
    public TimeSpan IdleConnectionLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is read, in bytes.</summary>
    public int MaxResponseBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Certificate authorities to trust instead of the machine's, for a Finesse with a certificate of its own; the
    /// machine's where empty. The host name is checked in either case.</summary>
    public X509Certificate2Collection TrustedAuthorities { get; init; } = [];
}
