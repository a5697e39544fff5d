using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Service.Cluster.Witnesses;

namespace Connector.Service.Cluster.Standby;

/// <summary>
/// Stands by for the agents of the other connectors (<c>STANDBY_SESSIONS</c>): keeps a silent session of each with the Finesse server where he would be opened, so that a
/// takeover of many signs nobody in (decision 157).
/// </summary>
internal sealed partial class StandbyKeeper : IPeerWitness, IDisposable
{
    private readonly string _connectorId;
    private readonly ICredentialsProtector _protector;
    private readonly ILogger<StandbyKeeper> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Guest> _guests = new(StringComparer.Ordinal);
    private IReadOnlyList<IStandbySessions> _sides = [];
    private IStandbySessions? _serving;
    private IDisposable? _listening;

    /// <summary>Keeps nothing yet.</summary>
    /// <param name="connectorId">This connector.</param>
    /// <param name="protector">Opens the agents' credentials.</param>
    /// <param name="logger">The log; never told a secret.</param>
    public StandbyKeeper(string connectorId, ICredentialsProtector protector, ILogger<StandbyKeeper> logger) =>
        (_connectorId, _protector, _logger) = (connectorId, protector, logger);

    /// <summary>For how many agents a session is wanted, and how many are there.</summary>
    public StandbyCount Count
    {
        get
        {
            lock (_gate)
                return _serving?.Count ?? StandbyCount.None;
        }
    }

    /// <summary>Begins.</summary>
    /// <param name="sides">Where sessions can be kept, by <see cref="SideId"/>.</param>
    /// <param name="listen">Has somebody told which side serves, at once and whenever it changes (<see cref="SideWatch.Listen"/>).</param>
    public void Start(IReadOnlyList<IStandbySessions> sides, Func<Action<SidesState>, IDisposable> listen)
    {
        lock (_gate)
            _sides = sides;
        _listening = listen(state => Serve(sides[(int)state.Serving]));
    }

    /// <inheritdoc/>
    public void Claimed(string agentId, string? owner, string? subscription)
    {
        lock (_gate)
        {
            if (owner == _connectorId)
            {
                // He opens on it.
                if (_guests.Remove(agentId))
                    _serving?.Keep(agentId);
                return;
            }

            // Told with every change of a session; few change its owner, or how it is held.
            if (owner is not null && subscription is not null && _guests.GetValueOrDefault(agentId)?.Subscription == subscription)
                return;
            if (owner is not null && Open(agentId, subscription) is { } credentials)
            {
                _guests[agentId] = new(subscription!, credentials);
                _serving?.Want(agentId, credentials);
                return;
            }

            _guests.Remove(agentId);
            foreach (var side in _sides)
                side.Drop(agentId);
        }
    }

    /// <inheritdoc/>
    public void IsAt(string peerId, string finesse)
    {
    }

    /// <summary>Follows the sides no longer. The sessions end with Finesse's clients.</summary>
    public void Dispose() => _listening?.Dispose();

    private FinesseCredentials? Open(string agentId, string? subscription)
    {
        try
        {
            return KnownCredentials.Of(agentId, subscription, _protector) is { } known ? FinesseAdapter.Credentials(agentId, known) : null;
        }
        catch (ArgumentException malformed)
        {
            CannotStandBy(malformed, agentId);
            return null;
        }
    }

    private void Serve(IStandbySessions side)
    {
        lock (_gate)
        {
            if (side == _serving)
                return;
            foreach (var (agentId, guest) in _guests)
            {
                _serving?.Drop(agentId);
                side.Want(agentId, guest.Credentials);
            }

            _serving = side;
        }
    }

    /// <summary>An agent who may come.</summary>
    /// <param name="Subscription">How his owner holds him, as it was told.</param>
    /// <param name="Credentials">With which he is signed in.</param>
    private sealed record Guest(string Subscription, FinesseCredentials Credentials);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} cannot be stood by for.")]
    private partial void CannotStandBy(Exception exception, string agentId);
}
