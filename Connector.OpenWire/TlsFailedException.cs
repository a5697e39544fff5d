namespace Connector.OpenWire;

/// <summary>What stood in the way of TLS with a broker.</summary>
public enum TlsFailure
{
    /// <summary>None of the others; the message carries the words of the TLS library.</summary>
    Other = 0,

    /// <summary>The broker's certificate was not issued by an authority that is trusted here.</summary>
    UnknownAuthority,

    /// <summary>The broker's certificate is not valid yet, or not any more.</summary>
    OutOfDate,

    /// <summary>The broker's certificate is for another host name.</summary>
    WrongHostName,

    /// <summary>The broker asks for a client certificate (<c>needClientAuth</c>) and got none.</summary>
    ClientCertificateMissing,

    /// <summary>The broker got a client certificate and did not accept it.</summary>
    ClientCertificateRefused,

    /// <summary>TLS was spoken to a port that does not speak it.</summary>
    PortIsPlain,

    /// <summary>OpenWire without TLS was spoken to a port that speaks TLS.</summary>
    PortIsTls,
}

/// <summary>TLS with a broker was not agreed. Trying again is of no use until the certificates or the address are put right.</summary>
public sealed class TlsFailedException : BrokerUnreachableException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="broker">The broker tried.</param>
    /// <param name="failure">What stood in the way.</param>
    /// <param name="message">What failed, why, and what to do about it.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public TlsFailedException(BrokerAddress broker, TlsFailure failure, string message, Exception? innerException = null)
        : base(broker, message, innerException) => Failure = failure;

    /// <summary>What stood in the way.</summary>
    public TlsFailure Failure { get; }
}
