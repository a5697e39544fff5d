using System.Globalization;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>The sessions' calls as the bodies of Finesse's requests. Pure.</summary>
internal static class FinesseRequests
{
    public static UserRequest Of(SignInAgent signIn) => UserRequest.SignIn(signIn.Extension) with
    {
        ActiveDeviceId = signIn.DeviceId,
        MobileAgent = signIn.MobileMode is null ? null : new(signIn.MobileMode, signIn.DialNumber),
    };

    public static UserRequest Of(ChangeAgentState change) =>
        UserRequest.ChangeState(change.State, change.ReasonCodeId?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Without a reason: Finesse refuses one, and gives its own.</summary>
    public static UserRequest Of(ForceState force) => UserRequest.ChangeState(force.State);

    public static NewDialogRequest Of(PlaceCall place) =>
        NewDialogRequest.MakeCall(place.FromAddress, place.ToAddress, Variables(place.CallVariables));

    public static NewDialogRequest Of(MonitorAgent monitor) => NewDialogRequest.SilentMonitor(monitor.FromAddress, monitor.ToAddress);

    public static NewDialogRequest Of(BargeIntoCall barge) =>
        NewDialogRequest.BargeCall(barge.FromAddress, barge.ToAddress, barge.MonitorDialogId);

    public static DialogRequest Of(ActOnDialog act) => DialogRequest.Of(act.Action, act.TargetMediaAddress, act.ToAddress) with
    {
        ActionParams = act.Parameters.Select(parameter => new ActionParam(parameter.Name, parameter.Value)).ToValueList(),
    };

    /// <summary>Without an address: call data belong to the call, not to a party.</summary>
    public static DialogRequest Of(UpdateDialogData update) => new(DialogActions.UpdateCallData)
    {
        MediaProperties = new()
        {
            WrapUpReason = update.WrapUpReason,
            WrapUpItems = (update.WrapUpItems ?? []).ToValueList(),
            CallVariables = Variables(update.CallVariables),
        },
    };

    private static ValueList<CallVariable> Variables(IReadOnlyDictionary<string, string>? variables) =>
        (variables ?? new Dictionary<string, string>()).Select(variable => new CallVariable(variable.Key, variable.Value)).ToValueList();
}
