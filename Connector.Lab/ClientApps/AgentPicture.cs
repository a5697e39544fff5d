using Connector.Contracts;

namespace Connector.Lab.ClientApps;

/// <summary>What an app knows of an agent, from the events alone. Immutable.</summary>
/// <param name="State">The state.</param>
/// <param name="Dialogs">The calls, by id.</param>
internal sealed record AgentPicture(AgentState State, IReadOnlyDictionary<string, Dialog> Dialogs)
{
    /// <summary>Of an agent of whom nothing is known.</summary>
    public static AgentPicture Empty { get; } = new(new AgentState(), new Dictionary<string, Dialog>());

    /// <summary>The picture that a report gives.</summary>
    public static AgentPicture Of(AgentState? state, IReadOnlyList<Dialog>? dialogs) =>
        new(state ?? new AgentState(), (dialogs ?? []).ToDictionary(dialog => dialog.DialogId, StringComparer.Ordinal));

    /// <summary>The picture after an event.</summary>
    public AgentPicture After(AgentEvent happened) => happened switch
    {
        AgentStateChanged changed => this with
        {
            State = new AgentState
            {
                State = changed.State,
                PendingState = changed.PendingState,
                ReasonCode = changed.ReasonCode,
                StateChangeTime = changed.StateChangeTime,
                Extension = changed.Extension,
            },
        },
        DialogChanged { Change: DialogChange.Removed } gone => this with
        {
            Dialogs = Dialogs.Where(each => each.Key != gone.Dialog.DialogId).ToDictionary(StringComparer.Ordinal),
        },
        DialogChanged changed => this with
        {
            Dialogs = new Dictionary<string, Dialog>(Dialogs, StringComparer.Ordinal) { [changed.Dialog.DialogId] = changed.Dialog },
        },
        _ => this,
    };

    /// <summary>The calls as the log words them.</summary>
    public IReadOnlyDictionary<string, string> Calls() => Dialogs.Values.ToDictionary(
        dialog => Fingerprint.Call(dialog.DialogId), Fingerprint.Of, StringComparer.Ordinal);
}
