namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>
/// A client app of one agent, by the rules of the contracts: an unanswered request is sent again under its id; an event counts once, in the
/// order of (epoch, sequence); a gap is closed by asking for a replay; a state that is known already is no news.
/// </summary>
internal sealed class SimClient
{
    /// <summary>So long a client sends a request again; then it tells its user that nobody answers.</summary>
    internal const int Patience = 25_000;

    private readonly World _world;
    private readonly int _index;
    private readonly int _preferred;
    private readonly bool[] _cut = new bool[2];
    private readonly List<SimEvent> _early = [];
    private SimRequest? _asked;
    private SimRequest? _replay;
    private long _lastArrival;
    private int _requests;
    private long _askedSince;
    private long _neglectedSince;
    private long _stateEpoch;
    private long _told;
    private int _connections;

    internal SimClient(World world, int index)
    {
        _world = world;
        _index = index;
        _preferred = world.Setup.Mode == Connector.Sagas.Ownership.DeploymentMode.ActiveActive ? index % 2 : 0;
        Broker = _preferred;
        world.After(3000 + world.Chance.Between(0, 500), Ask);
        world.After(250, Watch);
    }

    /// <summary>The broker that it is connected to.</summary>
    internal int? Broker { get; private set; }

    internal long Epoch { get; private set; }

    internal long Sequence { get; private set; }

    internal long State { get; private set; } = -1;

    /// <summary>No new requests any more.</summary>
    internal bool Quiet { get; set; }

    internal bool Waits => _asked is not null || _replay is not null;

    internal string Waiting => $"{_asked?.Id}{_replay?.Id}";

    internal int Unknown { get; private set; }

    internal int GivenUp { get; private set; }

    internal int Answers { get; private set; }

    internal void Cut(int broker, bool cut)
    {
        _cut[broker] = cut;
        if (cut)
            BrokerLost(broker);
    }

    internal void BrokerLost(int broker)
    {
        if (Broker != broker)
            return;
        Broker = null;
        _connections++;
    }

    /// <summary>Something arrives over the present connection; what is under way when that ends does not.</summary>
    internal void Receive(int delay, Action arrive)
    {
        var connection = _connections;
        _lastArrival = Math.Max(_lastArrival, _world.Now + delay);
        _world.At(_lastArrival, () =>
        {
            if (connection == _connections)
                arrive();
        });
    }

    internal void Done(SimRequest request, string answer)
    {
        if (answer == "done" && !_world.Finesse.IsDone(request.Id))
            throw new ViolationException($"{request.Id} was answered as done and was not");
        if (_asked?.Id != request.Id)
            return;
        if (answer == "unknown")
            Unknown++;
        Settle();
    }

    internal void Answered(SimRequest request, long epoch, long sequence)
    {
        // The report tells of events that have not come (yet).
        if (epoch >= Epoch && (epoch > Epoch || sequence > Sequence))
            _world.After(300, () => Missing(epoch, sequence));
        if (_asked?.Id == request.Id)
            Settle();
    }

    internal void Take(SimEvent published)
    {
        if (_replay is not null)
        {
            _early.Add(published);
            return;
        }

        if (!IsNews(published.Epoch, published.Sequence))
            return;
        // An epoch is entered by its first event: whoever meets a later one has missed some.
        if (published.Sequence > Sequence + 1 || (published.Epoch > Epoch && published.State is not null))
        {
            _early.Add(published);
            Replay();
            return;
        }

        Accept(published);
    }

    internal void Replayed(SimRequest request, SimEvent[] events, bool complete, long epoch, long sequence, long state)
    {
        if (_replay?.Id != request.Id)
            return;
        _replay = null;
        // An owner of before answers: that tells nothing.
        if (epoch >= Epoch)
        {
            if (complete)
            {
                foreach (var missed in events)
                {
                    if (IsNews(missed.Epoch, missed.Sequence))
                        Accept(missed);
                }
            }
            else if (IsNews(epoch, sequence))
            {
                Reset(epoch, sequence, state);
            }
        }

        var early = _early.OrderBy(waiting => waiting.Epoch).ThenBy(waiting => waiting.Sequence).ToArray();
        _early.Clear();
        foreach (var waiting in early)
            Take(waiting);
    }

    private void Settle()
    {
        Answers++;
        _asked = null;
        _world.After(_world.Chance.Between(300, 1500), Ask);
    }

    private bool IsNews(long epoch, long sequence) => epoch > Epoch || (epoch == Epoch && sequence > Sequence);

    private void Accept(SimEvent published)
    {
        if (published.State is { } state)
        {
            // Another owner, which did not know what this client knows, tells what it saw: no news where it is the same (EventId) or older
            // (Finesse's own time). From one owner, each state comes once, in order.
            if (published.Epoch == _stateEpoch && state <= _told)
                throw new ViolationException($"A{_index}'s client was told state {_told} in epoch {_stateEpoch} and then {state}");
            (_stateEpoch, _told) = (published.Epoch, state);
            State = Math.Max(state, State);
        }

        Epoch = Math.Max(Epoch, published.Epoch);
        Sequence = published.Sequence;
    }

    private void Reset(long epoch, long sequence, long state)
    {
        (Epoch, Sequence, State) = (epoch, sequence, Math.Max(state, State));
        (_stateEpoch, _told) = (epoch, state);
    }

    private void Missing(long epoch, long sequence)
    {
        if (_replay is null && IsNews(epoch, sequence))
            Replay();
    }

    private void Ask()
    {
        if (Quiet || _asked is not null)
            return;
        var kind = _world.Chance.PerMille(450) ? RequestKind.Act : RequestKind.Read;
        _asked = New(kind);
        _askedSince = _world.Now;
        Send(_asked);
    }

    private void Replay()
    {
        _replay = New(RequestKind.Replay);
        Send(_replay);
    }

    private SimRequest New(RequestKind kind) => new(_index, $"A{_index}", $"{kind}-{_index}-{++_requests}", kind, 1, _world.Now, Epoch, Sequence);

    private void Send(SimRequest request)
    {
        if (Broker is { } broker)
        {
            var connection = _connections;
            _world.After(_world.Hop(), () =>
            {
                if (connection == _connections)
                    _world.Brokers[broker].Enqueue(SimBroker.Shared, request);
            });
        }
    }

    /// <summary>Connects where it can, and sends again what is not answered.</summary>
    private void Watch()
    {
        _world.After(250, Watch);
        if (Broker is not { } at || (at != _preferred && Reaches(_preferred) && _world.Chance.PerMille(200)))
            Connect();
        WatchNeglect();
        if (_asked is not null && _world.Now - _askedSince > Patience)
        {
            GivenUp++;
            Settle();
        }

        if (_asked is { } asked && _world.Now - asked.SentAt > SimRequest.Lifetime)
        {
            _asked = asked with { Attempt = asked.Attempt + 1, SentAt = _world.Now };
            Send(_asked);
        }

        if (_replay is { } replay && _world.Now - replay.SentAt > 2000)
        {
            _replay = replay with { Attempt = replay.Attempt + 1, SentAt = _world.Now };
            Send(_replay);
        }
    }

    /// <summary>A connector in service at the client's broker, undisturbed, and no answer: nobody may wait so for long.</summary>
    private void WatchNeglect()
    {
        if (_asked is null || Broker is not { } at || !_world.Connectors.Any(connector => connector.IsThereFor(at)))
            _neglectedSince = _world.Now;
        if (_world.Now - _neglectedSince > Checker.NeglectLimit)
            throw new ViolationException($"A{_index}'s client has had no answer to {_asked!.Id} for {_world.Now - _neglectedSince} ms beside a connector in service");
    }

    private void Connect()
    {
        var broker = Reaches(_preferred) ? _preferred : Reaches(1 - _preferred) ? 1 - _preferred : (int?)null;
        if (broker == Broker)
            return;
        Broker = broker;
        _connections++;
        foreach (var known in _world.Brokers)
            known.FlushToClients();
    }

    private bool Reaches(int broker) => !_cut[broker] && _world.Brokers[broker].Up;
}
