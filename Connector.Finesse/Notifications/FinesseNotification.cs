using Connector.Finesse.Model;

namespace Connector.Finesse.Notifications;

/// <summary>What Finesse says happened to the object of a notification (element <c>event</c>, in any case).</summary>
public enum FinesseEvent
{
    /// <summary>Missing, or a word not known here.</summary>
    Unknown,

    /// <summary>Changed.</summary>
    Put,

    /// <summary>Came into being.</summary>
    Post,

    /// <summary>Went.</summary>
    Delete,
}

/// <summary>One item of Finesse's notification service, parsed.</summary>
/// <param name="ItemId">The server's own id of the item (a UUID and a counter): the same for every session that gets it, so
/// the key for dropping duplicates. Empty where the server sent none.</param>
/// <param name="Node">The node it came over, for instance <c>/finesse/api/User/1001/Dialogs</c>. Empty where missing.</param>
/// <param name="Source">The object it speaks of, for instance <c>/finesse/api/Dialog/53149720</c>. Empty where missing.</param>
/// <param name="Event">What happened to the object.</param>
/// <param name="RequestId">The <c>requestId</c> header of the request that caused it. Best effort: Finesse may leave it out.</param>
/// <param name="Payload">What it carries.</param>
public sealed record FinesseNotification(
    string ItemId, string Node, string Source, FinesseEvent Event, string? RequestId, NotificationPayload Payload);

/// <summary>What a notification carries: one of the nested records, and no other.</summary>
public abstract record NotificationPayload
{
    private NotificationPayload()
    {
    }

    /// <summary>The full, current user.</summary>
    /// <param name="User">The user.</param>
    public sealed record UserChanged(FinesseUser User) : NotificationPayload;

    /// <summary>Calls that came, changed or went.</summary>
    /// <param name="Change">Which of the three.</param>
    /// <param name="Dialogs">The full, current dialogs, mostly one; for <see cref="DialogChange.Removed"/> as they last were.</param>
    public sealed record DialogsChanged(DialogChange Change, ValueList<FinesseDialog> Dialogs) : NotificationPayload;

    /// <summary>Agents of a team changed, told to whoever watches the team (node <c>Team/{id}/Users</c>).</summary>
    /// <param name="TeamId">Finesse's id of the team; empty where neither node nor payload said.</param>
    /// <param name="Users">The agents as they are now; as they last were where <see cref="FinesseNotification.Event"/> is
    /// <see cref="FinesseEvent.Delete"/>.</param>
    /// <param name="IsWhole">Whether they are all of the team's agents (Finesse sent the team, not one of its users).</param>
    public sealed record TeamChanged(string TeamId, ValueList<FinesseUser> Users, bool IsWhole) : NotificationPayload;

    /// <summary>A queue's statistics changed, told to whoever watches it (node <c>Queue/{id}</c>; UCCE, at most every 10 s).</summary>
    /// <param name="Queue">The queue.</param>
    public sealed record QueueChanged(FinesseQueue Queue) : NotificationPayload;

    /// <summary>Queues were assigned to the user or taken away (node <c>User/{id}/Queues</c>; UCCE): only those, not all he has.</summary>
    /// <param name="Queues">The queues.</param>
    public sealed record UserQueuesChanged(ValueList<FinesseQueue> Queues) : NotificationPayload;

    /// <summary>The server went into or out of service, or another of its facts changed.</summary>
    /// <param name="SystemInfo">The server's facts.</param>
    public sealed record SystemInfoChanged(SystemInfo SystemInfo) : NotificationPayload;

    /// <summary>A request that Finesse had taken (202) failed further down. <see cref="FinesseNotification.Source"/> names the
    /// object that the request was for.</summary>
    /// <param name="Errors">The errors, at least one.</param>
    public sealed record ErrorsReported(ValueList<FinesseError> Errors) : NotificationPayload;

    /// <summary>Something that Finesse is known to send and the connector has no use for.</summary>
    /// <param name="Kind">What it is.</param>
    public sealed record Unused(NotificationKind Kind) : NotificationPayload;

    /// <summary>Something this connector does not know or cannot read; to be counted, logged and dropped.</summary>
    /// <param name="What">What it was, in words for the log: never a call variable or other content.</param>
    public sealed record Unknown(string What) : NotificationPayload;
}

/// <summary>What happened to a dialog.</summary>
public enum DialogChange
{
    /// <summary>It changed.</summary>
    Updated,

    /// <summary>It is new to the agent.</summary>
    Added,

    /// <summary>The agent has it no more.</summary>
    Removed,
}
