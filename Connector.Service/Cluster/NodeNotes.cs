using System.Globalization;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster;

/// <summary>Follows facts and decisions for operators: the status, and the lines of the log. It decides nothing.</summary>
internal sealed partial class NodeNotes(OwnershipOptions options, ILogger logger)
{
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);
    private readonly TakeoverWatch _takeover = new(logger);
    private string? _why;
    private string? _complaint;

    /// <summary>Takes note of a fact, before it is given to the core.</summary>
    public void Before(Fact fact, TimeSpan now)
    {
        switch (fact)
        {
            case Fact.Heard { Message: { } message } when message.ConnectorId.Length > 0 && message.ConnectorId != options.ConnectorId:
                Hear(PeerOf(message.ConnectorId), message, now);
                break;
            case Fact.PeerPresence presence:
                PeerOf(presence.PeerId).Presence = presence.Witness;
                break;
            case Fact.PeerConsumers consumers:
                PeerOf(consumers.PeerId).Consumers = consumers.Witness;
                break;
            case Fact.SessionProgressed progressed:
                _takeover.Live(progressed.AgentId, progressed.Epoch, now);
                break;
        }
    }

    /// <summary>Takes note of a decision.</summary>
    public void Note(Decision decision, TimeSpan now)
    {
        switch (decision)
        {
            case Decision.Acquire acquire:
                _owned.Add(acquire.AgentId);
                _takeover.Acquired(acquire, now);
                break;
            case Decision.Release release:
                _owned.Remove(release.AgentId);
                _takeover.Gone(release.AgentId, now);
                if (release.NewOwner is { } owner)
                    AgentGoesTo(logger, release.AgentId, owner);
                break;
            case Decision.EnterService:
                _why = null;
                EnteredService(logger);
                break;
            case Decision.Fence fence:
                _why = fence.Why;
                Fenced(logger, fence.Why);
                break;
            case Decision.Complain complain:
                _complaint = complain.Sentence;
                if (complain.Sentence is { } sentence)
                    Complained(logger, sentence);
                else
                    ComplainsNoMore(logger);
                break;
            case Decision.AdoptQueue adopt:
                QueueAdopted(logger, adopt.PeerId);
                break;
            case Decision.LeaveQueue leave:
                QueueLeft(logger, leave.PeerId);
                break;
        }
    }

    /// <summary>The status, after a fact; logs what is held of the peers now and was not before.</summary>
    public NodeStatus After(OwnershipCore core, TimeSpan now)
    {
        foreach (var (id, contact) in core.Peers)
            Judge(PeerOf(id), id, contact, now);
        return new NodeStatus
        {
            Mode = options.Mode,
            Phase = core.Phase,
            Why = _why,
            Complaint = _complaint,
            Role = NodeStatus.RoleOf(options, _peers.Values.Where(peer => peer.Beat is not null).Select(peer => peer.Beat!.Priority)),
            Peers =
            [
                .. _peers.OrderBy(peer => peer.Key, StringComparer.Ordinal).Select(peer => new PeerNote(
                    peer.Key, peer.Value.Contact ?? PeerContact.OutOfContact, peer.Value.Beat?.Phase ?? "", peer.Value.Beat?.Broker ?? "",
                    peer.Value.Beat?.Agents ?? 0, peer.Value.HeardAt)),
            ],
            AgentsOwned = _owned.Count,
            Takeover = _takeover.Note,
        };
    }

    private static void Hear(Peer peer, SyncMessage message, TimeSpan now)
    {
        peer.HeardAt = now;
        if (peer.Run != message.Incarnation)
        {
            peer.RunsHeard++;
            peer.Run = message.Incarnation;
        }

        if (message is ConnectorHeartbeat beat)
            peer.Beat = beat;
    }

    private void Judge(Peer peer, string id, PeerContact contact, TimeSpan now)
    {
        if (peer.Contact == contact && peer.RunsSaid == peer.RunsHeard)
            return;
        var before = peer.Contact;
        if (peer.RunsSaid > 0 && peer.RunsHeard > peer.RunsSaid)
            PeerRestarted(logger, id);
        (peer.Contact, peer.RunsSaid) = (contact, peer.RunsHeard);
        if (contact == before)
            return;
        var silent = peer.HeardAt is { } heard ? (now - heard).TotalSeconds : 0;
        switch (contact)
        {
            case PeerContact.InContact:
                PeerSeen(logger, id, peer.Beat?.Phase ?? "", peer.Beat?.Priority ?? 0);
                break;
            case PeerContact.Silent:
                PeerSilent(logger, id, silent);
                break;
            case PeerContact.OutOfContact when before is not null:
                PeerOutOfContact(logger, id, silent);
                break;
            case PeerContact.Down:
                PeerDown(logger, id, WhyDown(peer, silent));
                break;
        }
    }

    private static string WhyDown(Peer peer, double silent) => peer switch
    {
        { Beat.Phase: ConnectorPhases.Stopped } => "it has stopped",
        { Presence: Witness.Gone, Consumers: Witness.Gone } => "Finesse saw its sessions go, and the broker its consumers",
        { Presence: Witness.Gone } => string.Create(CultureInfo.InvariantCulture, $"Finesse saw its sessions go, and it has been silent for {silent:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"it has been silent on every broker for {silent:0.0} s"),
    };

    private Peer PeerOf(string id)
    {
        if (!_peers.TryGetValue(id, out var peer))
            _peers[id] = peer = new Peer();
        return peer;
    }

    private sealed class Peer
    {
        internal PeerContact? Contact { get; set; }

        internal TimeSpan? HeardAt { get; set; }

        internal ConnectorHeartbeat? Beat { get; set; }

        internal string Run { get; set; } = "";

        internal int RunsHeard { get; set; }

        internal int RunsSaid { get; set; }

        internal Witness Presence { get; set; }

        internal Witness Consumers { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "In service.")]
    private static partial void EnteredService(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Out of service: {Why}")]
    private static partial void Fenced(ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sentence}")]
    private static partial void Complained(ILogger logger, string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "The configurations of the connectors agree again.")]
    private static partial void ComplainsNoMore(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connector {Peer} is there: {Phase}, priority {Priority}.")]
    private static partial void PeerSeen(ILogger logger, string peer, string phase, int priority);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connector {Peer} has started anew.")]
    private static partial void PeerRestarted(ILogger logger, string peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connector {Peer} has not been heard for {Seconds:0.0} s; whether it is down is not known yet.")]
    private static partial void PeerSilent(ILogger logger, string peer, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connector {Peer} is out of contact, not known to be down (last heard {Seconds:0.0} s ago): its agents stay its own, unless their clients come here.")]
    private static partial void PeerOutOfContact(ILogger logger, string peer, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connector {Peer} is down: {Why}.")]
    private static partial void PeerDown(ILogger logger, string peer, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Agent {AgentId} goes to connector {Owner}.")]
    private static partial void AgentGoesTo(ILogger logger, string agentId, string owner);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Takes what was passed on to connector {Peer}.")]
    private static partial void QueueAdopted(ILogger logger, string peer);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Leaves connector {Peer} its queue.")]
    private static partial void QueueLeft(ILogger logger, string peer);
}
