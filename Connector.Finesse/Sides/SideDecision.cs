namespace Connector.Finesse.Sides;

/// <summary>What follows from a fact: one of the nested records, and no other.</summary>
public abstract record SideDecision
{
    private SideDecision()
    {
    }

    /// <summary>A side is judged otherwise than before.</summary>
    /// <param name="Side">The side.</param>
    /// <param name="Now">How.</param>
    /// <param name="Reason">Why, as a sentence's end; empty where it is in service.</param>
    public sealed record Judged(SideId Side, SideJudgement Now, string Reason) : SideDecision;

    /// <summary>Agents who come new go to another side than before.</summary>
    /// <param name="To">Which.</param>
    public sealed record Serves(SideId To) : SideDecision;

    /// <summary>An agent is to move now.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="From">From where.</param>
    /// <param name="To">To where.</param>
    /// <param name="Reason">Why, as a sentence's end.</param>
    public sealed record Move(string AgentId, SideId From, SideId To, string Reason) : SideDecision;
}

/// <summary>What is to become of an agent at one moment: one of the nested records, and no other.</summary>
public abstract record AgentVerdict
{
    private AgentVerdict()
    {
    }

    /// <summary>His side serves him, or may soon again.</summary>
    public sealed record Stay : AgentVerdict;

    /// <summary>His side does not serve, and he can go nowhere: not yet, or not at all.</summary>
    /// <param name="Reason">Why not, as a sentence's end.</param>
    public sealed record Wait(string Reason) : AgentVerdict;

    /// <summary>His side does not serve, and the other one does.</summary>
    /// <param name="To">The other one.</param>
    /// <param name="Reason">Why, as a sentence's end.</param>
    public sealed record Move(SideId To, string Reason) : AgentVerdict;
}
