using System.Diagnostics.Metrics;

namespace Connector.Finesse.Notifications;

/// <summary>What a notification speaks of.</summary>
public enum NotificationKind
{
    /// <summary>Nothing that is understood.</summary>
    Other,

    /// <summary>The agent himself.</summary>
    User,

    /// <summary>The agent's calls.</summary>
    Dialogs,

    /// <summary>The server.</summary>
    SystemInfo,

    /// <summary>A request that failed after it was taken.</summary>
    Error,

    /// <summary>The agents of a watched team.</summary>
    Team,

    /// <summary>A watched queue.</summary>
    Queue,

    /// <summary>The queues that the agent belongs to.</summary>
    UserQueues,

    /// <summary>A supervisor's message to a team.</summary>
    TeamMessage,

    /// <summary>The agent's state in media other than voice.</summary>
    Media,
}

/// <summary>What became of a notification.</summary>
public enum NotificationOutcome
{
    /// <summary>It was handed on.</summary>
    Told,

    /// <summary>It had come before: dropped.</summary>
    Duplicate,

    /// <summary>It is known and of no use here: dropped.</summary>
    Unused,

    /// <summary>It is unknown or damaged: dropped.</summary>
    NotUnderstood,
}

/// <summary>How many notifications came, by kind and by what became of them.</summary>
/// <param name="Kind">What they spoke of.</param>
/// <param name="Outcome">What became of them.</param>
/// <param name="Count">How many since the start; not 0.</param>
public sealed record NotificationCount(NotificationKind Kind, NotificationOutcome Outcome, long Count);

/// <summary>Counts notifications: as the instrument <c>connector.finesse.notifications</c> of the meter <c>Connector.Finesse</c>, with
/// the tags <c>kind</c> and <c>outcome</c>, and for a status page. One for all subscriptions of a process.</summary>
public sealed class NotificationCounts : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Connector.Finesse";

    /// <summary>The instrument's name.</summary>
    public const string InstrumentName = "connector.finesse.notifications";

    private static readonly string[] Kinds = Enum.GetNames<NotificationKind>();
    private static readonly string[] Outcomes = Enum.GetNames<NotificationOutcome>();

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _counter;
    private readonly long[] _counts = new long[Kinds.Length * Outcomes.Length];

    /// <summary>Makes the instrument; everything is at 0.</summary>
    public NotificationCounts() =>
        _counter = _meter.CreateCounter<long>(
            InstrumentName, "{notification}", "Notifications of Finesse by what they speak of and what became of them.");

    /// <summary>Takes one notification into account.</summary>
    /// <param name="kind">What it speaks of.</param>
    /// <param name="outcome">What became of it.</param>
    public void Add(NotificationKind kind, NotificationOutcome outcome)
    {
        Interlocked.Increment(ref _counts[((int)kind * Outcomes.Length) + (int)outcome]);
        _counter.Add(1, new("kind", Kinds[(int)kind]), new("outcome", Outcomes[(int)outcome]));
    }

    /// <summary>The counts that are not 0, by kind and outcome.</summary>
    /// <returns>One row for each.</returns>
    public IReadOnlyList<NotificationCount> Snapshot()
    {
        var rows = new List<NotificationCount>();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (Interlocked.Read(ref _counts[i]) is var count and > 0)
                rows.Add(new((NotificationKind)(i / Outcomes.Length), (NotificationOutcome)(i % Outcomes.Length), count));
        }
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>What a payload speaks of.</summary>
    internal static NotificationKind KindOf(NotificationPayload payload) => payload switch
    {
        NotificationPayload.UserChanged => NotificationKind.User,
        NotificationPayload.DialogsChanged => NotificationKind.Dialogs,
        NotificationPayload.SystemInfoChanged => NotificationKind.SystemInfo,
        NotificationPayload.ErrorsReported => NotificationKind.Error,
        NotificationPayload.TeamChanged => NotificationKind.Team,
        NotificationPayload.QueueChanged => NotificationKind.Queue,
        NotificationPayload.UserQueuesChanged => NotificationKind.UserQueues,
        NotificationPayload.Unused(var kind) => kind,
        _ => NotificationKind.Other,
    };
}
