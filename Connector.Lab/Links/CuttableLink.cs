using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Connector.Lab.Links;

/// <summary>
/// A TCP link that can be cut and restored: clients connect to <see cref="Port"/> and their bytes go to the target and back. While it is
/// cut, nothing listens at the port, so that a client is refused as it is by a server that is down.
/// </summary>
public sealed class CuttableLink : IAsyncDisposable
{
    private readonly string _targetHost;
    private readonly int _targetPort;
    private readonly Lock _gate = new();
    private Wire? _wire;
    private int _accepted;

    private CuttableLink(string targetHost, int targetPort)
    {
        _targetHost = targetHost;
        _targetPort = targetPort;
        _wire = new Wire(this, port: 0);
        Port = _wire.Port;
    }

    /// <summary>The loopback port that clients connect to; the same before and after a cut.</summary>
    public int Port { get; }

    /// <summary>How many connections clients have opened through the link since it was made.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many connections go through the link now.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
                return _wire?.Open ?? 0;
        }
    }

    /// <summary>Opens a link.</summary>
    /// <param name="targetPort">The target's port.</param>
    /// <param name="targetHost">The target's host; this machine where not given.</param>
    /// <returns>The link, listening.</returns>
    public static CuttableLink To(int targetPort, string targetHost = "127.0.0.1") => new(targetHost, targetPort);

    /// <summary>Cuts the link: every connection is reset, new ones are refused.</summary>
    /// <returns>Done when nothing listens and nothing flows any more.</returns>
    public async Task CutAsync()
    {
        Wire? wire;
        lock (_gate)
            (wire, _wire) = (_wire, null);
        if (wire is not null)
            await wire.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Restores the link at the same port.</summary>
    public void Restore()
    {
        lock (_gate)
            _wire ??= new Wire(this, Port);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CutAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"link 127.0.0.1:{Port} to {_targetHost}:{_targetPort}");

    // One life of the link, from its start or restoration to its cut.
    private sealed class Wire : IAsyncDisposable
    {
        private readonly CuttableLink _link;
        private readonly TcpListener _listener;
        private readonly CancellationTokenSource _cut = new();
        private readonly HashSet<Task> _pairs = [];
        private readonly Lock _gate = new();
        private readonly Task _accepting;

        public Wire(CuttableLink link, int port)
        {
            _link = link;
            _listener = new TcpListener(IPAddress.Loopback, port);
            // Connections of the life before may still be in TIME_WAIT at the port.
            _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _accepting = AcceptAsync(_cut.Token);
        }

        public int Port { get; }

        public int Open
        {
            get
            {
                lock (_gate)
                    return _pairs.Count(static pair => !pair.IsCompleted);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _cut.CancelAsync().ConfigureAwait(false);
            await _accepting.ConfigureAwait(false);
            Task[] open;
            lock (_gate)
                open = [.. _pairs];
            await Task.WhenAll(open).ConfigureAwait(false);
            _cut.Dispose();
        }

        private async Task AcceptAsync(CancellationToken cut)
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptSocketAsync(cut).ConfigureAwait(false);
                    Interlocked.Increment(ref _link._accepted);
                    var pair = JoinAsync(client, cut);
                    lock (_gate)
                    {
                        _pairs.RemoveWhere(static ended => ended.IsCompleted);
                        _pairs.Add(pair);
                    }
                }
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The link was cut: the listener is closed.
            }
        }

        private async Task JoinAsync(Socket client, CancellationToken cut)
        {
            using var target = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using (client)
            {
                try
                {
                    client.NoDelay = target.NoDelay = true;
                    await target.ConnectAsync(_link._targetHost, _link._targetPort, cut).ConfigureAwait(false);
                    await Task.WhenAll(PumpAsync(client, target, cut), PumpAsync(target, client, cut)).ConfigureAwait(false);
                }
                catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
                {
                    // A cut shows as a reset, not as the orderly end of a server that says goodbye.
                    client.LingerState = target.LingerState = new LingerOption(enable: true, seconds: 0);
                }
            }
        }

        private static async Task PumpAsync(Socket from, Socket to, CancellationToken cut)
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await from.ReceiveAsync(buffer, cut).ConfigureAwait(false)) > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), cut).ConfigureAwait(false);
            }

            to.Shutdown(SocketShutdown.Send);
        }
    }
}
