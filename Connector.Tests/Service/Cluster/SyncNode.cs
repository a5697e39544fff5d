using System.Collections.Concurrent;
using System.Globalization;
using Connector.Lab.Brokers;
using Connector.OpenWire;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Cluster;
using Connector.Service.Cluster.Sync;
using Connector.Service.Cluster.Witnesses;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Connector.Tests.Service.Cluster;

/// <summary>A real node on real brokers, in real time, whose sessions are a list of what they were told.</summary>
internal sealed class SyncNode : IRequestQueues, IAsyncDisposable
{
    // Three of them without an answer take a node out of service: so long a busy machine must not stall.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly SyncLinks _links;
    private readonly ConcurrentQueue<string> _deeds = new();
    private readonly ConcurrentDictionary<string, Witness> _seen = new();
    private readonly ConcurrentDictionary<string, bool> _saidGone = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _ticking;

    public SyncNode(string connectorId, int priority, params int[] brokerPorts)
    {
        var run = Guid.NewGuid().ToString("N");
        Options = new OwnershipOptions
        {
            ConnectorId = connectorId,
            Incarnation = run,
            Mode = DeploymentMode.ActivePassive,
            Priority = priority,
            KeyFingerprint = "key",
            Brokers = [.. brokerPorts.Select(Name)],
            HeartbeatInterval = Heartbeat,
        };
        _links = new SyncLinks(
            [.. brokerPorts.Select(port => LinkTo(port, connectorId, run))],
            new OpenWireConnector(NullLoggerFactory.Instance),
            TimeProvider.System,
            NullLogger<SyncLinks>.Instance);
        Sessions = new RecordingSessions(_deeds);
        Node = new OwnershipNode(
            Options,
            new NodeParts
            {
                Sessions = () => Sessions,
                Sync = _links,
                Queues = this,
                Witness = new PeerWitnesses([]),
                Memory = new NoRestartMemory(),
                GiveUp = () => { },
                Desk = new RequestDesk(connectorId, () => Substitute.For<ISessionInbox>(), NullLogger<RequestDesk>.Instance),
            },
            TimeProvider.System,
            NullLogger<OwnershipNode>.Instance);
        Node.Start([]);
        Node.Post(new Fact.FinesseLink(true));
        _links.Start(Node.PostAsync);
        _ticking = TickAsync();
    }

    public OwnershipOptions Options { get; }

    public OwnershipNode Node { get; }

    public RecordingSessions Sessions { get; }

    public IReadOnlyList<string> Deeds => [.. _deeds];

    public IReadOnlyList<string> Up => _links.Up;

    /// <summary>What the brokers told last of a peer.</summary>
    public Witness SeenOf(string peer) => _seen.GetValueOrDefault(peer);

    public bool WasSaidGone(string peer) => _saidGone.GetValueOrDefault(peer);

    public bool AreTaken { get; private set; }

    public void Want(QueueWishes wishes) => AreTaken = wishes.Shared;

    public PeerContact? ContactOf(string peer) => Node.Status.Peers.FirstOrDefault(known => known.ConnectorId == peer)?.Contact;

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
            return;
        await _ending.CancelAsync();
        await _ticking;
        // As a killed process: no last word.
        await _links.DisposeAsync();
        await Node.DisposeAsync();
        _ending.Dispose();
    }

    /// <summary>A connector's link to a broker of the pair.</summary>
    internal static SyncLinkOptions LinkTo(int port, string connectorId, string run) => new()
    {
        Name = Name(port),
        ConnectorId = connectorId,
        Run = run,
        Pause = Heartbeat / 2,
        OpenWire = new OpenWireOptions
        {
            Broker = new BrokerAddress("127.0.0.1", port, UseTls: false),
            User = BrokerPair.User,
            Password = BrokerPair.Password,
            ConnectTimeout = TimeSpan.FromSeconds(2),
        },
    };

    private static string Name(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(Heartbeat / 8);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                foreach (var (peerId, seen) in _links.Sights.Changes(TimeProvider.System.GetElapsedTime(0, TimeProvider.System.GetTimestamp())))
                {
                    _seen[peerId] = seen;
                    _saidGone[peerId] = seen == Witness.Gone || WasSaidGone(peerId);
                    Node.Post(new Fact.PeerConsumers(peerId, seen));
                }

                Node.Post(Fact.Tick.Instance);
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }
}
