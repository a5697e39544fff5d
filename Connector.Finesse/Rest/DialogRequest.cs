using Connector.Finesse.Model;

namespace Connector.Finesse.Rest;

/// <summary>The body of POST <c>User/{id}/Dialogs</c> (Cisco's guide, "Dialog: create a new dialog", "silent monitor", "barge").</summary>
/// <param name="RequestedAction"><c>MAKE_CALL</c>, <c>SILENT_MONITOR</c> or <c>BARGE_CALL</c>.</param>
/// <param name="FromAddress">The extension that the caller is signed in on.</param>
/// <param name="ToAddress">Whom to call, or which agent's extension to listen to.</param>
public sealed record NewDialogRequest(string RequestedAction, string FromAddress, string ToAddress)
{
    /// <summary>Call variables of the new call. UCCE only: UCCX refuses any.</summary>
    public ValueList<CallVariable> CallVariables { get; init; } = [];

    /// <summary>Id of the monitored dialog, for <c>BARGE_CALL</c>.</summary>
    public string? AssociatedDialogId { get; init; }

    /// <summary>Makes a call.</summary>
    /// <param name="from">The caller's own extension.</param>
    /// <param name="to">Whom to call; passed on as it is.</param>
    /// <param name="callVariables">Call variables (UCCE only).</param>
    /// <returns>The request.</returns>
    public static NewDialogRequest MakeCall(string from, string to, ValueList<CallVariable>? callVariables = null) =>
        new(DialogActions.MakeCall, from, to) { CallVariables = callVariables ?? [] };

    /// <summary>Listens to an agent's call.</summary>
    /// <param name="from">The supervisor's own extension.</param>
    /// <param name="to">The extension of the agent to listen to.</param>
    /// <returns>The request.</returns>
    public static NewDialogRequest SilentMonitor(string from, string to) => new(DialogActions.SilentMonitor, from, to);

    /// <summary>Joins a monitored call.</summary>
    /// <param name="from">The supervisor's own extension.</param>
    /// <param name="to">The extension of the monitored agent.</param>
    /// <param name="monitorDialogId">The call on which the supervisor listens.</param>
    /// <returns>The request.</returns>
    public static NewDialogRequest BargeCall(string from, string to, string monitorDialogId) =>
        new(DialogActions.BargeCall, from, to) { AssociatedDialogId = monitorDialogId };

    /// <summary>The body.</summary>
    /// <returns>XML without a prolog.</returns>
    /// <exception cref="ArgumentException">A text holds a character that XML cannot carry.</exception>
    public string ToXml()
    {
        var xml = new RequestXml("Dialog");
        xml.Element("requestedAction", RequestedAction);
        xml.Element("fromAddress", FromAddress);
        xml.Element("toAddress", ToAddress);
        if (AssociatedDialogId is { } associated)
            xml.Element("associatedDialogUri", $"/finesse/api/Dialog/{associated}");
        if (CallVariables.Count > 0)
            new MediaProperties { CallVariables = CallVariables }.WriteTo(xml);
        return xml.End("Dialog");
    }
}

/// <summary>The body of PUT <c>Dialog/{id}</c> (Cisco's guide, "Dialog: take action on a participant" and the APIs after it).</summary>
/// <param name="RequestedAction">One of <see cref="DialogActions"/>.</param>
public sealed record DialogRequest(string RequestedAction)
{
    /// <summary>The extension that the caller is signed in on; for <c>PARTICIPANT_DROP</c> the party to remove.</summary>
    public string? TargetMediaAddress { get; init; }

    /// <summary>Whom to consult or transfer to.</summary>
    public string? ToAddress { get; init; }

    /// <summary>Parameters by name: <c>dtmfString</c>, <c>outboundClassification</c>, <c>callbackTime</c>, <c>callbackNumber</c>.</summary>
    public ValueList<ActionParam> ActionParams { get; init; } = [];

    /// <summary>Call data, for <c>UPDATE_CALL_DATA</c>.</summary>
    public MediaProperties? MediaProperties { get; init; }

    /// <summary>An action of the agent's own leg: <c>ANSWER</c>, <c>HOLD</c>, <c>RETRIEVE</c>, <c>DROP</c>, <c>TRANSFER</c>, …</summary>
    /// <param name="action">One of <see cref="DialogActions"/>.</param>
    /// <param name="extension">The extension that the caller is signed in on.</param>
    /// <param name="toAddress">Whom to consult or transfer to, where the action needs it.</param>
    /// <returns>The request.</returns>
    public static DialogRequest Of(string action, string extension, string? toAddress = null) =>
        new(action) { TargetMediaAddress = extension, ToAddress = toAddress };

    /// <summary>The body.</summary>
    /// <returns>XML without a prolog.</returns>
    /// <exception cref="ArgumentException">A text holds a character that XML cannot carry.</exception>
    public string ToXml()
    {
        var xml = new RequestXml("Dialog");
        xml.Optional("targetMediaAddress", TargetMediaAddress);
        xml.Element("requestedAction", RequestedAction);
        xml.Optional("toAddress", ToAddress);
        if (ActionParams.Count > 0)
        {
            xml.Open("actionParams");
            foreach (var parameter in ActionParams)
            {
                xml.Open("ActionParam");
                xml.Element("name", parameter.Name);
                xml.Element("value", parameter.Value);
                xml.Close("ActionParam");
            }
            xml.Close("actionParams");
        }
        MediaProperties?.WriteTo(xml);
        return xml.End("Dialog");
    }
}

/// <summary>A parameter of a dialog action.</summary>
/// <param name="Name">For instance <c>dtmfString</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record ActionParam(string Name, string Value);

/// <summary>Call data that a request sets.</summary>
public sealed record MediaProperties
{
    /// <summary>The wrap-up reason; null leaves it.</summary>
    public string? WrapUpReason { get; init; }

    /// <summary>Several wrap-up reasons (UCCX).</summary>
    public ValueList<string> WrapUpItems { get; init; } = [];

    /// <summary>Call variables to set; those not named keep their value.</summary>
    public ValueList<CallVariable> CallVariables { get; init; } = [];

    internal void WriteTo(RequestXml xml)
    {
        xml.Open("mediaProperties");
        if (WrapUpReason is { } reason)
            xml.Element("wrapUpReason", reason);
        if (WrapUpItems.Count > 0)
        {
            xml.Open("wrapUpItems");
            foreach (var item in WrapUpItems)
                xml.Element("wrapUpItem", item);
            xml.Close("wrapUpItems");
        }
        if (CallVariables.Count > 0)
        {
            xml.Open("callvariables");
            foreach (var variable in CallVariables)
            {
                xml.Open("CallVariable");
                xml.Element("name", variable.Name);
                xml.Element("value", variable.Value);
                xml.Close("CallVariable");
            }
            xml.Close("callvariables");
        }
        xml.Close("mediaProperties");
    }
}
