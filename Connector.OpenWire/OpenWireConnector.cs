using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire;

/// <summary>Connects to ActiveMQ over OpenWire v12.</summary>
public sealed partial class OpenWireConnector : IOpenWireConnector
{
    // The default prefetch of a dozen consumers, 2 KiB each, and still nothing beside what a connection's sockets take.
    private const int MaxKeptFrameBytes = 4 * 1024 * 1024;

    private readonly ILoggerFactory _loggers;
    private readonly FramePool _frames = new(MaxKeptFrameBytes);

    /// <summary>Makes a connector.</summary>
    /// <param name="loggers">Where connections log; <c>NullLoggerFactory.Instance</c> for silence.</param>
    public OpenWireConnector(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        _loggers = loggers;
    }

    /// <inheritdoc/>
    public async Task<IOpenWireConnection> ConnectAsync(OpenWireOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return await ConnectAsync(options, NewConnectionId(options.TimeProvider), isReconnect: false, controlled: null, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Connects under a given id, as <see cref="OpenWireConnection.SignInAsync"/> and its constructor say.</summary>
    internal async Task<OpenWireConnection> ConnectAsync(
        OpenWireOptions options, string connectionId, bool isReconnect, Action<ConnectionControl>? controlled, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var dialed = await SocketDialer.DialAsync(options, either.Token).ConfigureAwait(false);
            var connection = new OpenWireConnection(dialed.Stream, options, connectionId, _frames, _loggers.CreateLogger<OpenWireConnector>(), controlled);
            return await SignInAsync(connection, dialed, isReconnect, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(
                options.Broker,
                string.Create(CultureInfo.InvariantCulture, $"{options.Broker} did not finish connecting within {options.ConnectTimeout.TotalSeconds:0.###} s. It is frozen, overloaded or behind a firewall, or the port is no OpenWire port."),
                cause);
        }
    }

    private static async Task<OpenWireConnection> SignInAsync(
        OpenWireConnection connection, Dialed dialed, bool isReconnect, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SignInAsync(isReconnect, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception cause)
        {
            await connection.CloseAsync(CancellationToken.None).ConfigureAwait(false);
            // What ended the connection says more than that it ended.
            if (cause is ConnectionEndedException { End: var end })
            {
                throw TlsFailure(dialed, connection.Broker, end)
                    ?? end.Cause as ProtocolViolationException
                    ?? end.Cause as BrokerRefusedException
                    ?? (OpenWireException)new BrokerUnreachableException(connection.Broker, $"Signing in at {connection.Broker} failed: {end.Message}", end.Cause);
            }

            throw;
        }
    }

    private static TlsFailedException? TlsFailure(Dialed dialed, BrokerAddress broker, ConnectionEnd end)
    {
        if (dialed.Tls is { } handshake)
            return handshake.EndedAtOnce(end.Cause);
        return end.Cause is FrameTooLargeException { LooksLikeTls: true }
            ? new TlsFailedException(broker, OpenWire.TlsFailure.PortIsTls, TlsVerdict.Words(broker, OpenWire.TlsFailure.PortIsTls, broker.Host, ""), end.Cause)
            : null;
    }

    // Unique in the world, as the broker keeps clients apart by it; the host's name in it serves whoever reads the broker's log.
    internal static string NewConnectionId(TimeProvider time) => string.Create(
        CultureInfo.InvariantCulture,
        $"ID:{NotPlain().Replace(Dns.GetHostName(), "-")}-{time.GetUtcNow().ToUnixTimeMilliseconds()}-{Guid.NewGuid():N}:1");

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.None, 1000)]
    private static partial Regex NotPlain();
}
