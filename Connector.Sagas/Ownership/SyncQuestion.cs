namespace Connector.Sagas.Ownership;

/// <summary>
/// What a peer was asked to tell, and how much of its answer came. A loaded machine may need longer for an answer than the pause after which one asks
/// again: an answer counts whichever question it answers, and nothing is asked while it comes. Whoever took the answer to the last question only would
/// have it told again and again, and never hear it.
/// </summary>
internal sealed class SyncQuestion
{
    private const int MostDoublings = 2;

    private readonly HashSet<int> _parts = [];
    private TimeSpan? _askedAt;
    private int _unanswered;
    private long _asked;
    private long _settled;
    private long _answered;
    private bool _isForEverything;

    /// <summary>Whether to ask: nothing came for half a heartbeat, and for twice as long each time that it was asked in vain, up to two heartbeats.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="heartbeat">From one heartbeat to the next.</param>
    internal bool MayAsk(TimeSpan now, TimeSpan heartbeat) =>
        _askedAt is not { } asked || now - asked >= heartbeat / 2 * (1 << Math.Clamp(_unanswered - 1, 0, MostDoublings));

    /// <summary>It is asked now.</summary>
    /// <param name="number">The question's number; greater than that of the one before.</param>
    /// <param name="isForEverything">Whether for everything, and not for what is new: what is new does not answer it.</param>
    /// <param name="now">Monotonic time.</param>
    internal void Ask(long number, bool isForEverything, TimeSpan now)
    {
        if (isForEverything && !_isForEverything)
            _settled = _asked;
        (_asked, _askedAt, _isForEverything) = (number, now, isForEverything);
        _unanswered++;
    }

    /// <summary>Whether a question of this number still waits for its answer.</summary>
    internal bool IsOpen(long number) => number > _settled && number <= _asked;

    /// <summary>A part of the answer to an open question came.</summary>
    /// <param name="number">The question.</param>
    /// <param name="part">Which part; from 1.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>Whether it was the last that was missing: no question is open any more.</returns>
    internal bool Hear(long number, int part, int parts, TimeSpan now)
    {
        _askedAt = now;
        if (number < _answered)
            return false;
        if (number > _answered)
            _parts.Clear();
        _answered = number;
        _parts.Add(part);
        if (_parts.Count < parts)
            return false;
        _settled = _asked;
        _unanswered = 0;
        return true;
    }

    /// <summary>What is asked from now on is another question, and may be asked at once.</summary>
    internal void Drop() => (_settled, _askedAt, _unanswered) = (_asked, null, 0);
}
