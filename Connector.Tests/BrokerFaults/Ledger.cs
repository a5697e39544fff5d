using System.Collections.Concurrent;

namespace Connector.Tests.BrokerFaults;

/// <summary>
/// One flow of persistent messages: what a sender was told is accepted, and what one application did with it. The application remembers the ids of
/// messages and carries out each id once; the numbers are the truth behind the ids, so a message that comes again under a new id is found out.
/// </summary>
internal sealed class Ledger(string name)
{
    private readonly ConcurrentDictionary<int, bool> _accepted = new();
    private readonly ConcurrentDictionary<string, bool> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, int> _carriedOut = new();
    private int _repeats;

    public string Name => name;

    public int AcceptedCount => _accepted.Count;

    /// <summary>Deliveries that the memory kept from being carried out again.</summary>
    public int Repeats => Volatile.Read(ref _repeats);

    public IReadOnlyList<int> Missing => [.. _accepted.Keys.Where(number => !_carriedOut.ContainsKey(number)).Order()];

    public bool HasCarriedOutAny => !_carriedOut.IsEmpty;

    public IReadOnlyList<int> Twice => [.. _carriedOut.Where(entry => entry.Value > 1).Select(entry => entry.Key).Order()];

    public void Accept(int number) => _accepted[number] = true;

    public void Receive(string messageId, int number)
    {
        if (_remembered.TryAdd(messageId, true))
            _carriedOut.AddOrUpdate(number, 1, static (_, count) => count + 1);
        else
            Interlocked.Increment(ref _repeats);
    }
}
