using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;

namespace Connector.Tests.Sagas;

/// <summary>The sessions of one connector, with the test in the place of the ownership core.</summary>
internal sealed class OwnedBench : IOwnershipReports, IAsyncDisposable
{
    internal const string Agent = SessionBench.Agent;

    private readonly Lock _gate = new();
    private readonly AgentReplica _replica = new();
    private readonly ConcurrentQueue<(string What, long Epoch)> _words = new();
    private readonly ConcurrentQueue<string> _returned = new();
    private long _epoch;

    internal OwnedBench(string connectorId = "gc-2", TimeSpan? openAgainAfter = null, TimeSpan? proofAfter = null, TimeSpan? awaitNoLongerThan = null)
    {
        Sessions = new SessionBench(proofAfter, ownership: _ => this, connectorId: connectorId, openAgainAfter: openAgainAfter, awaitNoLongerThan: awaitNoLongerThan);
        Sessions.Owned.EnterService();
    }

    internal SessionBench Sessions { get; }

    /// <summary>Whether what waits for a receipt gets it at once.</summary>
    internal bool ConfirmsAtOnce { get; set; } = true;

    /// <summary>Whether what the sessions tell is taken in. Where it is not, the epoch is over, and they do not know it yet: it reaches nobody.</summary>
    internal bool TakesIn { get; set; } = true;

    /// <summary>The receipts that are waited for.</summary>
    internal ConcurrentQueue<long> Receipts { get; } = new();

    /// <summary>What the sessions said beside their progress, in order: Prepared, Quiesced, Ended.</summary>
    internal IReadOnlyList<(string What, long Epoch)> Words => [.. _words];

    /// <summary>Requests that were given back.</summary>
    internal IReadOnlyList<string> GivenBack => [.. _returned];

    /// <summary>Everything that the sessions told, as another connector knows it.</summary>
    internal AgentProgress Known
    {
        get
        {
            lock (_gate)
                return _replica.Whole();
        }
    }

    /// <summary>What a session told of an agent who is in a state and on calls, and who was signed in by password.</summary>
    internal static async Task<AgentProgress> KnownOfAsync(string state, params Dialog[] dialogs)
    {
        await using var before = new OwnedBench("gc-1");
        await before.ConnectAsync(state, dialogs);
        return before.Known;
    }

    internal void Acquire(AcquireReason why, AgentProgress? known = null, string? from = "gc-1", AgentProgress? rival = null)
    {
        known ??= new AgentProgress();
        lock (_gate)
            _replica.Replace(known);
        _epoch = Math.Max(_epoch, known.Events.Count == 0 ? 0 : known.Events[^1].Epoch) + 1;
        Sessions.Owned.Acquire(Agent, _epoch, why, from, known, rival);
    }

    internal void Quiesce() => Sessions.Owned.Quiesce(Agent, _epoch);

    internal void Resume() => Sessions.Owned.Resume(Agent, _epoch);

    internal async Task ConnectAsync(string state, params Dialog[] dialogs)
    {
        Acquire(AcquireReason.Asked, from: null);
        await Sessions.ConnectAsync(state, dialogs);
    }

    /// <summary>Takes an agent over, and has the subscription live.</summary>
    internal async Task TakeOverAsync(AgentProgress known, AgentView view, AcquireReason why = AcquireReason.OwnerDown)
    {
        Acquire(why, known);
        await Eventually.HoldsAsync("the subscription to be opened", () => Sessions.TimesOpened == 1);
        Sessions.Report(new SubscriptionReport.Opened(view));
        await SettleAsync();
    }

    /// <summary>Waits until everything that was handed over is handled.</summary>
    internal async Task SettleAsync()
    {
        try
        {
            await Sessions.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 1 }, $"settle-{Guid.NewGuid()}");
        }
        catch (RequestReturnedException)
        {
            // Nothing is answered now; it was handled all the same.
        }
    }

    public void Progressed(string agentId, long epoch, AgentProgress progress, Action then)
    {
        if (!TakesIn)
            return;
        Progressed(agentId, epoch, progress, receipt: 0);
        then();
    }

    public void Progressed(string agentId, long epoch, AgentProgress progress, long receipt)
    {
        if (!TakesIn)
            return;
        lock (_gate)
            _replica.Add(progress);
        Sessions.Log.Enqueue(progress);
        if (receipt == 0)
            return;
        Receipts.Enqueue(receipt);
        if (ConfirmsAtOnce)
            Sessions.Owned.Known(agentId, receipt);
    }

    public void Prepared(string agentId) => _words.Enqueue(("Prepared", 0));

    public void Quiesced(string agentId, long epoch)
    {
        Sessions.Log.Enqueue("Quiesced");
        _words.Enqueue(("Quiesced", epoch));
    }

    public void Ended(string agentId, long epoch) => _words.Enqueue(("Ended", epoch));

    public void Returned(string agentId, string requestId)
    {
        if (!requestId.StartsWith("settle-", StringComparison.Ordinal))
            _returned.Enqueue(requestId);
    }

    public ValueTask DisposeAsync() => Sessions.DisposeAsync();
}
