using Connector.Lab.Deployment;

namespace Connector.Lab.Scenarios;

/// <summary>All rows.</summary>
internal static class Catalogue
{
    /// <summary>The customer's table.</summary>
    public static IReadOnlyList<Scenario> Table { get; } = [.. ActivePassiveRows.All, .. ActiveActiveRows.All];

    /// <summary>Everything.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [.. Table, .. ExtraRows.All];

    /// <summary>The rows that are asked for, each with its mode; those that can share a deployment stand together.</summary>
    /// <exception cref="FormatException">A row is not known; the message names them all.</exception>
    public static IReadOnlyList<Scenario> Choose(IReadOnlyList<string> only, DuplexMode? mode)
    {
        if (only.FirstOrDefault(id => All.All(row => !IsNamed(row, id))) is { } unknown)
            throw new FormatException($"{unknown} is no scenario. They are: {string.Join(", ", All)}.");
        return
        [
            .. All.Where(row => only.Count == 0 || only.Any(id => IsNamed(row, id)))
                .Where(row => mode is null || row.Mode is null || row.Mode == mode)
                .Select(row => row with { Mode = row.Mode ?? mode ?? DuplexMode.ActivePassive })
                .GroupBy(DeploymentOf)
                .SelectMany(rows => rows),
        ];
    }

    /// <summary>What a row needs of a deployment; rows that need the same can share one, but for those that want nobody signed in.</summary>
    public static (DuplexMode Mode, bool Turned, bool Clocks, string Alone) DeploymentOf(Scenario row) => (
        row.Mode ?? DuplexMode.ActivePassive, row.SecondListTurnedRound, row.MovableClocks, row.DuringSignIn ? row.Id : "");

    private static bool IsNamed(Scenario row, string id) => string.Equals(row.Id, id, StringComparison.OrdinalIgnoreCase);
}
