namespace Connector.Finesse.Sides;

/// <summary>
/// The times of the supervision. Cisco's desktop asks each node every 20 s while it is in doubt; a connector asks once for all its
/// agents, and so can afford to ask every second.
/// </summary>
public sealed record SupervisionOptions
{
    /// <summary>How often a side is asked while all is well, for the status page's sake.</summary>
    public TimeSpan PollWhenWell { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often both sides are asked while something is to be decided.</summary>
    public TimeSpan PollWhenDeciding { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a side is asked that is out of service and has nobody waiting on it.</summary>
    public TimeSpan PollWhenOut { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one question may take.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many bad answers in a row make sure that a side is out of service; as many good ones make sure that it is
    /// back ("check the current one once more; only then move").</summary>
    public int PollsUntilSure { get; init; } = 2;

    /// <summary>How long REST may be silent while XMPP lives and the user <c>finesse</c> is there.</summary>
    public TimeSpan RestSilence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an agent's XMPP session may be away from a side that says it serves: some reconnects, then he moves.</summary>
    public TimeSpan XmppPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How old a side's good answer may be when agents move to it.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an agent who has moved stays at least; doubles with each further move.</summary>
    public TimeSpan MinStay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest that it doubles to.</summary>
    public TimeSpan MaxStay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After how long without a move an agent's moves are forgotten.</summary>
    public TimeSpan CalmAfter { get; init; } = TimeSpan.FromMinutes(10);
}
