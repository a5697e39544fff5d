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
            new PeerPresenceOptions { ConnectorId = connectorId }, () => Place(finesse()), Credentials, presence => node().Post(presence), time, logs.CreateLogger<PeerPresenceWatch>());
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
    public ValueTask DisposeAsync() => Watch.DisposeAsync();

    private static IAgentSubscriptions? Place(FinesseClients finesse)
    {
        var state = finesse.Watch.State;
        return state[state.Serving].Judgement is SideJudgement.InService or SideJudgement.Suspect ? finesse.Watchers[(int)state.Serving] : null;
    }

    private AgentCredentials? Credentials(string agentId) =>
        _subscriptions.TryGetValue(agentId, out var subscription) && KnownCredentials.SecretOf(subscription) is { } secret
            ? _protector.Unprotect(agentId, secret)
            : null;
}
