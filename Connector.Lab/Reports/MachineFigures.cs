using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Connector.Lab.Reports;

/// <summary>Under what circumstances figures were measured: no names and no paths.</summary>
/// <param name="Date">The day.</param>
/// <param name="Version">The product's version.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="Processors">How many processors.</param>
/// <param name="MemoryGiB">How much memory.</param>
/// <param name="Load">How many wanted a processor at the end, on average over the last minute: what else the machine did.</param>
internal sealed record MachineFigures(string Date, string Version, string Runtime, int Processors, double MemoryGiB, double? Load)
{
    /// <summary>Those of now.</summary>
    public static MachineFigures Now() => new(
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        typeof(MachineFigures).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
        RuntimeInformation.FrameworkDescription,
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
        ReadLoad());

    private static double? ReadLoad() =>
        System.IO.File.Exists("/proc/loadavg")
        && double.TryParse(System.IO.File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
            ? load
            : null;
}
