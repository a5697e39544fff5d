namespace Connector.Contracts;

/// <summary>One party of a call.</summary>
public sealed record Participant
{
    /// <summary>Extension or number.</summary>
    public string Address { get; init; } = "";

    /// <summary><c>AGENT_DEVICE</c> for an agent; empty for others.</summary>
    public string? AddressType { get; init; }

    /// <summary>Finesse's word for the party's state; known ones in <see cref="ParticipantStates"/>.</summary>
    public string State { get; init; } = "";

    /// <summary>Why a call failed, for example <c>BUSY</c>.</summary>
    public string? StateCause { get; init; }

    /// <summary>When the party joined, by Finesse's clock.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>What the party may do now; reliable for the agent's own party only (Finesse guide 12.5, p. 126).</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];
}
