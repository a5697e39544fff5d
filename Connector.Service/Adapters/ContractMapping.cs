using System.Globalization;
using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Finesse.Notifications;
using Connector.Sagas.Ports;
using DialogChange = Connector.Contracts.DialogChange;
using FinesseChange = Connector.Finesse.Notifications.DialogChange;

namespace Connector.Service.Adapters;

/// <summary>Finesse's model in the contracts' words. Pure.</summary>
internal static class ContractMapping
{
    private const string DialogPath = "/Dialog/";

    /// <summary>A user as an agent's state.</summary>
    public static AgentState ToState(FinesseUser user) => new()
    {
        State = user.State,
        PendingState = user.PendingState,
        ReasonCode = ToReasonCode(user.ReasonCodeId ?? user.ReasonCode?.Id),
        ReasonLabel = user.ReasonCode?.Label,
        StateChangeTime = user.StateChangeTime,
        Extension = user.Extension,
        FirstName = user.FirstName ?? "",
        LastName = user.LastName ?? "",
        LoginName = user.LoginName ?? "",
        TeamId = user.TeamId ?? "",
        TeamName = user.TeamName ?? "",
        Roles = [.. user.Roles],
    };

    /// <summary>A call.</summary>
    public static Dialog ToDialog(FinesseDialog dialog) => new()
    {
        DialogId = dialog.Id,
        State = dialog.State,
        CallType = dialog.CallType ?? "",
        FromAddress = dialog.FromAddress ?? "",
        ToAddress = dialog.ToAddress ?? "",
        DialedNumber = dialog.DialedNumber,
        AssociatedDialogId = dialog.AssociatedDialogId,
        SecondaryId = dialog.SecondaryId,
        WrapUpReason = dialog.WrapUpReason,
        WrapUpItems = [.. dialog.WrapUpItems],
        OutboundClassification = dialog.OutboundClassification,
        CallbackTime = dialog.ScheduledCallback?.Time,
        CallbackNumber = dialog.ScheduledCallback?.Number,
        CallVariables = ToVariables(dialog.CallVariables),
        Participants = [.. dialog.Participants.Select(ToParticipant)],
        MediaType = dialog.MediaType ?? "",
        QueueName = dialog.QueueName,
    };

    /// <summary>Calls.</summary>
    public static IReadOnlyList<Dialog> ToDialogs(IEnumerable<FinesseDialog> dialogs) => [.. dialogs.Select(ToDialog)];

    /// <summary>A notification, where it is one that concerns the agent.</summary>
    /// <returns>The notification, or null.</returns>
    public static AgentNotification? ToNotification(FinesseNotification notification) => notification.Payload switch
    {
        NotificationPayload.UserChanged changed =>
            new AgentNotification.StateChanged(notification.ItemId, notification.RequestId, ToState(changed.User)),
        NotificationPayload.DialogsChanged changed => new AgentNotification.DialogsChanged(
            notification.ItemId, notification.RequestId, ToChange(changed.Change), ToDialogs(changed.Dialogs)),
        NotificationPayload.ErrorsReported reported => new AgentNotification.RequestFailed(
            notification.ItemId, notification.RequestId, ToDialogId(notification.Source), ToRefusal(reported.Errors))
        {
            Source = notification.Source,
            FurtherErrors = [.. reported.Errors.Skip(1).Select(ToRefusal)],
        },
        NotificationPayload.TeamChanged changed => new AgentNotification.TeamChanged(
            notification.ItemId,
            notification.RequestId,
            changed.TeamId,
            ToMembers(changed.Users),
            changed.IsWhole ? NewsExtent.Whole : notification.Event == FinesseEvent.Delete ? NewsExtent.Gone : NewsExtent.Part),
        NotificationPayload.QueueChanged changed =>
            new AgentNotification.QueueChanged(notification.ItemId, notification.RequestId, ToQueue(changed.Queue)),
        _ => null,
    };

    /// <summary>The first of Finesse's errors, which is mostly the only one.</summary>
    public static FinesseRefusal ToRefusal(ValueList<FinesseError> errors) => errors.Count == 0 ? new("", "", "") : ToRefusal(errors[0]);

    /// <summary>A team as one of its supervisors sees it.</summary>
    public static TeamView ToTeam(FinesseRoster team) => new(team.Id, team.Name ?? "", ToMembers(team.Users));

    /// <summary>Queues.</summary>
    public static IReadOnlyList<QueueStatistics> ToQueues(IEnumerable<FinesseQueue> queues) => [.. queues.Select(ToQueue)];

    private static QueueStatistics ToQueue(FinesseQueue queue) => new()
    {
        QueueId = queue.Id,
        Name = queue.Name ?? "",
        CallsInQueue = queue.CallsInQueue,
        StartTimeOfLongestCallInQueue = queue.StartTimeOfLongestCallInQueue,
        AgentsReady = queue.AgentsReady,
        AgentsNotReady = queue.AgentsNotReady,
        AgentsBusyOther = queue.AgentsBusyOther,
        AgentsLoggedOn = queue.AgentsLoggedOn,
        AgentsTalkingInbound = queue.AgentsTalkingInbound,
        AgentsTalkingOutbound = queue.AgentsTalkingOutbound,
        AgentsTalkingInternal = queue.AgentsTalkingInternal,
        AgentsWrapUpNotReady = queue.AgentsWrapUpNotReady,
        AgentsWrapUpReady = queue.AgentsWrapUpReady,
    };

    private static FinesseRefusal ToRefusal(FinesseError error) =>
        new(error.Type ?? "", error.Message ?? "", error.Data ?? "", ToPeripheral(error));

    private static PeripheralRefusal? ToPeripheral(FinesseError error) =>
        (error.PeripheralErrorCode ?? error.PeripheralErrorMessage ?? error.PeripheralErrorText) is null
            ? null
            : new(error.PeripheralErrorCode, error.PeripheralErrorMessage, error.PeripheralErrorText);

    // An agent without an id cannot be told from another.
    private static IReadOnlyList<TeamMember> ToMembers(IEnumerable<FinesseUser> users) =>
        [.. users.Where(user => user.LoginId.Length > 0).Select(ToMember)];

    private static TeamMember ToMember(FinesseUser user) => new()
    {
        AgentId = user.LoginId,
        FirstName = user.FirstName ?? "",
        LastName = user.LastName ?? "",
        Extension = user.Extension,
        State = user.State,
        PendingState = user.PendingState,
        StateChangeTime = user.StateChangeTime,
        ReasonCode = ToReasonCode(user.ReasonCodeId ?? user.ReasonCode?.Id),
        ReasonLabel = user.ReasonCode?.Label,
    };

    private static DialogChange ToChange(FinesseChange change) => change switch
    {
        FinesseChange.Added => DialogChange.Added,
        FinesseChange.Removed => DialogChange.Removed,
        _ => DialogChange.Updated,
    };

    // -1 is Finesse's word for "none" (guide 12.5, User API parameters).
    private static int? ToReasonCode(string? id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;

    private static Participant ToParticipant(FinesseParticipant participant) => new()
    {
        Address = participant.MediaAddress,
        AddressType = participant.MediaAddressType,
        State = participant.State,
        StateCause = participant.StateCause,
        StartTime = participant.StartTime,
        Actions = [.. participant.Actions],
    };

    // Finesse does not promise that a name comes once; the last value is the one its own desktop shows.
    private static Dictionary<string, string> ToVariables(ValueList<CallVariable> variables)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in variables)
            result[variable.Name] = variable.Value;
        return result;
    }

    private static string? ToDialogId(string source)
    {
        var start = source.LastIndexOf(DialogPath, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return null;
        var id = source[(start + DialogPath.Length)..];
        var end = id.IndexOf('/');
        id = end < 0 ? id : id[..end];
        return id.Length > 0 ? id : null;
    }
}
