using System.Collections.Immutable;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator;

/// <summary>Who works in the simulated contact centre: numbers that a person remembers.</summary>
internal static class SimulatedStaff
{
    private const int FirstAgentId = 1001;
    private const int FirstExtension = 2001;
    private const int FirstTeamId = 5001;
    private const int FirstQueueId = 6001;
    private const int TeamSize = 10;

    /// <summary>The reasons of wrap-up: two for everybody, one for the first team.</summary>
    public static readonly ImmutableArray<WrapUpReason> WrapUpReasons =
        [new(201, "Sale"), new(202, "Complaint"), new(203, "Return of goods", Number(FirstTeamId))];

    /// <summary>The phone books: one for everybody, one for the first team.</summary>
    public static readonly ImmutableArray<PhoneBook> PhoneBooks =
    [
        new(301, "Everybody", TeamId: null,
        [
            new(1, "Ada", "Berg", "5551001", "Accounts"),
            new(2, "Carl", "Dahl", "5551002", ""),
        ]),
        new(302, "Team 1", Number(FirstTeamId), [new(3, "Eva", "Falk", "5551003", "Warehouse")]),
    ];

    /// <summary>The first agents, each team of ten closed by its supervisor and with a queue of its own. Every second agent may be
    /// mobile.</summary>
    public static ImmutableArray<AgentProfile> Create(int count) =>
        [.. Enumerable.Range(0, count).Select(index =>
        {
            var id = Number(FirstAgentId + index);
            var team = index / TeamSize;
            return new AgentProfile(
                id, $"agent{id}", "Agent", id, Number(FirstExtension + index), IsSupervisor: index % TeamSize == TeamSize - 1,
                Number(FirstTeamId + team), $"Team {Number(team + 1)}", MayBeMobile: index % 2 == 1)
            {
                Queues = [new QueueProfile(Number(FirstQueueId + team), $"Queue {Number(team + 1)}")],
            };
        })];

    /// <summary>The id of an agent, counted from 0.</summary>
    public static string IdOf(int index) => Number(FirstAgentId + index);

    /// <summary>Which agent it is, counted from 0; -1 where it is no id.</summary>
    public static int IndexOf(string id) =>
        int.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && id.Length == 4 ? Math.Max(number - FirstAgentId, -1) : -1;

    /// <summary>Whether an id is that of one of so many agents.</summary>
    public static bool IsAgent(string id, int count) => IndexOf(id) is var index && index >= 0 && index < count;

    /// <summary>An agent's password.</summary>
    public static string PasswordOf(string agentId) => "pw" + agentId;

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
