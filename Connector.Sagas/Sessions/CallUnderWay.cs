using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>A call to Finesse that is under way.</summary>
/// <param name="RequestId">Finesse's <c>requestId</c>.</param>
/// <param name="Command">The request it serves; null where the session itself wants to know something.</param>
/// <param name="Call">The call.</param>
/// <param name="Credentials">The credentials it goes out with.</param>
/// <param name="Before">What clients knew of the agent when the call was begun.</param>
/// <param name="Attempt">1, and one more after each unknown outcome.</param>
internal sealed record CallUnderWay(
    string RequestId, Command? Command, FinesseCall Call, AgentCredentials Credentials, AgentView Before, int Attempt)
{
    /// <summary>Not 0: it is not sent before whoever could take over is known to know of it.</summary>
    internal long Receipt { get; init; }

    /// <summary>It is sent this much later.</summary>
    internal TimeSpan After { get; init; }

    /// <summary>The request waits for what this reads, to be decided anew.</summary>
    internal bool LooksFirst { get; init; }

    /// <summary>The call whose outcome this one is to find out, or null.</summary>
    internal CallInDoubt? Doubt { get; init; }

    /// <summary>Finesse has named this request in a notification: it took it, whatever becomes of the answer.</summary>
    internal bool Echoed { get; init; }

    /// <summary>The call that the request made, as the notification that named the request told; null where none did yet.</summary>
    internal string? MadeDialogId { get; init; }

    /// <summary>Takes in what a notification says of this request.</summary>
    internal CallUnderWay Heard(AgentNotification notification)
    {
        if (notification.RequestId != RequestId)
            return this;
        if (Doubt is not null)
            return this with { Doubt = Doubt with { Call = Doubt.Call.Heard(notification) } };
        return this with { Echoed = true, MadeDialogId = MadeDialogId ?? MadeBy(notification) };
    }

    // Finesse echoes the id with every object that the request changed, so that the call which was acted on may come first.
    private string? MadeBy(AgentNotification notification) =>
        Doubts.Makes(Call)
        && notification is AgentNotification.DialogsChanged { Change: not DialogChange.Removed, Dialogs: var dialogs }
            ? dialogs.FirstOrDefault(dialog => Before.Dialogs.All(known => known.DialogId != dialog.DialogId))?.DialogId
            : null;
}

/// <summary>A call that must not be repeated, and to which no answer came.</summary>
/// <param name="Call">The call.</param>
/// <param name="Reason">A sentence: what happened.</param>
/// <param name="Looks">How often Finesse's state was looked at in vain.</param>
internal sealed record CallInDoubt(CallUnderWay Call, string Reason, int Looks = 0);
