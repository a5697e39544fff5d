using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster;

/// <content>Carrying out what the core decides. Nothing here waits.</content>
internal sealed partial class OwnershipNode
{
    private void Carry(OwnershipCore core, Decision decision)
    {
        _notes.Note(decision, Now);
        var sessions = _parts.Sessions();
        switch (decision)
        {
            case Decision.Send send:
                if (send.Message is ConnectorHeartbeat beat)
                    _lease.Sent(beat, Now);
                _parts.Sync.Send(send.Message);
                break;
            case Decision.Acquire acquire:
                _unkept.Add(acquire.AgentId);
                sessions.Acquire(acquire.AgentId, acquire.Epoch, acquire.Why, acquire.From, Known(core, acquire.AgentId), acquire.Rival);
                break;
            case Decision.Prepare prepare:
                sessions.Prepare(prepare.AgentId, Known(core, prepare.AgentId));
                break;
            case Decision.Quiesce quiesce:
                sessions.Quiesce(quiesce.AgentId, quiesce.Epoch);
                break;
            case Decision.Resume resume:
                sessions.Resume(resume.AgentId, resume.Epoch);
                break;
            case Decision.Release release:
                _unkept.Add(release.AgentId);
                // First: his session is not closed, it falls silent and stands by.
                if (release.NewOwner is { } owner)
                    _parts.Witness.Claimed(release.AgentId, owner, core.ReplicaOf(release.AgentId)?.Subscription);
                sessions.Release(release.AgentId, release.NewOwner);
                break;
            case Decision.Serve serve:
                _parts.Desk.Serve(serve.Token, serve.IsMemoryComplete);
                break;
            case Decision.Forward forward:
                _parts.Desk.Forward(forward.Token, forward.To);
                break;
            case Decision.Refuse refuse:
                _parts.Desk.Refuse(refuse.Token);
                break;
            case Decision.GiveBack back:
                _parts.Desk.GiveBack(back.Token);
                break;
            case Decision.Known known:
                sessions.Known(known.AgentId, known.Receipt);
                break;
            case Decision.EnterService:
                sessions.EnterService();
                break;
            case Decision.Fence fence:
                // The queues are left first, so that what is given back does not come again at once.
                _wishes = QueueWishes.None;
                _parts.Queues.Want(_wishes);
                sessions.Fence(fence.Why);
                break;
            case Decision.AdoptQueue adopt:
                _adopted.Add(adopt.PeerId);
                break;
            case Decision.LeaveQueue leave:
                _adopted.Remove(leave.PeerId);
                break;
            case Decision.StopComplete:
                // Whoever waits for the stop closes the links.
                _parts.Sync.Flush();
                _stopped.TrySetResult();
                break;
        }
    }

    private static AgentProgress Known(OwnershipCore core, string agentId) => core.ReplicaOf(agentId)?.Whole() ?? new AgentProgress();
}
