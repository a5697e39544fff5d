namespace Connector.FinesseSimulator.Core;

/// <summary>Who is on a call, and what that allows.</summary>
internal static class CallParties
{
    /// <summary>How many parties are connected to the call or being rung.</summary>
    public static int Count(Call call) => call.Legs.Count(leg => leg.State.IsLive() && !leg.IsPassive);

    /// <summary>Whether an agent on the call may drop others from it.</summary>
    public static bool MayDropOthers(Call call, Agent agent, CentreRules rules) =>
        rules.Flavour.CanDropParticipants && call.Kind is CallKind.Conversation && call.CallType is CallTypes.Conference
        && rules.DropPermission switch
        {
            DropPermission.All => true,
            DropPermission.ControllerAndSupervisor => agent.Profile.IsSupervisor || call.ControllerId == agent.Id,
            _ => agent.Profile.IsSupervisor,
        };

    /// <summary>Whether somebody other than the controller has made a conference of the call.</summary>
    public static bool IsControlledByAnother(Call call, string agentId) =>
        call.ControllerId is { } controller && controller != agentId && Count(call) > 2;
}
