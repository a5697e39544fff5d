namespace Connector.Sagas.Sessions;

/// <summary>The last requests of one agent that were begun or answered, so that a request that comes again is answered and not carried out
/// again (contracts, "Once"). Bounded: the oldest is forgotten first.</summary>
internal sealed class AnswerMemory
{
    /// <summary>More than an agent sends in the minutes during which a broker may deliver again.</summary>
    internal const int Capacity = 64;

    private static readonly object Begun = new();

    private readonly Dictionary<string, object> _answers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The request must not be carried out twice, and is begun.</summary>
    internal void Begin(string requestId) => Add(requestId, Begun);

    /// <summary>Whether it was begun, here or elsewhere, and nobody knows what became of it.</summary>
    internal bool WasBegun(string requestId) => _answers.TryGetValue(requestId, out var known) && known == Begun;

    internal void Keep(string requestId, object answer)
    {
        if (WasBegun(requestId))
            _answers[requestId] = answer;
        else
            Add(requestId, answer);
    }

    /// <summary>It was begun and surely not carried out.</summary>
    internal void TakeBack(string requestId)
    {
        if (WasBegun(requestId))
            _answers.Remove(requestId);
    }

    internal bool TryRecall(string requestId, out object answer) =>
        _answers.TryGetValue(requestId, out answer!) && answer != Begun;

    private void Add(string requestId, object what)
    {
        if (!_answers.TryAdd(requestId, what))
            return;
        _order.Enqueue(requestId);
        if (_order.Count > Capacity)
            _answers.Remove(_order.Dequeue());
    }
}
