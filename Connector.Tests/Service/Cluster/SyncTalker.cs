using System.Collections.Concurrent;
using Connector.Contracts.Sync;
using Connector.OpenWire;
using Connector.Sagas.Ownership;
using Connector.Service.Cluster.Sync;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Service.Cluster;

/// <summary>A connector's links to real brokers, without the connector: what they are given to say, and what they hand on.</summary>
internal sealed class SyncTalker : IAsyncDisposable
{
    private readonly ConcurrentQueue<Fact.Heard> _heard = new();
    private readonly SyncLinks _links;
    private readonly int _brokers;
    private long _lastChange;
    private long _lastBeat;

    public SyncTalker(string connectorId, params int[] brokerPorts)
    {
        Id = connectorId;
        _brokers = brokerPorts.Length;
        var run = Guid.NewGuid().ToString("N");
        _links = new SyncLinks(
            [.. brokerPorts.Select(port => SyncNode.LinkTo(port, connectorId, run))],
            new OpenWireConnector(NullLoggerFactory.Instance),
            TimeProvider.System,
            NullLogger<SyncLinks>.Instance);
        _links.Start((fact, _) =>
        {
            if (fact is Fact.Heard heard)
                _heard.Enqueue(heard);
            return ValueTask.CompletedTask;
        });
    }

    public string Id { get; }

    public bool IsUp => _links.Up.Count == _brokers;

    /// <summary>What another said, in the order in which it was handed on: <c>change 3</c>, <c>beat 1</c>, <c>offer 1001</c>, <c>snapshot</c>.</summary>
    public IReadOnlyList<string> HeardFrom(string connectorId) =>
        [.. _heard.Where(heard => heard.Message.ConnectorId == connectorId).Select(heard => Words(heard.Message))];

    /// <summary>From how many brokers one's own heartbeat has come back.</summary>
    public int Echoes => _heard.Where(heard => heard.Message.ConnectorId == Id).Select(heard => heard.Broker).Distinct().Count();

    public void SayChanges(int count)
    {
        for (var i = 0; i < count; i++)
            _links.Send(new AgentOwnershipChanged { ConnectorId = Id, ChangeNumber = ++_lastChange, Claim = new AgentClaim { AgentId = "1001", Owner = Id, Epoch = 1 } });
    }

    public void SayBeat() => _links.Send(new ConnectorHeartbeat { ConnectorId = Id, Number = ++_lastBeat });

    public void SayOffer(string to, string agentId) => _links.Send(new HandoverOffer { ConnectorId = Id, To = to, AgentId = agentId, Epoch = 1 });

    /// <summary>As large as it is for one broker only.</summary>
    public void SayLargeSnapshot(string to)
    {
        var noise = new byte[128 * 1024];
        new Random(1).NextBytes(noise);
        _links.Send(new SyncSnapshot
        {
            ConnectorId = Id,
            To = to,
            Agents =
            [
                new AgentRecord
                {
                    Claim = new AgentClaim { AgentId = "1001", Owner = Id, Epoch = 1 },
                    Progress = new AgentProgress { Published = Convert.ToBase64String(noise) },
                },
            ],
        });
    }

    public void Flush() => _links.Flush();

    public ValueTask DisposeAsync() => _links.DisposeAsync();

    private static string Words(SyncMessage message) => message switch
    {
        AgentOwnershipChanged change => $"change {change.ChangeNumber}",
        ConnectorHeartbeat beat => $"beat {beat.Number}",
        HandoverOffer offer => $"offer {offer.AgentId}",
        SyncSnapshot => "snapshot",
        _ => message.GetType().Name,
    };
}
