using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Connector.OpenWire.Link;
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
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var stream = await SocketDialer.DialAsync(options, either.Token).ConfigureAwait(false);
            return await SignInAsync(stream, options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(
                options.Broker,
                string.Create(CultureInfo.InvariantCulture, $"{options.Broker} did not finish connecting within {options.ConnectTimeout.TotalSeconds:0.###} s. It is frozen, overloaded or behind a firewall, or the port is no OpenWire port."),
                cause);
        }
    }

    private async Task<OpenWireConnection> SignInAsync(Stream stream, OpenWireOptions options, CancellationToken cancellationToken)
    {
        var connection = new OpenWireConnection(stream, options, NewConnectionId(options.TimeProvider), _frames, _loggers.CreateLogger<OpenWireConnector>());
        try
        {
            await connection.SignInAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception cause)
        {
            await connection.CloseAsync(CancellationToken.None).ConfigureAwait(false);
            // What ended the connection says more than that it ended.
            if (cause is ConnectionEndedException { End: var end })
            {
                throw end.Cause as ProtocolViolationException
                    ?? end.Cause as BrokerRefusedException
                    ?? (OpenWireException)new BrokerUnreachableException(options.Broker, $"Signing in at {options.Broker} failed: {end.Message}", end.Cause);
            }

            throw;
        }
    }

    // Unique in the world, as the broker keeps clients apart by it; the host's name in it serves whoever reads the broker's log.
    private static string NewConnectionId(TimeProvider time) => string.Create(
        CultureInfo.InvariantCulture,
        $"ID:{NotPlain().Replace(Dns.GetHostName(), "-")}-{time.GetUtcNow().ToUnixTimeMilliseconds()}-{Guid.NewGuid():N}:1");

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.None, 1000)]
    private static partial Regex NotPlain();
}
