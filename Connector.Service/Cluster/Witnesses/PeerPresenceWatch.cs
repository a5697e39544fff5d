using Connector.Finesse.Notifications;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;

namespace Connector.Service.Cluster.Witnesses;

/// <summary>How the other connectors' presence is watched.</summary>
internal sealed record PeerPresenceOptions
{
    /// <summary>This connector.</summary>
    public required string ConnectorId { get; init; }

    /// <summary>With how many agents of each peer a session is kept that only watches.</summary>
    public int Watchers { get; init; } = 3;

    /// <summary>How long nobody must have come back until a peer's sessions count as gone.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often it is looked whether watchers are missing, besides whenever something changes.</summary>
    public TimeSpan Review { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an agent is left alone whose watcher was refused.</summary>
    public TimeSpan RefusalRest { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>
/// Finesse as a witness: keeps a few sessions with agents of each other connector, which see that connector's own sessions come and go, and says
/// of each connector whether it is there, has gone, or nobody knows. It also takes what this connector's own sessions with its own agents see
/// (<see cref="SightedSubscriptions"/>): the other's watchers.
/// </summary>
internal sealed partial class PeerPresenceWatch : ISightings, IAsyncDisposable
{
    // A review that opens hundreds of credentials in vain would hold up what is to be said.
    private const int CandidatesAtOnce = 20;

    private readonly PeerPresenceOptions _options;
    private readonly Func<string, IAgentSubscriptions?> _place;
    private readonly Func<string, AgentCredentials?> _credentials;
    private readonly Action<Fact.PeerPresence> _report;
    private readonly TimeProvider _time;
    private readonly ILogger<PeerPresenceWatch> _logger;
    private readonly Lock _gate = new();
    private readonly PeerSightings _sightings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Watcher> _watchers = [];
    private readonly Dictionary<string, long> _refused = [];
    private readonly List<Task> _closing = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private long _sessions;

    /// <summary>A watch that does nothing yet.</summary>
    /// <param name="options">How.</param>
    /// <param name="place">Where a watcher of a peer is to sign in now, as sessions that only watch (<see cref="AgentSubscriptionsOptions.OnlyWatches"/>): at
    /// the side of Finesse where the peer's sessions are; null: it is away. The same object for the same side.</param>
    /// <param name="credentials">An agent's credentials, as they are known of the peer's session; null: not known.</param>
    /// <param name="report">Is told what is known of a peer, whenever it changes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public PeerPresenceWatch(
        PeerPresenceOptions options,
        Func<string, IAgentSubscriptions?> place,
        Func<string, AgentCredentials?> credentials,
        Action<Fact.PeerPresence> report,
        TimeProvider time,
        ILogger<PeerPresenceWatch> logger)
    {
        (_options, _place, _credentials, _report, _time, _logger) = (options, place, credentials, report, time, logger);
        _sightings = new(options.ConnectorId, options.Settle);
    }

    /// <summary>The agents whose sessions are watched now.</summary>
    public IReadOnlyList<string> Watched
    {
        get
        {
            lock (_gate)
                return [.. _watchers.Keys];
        }
    }

    /// <summary>The agents with whom a peer is seen now, once for each of its sessions that a session of this connector's sees.</summary>
    public IReadOnlyList<string> SeenOf(string peerId)
    {
        lock (_gate)
            return [.. _sightings.SeenOf(peerId)];
    }

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);

    /// <summary>An agent has this owner from now on; null: none. Told of every agent, also of this connector's own, and as often as one likes.
    /// Returns at once.</summary>
    public void Claimed(string agentId, string? owner)
    {
        lock (_gate)
        {
            // Told with every change of a session; few change its owner.
            if (_sightings.OwnerOf(agentId) == owner)
                return;
            _sightings.Claimed(agentId, owner);
            _changed.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public long Begin() => Interlocked.Increment(ref _sessions);

    /// <inheritdoc/>
    public void Saw(long session, string agentId, AgentPresence presence) =>
        Change(() => _sightings.Saw(session, agentId, presence.Resource, presence.IsAvailable, Now));

    /// <inheritdoc/>
    public void Lost(long session) => Change(() => _sightings.Lost(session));

    /// <inheritdoc/>
    public void Restored(long session) => Change(() => _sightings.Restored(session));

    /// <inheritdoc/>
    public void Closed(long session) => Change(() => _sightings.Closed(session));

    /// <summary>Ends the watch and its sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _running;
        foreach (var watcher in _watchers.Values)
            _closing.Add(watcher.Subscription.DisposeAsync().AsTask());
        await Task.WhenAll(_closing);
        _stopping.Dispose();
    }

    private TimeSpan Now => _time.GetElapsedTime(0, _time.GetTimestamp());

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _changed.TrySetResult();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task changed;
            List<(string PeerId, Witness Witness)> said;
            TimeSpan pause;
            lock (_gate)
            {
                if (_changed.Task.IsCompleted)
                    _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
                said = _sightings.Changes(Now);
                pause = _sightings.Due is { } due ? due - Now : _options.Review;
            }

            foreach (var (peerId, witness) in said)
            {
                Said(peerId, witness);
                _report(new(peerId, witness));
            }

            Review();
            await WaitAsync(changed, pause < _options.Review ? pause : _options.Review, cancellationToken);
        }
    }

    private async Task WaitAsync(Task changed, TimeSpan pause, CancellationToken cancellationToken)
    {
        // Whatever ends the waiting: it is time to look.
        if (pause > TimeSpan.Zero)
            await changed.WaitAsync(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends the watchers that are of no more use, and begins those that are missing.</summary>
    private void Review()
    {
        _closing.RemoveAll(closing => closing.IsCompleted);
        foreach (var (agentId, watcher) in _watchers.ToList())
        {
            var isRefused = watcher.Subscription.State == SubscriptionState.Refused;
            if (isRefused)
                _refused[agentId] = _time.GetTimestamp();
            if (isRefused || OwnerOf(agentId) != watcher.PeerId || (_place(watcher.PeerId) is { } now && now != watcher.Place))
                End(agentId, watcher);
        }

        foreach (var (peerId, agentId) in Missing())
        {
            if (_place(peerId) is not { } place || _credentials(agentId) is not { } credentials)
                continue;
            try
            {
                var subscription = new SightedSubscriptions(place, this).Start(
                    agentId, FinesseAdapter.Credentials(agentId, credentials), new Deaf(() => Change(() => { })));
                lock (_gate)
                    _watchers[agentId] = new(peerId, place, subscription);
            }
            catch (Exception exception) when (exception is ArgumentException or ObjectDisposedException)
            {
                // Not an address, or Finesse's clients are closing.
                _refused[agentId] = _time.GetTimestamp();
                CannotWatch(exception, agentId);
            }
        }
    }

    private IEnumerable<(string PeerId, string AgentId)> Missing()
    {
        List<(string PeerId, List<string> Candidates)> owners;
        lock (_gate)
        {
            // The last known first: hand-overs go from the first known to the last, and whoever is handed over takes his watcher with him. So
            // each wave would end the watchers that the wave before had begun.
            owners =
            [
                .. _sightings.Owners
                    .Where(owner => WatchersOf(owner.PeerId) < _options.Watchers)
                    .Select(owner => (owner.PeerId, owner.Agents.Where(MayBeWatched).Take(CandidatesAtOnce).ToList())),
            ];
        }

        // Lazily: whoever could not be watched makes room for the next.
        foreach (var (peerId, candidates) in owners)
        {
            foreach (var agentId in candidates.TakeWhile(_ => WatchersOf(peerId) < _options.Watchers))
                yield return (peerId, agentId);
        }
    }

    private int WatchersOf(string peerId) => _watchers.Values.Count(watcher => watcher.PeerId == peerId);

    private bool MayBeWatched(string agentId)
    {
        if (_watchers.ContainsKey(agentId))
            return false;
        return !_refused.TryGetValue(agentId, out var at) || _time.GetElapsedTime(at) >= _options.RefusalRest;
    }

    private string? OwnerOf(string agentId)
    {
        lock (_gate)
            return _sightings.OwnerOf(agentId);
    }

    private void End(string agentId, Watcher watcher)
    {
        lock (_gate)
            _watchers.Remove(agentId);
        _closing.Add(watcher.Subscription.DisposeAsync().AsTask());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connector {PeerId} by its sessions with Finesse: {Witness}.")]
    private partial void Said(string peerId, Witness witness);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} cannot be watched.")]
    private partial void CannotWatch(Exception exception, string agentId);

    private sealed record Watcher(string PeerId, IAgentSubscriptions Place, IAgentSubscription Subscription);

    /// <summary>Takes no notice of anything but the end.</summary>
    private sealed class Deaf(Action refused) : IAgentObserver
    {
        public ValueTask OnNotificationAsync(FinesseNotification notification, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnLostAsync(string reason, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnRestoredAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnRefusedAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken)
        {
            refused();
            return ValueTask.CompletedTask;
        }
    }
}
