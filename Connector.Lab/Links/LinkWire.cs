using System.Net;
using System.Net.Sockets;

namespace Connector.Lab.Links;

/// <summary>One life of a link, from its start or restoration until it is cut by reset: the listener and the connections through it.</summary>
internal sealed class LinkWire : IAsyncDisposable
{
    private const int Backlog = 512;

    // The handshake on loopback is the kernel's own, done within the call: what has not connected after this does not connect.
    private static readonly TimeSpan Handshake = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FatePace = TimeSpan.FromMilliseconds(100);

    private readonly IPEndPoint _target;
    private readonly Func<LinkConditions> _conditions;
    private readonly Action _accepted;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly LinkGate _gate = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Dictionary<CancellationTokenSource, Task> _pairs = [];
    private readonly List<Socket> _fillers = [];
    private readonly HashSet<EndPoint> _fillerAddresses = [];
    private readonly Lock _lock = new();
    private readonly Task _fate;
    private CancellationTokenSource _deaf;
    private Task _accepting;
    private int _joined;

    public LinkWire(IPEndPoint at, IPEndPoint target, Func<LinkConditions> conditions, Action accepted)
    {
        _target = target;
        _conditions = conditions;
        _accepted = accepted;
        // Connections of the life before may still be in TIME_WAIT at the port.
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        try
        {
            _listener.Bind(at);
            _listener.Listen(Backlog);
        }
        catch
        {
            _listener.Dispose();
            _cut.Dispose();
            throw;
        }

        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _deaf = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token);
        _accepting = AcceptAsync(_deaf.Token);
        _fate = MeetFateAsync(_cut.Token);
    }

    public IPEndPoint Address { get; }

    public bool IsSilent => !_gate.IsOpen;

    /// <summary>How many connections have both ends. Who tries to reach a server that is down has one, and is not there.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
                return _joined;
        }
    }

    /// <summary>Resets each connection with this chance.</summary>
    public int Drop(double chance)
    {
        CancellationTokenSource[] chosen;
        lock (_lock)
            chosen = [.. _pairs.Keys.Where(_ => Random.Shared.NextDouble() < chance)];
        foreach (var pair in chosen)
            End(pair);
        return chosen.Length;
    }

    /// <summary>
    /// Nothing arrives any more and nobody is told. So that a new connection hangs, as without a cable, the listener's queue is made as short
    /// as it can be and filled up: the kernel then leaves unanswered who else knocks, and he knocks again, a second later, two, four.
    /// </summary>
    public async Task SilenceAsync()
    {
        if (IsSilent)
            return;
        _gate.Close();
        await _deaf.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Listen(0);
        while (await FillAsync().ConfigureAwait(false))
        {
            // One more place was left.
        }
    }

    /// <summary>What waited arrives, and who knocks is let in.</summary>
    public void EndSilence()
    {
        if (!IsSilent)
            return;
        _listener.Listen(Backlog);
        DisposeFillers();
        _deaf.Dispose();
        _deaf = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token);
        _accepting = AcceptAsync(_deaf.Token);
        _gate.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _cut.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Dispose();
        DisposeFillers();
        await _fate.ConfigureAwait(false);
        Task[] open;
        lock (_lock)
            open = [.. _pairs.Values];
        await Task.WhenAll(open).ConfigureAwait(false);
        _deaf.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync(CancellationToken deaf)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(deaf).ConfigureAwait(false);
                if (_fillerAddresses.Remove(client.RemoteEndPoint!))
                {
                    client.Dispose();
                    continue;
                }

                _accepted();
                var end = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token);
                // Entered before it can end, so that it is taken out after it was entered.
                lock (_lock)
                    _pairs[end] = JoinAsync(client, end);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The link was cut or silenced: nobody is let in.
        }
    }

    private async Task JoinAsync(Socket client, CancellationTokenSource end)
    {
        // Back to whoever accepts.
        await Task.Yield();
        var hasJoined = false;
        using var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                client.NoDelay = target.NoDelay = true;
                await target.ConnectAsync(_target, end.Token).ConfigureAwait(false);
                lock (_lock)
                    _joined++;
                hasJoined = true;
                await Task.WhenAll(
                    EndingAsync(new LinkPump(client, target, () => _conditions().ToTarget, _gate), end),
                    EndingAsync(new LinkPump(target, client, () => _conditions().ToClient, _gate), end)).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // A cut shows as a reset, not as the orderly end of a server that says goodbye.
                client.LingerState = target.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }

        lock (_lock)
        {
            _pairs.Remove(end);
            if (hasJoined)
                _joined--;
        }

        end.Dispose();
    }

    // Where one direction breaks, the other is over as well; both sides learn of it, but not through a silent link.
    private async Task EndingAsync(LinkPump pump, CancellationTokenSource end)
    {
        try
        {
            await pump.RunAsync(end.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            await _gate.PassAsync(end.Token).ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task MeetFateAsync(CancellationToken cut)
    {
        using var timer = new PeriodicTimer(FatePace);
        try
        {
            while (await timer.WaitForNextTickAsync(cut).ConfigureAwait(false))
            {
                if (_conditions().ResetsPerSecond is > 0 and var chance && !IsSilent)
                    Drop(1 - Math.Pow(1 - Math.Min(chance, 1), FatePace.TotalSeconds));
            }
        }
        catch (OperationCanceledException)
        {
            // The link was cut.
        }
    }

    private async Task<bool> FillAsync()
    {
        var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(Handshake);
        try
        {
            await filler.ConnectAsync(Address, limit.Token).ConfigureAwait(false);
            _fillers.Add(filler);
            _fillerAddresses.Add(filler.LocalEndPoint!);
            return true;
        }
        catch (OperationCanceledException)
        {
            filler.Dispose();
            return false;
        }
    }

    private void DisposeFillers()
    {
        foreach (var filler in _fillers)
            filler.Dispose();
        _fillers.Clear();
    }

    private static void End(CancellationTokenSource pair)
    {
        try
        {
            pair.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }
}
