using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>
/// Adds the temporary destinations once more although the connection stands: at a pace after each reconnect, and when the broker has removed one. Adding one that is
/// there changes nothing. For the supervisor's loop; only <see cref="OneIsGone"/> may be called from elsewhere.
/// </summary>
internal sealed class TemporaryConfirmation(FailoverCore core, FailoverWatch watch, ILogger logger)
{
    // Ten times within some 20 s: longer than a bridge takes to notice that its other broker is gone.
    private const int Times = 10;
    private static readonly BackOff Pace = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), 2);

    private readonly Recurrence _recurrence = new(Pace, core.Time);
    private int _isUrgent;

    /// <summary>Whether the broker has removed one, which is not added again yet.</summary>
    internal bool IsUrgent => Volatile.Read(ref _isUrgent) != 0;

    /// <summary>How long until they are to be confirmed; null: they are not.</summary>
    internal TimeSpan? Left => IsAwaited ? _recurrence.Left : null;

    // A first connection has nothing that a bridge could know yet.
    private bool IsAwaited => _recurrence.Count < Times && watch.Reconnects > 0 && core.Temporary.Count > 0;

    /// <summary>The broker has removed one.</summary>
    internal void OneIsGone() => Volatile.Write(ref _isUrgent, 1);

    /// <summary>The connection is another.</summary>
    internal void Restart() => _recurrence.Restart();

    /// <summary>Adds them, where it is time.</summary>
    internal async Task ConfirmAsync(OpenWireConnection connection, CancellationToken stopping)
    {
        // Taken back first: what is removed from here on is told again.
        var isGone = Interlocked.Exchange(ref _isUrgent, 0) != 0;
        var isDue = Left <= TimeSpan.Zero;
        if (!isGone && !isDue)
            return;
        if (isGone)
            logger.TemporaryIsGone(connection.Broker, core.ConnectionId);
        await BesideConnection.TryWhileAsync(connection, cancellation => Restoration.AddTemporaryAsync(core, connection, cancellation), stopping).ConfigureAwait(false);
        if (isDue)
            _recurrence.Done();
    }
}
