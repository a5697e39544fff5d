using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Hands ownership's decisions to the agents' mailboxes, where they are taken in order with everything else of the agent. What stops
/// a session holds at once.</summary>
internal sealed class OwnedSessions(SessionGate gate, SessionEffects effects, IAgentEvents outbox) : IOwnedSessions
{
    public void Acquire(string agentId, long epoch, AcquireReason why, string? from, AgentProgress known, AgentProgress? rival = null)
    {
        gate.Acquire(agentId, epoch);
        effects.Post(new AgentAcquired(agentId, epoch, why, from, known) { Rival = rival });
    }

    public void Prepare(string agentId, AgentProgress known)
    {
        gate.Prepare(agentId);
        effects.Post(new PrepareAsked(agentId, known));
    }

    public void Quiesce(string agentId, long epoch)
    {
        gate.Quiesce(agentId);
        effects.Post(new QuiesceAsked(agentId, epoch));
    }

    public void Resume(string agentId, long epoch) => effects.Post(new ResumeAsked(agentId, epoch));

    public void Release(string agentId, string? newOwner)
    {
        // What was published before the session had said its last word is right and first; where it could not say one, another speaks already.
        if (!gate.Release(agentId) && newOwner is not null)
            outbox.Withdraw(agentId);
        effects.Post(new AgentReleased(agentId, newOwner));
    }

    public void Known(string agentId, long receipt) => effects.Post(new ReceiptKnown(agentId, receipt));

    public void EnterService()
    {
        gate.EnterService();
        outbox.Resume();
        foreach (var agentId in gate.Agents)
            effects.Post(new ServiceEntered(agentId));
    }

    public void Fence(string why)
    {
        gate.Fence();
        outbox.Pause();
        foreach (var agentId in gate.Agents)
            effects.Post(new ServiceFenced(agentId));
    }
}
