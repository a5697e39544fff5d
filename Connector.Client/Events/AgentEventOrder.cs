using Connector.Contracts;

namespace Connector.Client.Events;

/// <summary>
/// Puts one agent's events into order: each once, by <see cref="AgentEvent.Sequence"/>. Pure: facts in, steps out. Not for
/// several threads.
/// <list type="bullet">
/// <item>The next event is handed on, with those held behind it.</item>
/// <item>An event at or below the last one is dropped: it came late from a restored broker, or twice.</item>
/// <item>So is one of an earlier <see cref="AgentEvent.Epoch"/> than the last one: the word of a connector that had lost the agent
/// and did not know it.</item>
/// <item>An epoch begins with an <see cref="AgentSessionChanged"/>. Where that has a number that was used before, or another event would come
/// next, the new owner does not know the last events that the app has (the owner before died with them): it is asked, and told what they are. It
/// answers with what came after them, or, where it cannot tell, with the state that resulted, which goes before its events.</item>
/// <item>An event beyond the next one is held. Events of different types travel on different queues and pass each other, so a
/// gap gets a moment to close by itself; then the connector is asked for what is missing.</item>
/// <item>A report may tell of an event that has not come, and behind which none comes that would show the gap: it is waited for
/// and asked for likewise.</item>
/// <item>Where the connector's memory does not reach back, its report of the state that resulted stands for the missing
/// events.</item>
/// <item>An event that is old by its number but newer by its time than the last one is a doubt: a connector that lost its
/// memory counts anew. The connector is asked then, too, and its word holds.</item>
/// </list>
/// </summary>
/// <param name="capacity">How many events may be held behind a gap; what lies furthest from it is dropped, for a replay brings
/// it.</param>
internal sealed class AgentEventOrder(int capacity)
{
    // What an owner may have told that died before its heir knew of it.
    private const int RecentEvents = 8;

    private readonly SortedDictionary<long, AgentEvent> _held = [];
    private readonly Queue<AgentEvent> _recent = new(RecentEvents);
    private DateTimeOffset _lastTime = DateTimeOffset.MinValue;
    private long _epoch;

    // The last event that the app knows the epoch of, which is _epoch; those behind it counted and told nothing.
    private long _lastOfEpoch;

    // A later epoch that began at a number which the app has from an earlier one.
    private long _overlapping;
    private long _askedFrom;
    private long _lastWhenAsked;
    private long _expected;
    private long _expectedWhenAsked;
    private bool _begun;
    private bool _waits;
    private bool _asks;
    private bool _doubts;

    /// <summary>Number of the last event handed on; 0 before the first.</summary>
    internal long Last { get; private set; }

    /// <summary>How many events wait behind a gap.</summary>
    internal int Held => _held.Count;

    /// <summary>What is at or below this number is known, from a report or the app's own memory. Never takes the count
    /// back.</summary>
    internal IReadOnlyList<FeedStep> Begin(long sequence, long epoch = 0)
    {
        if (_begun && sequence <= Last)
            return [];
        _begun = true;
        (Last, _lastOfEpoch, _epoch) = (sequence, sequence, epoch);
        return Drain([]);
    }

    /// <summary>An event came.</summary>
    internal IReadOnlyList<FeedStep> Arrive(AgentEvent agentEvent)
    {
        if (agentEvent.Epoch < _epoch)
            return [];
        if (_begun && agentEvent.Sequence <= Last)
        {
            var isOfLaterOwner = _epoch > 0 && agentEvent.Epoch > _epoch;
            if (!isOfLaterOwner && agentEvent.Timestamp <= _lastTime)
                return [];
            if (isOfLaterOwner)
                _overlapping = Math.Max(_overlapping, agentEvent.Epoch);
            _doubts = true;
            return Ask();
        }

        _held[agentEvent.Sequence] = agentEvent;
        var steps = Drain([]);
        if (_held.Count > capacity)
            _held.Remove(_held.Keys.Last());
        return steps;
    }

    /// <summary>A report says that this event was published.</summary>
    internal IReadOnlyList<FeedStep> Expect(long sequence)
    {
        _expected = Math.Max(_expected, sequence);
        return Drain([]);
    }

    /// <summary>The moment that a gap had to close by itself is over.</summary>
    internal IReadOnlyList<FeedStep> Waited()
    {
        _waits = false;
        if (_begun)
            return IsBehind ? Ask() : [];
        if (_held.Count is 0)
            return [];

        // Nobody said where to begin: with what came first.
        _begun = true;
        Last = _lastOfEpoch = FirstHeld - 1;
        return Drain([]);
    }

    /// <summary>The connector answered <see cref="FeedStep.Replay"/>.</summary>
    internal IReadOnlyList<FeedStep> Replayed(EventsReport report)
    {
        _asks = false;
        // A connector that counts anew never gets to what was expected of the one before.
        if (_expected == _expectedWhenAsked)
            _expected = Math.Min(_expected, report.Sequence);
        var steps = new List<FeedStep>();
        if (!report.Complete && _epoch > 0 && report.Epoch > _epoch)
        {
            // A later owner's word, whatever its number: it does not know what the app has last.
            Resume(report, steps);
        }
        else if (_doubts && !report.Complete && report.Sequence < _lastWhenAsked)
        {
            // It counts anew (an answer from before the last event would be as low, and says that nothing was missing). What is held may be of either count; the report covers both.
            _held.Clear();
            Resume(report, steps);
        }
        else if (report.Complete)
        {
            // All there is: numbers that are left out were never used.
            var sequence = _askedFrom - 1;
            foreach (var replayed in report.Events)
            {
                // Null: of a kind that this version does not know, or known. It counts, and is not handed on.
                var agentEvent = replayed.ToEvent();
                sequence = agentEvent?.Sequence ?? sequence + 1;
                if (sequence > Last)
                    HandOn(sequence, agentEvent, steps);
            }
        }
        else if (report.Sequence > Last)
        {
            Resume(report, steps);
        }

        _doubts = false;
        return Drain(steps);
    }

    /// <summary>No answer came to <see cref="FeedStep.Replay"/>: it is asked again after a moment.</summary>
    internal IReadOnlyList<FeedStep> NotReplayed()
    {
        _asks = false;
        _doubts = false;
        return Drain([]);
    }

    /// <summary>The connector refused to replay, as it does where it does not know the agent: what is missing is nowhere to be
    /// had.</summary>
    internal IReadOnlyList<FeedStep> GiveUp()
    {
        _asks = false;
        _doubts = false;
        if (!IsBehind)
            return [];
        var to = _held.Count > 0 ? FirstHeld - 1 : _expected;
        var steps = new List<FeedStep>();
        if (to > Last)
            steps.Add(new FeedStep.Missed(Last + 1, to));
        Last = _lastOfEpoch = Math.Max(Last, to);
        // Nobody is there to tell how it began.
        if (_held.Count > 0)
            _epoch = Math.Max(_epoch, _held[FirstHeld].Epoch);
        return Drain(steps);
    }

    private bool HasHeir => _epoch > 0 && (_overlapping > _epoch || _held.Values.Any(held => held.Epoch > _epoch));

    private bool IsBehind => _held.Count > 0 || (_begun && _expected > Last);

    private long FirstHeld => _held.Keys.First();

    private void HandOn(long sequence, AgentEvent? agentEvent, List<FeedStep> steps)
    {
        Last = sequence;
        if (agentEvent is null)
            return;
        (_lastOfEpoch, _epoch) = (sequence, agentEvent.Epoch);
        _lastTime = agentEvent.Timestamp > _lastTime ? agentEvent.Timestamp : _lastTime;
        steps.Add(new FeedStep.HandOn(agentEvent));
        _recent.Enqueue(agentEvent);
        if (_recent.Count > RecentEvents)
            _recent.Dequeue();
    }

    private void Resume(EventsReport report, List<FeedStep> steps)
    {
        Last = _lastOfEpoch = report.Sequence;
        _epoch = Math.Max(_epoch, report.Epoch);
        _lastTime = DateTimeOffset.MinValue;
        _recent.Clear();
        steps.Add(new FeedStep.Resume(report));
    }

    private List<FeedStep> Drain(List<FeedStep> steps)
    {
        while (_begun && _held.Count > 0 && FirstHeld <= Last + 1)
        {
            var (sequence, agentEvent) = _held.Select(held => (held.Key, held.Value)).First();
            if (sequence > Last && IsOfUnknownBeginning(agentEvent))
                break;
            _held.Remove(sequence);
            // Of an earlier epoch: its number may be another event's.
            if (sequence > Last && agentEvent.Epoch >= _epoch)
                HandOn(sequence, agentEvent, steps);
        }

        if (IsBehind && !_waits && !_asks)
        {
            _waits = true;
            steps.Add(new FeedStep.Wait());
        }

        return steps;
    }

    private bool IsOfUnknownBeginning(AgentEvent agentEvent) =>
        _epoch > 0 && agentEvent.Epoch > _epoch && (agentEvent is not AgentSessionChanged || agentEvent.Epoch == _overlapping);

    private List<FeedStep> Ask()
    {
        if (_asks)
            return [];
        _asks = true;
        _askedFrom = _lastOfEpoch + 1;
        (_lastWhenAsked, _expectedWhenAsked) = (Last, _expected);
        return [new FeedStep.Replay(_askedFrom, _epoch, HasHeir ? [.. _recent] : null)];
    }
}
