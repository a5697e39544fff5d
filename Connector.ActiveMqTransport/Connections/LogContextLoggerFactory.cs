using MassTransit.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>Lets the OpenWire client log where MassTransit logs; the log context is there only once the bus is built.</summary>
internal sealed class LogContextLoggerFactory(IHostConfiguration host) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        host.LogContext?.CreateLogContext(categoryName).Logger ?? NullLogger.Instance;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Add providers to the logger factory of the application.");

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is owned here.
    }
}
