using Connector.Contracts;

namespace Connector.Sagas.Ports;

/// <summary>Places a call (Finesse: POST User/Dialogs, MAKE_CALL).</summary>
/// <param name="FromAddress">The agent's extension.</param>
/// <param name="ToAddress">The number to dial.</param>
/// <param name="CallVariables">Call variables, or null.</param>
public sealed record PlaceCall(string FromAddress, string ToAddress, IReadOnlyDictionary<string, string>? CallVariables) : FinesseCall
{
    /// <inheritdoc/>
    public override bool SafeToRepeat => false;
}

/// <summary>Acts on a call (Finesse: PUT Dialog).</summary>
/// <param name="DialogId">The call.</param>
/// <param name="Action">Finesse's word: one of <see cref="ParticipantActions"/>.</param>
/// <param name="TargetMediaAddress">The agent's extension; for PARTICIPANT_DROP the party to remove.</param>
/// <param name="ToAddress">Whom to consult or transfer to, where the action needs it.</param>
public sealed record ActOnDialog(string DialogId, string Action, string TargetMediaAddress, string? ToAddress = null) : FinesseCall
{
    /// <summary>The action's parameters; most have none.</summary>
    public IReadOnlyList<ActionParameter> Parameters { get; init; } = [];

    /// <summary>What sets a value, or asks for a state that the call is then in, does no harm twice; what calls, joins, sends or
    /// begins something does.</summary>
    public override bool SafeToRepeat => Action is ParticipantActions.Answer or ParticipantActions.Hold or ParticipantActions.Retrieve
        or ParticipantActions.Drop or ParticipantActions.Reclassify or ParticipantActions.UpdateScheduledCallback
        or ParticipantActions.CancelScheduledCallback;
}

/// <summary>A parameter of an action (Finesse: <c>ActionParam</c>).</summary>
/// <param name="Name">Finesse's name for it: <c>dtmfString</c>, <c>outboundClassification</c>, <c>callbackTime</c>,
/// <c>callbackNumber</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record ActionParameter(string Name, string Value);

/// <summary>Sets a call's data (Finesse: PUT Dialog, UPDATE_CALL_DATA).</summary>
/// <param name="DialogId">The call.</param>
/// <param name="CallVariables">Variables to set, or null; those not named stay.</param>
/// <param name="WrapUpReason">The wrap-up reason, or null.</param>
/// <param name="WrapUpItems">Wrap-up reasons (UCCX), or null.</param>
public sealed record UpdateDialogData(
    string DialogId,
    IReadOnlyDictionary<string, string>? CallVariables,
    string? WrapUpReason,
    IReadOnlyList<string>? WrapUpItems) : FinesseCall;
