namespace MassTransit;

/// <summary>An operation of the ActiveMQ transport that cannot succeed as it was asked for.</summary>
public class ActiveMqTransportException : MassTransitException
{
    /// <summary>An operation failed for the given reason.</summary>
    /// <param name="message">What, where, why, and what to do.</param>
    /// <param name="innerException">The cause, if another exception is it.</param>
    public ActiveMqTransportException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A configuration of the ActiveMQ transport that cannot work.</summary>
public sealed class ActiveMqTransportConfigurationException : ActiveMqTransportException
{
    /// <summary>The configuration is wrong for the given reason.</summary>
    /// <param name="message">Which value is wrong, why, and what is allowed.</param>
    /// <param name="innerException">The cause, if another exception is it.</param>
    public ActiveMqTransportConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>No broker could be reached, or the connection to it was lost.</summary>
/// <remarks>Transient: the transport keeps reconnecting by itself.</remarks>
public sealed class ActiveMqConnectionException : ConnectionException
{
    /// <summary>The broker is out of reach for the given reason.</summary>
    /// <param name="message">Which broker, what happened, and what to do.</param>
    /// <param name="innerException">The cause, if another exception is it.</param>
    public ActiveMqConnectionException(string message, Exception? innerException = null)
        : base(message, innerException!, isTransient: true)
    {
    }
}
