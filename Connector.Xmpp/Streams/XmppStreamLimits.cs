namespace Connector.Xmpp.Streams;

/// <summary>What a stream may cost us. Checked before memory is taken.</summary>
public sealed record XmppStreamLimits
{
    /// <summary>The limits used unless told otherwise.</summary>
    public static XmppStreamLimits Default { get; } = new();

    /// <summary>
    /// Bytes of the largest stanza accepted; 1 MiB unless set. Finesse's largest is a team notification, which carries all
    /// agents of the team (facts: Finesse developer guide, notification parameters).
    /// </summary>
    public int MaxStanzaBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of the largest stream header accepted; 8 KiB unless set.</summary>
    public int MaxHeaderBytes { get; init; } = 8 * 1024;

    /// <summary>Levels of elements in a stanza, the stanza itself being 1; 64 unless set. Finesse needs five.</summary>
    public int MaxDepth { get; init; } = 64;
}
