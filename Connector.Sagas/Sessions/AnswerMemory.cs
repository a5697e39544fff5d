namespace Connector.Sagas.Sessions;

/// <summary>The last answers of one agent, so that a request that comes again is answered and not carried out again
/// (contracts, "Once"). Bounded: the oldest is forgotten first.</summary>
internal sealed class AnswerMemory
{
    /// <summary>More than an agent sends in the minutes during which a broker may deliver again.</summary>
    internal const int Capacity = 64;

    private readonly Dictionary<string, object> _answers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    internal void Keep(string requestId, object answer)
    {
        if (!_answers.TryAdd(requestId, answer))
            return;
        _order.Enqueue(requestId);
        if (_order.Count > Capacity)
            _answers.Remove(_order.Dequeue());
    }

    internal bool TryRecall(string requestId, out object answer) => _answers.TryGetValue(requestId, out answer!);
}
