namespace Connector.FinesseSimulator.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>Notifications come later; those of one agent stay in order.</summary>
    DelayNotifications,

    /// <summary>Notifications never come.</summary>
    DropNotifications,

    /// <summary>A notification comes after the agent's next one, or after a time where there is none.</summary>
    ReorderNotifications,

    /// <summary>Notifications come twice, with the same item id.</summary>
    DuplicateNotifications,

    /// <summary>Notifications come in a form that clients should survive (<see cref="Malformation"/>).</summary>
    MalformNotifications,

    /// <summary>Notifications do not name the request that caused them.</summary>
    ForgetRequestIds,

    /// <summary>REST takes its time before it looks at a request.</summary>
    SlowRest,

    /// <summary>REST answers with an error, and does nothing.</summary>
    RefuseRest,

    /// <summary>REST does what is asked; its answer breaks off in the middle by a reset.</summary>
    CutRest,

    /// <summary>REST does what is asked; instead of an answer comes a reset.</summary>
    LoseRestAnswers,

    /// <summary>Once: XMPP sessions end with a stream error.</summary>
    KickXmpp,

    /// <summary>Once: XMPP connections are reset.</summary>
    ResetXmpp,

    /// <summary>XMPP connections stay up, and no byte passes in either direction.</summary>
    FreezeXmpp,
}

/// <summary>How a notification is malformed.</summary>
public enum Malformation
{
    /// <summary>The inner XML breaks off in the middle.</summary>
    BrokenXml,

    /// <summary>There are elements that no documentation knows.</summary>
    UnknownElements,

    /// <summary>Names begin with the other case, and the event is written in the other case (facts 8.7).</summary>
    OtherCase,

    /// <summary>Elements that clients like to take for granted are missing.</summary>
    MissingOptionals,

    /// <summary>The inner XML is escaped once too often.</summary>
    DoubleEscaped,

    /// <summary>Elements come in another order.</summary>
    OtherOrder,
}

/// <summary>A fault of the laboratory, and where it strikes. Scopes that are not given mean all.</summary>
public sealed record SimulatedFault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary><c>A</c> or <c>B</c>.</summary>
    public string? Side { get; init; }

    /// <summary>The id of the agent whose notifications, requests or sessions are meant.</summary>
    public string? Agent { get; init; }

    /// <summary>A part of the node's name or of the request's path, such as <c>/Dialogs</c>. The nodes of teams and queues are struck
    /// only where it names them.</summary>
    public string? Path { get; init; }

    /// <summary>The method of the requests.</summary>
    public string? Method { get; init; }

    /// <summary>How often it strikes at the most.</summary>
    public int? Count { get; init; }

    /// <summary>How long it is there.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>With which probability it strikes, above 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The seed of its dice: the same seed strikes the same of the same sequence.</summary>
    public long Seed { get; init; }

    /// <summary>The delay of <see cref="FaultKind.DelayNotifications"/> and <see cref="FaultKind.SlowRest"/>, and the longest
    /// wait of <see cref="FaultKind.ReorderNotifications"/>.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much more at the most; how much of it is drawn.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How notifications are malformed.</summary>
    public Malformation How { get; init; }

    /// <summary>What <see cref="FaultKind.RefuseRest"/> answers: 401, 500 or 503.</summary>
    public int Status { get; init; } = 503;

    /// <summary>The stream error of <see cref="FaultKind.KickXmpp"/>.</summary>
    public string Condition { get; init; } = "conflict";
}
