namespace Connector.Lab.Deployment;

/// <summary>What a duplex deployment of the laboratory is like.</summary>
public sealed record DuplexOptions
{
    /// <summary>Who serves.</summary>
    public DuplexMode Mode { get; init; } = DuplexMode.ActivePassive;

    /// <summary>How many agents the contact centre has: <c>1001</c> and up, passwords <c>pw1001</c>, extensions <c>2001</c>.</summary>
    public int Agents { get; init; } = 10;

    /// <summary>
    /// Active-passive: whether GC-2 lists AMQ-2 first. The customer's configuration has both lists alike, his table of scenarios has GC-2 on
    /// AMQ-2; both must work. Active-active: always so.
    /// </summary>
    public bool SecondListTurnedRound { get; init; }

    /// <summary>Whether the connectors' clocks can jump (<see cref="DuplexDeployment.JumpClock"/>); needs Debian's package libfaketime.</summary>
    public bool MovableClocks { get; init; }

    /// <summary>Further configuration keys of both connectors.</summary>
    public IReadOnlyDictionary<string, string> ConnectorSettings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further configuration keys of GC-1 alone.</summary>
    public IReadOnlyDictionary<string, string> FirstSettings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further configuration keys of GC-2 alone.</summary>
    public IReadOnlyDictionary<string, string> SecondSettings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further settings of the simulator pair (<c>SIM_*</c>).</summary>
    public IReadOnlyDictionary<string, string> SimulatorSettings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further properties of both brokers (<c>packaging/activemq/broker.properties</c>).</summary>
    public IReadOnlyDictionary<string, string> BrokerProperties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the start waits until both connectors are ready. Without, they need not even stay up: for configurations that are refused.</summary>
    public bool WaitsUntilReady { get; init; } = true;
}

/// <summary>The two modes of duplex.</summary>
public enum DuplexMode
{
    /// <summary>GC-1 serves, GC-2 stands by; both prefer AMQ-1.</summary>
    ActivePassive,

    /// <summary>Both serve, each at its own broker and its own Finesse.</summary>
    ActiveActive,
}
