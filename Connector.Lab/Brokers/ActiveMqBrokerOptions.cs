namespace Connector.Lab.Brokers;

/// <summary>How a laboratory broker is set up. The default is one open broker on free loopback ports.</summary>
public sealed record ActiveMqBrokerOptions
{
    /// <summary>The broker's name, unique in a network of brokers.</summary>
    public string Name { get; init; } = "lab";

    /// <summary>Port of plain OpenWire; 0 takes a free one. Not 61617, which the official .NET transport takes for TLS.</summary>
    public int OpenWirePort { get; init; }

    /// <summary>Port of STOMP; 0 takes a free one.</summary>
    public int StompPort { get; init; }

    /// <summary>Users and passwords; with any, the broker refuses everybody else. Empty lets everybody in.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    /// <summary>A PKCS#12 file with the broker's key and certificate; with it, the broker also listens for OpenWire over TLS.</summary>
    public string? KeyStoreFile { get; init; }

    /// <summary>The password of <see cref="KeyStoreFile"/>.</summary>
    public string KeyStorePassword { get; init; } = "";

    /// <summary>A whole configuration (XML) to run in place of the laboratory's own; null for that one. It takes the name, the data folder and the ports
    /// from the properties <c>broker.name</c>, <c>broker.data</c>, <c>openwire.port</c>, <c>tls.port</c> and <c>stomp.port</c>.</summary>
    public string? Configuration { get; init; }

    /// <summary>Further Java system properties, which the configuration reads as <c>${name}</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>A PKCS#12 file with the authorities of clients; with it (and <see cref="KeyStoreFile"/>), the broker demands a client certificate.</summary>
    public string? TrustStoreFile { get; init; }

    /// <summary>The password of <see cref="TrustStoreFile"/>.</summary>
    public string TrustStorePassword { get; init; } = "";

    /// <summary>Further <c>policyEntry</c> elements, which the broker reads before its general ones.</summary>
    public string Policies { get; init; } = "";

    /// <summary>Further query of the OpenWire connector, starting with '&amp;amp;', for example <c>&amp;amp;wireFormat.maxInactivityDuration=2000</c>.</summary>
    public string OpenWireQuery { get; init; } = "";

    /// <summary>Whether Java stays with its quick compiler. A broker that has just begun spends most of its processor time on the thorough one, one that has run for
    /// days none: for a deployment that is to behave like the latter, on the few processors of a laboratory. Not where the broker itself is
    /// measured.</summary>
    public bool CompilesQuickly { get; init; }

    /// <summary>Java heap limit, in MiB. 384: enough for 100,000 small messages, small enough for several brokers on one machine.</summary>
    public int MaxHeapMiB { get; init; } = 384;
}
