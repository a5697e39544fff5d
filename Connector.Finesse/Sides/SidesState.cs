using System.Collections.Immutable;
using Connector.Finesse.Model;

namespace Connector.Finesse.Sides;

/// <summary>How a side is judged.</summary>
public enum SideJudgement
{
    /// <summary>It was not asked yet.</summary>
    Unknown,

    /// <summary>It serves: in service, with a good CTI heartbeat, and nothing speaks against it.</summary>
    InService,

    /// <summary>Something speaks against it, or it is just coming back. Its agents stay, and nobody moves to it.</summary>
    Suspect,

    /// <summary>It surely does not serve.</summary>
    OutOfService,
}

/// <summary>What the last question for a side's SystemInfo brought.</summary>
public enum SideAnswer
{
    /// <summary>It was not asked yet.</summary>
    None,

    /// <summary>In service with a good CTI heartbeat: fit to move to.</summary>
    Fit,

    /// <summary>In service, but its last CTI heartbeat failed: it may go out of service within seconds.</summary>
    HeartbeatFailed,

    /// <summary>Out of service.</summary>
    OutOfService,

    /// <summary>No answer.</summary>
    Silent,
}

/// <summary>What is known of a side. Times count from the start of the supervision, so that a clock that jumps decides nothing.</summary>
public sealed record SideState
{
    /// <summary>Which side.</summary>
    public required SideId Id { get; init; }

    /// <summary>How it is judged.</summary>
    public SideJudgement Judgement { get; init; }

    /// <summary>Since when.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>Until when it was last judged out of service, where it is not now; null for never.</summary>
    public TimeSpan? OutUntil { get; init; }

    /// <summary>Why, as a sentence's end; empty where it is in service.</summary>
    public string Reason { get; init; } = "it was not asked yet";

    /// <summary>Which contact centre it belongs to.</summary>
    public DeploymentFlavour Flavour { get; init; }

    /// <summary>What the last question brought.</summary>
    public SideAnswer Answer { get; init; }

    /// <summary>The words that came with it.</summary>
    public string Words { get; init; } = "";

    /// <summary>When it last answered that it is fit; null for never.</summary>
    public TimeSpan? FitAt { get; init; }

    /// <summary>Fit answers in a row.</summary>
    public int GoodPolls { get; init; }

    /// <summary>Bad answers in a row.</summary>
    public int BadPolls { get; init; }

    /// <summary>When the first of them came.</summary>
    public TimeSpan BadSince { get; init; }

    /// <summary>Whether it notified that it goes out of service, and has not answered otherwise since.</summary>
    public bool ToldOut { get; init; }

    /// <summary>Whether the user <c>finesse</c> is there; null where nobody can see.</summary>
    public bool? IsFinesseThere { get; init; }

    /// <summary>What was reported against it since its last good answer; null for nothing.</summary>
    public string? Doubt { get; init; }

    /// <summary>How many agents are on it.</summary>
    public int Agents { get; init; }

    /// <summary>How many of them have a live XMPP session.</summary>
    public int LiveAgents { get; init; }
}

/// <summary>Where an agent is.</summary>
/// <param name="Side">The side.</param>
/// <param name="IsLive">Whether his XMPP session lives.</param>
/// <param name="LostAt">Where it does not: since when.</param>
/// <param name="MovedAt">When he moved last.</param>
/// <param name="Moves">How often he moved without ever staying calm.</param>
public sealed record AgentPlace(SideId Side, bool IsLive, TimeSpan LostAt, TimeSpan MovedAt, int Moves);

/// <summary>What is known of all sides and of the agents on them; does not change.</summary>
public sealed record SidesState
{
    /// <summary>The sides, A first.</summary>
    public required ImmutableArray<SideState> Sides { get; init; }

    /// <summary>Where agents who come new go.</summary>
    public SideId Serving { get; init; }

    /// <summary>The agents.</summary>
    public ImmutableDictionary<string, AgentPlace> Agents { get; init; } =
        ImmutableDictionary.Create<string, AgentPlace>(StringComparer.Ordinal);

    /// <summary>Whether nobody can be served: every side is surely out of service.</summary>
    public bool AllOut => Sides.All(side => side.Judgement == SideJudgement.OutOfService);

    /// <summary>A side.</summary>
    /// <param name="side">Which.</param>
    public SideState this[SideId side] => Sides[(int)side];

    /// <summary>The beginning.</summary>
    /// <param name="count">How many sides there are, 1 or 2.</param>
    /// <returns>The state.</returns>
    public static SidesState Start(int count) =>
        new() { Sides = [.. Enumerable.Range(0, count).Select(id => new SideState { Id = (SideId)id })] };

    /// <summary>The other side; null where there is none.</summary>
    /// <param name="side">Of which.</param>
    /// <returns>The other one.</returns>
    public SideState? Other(SideId side) => Sides.Length < 2 ? null : Sides[1 - (int)side];

    internal SidesState With(SideState side) => this with { Sides = Sides.SetItem((int)side.Id, side) };

    /// <summary>Puts an agent somewhere, or nowhere, and keeps the sides' counts.</summary>
    internal SidesState With(string agentId, AgentPlace? place)
    {
        var state = this;
        if (Agents.TryGetValue(agentId, out var before))
            state = state.With(state.Counted(before, -1));
        if (place is null)
            return state with { Agents = Agents.Remove(agentId) };
        state = state.With(state.Counted(place, 1));
        return state with { Agents = Agents.SetItem(agentId, place) };
    }

    private SideState Counted(AgentPlace place, int by)
    {
        var side = this[place.Side];
        var live = side.LiveAgents + (place.IsLive ? by : 0);
        // Nobody there sees finesse any more: what was seen last is no evidence.
        return side with { Agents = side.Agents + by, LiveAgents = live, IsFinesseThere = live > 0 ? side.IsFinesseThere : null };
    }
}
