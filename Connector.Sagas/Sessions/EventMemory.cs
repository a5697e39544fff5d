using Connector.Contracts;

namespace Connector.Sagas.Sessions;

/// <summary>
/// An agent's last events, without a gap but where an owner's number was left out, and bounded by <see cref="EventMemoryLimits"/>. Kept as JSON: a third of what the objects
/// take, nothing for the garbage collector to follow, and what travels to another connector. <see cref="Contents"/> and
/// <see cref="Take"/> are all that is needed to have the same memory there.
/// </summary>
internal sealed class EventMemory
{
    private readonly Queue<RememberedEvent> _events = new();
    private RivalEvents _rival = RivalEvents.None;
    private long _bytes;
    private long _last;

    /// <summary>What is remembered, oldest first.</summary>
    internal IReadOnlyCollection<RememberedEvent> Contents => _events;

    /// <summary>How many bytes of events it holds.</summary>
    internal long Bytes => _bytes;

    /// <summary>What another told meanwhile, as long as somebody can be told from it what it misses.</summary>
    internal RivalEvents Rival => _rival;

    /// <summary>Goes on from what another memory held; keeps what is here where that is the same and more, and beside it where the two parted.</summary>
    internal void Replace(IReadOnlyList<RememberedEvent> others, long sequence, EventMemoryLimits limits)
    {
        if (_last == sequence && _events.Count >= others.Count && _events.Count > 0 && others.Count > 0
            && _events.Last().Json.AsSpan().SequenceEqual(others[^1].Json))
        {
            return;
        }

        if (RivalEvents.Parted(_events, others) is var parted && parted != RivalEvents.None)
            _rival = parted;
        Forget(_events.Count);
        _last = 0;
        foreach (var other in others)
            Take(other, limits);
    }

    /// <summary>Learns what another told who had the agent at the same time, out of sight.</summary>
    internal void Learn(RivalEvents rival) => _rival = rival;

    /// <summary>Takes back what was to be published after a number and was not.</summary>
    /// <returns>It, oldest first.</returns>
    internal IReadOnlyList<RememberedEvent> Withdraw(long after)
    {
        RememberedEvent[] kept = [.. _events.Where(remembered => remembered.Sequence <= after)];
        RememberedEvent[] withdrawn = [.. _events.Skip(kept.Length)];
        if (withdrawn.Length == 0)
            return [];
        Forget(_events.Count);
        _last = kept.Length > 0 ? kept[^1].Sequence : 0;
        Array.ForEach(kept, _events.Enqueue);
        _bytes = kept.Sum(remembered => (long)remembered.Json.Length);
        return withdrawn;
    }

    /// <summary>Keeps an event that is published.</summary>
    internal RememberedEvent Remember(AgentEvent agentEvent, EventMemoryLimits limits, bool isKnown = false)
    {
        var remembered = RememberedEvent.Of(agentEvent, isKnown);
        Take(remembered, limits);
        return remembered;
    }

    /// <summary>Keeps an event as it is. One that is known already changes nothing; one after a gap makes what was before it
    /// worthless, but where a new epoch leaves numbers out.</summary>
    internal void Take(RememberedEvent remembered, EventMemoryLimits limits)
    {
        if (remembered.Sequence <= _last)
            return;
        if (remembered.Sequence != _last + 1 && (_events.Count == 0 || remembered.Epoch <= _events.Last().Epoch))
            Forget(_events.Count);
        _last = remembered.Sequence;
        _events.Enqueue(remembered);
        _bytes += remembered.Json.Length;
        while (_events.Count > 0 && (_events.Count > limits.Events || _bytes > limits.Bytes))
            Forget(1);
        // Where the two parted is forgotten: nobody can be told from it any more.
        if (_events.Count == 0 || _events.Peek().Sequence > _rival.Last)
            _rival = RivalEvents.None;
    }

    /// <summary>The events from a number on.</summary>
    /// <param name="fromSequence">The first one wanted.</param>
    /// <param name="sequence">Number of the last event published.</param>
    /// <param name="epoch">The epoch of the event before the first one wanted, which the asker has; 0: not said.</param>
    /// <param name="has">The last events that the asker has; null: not said.</param>
    /// <returns>The events that are there, and whether they are all that the asker misses.</returns>
    internal (IReadOnlyList<ReplayedEvent> Events, bool Complete) Replay(
        long fromSequence, long sequence, long epoch = 0, RivalEvents? has = null)
    {
        var from = Math.Max(fromSequence, 1);
        // Whether the event that the asker has is the one here: another owner's of that number tells nothing of what came before it. Null: not said, or forgotten.
        var isOurs = epoch == 0 ? null : _events.FirstOrDefault(remembered => remembered.Sequence == from - 1)?.Epoch.Equals(epoch);
        if (isOurs is not true && epoch != 0 && (_rival.Missing(_events, from - 1, epoch) ?? has?.Missing(_events, from - 1, epoch)) is { } missing)
            return (missing, _last == sequence);
        // Whoever has seen more than was counted here speaks of another count: that of a connector that lost its memory.
        if (from > sequence)
            return ([], from == sequence + 1 && isOurs is not false);
        // An empty one counts, and tells nothing.
        List<ReplayedEvent> events =
        [
            .. _events.Where(remembered => remembered.Sequence >= from)
                .Select(remembered => remembered.IsKnown && isOurs is true && remembered.Epoch > epoch ? new ReplayedEvent() : remembered.Recall()),
        ];
        // Numbers are left out here at the beginning of an epoch only, and by whoever knows both sides of it.
        var isComplete = isOurs switch
        {
            true => _last == sequence,
            false => false,
            null => events.Count == sequence - from + 1,
        };
        return (events, isComplete);
    }

    private void Forget(int count)
    {
        for (; count > 0; count--)
            _bytes -= _events.Dequeue().Json.Length;
    }
}
