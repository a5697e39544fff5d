using Connector.OpenWire;

namespace MassTransit;

/// <summary>
/// Where the broker is, for a bus whose registration does not call <c>Host(...)</c>; set with
/// <c>services.Configure&lt;ActiveMqTransportOptions&gt;(...)</c>.
/// </summary>
public sealed class ActiveMqTransportOptions
{
    /// <summary>Host name of the broker; <c>localhost</c> by default.</summary>
    public string Host { get; set; } = "localhost";

    /// <summary>TCP port; 61616 by default.</summary>
    public ushort Port { get; set; } = BrokerAddress.DefaultPort;

    /// <summary>True for TLS.</summary>
    public bool UseSsl { get; set; }

    /// <summary>User to sign in as; <c>admin</c> by default, as in the official transport.</summary>
    public string User { get; set; } = "admin";

    /// <summary>Password; <c>admin</c> by default, as in the official transport and in a freshly installed broker.</summary>
    public string Pass { get; set; } = "admin";
}
