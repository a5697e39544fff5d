using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster;

/// <summary>
/// Until when this connector may act, for whoever asks at the moment of an act: after a freeze, threads of the sessions may run before the fact that would have
/// the ownership core fence. Written by the node's loop, read from anywhere.
/// </summary>
internal sealed class Lease(OwnershipOptions options)
{
    private const int Remembered = 64;

    private readonly (long Number, long SentAt)[] _sent = new (long, long)[Remembered];
    private long _until = options.Mode == DeploymentMode.Simplex ? long.MaxValue : long.MinValue;
    private bool _mayAct;

    /// <summary>Whether it may act.</summary>
    /// <param name="now">Monotonic time.</param>
    public bool MayActAt(TimeSpan now) => Volatile.Read(ref _mayAct) && now.Ticks <= Volatile.Read(ref _until);

    /// <summary>The core has said so.</summary>
    public void Set(bool mayAct) => Volatile.Write(ref _mayAct, mayAct);

    /// <summary>A heartbeat goes out.</summary>
    public void Sent(ConnectorHeartbeat beat, TimeSpan now) => _sent[beat.Number % Remembered] = (beat.Number, now.Ticks);

    /// <summary>A heartbeat of this run came back from the broker that it was sent to.</summary>
    public void Echoed(ConnectorHeartbeat beat)
    {
        var (number, sentAt) = _sent[Math.Abs(beat.Number % Remembered)];
        if (number == beat.Number && options.Mode != DeploymentMode.Simplex)
            Volatile.Write(ref _until, Math.Max(_until, sentAt + options.Lease.Ticks));
    }
}
