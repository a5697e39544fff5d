using System.Threading.Channels;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Requests;

namespace Connector.Service.Cluster;

/// <summary>
/// The one place from which the ownership core is called: facts come in from anywhere and wait in line; one at a time is given to the core, and its decisions
/// are carried out, in their order, before the next.
/// </summary>
internal sealed partial class OwnershipNode : IOwnershipReports, IRequestRouting, IAsyncDisposable
{
    // Facts wait no longer than the loop is behind. Requests and messages of peers are few enough to wait for a place; what a session reports cannot wait, and
    // where there is no place for it this connector has lost itself.
    private const int MostFacts = 100_000;

    // While more facts wait, what is told the other connectors waits for what follows of them, but not for more than these: some milliseconds.
    private const int MostUntold = 32;

    private readonly OwnershipOptions _options;
    private readonly NodeParts _parts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeNotes _notes;
    private readonly Lease _lease;
    private readonly HashSet<string> _unkept = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _adopted = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Input> _inputs = Channel.CreateBounded<Input>(
        new BoundedChannelOptions(MostFacts) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly long _startedAt;
    private OwnershipCore? _core;
    private Task _running = Task.CompletedTask;
    private QueueWishes _wishes = QueueWishes.None;
    private NodeStatus _status;
    private bool _hasFailed;
    private bool _isOverrun;

    /// <summary>Makes a node that does nothing yet.</summary>
    public OwnershipNode(OwnershipOptions options, NodeParts parts, TimeProvider time, ILogger<OwnershipNode> logger)
    {
        _options = options;
        _parts = parts;
        _time = time;
        _logger = logger;
        _startedAt = time.GetTimestamp();
        _notes = new NodeNotes(options, logger);
        _lease = new Lease(options);
        _status = NodeStatus.Initial(options);
    }

    /// <summary>How it is, as of the last fact that changed something or the last tick.</summary>
    public NodeStatus Status => Volatile.Read(ref _status);

    /// <summary>Whether it cannot go on; the process is ending for that.</summary>
    public bool HasFailed => Volatile.Read(ref _hasFailed);

    /// <summary>Monotonic time since this node was made, in which <see cref="Status"/> tells when something was.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_startedAt);

    /// <inheritdoc/>
    public bool MayAct => _lease.MayActAt(Now);

    /// <summary>Completes when the clean stop is over.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Begins, with what is remembered of the run before.</summary>
    public void Start(IReadOnlyList<RememberedAgent> memory)
    {
        _core = new OwnershipCore(_options, memory);
        foreach (var remembered in memory)
            _parts.Witness.Claimed(remembered.Claim.AgentId, remembered.Claim.Owner, remembered.Progress.Subscription);
        _running = RunAsync(_core);
    }

    /// <summary>Puts a fact in line. Returns at once.</summary>
    public void Post(Fact fact) => Post(new Input(fact, null));

    private void Post(Input input)
    {
        // Where it is refused because the node has ended, nobody looks any more.
        if (!_inputs.Writer.TryWrite(input))
            Volatile.Write(ref _isOverrun, true);
    }

    /// <summary>Puts a fact in line, where there is no place after waiting for one.</summary>
    public ValueTask PostAsync(Fact fact, CancellationToken cancellationToken) => _inputs.Writer.WriteAsync(new Input(fact, null), cancellationToken);

    /// <inheritdoc/>
    public async Task<RequestOutcome> RouteAsync(RoutedRequest request, CancellationToken cancellationToken)
    {
        var (token, outcome) = _parts.Desk.Take(request, cancellationToken);
        await PostAsync(Arrival(token, request), cancellationToken);
        return await outcome;
    }

    /// <inheritdoc/>
    public void Progressed(string agentId, long epoch, AgentProgress progress, long receipt) =>
        Post(new Fact.SessionProgressed(agentId, epoch, progress, receipt));

    /// <inheritdoc/>
    public void Progressed(string agentId, long epoch, AgentProgress progress, Action then) =>
        Post(new Input(new Fact.SessionProgressed(agentId, epoch, progress, Receipt: 0), then));

    /// <inheritdoc/>
    public void Prepared(string agentId) => Post(new Fact.SessionPrepared(agentId));

    /// <inheritdoc/>
    public void Quiesced(string agentId, long epoch) => Post(new Fact.SessionQuiesced(agentId, epoch));

    /// <inheritdoc/>
    public void Ended(string agentId, long epoch) => Post(new Fact.SessionEnded(agentId, epoch));

    /// <inheritdoc/>
    public void Returned(string agentId, string requestId)
    {
        foreach (var token in _parts.Desk.TakeBack(agentId, requestId))
        {
            if (_parts.Desk.Find(token) is { } request)
                Post(Arrival(token, request));
        }
    }

    /// <summary>Takes no more facts, and waits for those in line.</summary>
    public async ValueTask DisposeAsync()
    {
        _inputs.Writer.TryComplete();
        await _running;
    }

    // Two heartbeats: no request takes so long between a client and a connector that see each other.
    private Fact.RequestArrived Arrival(long token, RoutedRequest routed) =>
        new(routed.Request.AgentId, token, Connects(routed.Request), routed.Hops) { IsLate = routed.Age > _options.HeartbeatInterval * 2 };

    // Without credentials a sign-in is for an agent whose session there is.
    private static bool Connects(AgentRequest request) => request is ConnectAgent
        || (request is SignIn signIn && (!string.IsNullOrEmpty(signIn.Password) || !string.IsNullOrEmpty(signIn.AccessToken)));

    private async Task RunAsync(OwnershipCore core)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var untold = 0;
        // The last fact of all finds nothing behind it: what it led to is told, too.
        await foreach (var input in _inputs.Reader.ReadAllAsync())
        {
            try
            {
                Take(core, input.Fact);
                if (++untold >= MostUntold || !_inputs.Reader.TryPeek(out _))
                {
                    _parts.Sync.Flush();
                    untold = 0;
                }

                // Progress before effect: handed over, in order, and not waited for until it has left. Under load an effect may be ahead of its word by what waits
                // here, as by what waits for a broker in a link; a session that must know that the word arrived waits for its receipt.
                input.Then?.Invoke();
            }
            catch (Exception fault)
            {
                // What the core holds may no longer be what is: serve nobody, and let a new run begin from what the peers know.
                Lost(fault);
            }
        }
    }

    private void Take(OwnershipCore core, Fact fact)
    {
        if (_hasFailed)
        {
            if (fact is Fact.RequestArrived request)
                _parts.Desk.GiveBack(request.Token);
            return;
        }

        if (Volatile.Read(ref _isOverrun))
            throw new InvalidOperationException($"{MostFacts} facts wait for the ownership of agents to be decided.");
        // The consumer of an adopted queue is this connector's own.
        if (fact is Fact.PeerConsumers { Witness: Witness.There } seen && _adopted.Contains(seen.PeerId))
            fact = seen with { Witness = Witness.Unknown };
        _notes.Before(fact, Now);
        if (fact is Fact.Heard { Message: ConnectorHeartbeat heard } && heard.ConnectorId != _options.ConnectorId)
            _parts.Witness.IsAt(heard.ConnectorId, heard.Finesse);
        if (fact is Fact.Heard { Direct: true, Message: ConnectorHeartbeat beat } && beat.ConnectorId == _options.ConnectorId && beat.Incarnation == _options.Incarnation)
            _lease.Echoed(beat);
        var decisions = core.Handle(Now, fact);
        _lease.Set(core.MayAct);
        foreach (var decision in decisions)
            Carry(core, decision);
        Mark(fact);
        if (fact is Fact.Tick || decisions.Any(decision => decision is Decision.StopComplete))
            Keep(core);
        Wish(core);
        if (fact is Fact.Tick or Fact.Heard { Message: ConnectorHeartbeat } || decisions.Any(decision => decision is not (Decision.Send or Decision.Serve or Decision.Known)))
            Volatile.Write(ref _status, _notes.After(core, Now));
    }

    /// <summary>Marks what is to be kept over a restart.</summary>
    private void Mark(Fact fact)
    {
        switch (fact)
        {
            case Fact.SessionProgressed progressed:
                _unkept.Add(progressed.AgentId);
                break;
            case Fact.Heard { Message: AgentOwnershipChanged change }:
                _unkept.Add(change.Claim.AgentId);
                break;
            case Fact.Heard { Message: SyncSnapshot snapshot }:
                _unkept.UnionWith(snapshot.Agents.Select(agent => agent.Claim.AgentId));
                _unkept.UnionWith(snapshot.Changes.Select(change => change.Claim.AgentId));
                break;
        }
    }

    /// <summary>Notes what was marked: on ticks, so that a busy agent is written once and not for each of its events.</summary>
    private void Keep(OwnershipCore core)
    {
        foreach (var agentId in _unkept)
        {
            if (core.ClaimOf(agentId) is not { Epoch: > 0 } claim)
                continue;
            var replica = core.ReplicaOf(agentId)!;
            _parts.Memory.Note(claim, replica.Whole());
            _parts.Witness.Claimed(agentId, claim.Owner, replica.Subscription);
        }

        _unkept.Clear();
    }

    /// <summary>From which queues requests are taken follows from what the core is doing.</summary>
    private void Wish(OwnershipCore core)
    {
        var shared = core.Phase == ConnectorPhases.InService;
        IReadOnlyList<string> adopted = core.MayAct ? [.. _adopted] : [];
        if (_wishes.Shared == shared && _wishes.Own == core.MayAct && _wishes.Adopted.SequenceEqual(adopted))
            return;
        _wishes = new QueueWishes(shared, core.MayAct, adopted);
        _parts.Queues.Want(_wishes);
    }

    private void Lost(Exception fault)
    {
        Volatile.Write(ref _hasFailed, true);
        _lease.Set(false);
        NodeFailed(fault);
        _parts.Queues.Want(QueueWishes.None);
        _parts.Sessions().Fence("The connector failed inside.");
        _parts.Desk.GiveBackAll();
        _parts.Sync.Flush();
        _stopped.TrySetResult();
        _parts.GiveUp();
    }

    /// <summary>A fact, and what is to be done when its decisions are carried out.</summary>
    private readonly record struct Input(Fact Fact, Action? Then);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The ownership of agents cannot be decided any more; this connector stops serving and ends.")]
    private partial void NodeFailed(Exception fault);
}
