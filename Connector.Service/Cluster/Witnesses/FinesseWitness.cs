using System.Collections.Concurrent;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Hosting;

namespace Connector.Service.Cluster.Witnesses;

/// <summary>Finesse's notification service as a witness, in the service: which of its servers is asked, with which credentials, and who is told.</summary>
internal sealed class FinesseWitness : IPeerWitness, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _subscriptions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _servers = new(StringComparer.Ordinal);
    private readonly string _connectorId;
    private readonly ICredentialsProtector _protector;

    /// <summary>Makes a witness that does nothing yet.</summary>
    /// <param name="connectorId">This connector.</param>
    /// <param name="finesse">Finesse's clients; asked for late, for they tell the witness what they see.</param>
    /// <param name="node">The node; asked for late, for it tells the witness who owns whom.</param>
    /// <param name="protector">Opens the agents' credentials.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">The log.</param>
    public FinesseWitness(
        string connectorId, Func<FinesseClients> finesse, Func<OwnershipNode> node, ICredentialsProtector protector, TimeProvider time, ILoggerFactory logs)
    {
        (_connectorId, _protector) = (connectorId, protector);
        Watch = new PeerPresenceWatch(
            new PeerPresenceOptions { ConnectorId = connectorId }, peerId => Place(finesse(), peerId), Credentials, presence => node().Post(presence), time, logs.CreateLogger<PeerPresenceWatch>());
    }

    /// <summary>The watch; what this connector's own sessions see is told to it as well.</summary>
    public PeerPresenceWatch Watch { get; }

    /// <summary>Begins.</summary>
    public void Start() => Watch.Start();

    /// <inheritdoc/>
    public void Claimed(string agentId, string? owner, string? subscription)
    {
        if (owner is null || owner == _connectorId || subscription is null)
            _subscriptions.TryRemove(agentId, out _);
        else
            _subscriptions[agentId] = subscription;
        Watch.Claimed(agentId, owner);
    }

    /// <inheritdoc/>
    public void IsAt(string peerId, string finesse) => _servers[peerId] = finesse;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Watch.DisposeAsync();

    // Servers do not see each other's sessions: where the peer's are. Where it names none that is known here, where this connector's are.
    private IAgentSubscriptions? Place(FinesseClients finesse, string peerId)
    {
        var state = finesse.Watch.State;
        var side = SideOf(_servers.GetValueOrDefault(peerId), [.. finesse.Sides.All.Select(side => side.Address.RestBase)]) is { } named ? (SideId)named : state.Serving;
        return state[side].Judgement is SideJudgement.InService or SideJudgement.Suspect ? finesse.Watchers[(int)side] : null;
    }

    /// <summary>Which of this connector's servers another connector names: by the whole address, or, where that is another (a port is forwarded), by the
    /// host.</summary>
    /// <param name="server">What the other names; null or empty: nothing.</param>
    /// <param name="known">This connector's servers, A first.</param>
    /// <returns>Its place among them; null: none of them, or more than one.</returns>
    internal static int? SideOf(string? server, IReadOnlyList<Uri> known)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var named))
            return null;
        return Only(uri => uri == named) ?? Only(uri => string.Equals(uri.IdnHost, named.IdnHost, StringComparison.OrdinalIgnoreCase));

        int? Only(Func<Uri, bool> matches) =>
            Enumerable.Range(0, known.Count).Where(index => matches(known[index])).ToList() is [var only] ? only : null;
    }

    private AgentCredentials? Credentials(string agentId) => KnownCredentials.Of(agentId, _subscriptions.GetValueOrDefault(agentId), _protector);
}
