using System.Globalization;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>
/// One agent's session on one connector, small but faithful: it reads the agent after the subscription is live, publishes only differences,
/// tells the core before it tells the world, carries requests out one at a time, and looks at Finesse where it may have been done before.
/// </summary>
internal sealed class SimSession(World world, SimConnector connector, int agent)
{
    private readonly string _agentId = $"A{agent}";
    private readonly Queue<(long Token, bool IsMemoryComplete)> _waiting = new();
    private readonly List<long> _notified = [];
    private bool _open;
    private bool _ready;
    private bool _prepared;
    private bool _quiescing;
    private bool _sayAll;
    private bool _announce;
    private int _attempt;
    private long _epoch;
    private long _sequence;
    private long _published;
    private Underway? _underway;
    private long _receipts;

    private sealed record Underway(long Token, SimRequest Request)
    {
        internal long Receipt { get; set; }

        internal bool Sent { get; set; }
    }

    internal bool IsOwner { get; private set; }

    internal long OwnedSince { get; private set; }

    private bool MayGoOn => IsOwner && connector.MayAct;

    internal void Forget()
    {
        _waiting.Clear();
        _notified.Clear();
        _underway = null;
        IsOwner = _open = _ready = _prepared = _quiescing = false;
        _attempt++;
    }

    internal void Acquire(Decision.Acquire acquire)
    {
        OwnedSince = IsOwner ? OwnedSince : world.Now;
        IsOwner = true;
        _prepared = _quiescing = _ready = false;
        _epoch = acquire.Epoch;
        GoOnFromTheReplica();
        _sayAll = acquire.Why == AcquireReason.Rejoined;
        _announce = true;
        Open();
    }

    internal void Prepare()
    {
        _prepared = true;
        Open();
    }

    internal void Quiesce()
    {
        _quiescing = true;
        while (_waiting.TryDequeue(out var waiting))
            connector.ComeBack(waiting.Token);
        if (_underway is null)
            connector.Feed(new Fact.SessionQuiesced(_agentId, _epoch));
    }

    internal void Resume()
    {
        _quiescing = false;
        Open();
    }

    internal void Release()
    {
        IsOwner = _open = _ready = _prepared = _quiescing = false;
        _attempt++;
        connector.DropEvents(agent);
        if (_underway is { Sent: false } begun)
        {
            _underway = null;
            connector.ComeBack(begun.Token);
        }

        while (_waiting.TryDequeue(out var waiting))
            connector.ComeBack(waiting.Token);
    }

    internal void Fence()
    {
        _ready = false;
        _attempt++;
        if (_underway is { Sent: false } begun)
        {
            _underway = null;
            connector.GiveBack(begun.Token);
        }

        while (_waiting.TryDequeue(out var waiting))
            connector.GiveBack(waiting.Token);
    }

    internal void Unfence()
    {
        if (!IsOwner)
            return;
        GoOnFromTheReplica();
        Open();
    }

    internal void FinesseLost()
    {
        _open = _ready = false;
        _attempt++;
    }

    internal void FinesseBack()
    {
        if (IsOwner || _prepared)
            Open();
    }

    internal void Notified(long state)
    {
        if (!_open || !IsOwner || _quiescing)
            return;
        if (!_ready || !MayGoOn)
            _notified.Add(state);
        else if (state > _published)
            Publish(state);
    }

    internal void Serve(long token, bool isMemoryComplete)
    {
        _waiting.Enqueue((token, isMemoryComplete));
        Proceed();
    }

    /// <summary>The core: what was begun is known elsewhere.</summary>
    internal void Known(long receipt)
    {
        if (_underway is not { Sent: false } begun || begun.Receipt != receipt)
            return;
        if (world.Now - begun.Request.SentAt > SimRequest.Lifetime)
        {
            _underway = null;
            connector.Acknowledge(begun.Token);
            AfterUnderway();
            return;
        }

        begun.Sent = true;
        world.Checker.Acts(connector, "acts");
        world.Finesse.Act(connector, agent, begun.Request.Id, done =>
        {
            if (_underway != begun)
                return;
            if (done is true)
                Done("done");
            else
                Look();
        });
    }

    /// <summary>What the core did not take in did not happen.</summary>
    private void GoOnFromTheReplica()
    {
        var replica = connector.Core.ReplicaOf(_agentId)!;
        _sequence = replica.Sequence;
        _published = replica.Published is null ? -1 : long.Parse(replica.Published, CultureInfo.InvariantCulture);
    }

    private void Open()
    {
        var attempt = ++_attempt;
        _notified.Clear();
        if (!connector.FinesseLink.Up)
            return;
        if (_open)
        {
            Opened();
            return;
        }

        // The sign-in: a few round trips.
        world.After(world.Chance.Between(20, 150), () => connector.Run(() =>
        {
            if (attempt != _attempt || !connector.FinesseLink.Up)
                return;
            _open = true;
            Opened();
        }));
    }

    private void Opened()
    {
        if (IsOwner)
            Read();
        else if (_prepared)
            connector.Feed(new Fact.SessionPrepared(_agentId));
    }

    private void Read()
    {
        var attempt = ++_attempt;
        _ready = false;
        world.Finesse.Read(connector, agent, state =>
        {
            if (attempt != _attempt || !MayGoOn)
                return;
            if (state is { } known)
                Begin(known);
            else if (connector.FinesseLink.Up)
                world.After(200, () => connector.Run(() =>
                {
                    if (attempt == _attempt && MayGoOn)
                        Read();
                }));
        });
    }

    private void Begin(long state)
    {
        _ready = true;
        if (state < _published)
            throw new ViolationException($"{connector.Id} read state {state} of {_agentId} after {_published} was published");
        if (_announce)
            Publish(null);
        if (state > _published || _sayAll)
            Publish(state);
        _announce = _sayAll = false;
        foreach (var notified in _notified.Where(notified => notified > _published).ToArray())
            Publish(notified);
        _notified.Clear();
        Proceed();
    }

    /// <summary>Numbers an event, tells the core, then publishes it.</summary>
    private void Publish(long? state)
    {
        var published = new SimEvent(agent, _epoch, ++_sequence, state);
        _published = state ?? _published;
        var word = state?.ToString(CultureInfo.InvariantCulture);
        var progress = new AgentProgress
        {
            Sequence = _sequence,
            Published = word,
            Events = [new RecordedEvent { Epoch = _epoch, Sequence = _sequence, Body = word ?? "" }],
        };
        connector.Feed(new Fact.SessionProgressed(_agentId, _epoch, progress, 0), () =>
        {
            if (!MayGoOn || published.Epoch != _epoch || connector.Core.ClaimOf(_agentId) is not { } claim || claim.Owner != connector.Id)
                return;
            world.Checker.Published(connector, published);
            connector.Emit(published);
        });
    }

    private void Proceed()
    {
        while (_underway is null && _ready && MayGoOn && !_quiescing && _waiting.TryDequeue(out var next))
        {
            var request = connector.Request(next.Token);
            if (world.Now - request.SentAt > SimRequest.Lifetime)
                connector.Acknowledge(next.Token);
            else
                CarryOut(next.Token, request, next.IsMemoryComplete);
        }
    }

    private void CarryOut(long token, SimRequest request, bool isMemoryComplete)
    {
        world.Checker.Acts(connector, "answers");
        var (epoch, sequence, state) = (_epoch, _sequence, _published);
        switch (request.Kind)
        {
            case RequestKind.Read:
                connector.Answer(token, client => client.Answered(request, epoch, sequence));
                break;
            case RequestKind.Replay:
                // Complete only where the client's place is in this history: another owner may have used the same numbers.
                var history = connector.Core.ReplicaOf(_agentId)!.Events;
                var at = history.ToList().FindIndex(known => known.Epoch == request.AtEpoch && known.Sequence == request.AtSequence);
                var complete = at >= 0;
                var events = history.Skip(at + 1)
                    .Select(known => new SimEvent(agent, known.Epoch, known.Sequence, known.Body.Length == 0 ? null : long.Parse(known.Body, CultureInfo.InvariantCulture)))
                    .ToArray();
                connector.Answer(token, client => client.Replayed(request, events, complete, epoch, sequence, state));
                break;
            default:
                CarryOutOnce(token, request, isMemoryComplete);
                break;
        }
    }

    private void CarryOutOnce(long token, SimRequest request, bool isMemoryComplete)
    {
        var known = connector.Core.ReplicaOf(_agentId)!.Find(request.Id);
        if (known?.Answer is { } answer)
        {
            connector.Answer(token, client => client.Done(request, answer));
            return;
        }

        _underway = new Underway(token, request);
        var mayBeDone = request.Attempt > 1 || request.Redelivered;
        if (known is not null || (mayBeDone && !isMemoryComplete))
        {
            _underway.Sent = true;
            Look();
            return;
        }

        _underway.Receipt = ++_receipts;
        Record(request.Id, null, _underway.Receipt);
    }

    /// <summary>It may have been done: Finesse knows, as long as the call is there.</summary>
    private void Look()
    {
        var looked = _underway!;
        world.Finesse.Find(connector, looked.Request.Id, found =>
        {
            if (_underway != looked)
                return;
            if (found is { } known)
                Done(known ? "done" : "unknown");
            else if (IsOwner && !_quiescing)
                world.After(300, () => connector.Run(() =>
                {
                    if (_underway == looked)
                        Look();
                }));
            else
                Abandon(looked);
        });
    }

    private void Abandon(Underway looked)
    {
        _underway = null;
        connector.ComeBack(looked.Token);
        AfterUnderway();
    }

    private void Done(string answer)
    {
        var done = _underway!;
        _underway = null;
        if (!connector.MayAct)
        {
            connector.GiveBack(done.Token);
            return;
        }

        if (IsOwner)
            Record(done.Request.Id, answer, 0, () => connector.Answer(done.Token, client => client.Done(done.Request, answer)));
        else
            connector.Answer(done.Token, client => client.Done(done.Request, answer));
        AfterUnderway();
    }

    private void AfterUnderway()
    {
        if (_quiescing && IsOwner)
            connector.Feed(new Fact.SessionQuiesced(_agentId, _epoch));
        Proceed();
    }

    private void Record(string requestId, string? answer, long receipt, Action? then = null) => connector.Feed(
        new Fact.SessionProgressed(
            _agentId,
            _epoch,
            new AgentProgress { Sequence = _sequence, Requests = [new RecordedRequest { RequestId = requestId, Answer = answer }] },
            receipt),
        then);
}
