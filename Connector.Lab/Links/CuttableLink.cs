using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connector.Lab.Processes;

namespace Connector.Lab.Links;

/// <summary>
/// A TCP link that can be cut and restored: clients connect to <see cref="Port"/> and their bytes go to the target and back. It can be cut by
/// reset, as when the server's process is gone, or without a word, as when a cable is pulled, and it can be slow, narrow and shaky.
/// One call at a time cuts and restores.
/// </summary>
public sealed class CuttableLink : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly Lock _gate = new();
    private LinkWire? _wire;
    private int _accepted;
    private volatile LinkConditions _conditions = LinkConditions.Clean;

    private CuttableLink(IPEndPoint at, IPEndPoint target)
    {
        _target = target;
        _wire = NewWire(at);
        EndPoint = _wire.Address;
    }

    /// <summary>The loopback port that clients connect to; the same before and after a cut.</summary>
    public int Port => EndPoint.Port;

    /// <summary>The address and port that clients connect to.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>How many connections clients have opened through the link since it was made.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many connections go through the link now; those that a silent link holds count, those that have not reached the target do not.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
                return _wire?.Open ?? 0;
        }
    }

    /// <summary>Whether it carries what comes.</summary>
    public LinkState State
    {
        get
        {
            lock (_gate)
                return _wire is null ? LinkState.Refusing : _wire.IsSilent ? LinkState.Silent : LinkState.Open;
        }
    }

    /// <summary>How well it carries it while it is open; a change applies at once, to open connections too.</summary>
    public LinkConditions Conditions
    {
        get => _conditions;
        set => _conditions = value;
    }

    /// <summary>Opens a link.</summary>
    /// <param name="targetPort">The target's port.</param>
    /// <param name="targetHost">The target's IP address; this machine where not given.</param>
    /// <param name="at">Where clients connect; a free port of that address where its port is 0, of 127.0.0.1 where nothing is given.</param>
    /// <returns>The link, listening.</returns>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static CuttableLink To(int targetPort, string targetHost = "127.0.0.1", IPEndPoint? at = null)
    {
        var target = new IPEndPoint(IPAddress.Parse(targetHost), targetPort);
        // Not one that the system chooses: while the link is cut, somebody's connection could get it.
        return at is null or { Port: 0 } ? FreePort.Bound(port => new CuttableLink(new IPEndPoint(at?.Address ?? IPAddress.Loopback, port), target)) : new(at, target);
    }

    /// <summary>Cuts the link: every connection is reset, new ones are refused.</summary>
    /// <returns>Done when nothing listens and nothing flows any more.</returns>
    public async Task CutAsync()
    {
        LinkWire? wire;
        lock (_gate)
            (wire, _wire) = (_wire, null);
        if (wire is not null)
            await wire.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Cuts the link without a word: nothing arrives, in either direction, and nobody is told, not even that the other side has closed; new
    /// connections hang. What is sent meanwhile arrives after <see cref="Restore"/>, as TCP repeats what was lost.
    /// </summary>
    /// <returns>Done when nothing flows any more.</returns>
    public async Task SilenceAsync()
    {
        Restore();
        LinkWire wire;
        lock (_gate)
            wire = _wire!;
        await wire.SilenceAsync().ConfigureAwait(false);
    }

    /// <summary>Restores the link at the same port after a cut of either kind. Its <see cref="Conditions"/> stay.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            _wire ??= NewWire(EndPoint);
            _wire.EndSilence();
        }
    }

    /// <summary>Resets open connections at random.</summary>
    /// <param name="chance">The chance of each to be reset, from 0 to 1.</param>
    /// <returns>How many were.</returns>
    public int Drop(double chance = 1)
    {
        lock (_gate)
            return _wire?.Drop(chance) ?? 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CutAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"link {EndPoint} to {_target}");

    private LinkWire NewWire(IPEndPoint at) => new(at, _target, () => _conditions, () => Interlocked.Increment(ref _accepted));
}
