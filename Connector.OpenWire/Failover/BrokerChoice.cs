using System.Collections.Immutable;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Failover;

/// <summary>
/// Which broker comes next, and when: the decisions of a fail-over connection, as an immutable value. Each event makes a new one.
/// </summary>
internal sealed record BrokerChoice
{
    // Announcements come from the network; a broken or hostile one must not grow the list without end.
    private const int MostAnnounced = 64;

    private readonly FailoverOptions _options;
    private readonly BackOff _backOff;

    internal BrokerChoice(FailoverOptions options)
    {
        _options = options;
        _backOff = BackOff.Of(options);
        Configured = [.. options.Brokers.Distinct()];
        Preferred = options.PreferredBrokers.Count == 0 ? [Configured[0]] : [.. options.PreferredBrokers.Distinct()];
    }

    /// <summary>The brokers configured; they stay.</summary>
    internal ImmutableArray<BrokerAddress> Configured { get; }

    /// <summary>The brokers to go back to.</summary>
    internal ImmutableArray<BrokerAddress> Preferred { get; }

    /// <summary>The brokers announced by the last broker that announced any; without the configured ones.</summary>
    internal ImmutableArray<BrokerAddress> Announced { get; init; } = [];

    /// <summary>The broker connected to, if any.</summary>
    internal BrokerAddress? Current { get; init; }

    /// <summary>The broker that a connection was last lost to; it is tried last.</summary>
    internal BrokerAddress? JustFailed { get; init; }

    /// <summary>Where a broker asked this client to go; tried first, once.</summary>
    internal BrokerAddress? Wanted { get; init; }

    /// <summary>Failed rounds, and connections that did not last, since the last connection that did.</summary>
    internal int Failures { get; init; }

    /// <summary>Fruitless looks for a preferred broker since the connection was made.</summary>
    internal int Looks { get; init; }

    /// <summary>Whether there was a connection before.</summary>
    internal bool HasBeenConnected { get; init; }

    /// <summary>How long to wait before the next round. The very first one starts at once.</summary>
    internal TimeSpan Pause => Failures == 0 && !HasBeenConnected ? TimeSpan.Zero : _backOff.After(Failures);

    /// <summary>Whether the allowed rounds are used up.</summary>
    internal bool IsGivenUp
    {
        get
        {
            var limit = !HasBeenConnected && _options.StartupMaxReconnectAttempts != -1
                ? _options.StartupMaxReconnectAttempts
                : _options.MaxReconnectAttempts;
            // For a lost connection none allowed means no round at all; a first connection is tried once in any case.
            return limit != -1 && Failures >= (HasBeenConnected ? limit : Math.Max(1, limit));
        }
    }

    /// <summary>How long to stay before a preferred broker is looked for; null where that is of no use.</summary>
    internal TimeSpan? LookAfter =>
        _options.PriorityBackup && Current is { } current && !Preferred.Contains(current) ? _backOff.After(Looks + 1) : null;

    /// <summary>The brokers of one round, each once, in the order to try them.</summary>
    internal ImmutableArray<BrokerAddress> Round(Random random)
    {
        var all = Configured.AddRange(Announced);
        if (_options.Randomize)
        {
            var shuffled = all.ToArray();
            random.Shuffle(shuffled);
            all = [.. shuffled];
        }

        if (_options.PriorityBackup)
            all = [.. all.Where(Preferred.Contains), .. all.Where(broker => !Preferred.Contains(broker))];
        if (JustFailed is { } failed && all.Contains(failed))
            all = all.Remove(failed).Add(failed);
        return Wanted is { } wanted ? all.Remove(wanted).Insert(0, wanted) : all;
    }

    /// <summary>A round begins: a wish is followed once. One that a broker utters from now on counts.</summary>
    internal BrokerChoice RoundBegun() => this with { Wanted = null };

    /// <summary>A connection was made and everything restored.</summary>
    internal BrokerChoice Connected(BrokerAddress broker) =>
        this with { Current = broker, HasBeenConnected = true, Wanted = Wanted == broker ? null : Wanted, Looks = 0 };

    /// <summary>The connection has lasted: what failed before does not count any more.</summary>
    internal BrokerChoice Settled() => this with { Failures = 0, JustFailed = null };

    /// <summary>The connection was lost.</summary>
    /// <param name="settled">Whether it had lasted. One that had not counts as a failed round, so that a broker that accepts and drops is not hammered.</param>
    internal BrokerChoice Lost(bool settled) =>
        this with { JustFailed = Current ?? JustFailed, Current = null, Failures = settled ? 0 : Failures + 1 };

    /// <summary>No broker of a round answered.</summary>
    internal BrokerChoice RoundFailed() => this with { Failures = Failures + 1 };

    /// <summary>A preferred broker was looked for in vain.</summary>
    internal BrokerChoice LookFailed() => this with { Looks = Looks + 1, Wanted = null };

    /// <summary>A broker, the present one or one just signed in to, said something about its cluster.</summary>
    internal BrokerChoice Controlled(ConnectionControl control, BrokerAddress from)
    {
        if (!_options.UpdateBrokers)
            return this;
        var next = this;
        if (ReadList(control.ConnectedBrokers) is { Length: > 0 } announced)
        {
            next = next with { Announced = [.. announced.Where(broker => !Configured.Contains(broker)).Take(MostAnnounced)] };
            // The broker has put its choice for this client in front. A preferred broker of ours outweighs it.
            if (control.Rebalance && !_options.PriorityBackup && announced[0] != from)
                next = next with { Wanted = announced[0] };
        }

        if (ReadList(control.ReconnectTo) is [var wanted, ..])
            next = next with { Wanted = wanted == from ? null : wanted };
        return next;
    }

    // Announced addresses carry the connector's own settings as a query, which are not for us.
    private static ImmutableArray<BrokerAddress> ReadList(string? list) =>
    [
        .. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => text.Split('?')[0])
            .Select(text => BrokerAddress.TryParse(text, out var broker) ? broker : null)
            .OfType<BrokerAddress>()
            .Distinct(),
    ];
}
