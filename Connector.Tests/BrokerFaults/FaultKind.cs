using System.Globalization;

namespace Connector.Tests.BrokerFaults;

/// <summary>What is done to a broker under load.</summary>
public enum FaultKind
{
    /// <summary>SIGKILL, and started again on its data.</summary>
    Kill,

    /// <summary>SIGTERM, and started again on its data.</summary>
    Stop,

    /// <summary>SIGSTOP: its sockets stay open and nothing answers; later SIGCONT.</summary>
    Freeze,

    /// <summary>The preferred broker of a part of the clients comes back after a crash, and they return to it under load.</summary>
    Restore,
}

/// <summary>How much is run, from the environment: <c>./build.sh broker-faults</c> sets it; without, it is the short form of the test suite.</summary>
/// <param name="Rounds">Rounds of each kind.</param>
/// <param name="FlowLimit">From a kill to the first answer of a request begun after it, and the longest silence while a broker comes back. Two seconds is the
/// promise; the short form runs beside other tests on a machine that has no time for it, and only asks that requests flow again at all.</param>
/// <param name="Report">The file that gets a line per kind; null for none.</param>
internal sealed record FaultPlan(int Rounds, TimeSpan FlowLimit, string? Report)
{
    public static FaultPlan FromEnvironment() => new(
        Number("BROKER_FAULT_ROUNDS") ?? 1,
        TimeSpan.FromMilliseconds(Number("BROKER_FAULT_FLOW_MS") ?? 60_000),
        Environment.GetEnvironmentVariable("BROKER_FAULT_REPORT"));

    private static int? Number(string name) =>
        Environment.GetEnvironmentVariable(name) is not { Length: > 0 } text
            ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new InvalidOperationException($"{name} is '{text}'; a whole number above 0 is allowed.");
}
