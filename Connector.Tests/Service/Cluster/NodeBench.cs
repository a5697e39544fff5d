using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Cluster;
using Connector.Service.Cluster.Sync;
using Connector.Service.Cluster.Witnesses;
using Connector.Service.Requests;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Connector.Tests.Service.Cluster;

/// <summary>A node on a clock that stands still, with everything that it does to the outside written down in one list.</summary>
internal sealed class NodeBench : ISyncChannel, IRequestQueues, IRestartMemory, IPeerWitness, IAsyncDisposable
{
    private readonly ISessionInbox _inbox = Substitute.For<ISessionInbox>();
    private readonly ConcurrentQueue<string> _deeds = new();
    private int _untold;

    public NodeBench(DeploymentMode mode = DeploymentMode.Simplex, params RememberedAgent[] memory)
    {
        Sessions = new RecordingSessions(_deeds);
        _inbox.AskAsync(null!, null!, default, default, default).ReturnsForAnyArgs(call => Ask(call.ArgAt<AgentRequest>(0), call.ArgAt<string>(1), call.ArgAt<CancellationToken>(4)));
        Options = new OwnershipOptions
        {
            ConnectorId = "GC-1",
            Incarnation = "run-1",
            Mode = mode,
            Priority = 127,
            KeyFingerprint = "key",
            Brokers = ["one:1", "two:1"],
        };
        Node = new OwnershipNode(
            Options,
            new NodeParts
            {
                Sessions = () => Sessions,
                Sync = this,
                Queues = this,
                Desk = new RequestDesk("GC-1", () => _inbox, NullLogger<RequestDesk>.Instance),
                Memory = this,
                Witness = this,
                GiveUp = () => Note("give up"),
            },
            Time,
            NullLogger<OwnershipNode>.Instance);
        Node.Start(memory);
    }

    public OwnershipOptions Options { get; }

    public ManualTime Time { get; } = new();

    public OwnershipNode Node { get; }

    public RecordingSessions Sessions { get; }

    /// <summary>What was done to the outside, in order.</summary>
    public IReadOnlyList<string> Deeds => [.. _deeds];

    public ConcurrentQueue<SyncMessage> Sent { get; } = new();

    /// <summary>How many of what was sent, heartbeats left out, went out together, and whether the stop was not over then.</summary>
    public ConcurrentQueue<(int Messages, bool IsBeforeStop)> Together { get; } = new();

    public ConcurrentQueue<(AgentClaim Claim, AgentProgress Whole)> Kept { get; } = new();

    public ConcurrentDictionary<string, TaskCompletionSource<object>> Asked { get; } = new();

    public bool AreTaken { get; private set; }

    public void Send(SyncMessage message)
    {
        Sent.Enqueue(message);
        if (message is ConnectorHeartbeat)
            return;
        _untold++;
        Note($"send {message.GetType().Name}");
    }

    public void Flush()
    {
        if (_untold > 0)
            Together.Enqueue((_untold, !Node.Stopped.IsCompleted));
        _untold = 0;
    }

    public void Want(QueueWishes wishes)
    {
        AreTaken = wishes.Shared;
        Note($"queues {(wishes.Shared ? "shared " : "")}{(wishes.Own ? "own " : "")}{string.Join(' ', wishes.Adopted)}".Trim());
    }

    /// <summary>Whose the agents are, as the witnesses were told.</summary>
    public ConcurrentDictionary<string, string?> Claims { get; } = new();

    public void Claimed(string agentId, string? owner, string? subscription) => Claims[agentId] = owner;

    public ConcurrentDictionary<string, string> Finesses { get; } = new();

    public void IsAt(string peerId, string finesse) => Finesses[peerId] = finesse;

    public Task<IReadOnlyList<RememberedAgent>> LoadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    void IRestartMemory.Note(AgentClaim claim, AgentProgress whole) => Kept.Enqueue((claim, whole));

    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until all facts given so far are carried out.</summary>
    public Task SettleAsync()
    {
        var settled = new TaskCompletionSource();
        Node.Progressed("nobody", 0, new AgentProgress(), settled.SetResult);
        return settled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async Task GiveAsync(params Fact[] facts)
    {
        foreach (var fact in facts)
            Node.Post(fact);
        await SettleAsync();
    }

    /// <summary>Time passes in steps as the ticks of the service; with an echo of each heartbeat where the brokers answer.</summary>
    public async Task PassAsync(TimeSpan time, bool brokersAnswer = true)
    {
        var step = Options.HeartbeatInterval / 8;
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Time.Advance(step);
            await GiveAsync(Fact.Tick.Instance);
            while (Sent.TryDequeue(out var sent))
            {
                if (!brokersAnswer || sent is not ConnectorHeartbeat)
                    continue;
                foreach (var broker in Options.Brokers)
                    await GiveAsync(new Fact.Heard(sent, broker, Direct: true));
            }
        }
    }

    public Task<RequestOutcome> RouteAsync(
        AgentRequest request, string requestId, Func<string, CancellationToken, Task>? forward = null, int hops = 0, CancellationToken cancellationToken = default) => Node.RouteAsync(
        new RoutedRequest
        {
            Request = request,
            RequestId = requestId,
            Deadline = DateTimeOffset.MaxValue,
            Hops = hops,
            ForwardAsync = forward ?? ((to, _) =>
            {
                Note($"forward {requestId} to {to}");
                return Task.CompletedTask;
            }),
        },
        cancellationToken);

    public static ConnectorHeartbeat PeersBeat(long number, string phase = ConnectorPhases.InService) => new()
    {
        ConnectorId = "GC-2",
        Incarnation = "peer-1",
        Number = number,
        Mode = "active-passive",
        Priority = 100,
        KeyFingerprint = "key",
        Phase = phase,
        FinesseUp = true,
        Heard = [new PeerHeard { ConnectorId = "GC-1", Incarnation = "run-1" }],
    };

    public async ValueTask DisposeAsync() => await Node.DisposeAsync();

    private void Note(string deed) => _deeds.Enqueue(deed);

    private Task<object> Ask(AgentRequest request, string requestId, CancellationToken cancellationToken)
    {
        Note($"ask {request.AgentId} {requestId}");
        var answer = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked[requestId] = answer;
        return answer.Task.WaitAsync(cancellationToken);
    }
}

/// <summary>The agents' sessions as a list of what they were told.</summary>
internal sealed class RecordingSessions(ConcurrentQueue<string> deeds) : IOwnedSessions
{
    public Action<string>? Meanwhile { get; set; }

    public ConcurrentDictionary<string, (long Epoch, AgentProgress Known)> Owned { get; } = new();

    public void Acquire(string agentId, long epoch, AcquireReason why, string? from, AgentProgress known, AgentProgress? rival = null)
    {
        Owned[agentId] = (epoch, known);
        Note($"acquire {agentId} {why}");
    }

    public void Prepare(string agentId, AgentProgress known) => Note($"prepare {agentId}");

    public void Quiesce(string agentId, long epoch) => Note($"quiesce {agentId}");

    public void Resume(string agentId, long epoch) => Note($"resume {agentId}");

    public void Release(string agentId, string? newOwner) => Note($"release {agentId} to {newOwner ?? "nobody"}");

    public void Known(string agentId, long receipt) => Note($"known {agentId} {receipt}");

    public void EnterService() => Note("enter service");

    public void Fence(string why) => Note("fence");

    private void Note(string deed)
    {
        deeds.Enqueue(deed);
        Meanwhile?.Invoke(deed);
    }
}
