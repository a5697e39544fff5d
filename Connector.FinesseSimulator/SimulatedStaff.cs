using System.Collections.Immutable;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator;

/// <summary>Who works in the simulated contact centre: numbers that a person remembers.</summary>
internal static class SimulatedStaff
{
    private const int FirstAgentId = 1001;
    private const int FirstExtension = 2001;
    private const int FirstTeamId = 5001;
    private const int TeamSize = 10;

    /// <summary>The first agents, each team of ten closed by its supervisor.</summary>
    public static ImmutableArray<AgentProfile> Create(int count) =>
        [.. Enumerable.Range(0, count).Select(index =>
        {
            var id = Number(FirstAgentId + index);
            var team = index / TeamSize;
            return new AgentProfile(
                id, $"agent{id}", "Agent", id, Number(FirstExtension + index), IsSupervisor: index % TeamSize == TeamSize - 1,
                Number(FirstTeamId + team), $"Team {Number(team + 1)}", MayBeMobile: false);
        })];

    /// <summary>An agent's password.</summary>
    public static string PasswordOf(string agentId) => "pw" + agentId;

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
