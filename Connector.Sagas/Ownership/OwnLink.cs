namespace Connector.Sagas.Ownership;

/// <summary>
/// This connector's own proof of being connected: its heartbeats, heard again. What was not heard counts only on a broker, and for the
/// time, where this connector can show that it would have heard it.
/// </summary>
internal sealed class OwnLink(OwnershipOptions options)
{
    private const int Remembered = 32;

    private readonly (long Number, TimeSpan At)[] _sent = new (long, TimeSpan)[Remembered];
    private readonly List<Listening> _brokers = [.. options.Brokers.Select(broker => new Listening(broker))];

    /// <summary>Every connection ended: others saw it, and may have concluded something.</summary>
    private bool _cutOff;

    /// <summary>When the last heartbeat that came back was sent; null: none did.</summary>
    internal TimeSpan? LastEcho { get; private set; }

    /// <summary>Since when heartbeats have come back, without a pause, from some broker.</summary>
    internal TimeSpan Since { get; private set; }

    internal void Sent(long number, TimeSpan now) => _sent[number % Remembered] = (number, now);

    /// <summary>A heartbeat of this connector came back from the broker that it was sent to.</summary>
    internal void Echoed(long number, string broker, TimeSpan now)
    {
        var (sentNumber, sentAt) = _sent[number % Remembered];
        if (sentNumber != number)
            return;
        if (!IsFresh(now) || _cutOff)
            Since = now;
        _cutOff = false;
        if (LastEcho is null || sentAt > LastEcho)
            LastEcho = sentAt;
        var listening = _brokers.Find(known => known.Broker == broker);
        if (listening is null)
        {
            listening = new Listening(broker);
            _brokers.Add(listening);
        }

        if (listening.LastEcho is not { } last || now - last > options.Fresh)
            listening.Since = now;
        if (listening.LastEcho is not { } before || sentAt > before)
            listening.LastEcho = sentAt;
    }

    /// <summary>The connection ended: what was said meanwhile would not have been heard.</summary>
    internal void Lost(string broker)
    {
        if (_brokers.Find(known => known.Broker == broker) is { } listening)
            listening.LastEcho = null;
        _cutOff |= _brokers.TrueForAll(known => known.LastEcho is null);
    }

    /// <summary>Whether some broker gave back a recent heartbeat.</summary>
    internal bool IsFresh(TimeSpan now) => LastEcho is { } last && now - last <= options.Fresh;

    /// <summary>Whether this connector was connected to some broker all the time since then.</summary>
    internal bool HasHeld(TimeSpan since, TimeSpan now) => !_cutOff && IsFresh(now) && Since <= since;

    /// <summary>How long nothing was heard since then, on the broker where that is shown for longest.</summary>
    internal TimeSpan ProvedOnOne(TimeSpan lastHeard, TimeSpan now) =>
        _brokers.Count == 0 ? TimeSpan.Zero : _brokers.Max(broker => broker.Proved(lastHeard, now, options.Fresh));

    /// <summary>How long nothing was heard since then, on each and every broker.</summary>
    internal TimeSpan ProvedOnAll(TimeSpan lastHeard, TimeSpan now) =>
        _brokers.Count == 0 ? TimeSpan.Zero : _brokers.Min(broker => broker.Proved(lastHeard, now, options.Fresh));

    private sealed class Listening(string broker)
    {
        internal string Broker { get; } = broker;

        internal TimeSpan Since { get; set; }

        internal TimeSpan? LastEcho { get; set; }

        internal TimeSpan Proved(TimeSpan lastHeard, TimeSpan now, TimeSpan fresh)
        {
            if (LastEcho is not { } last || now - last > fresh)
                return TimeSpan.Zero;
            return last - (lastHeard > Since ? lastHeard : Since);
        }
    }
}
