namespace Connector.OpenWire;

/// <summary>The root of what this client throws for causes outside the caller's code.</summary>
public class OpenWireException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What failed, where, why.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public OpenWireException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The connection has ended, so the call could not be carried out. For a send: the broker may or may not have stored the message.</summary>
public sealed class ConnectionEndedException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="end">How the connection ended.</param>
    public ConnectionEndedException(ConnectionEnd end)
        : base((end ?? throw new ArgumentNullException(nameof(end))).Message, end.Cause) => End = end;

    /// <summary>How the connection ended; the same for every call that failed by it.</summary>
    public ConnectionEnd End { get; }
}

/// <summary>The broker could not be reached: name not found, refused, no route, TLS not agreed (<see cref="TlsFailedException"/>), no answer in time.</summary>
public class BrokerUnreachableException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="broker">The broker tried.</param>
    /// <param name="message">What failed and why.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public BrokerUnreachableException(BrokerAddress broker, string message, Exception? innerException = null)
        : base(message, innerException) => Broker = broker;

    /// <summary>The broker tried.</summary>
    public BrokerAddress Broker { get; }
}

/// <summary>The broker answered a command with an exception (OpenWire ExceptionResponse).</summary>
public class BrokerRefusedException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="command">The command refused, for example <c>ConsumerInfo</c>.</param>
    /// <param name="javaClass">The class of the broker's exception, for example <c>javax.jms.InvalidSelectorException</c>.</param>
    /// <param name="brokerMessage">The broker's own words.</param>
    public BrokerRefusedException(string command, string javaClass, string brokerMessage)
        : base($"The broker refused {command}: {brokerMessage} ({javaClass})")
    {
        JavaClass = javaClass;
        BrokerMessage = brokerMessage;
    }

    /// <summary>The class of the broker's exception.</summary>
    public string JavaClass { get; }

    /// <summary>The broker's own words.</summary>
    public string BrokerMessage { get; }
}

/// <summary>User or password were not accepted, or the user may not do this. Trying again with the same ones is of no use.</summary>
public sealed class AuthenticationRefusedException : BrokerRefusedException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="command">The command refused.</param>
    /// <param name="javaClass">The class of the broker's exception.</param>
    /// <param name="brokerMessage">The broker's own words.</param>
    public AuthenticationRefusedException(string command, string javaClass, string brokerMessage)
        : base(command, javaClass, brokerMessage)
    {
    }
}

/// <summary>The bytes received are not OpenWire v12. It ends the connection.</summary>
public class ProtocolViolationException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was wrong in which field.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ProtocolViolationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A frame is larger than the limit agreed: an incoming one ends the connection, an outgoing one fails only its send.</summary>
public sealed class FrameTooLargeException : ProtocolViolationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="frameBytes">Size of the frame.</param>
    /// <param name="maxFrameBytes">The limit.</param>
    public FrameTooLargeException(long frameBytes, long maxFrameBytes)
        : base($"A frame of {frameBytes:N0} bytes is above the limit of {maxFrameBytes:N0} bytes. The limit is the smaller of "
            + "OpenWireOptions.MaxFrameBytes and the broker's wireFormat.maxFrameSize.")
    {
        FrameBytes = frameBytes;
        MaxFrameBytes = maxFrameBytes;
    }

    /// <summary>Size of the frame, in bytes.</summary>
    public long FrameBytes { get; }

    /// <summary>The limit, in bytes.</summary>
    public long MaxFrameBytes { get; }

    // A TLS record that is taken for a frame's length: content type 21 (alert), version 3.x (RFC 8446, 5.1). A TLS server answers what is no TLS so.
    internal bool LooksLikeTls => FrameBytes >> 16 == 0x1503;
}

/// <summary>The broker did not answer a command in time. For a send: the broker may still have stored the message.</summary>
public sealed class BrokerTimeoutException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="command">The command not answered.</param>
    /// <param name="limit">How long was waited.</param>
    public BrokerTimeoutException(string command, TimeSpan limit)
        : base($"The broker did not answer {command} within {limit.TotalSeconds:0.###} s. It may be out of memory or disk (see its log), or the limit OpenWireOptions.RequestTimeout is too short.")
    {
    }
}

/// <summary>One message's body or properties cannot be read. It concerns that message only; the connection goes on.</summary>
public sealed class MalformedMessageException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was wrong.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public MalformedMessageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
