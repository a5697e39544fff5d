using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What a supervisor's session does about requests that concern other agents. Whether one is their supervisor is Finesse's to
/// say. Pure.</summary>
internal static class SupervisionPlans
{
    internal static CommandPlan? For(AgentRequest request, SessionSight sight) => request switch
    {
        SilentMonitor monitor => CommandPlan.OnExtension(sight, extension => new MonitorAgent(extension, monitor.TargetExtension)),
        EndSilentMonitor end => CommandPlan.OnExtension(
            sight, extension => new ActOnDialog(end.DialogId, ParticipantActions.Drop, extension)),
        BargeIn barge => CommandPlan.OnExtension(
            sight, extension => new BargeIntoCall(extension, barge.TargetExtension, barge.DialogId)),
        DropParticipant drop => new CommandPlan.Carry(
            new ActOnDialog(drop.DialogId, ParticipantActions.ParticipantDrop, drop.Extension)),
        ForceAgentState force => new CommandPlan.Carry(new ForceState(force.TargetAgentId, force.State)),
        _ => null,
    };
}
