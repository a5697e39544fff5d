using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>How the notification service is set up.</summary>
internal sealed record XmppServerOptions
{
    /// <summary>The XMPP domain.</summary>
    public required string Domain { get; init; }

    /// <summary>Where to listen for TCP; port 0 for a free one, here as below.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>The certificate of TLS; none: no TLS, neither of the two ports below, no STARTTLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The port for TLS from the first byte.</summary>
    public int SecurePort { get; init; }

    /// <summary>The port for WebSockets over TLS.</summary>
    public int WebSocketPort { get; init; }

    /// <summary>How long a connection may be silent; half of it in, the server asks by a ping.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>What a client may send.</summary>
    public XmppStreamLimits Limits { get; init; } =
        new() { MaxStanzaBytes = 64 * 1024, MaxHeaderBytes = 4 * 1024, MaxDepth = 32 };

    /// <summary>How many stanzas may wait for a client that reads slowly, before it is cut off.</summary>
    public int MaxQueuedStanzas { get; init; } = 4096;

    /// <summary>
    /// Holds sessions back: given a user, empty before the sign-in, what has to be waited for before another byte passes; done
    /// where nothing holds them.
    /// </summary>
    public Func<string, Task>? Hold { get; init; }

    /// <summary>Sees every stanza: the user, the resource (empty before they are known), whether it came from the client, and
    /// the stanza, which is not to be changed.</summary>
    public Action<string, string, bool, XElement>? Tap { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Who may use the notification service.</summary>
internal interface IUserDirectory
{
    /// <summary>Whether there is such a user.</summary>
    bool IsUser(string user);

    /// <summary>Whether this is what the user signs in with, a password or an access token; false for an unknown user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="secret">What came as the password.</param>
    /// <param name="sessionEnds">Set when the session that is begun with it has to end.</param>
    bool IsSecret(string user, string secret, out CancellationToken sessionEnds);

    /// <summary>Whether the user supervises this team.</summary>
    bool IsSupervisorOf(string user, string teamId);

    /// <summary>Whether there is such a queue, which every user may watch.</summary>
    bool IsQueue(string queueId);
}
