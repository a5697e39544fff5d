using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>Makes connections that outlive their brokers. One connector serves any number of connections; it keeps no state.</summary>
public sealed class FailoverConnector
{
    private readonly ILoggerFactory _loggers;

    /// <summary>Makes a connector.</summary>
    /// <param name="loggers">Where connections log; <c>NullLoggerFactory.Instance</c> for silence.</param>
    public FailoverConnector(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        _loggers = loggers;
    }

    /// <summary>Begins to connect and returns at once. Until there is a connection, everything done with the result waits as in an outage.</summary>
    /// <param name="options">Between which brokers, and how.</param>
    /// <returns>The connection, to be disposed.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message says which.</exception>
    public IFailoverConnection Open(FailoverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = string.Join(" ", options.Faults());
        if (faults.Length > 0)
            throw new ArgumentException(faults, nameof(options));
        return new FailoverConnection(options, new OpenWireConnector(_loggers), _loggers.CreateLogger<FailoverConnector>());
    }

    /// <summary>Connects to the first broker that answers.</summary>
    /// <param name="options">Between which brokers, and how.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connection, to be disposed.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message says which.</exception>
    /// <exception cref="ConnectionEndedException">No broker answered within the rounds that <see cref="FailoverOptions.StartupMaxReconnectAttempts"/> allows.</exception>
    public async Task<IFailoverConnection> ConnectAsync(FailoverOptions options, CancellationToken cancellationToken = default)
    {
        var connection = Open(options);
        try
        {
            await connection.WaitUntilConnectedAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
