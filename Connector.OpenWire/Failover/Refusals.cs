using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>What the present broker did not take back when everything was restored. It is asked again, at growing intervals, as long as the connection stands.</summary>
internal sealed class Refusals
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _logger;
    private readonly Recurrence _retry;
    private List<Refusal> _refused = [];

    /// <summary>None so far.</summary>
    internal Refusals(TimeSpan longest, TimeProvider time, ILogger logger)
    {
        _logger = logger;
        _retry = new Recurrence(new BackOff(First, longest < First ? First : longest, 2), time);
    }

    internal int Count => Volatile.Read(ref _refused).Count;

    /// <summary>Whether there are any, and it is time to ask again.</summary>
    internal bool IsDue => Count > 0 && _retry.IsDue;

    /// <summary>How long until then.</summary>
    internal TimeSpan Left => _retry.Left;

    /// <summary>Takes over what a broker has refused.</summary>
    internal void Keep(List<Refusal> refused, BrokerAddress broker)
    {
        foreach (var refusal in refused)
            _logger.Refused(broker, refusal.What, refusal.Cause.Message);
        Volatile.Write(ref _refused, refused);
    }

    /// <summary>The connection is gone, and what was refused on it is restored on the next one.</summary>
    internal void Clear() => Volatile.Write(ref _refused, []);

    /// <summary>Begins with the shortest interval again: another connection stands.</summary>
    internal void Restart() => _retry.Restart();

    /// <summary>It has been asked; the next interval is longer.</summary>
    internal void Done() => _retry.Done();

    /// <summary>Asks for all that is still wanted.</summary>
    /// <exception cref="OpenWireException">The connection ended, or the broker does not answer.</exception>
    internal async Task RetryAsync(CancellationToken cancellationToken)
    {
        var still = new List<Refusal>();
        foreach (var refusal in _refused.Where(refusal => refusal.IsWanted()))
        {
            try
            {
                await refusal.RestoreAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (BrokerRefusedException cause)
            {
                still.Add(refusal with { Cause = cause });
            }
        }

        Volatile.Write(ref _refused, still);
    }
}
