using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>What is configured about a user; nothing of it changes while the simulator runs.</summary>
/// <param name="Id">The peripheral id: the <c>loginId</c>, and the local part of the JID.</param>
/// <param name="LoginName">The name a person types; Finesse accepts it in place of the id.</param>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="Extension">The extension that the administrator gave this agent; signing in may name another one.</param>
/// <param name="IsSupervisor">Whether the user supervises the team.</param>
/// <param name="TeamId">The team's id.</param>
/// <param name="TeamName">The team's name.</param>
/// <param name="MayBeMobile">Whether the user may sign in as a mobile agent.</param>
internal sealed record AgentProfile(
    string Id, string LoginName, string FirstName, string LastName, string Extension, bool IsSupervisor, string TeamId,
    string TeamName, bool MayBeMobile)
{
    /// <summary>The queues (skill groups) that the user takes calls from; the first one is named on routed calls.</summary>
    public ImmutableArray<QueueProfile> Queues { get; init; } = [];
}

/// <summary>The telephone of a mobile agent.</summary>
/// <param name="Mode"><c>CALL_BY_CALL</c> or <c>NAILED_CONNECTION</c>.</param>
/// <param name="DialNumber">The number at which the agent is reached.</param>
internal sealed record MobileAgent(string Mode, string DialNumber);

/// <summary>Why an agent is not ready or signed out.</summary>
/// <param name="Id">The database id, which <c>reasonCodeId</c> names; it is not the code.</param>
/// <param name="Category"><c>NOT_READY</c> or <c>LOGOUT</c>.</param>
/// <param name="Code">The code that reports show.</param>
/// <param name="Label">The text a person reads.</param>
/// <param name="IsSystemCode">Set by Finesse, not chosen by people.</param>
internal sealed record ReasonCode(int Id, string Category, int Code, string Label, bool IsSystemCode = false);

/// <summary>An agent as Finesse knows him at one moment.</summary>
/// <param name="Profile">What is configured.</param>
internal sealed record Agent(AgentProfile Profile)
{
    /// <summary>The id, which is the profile's.</summary>
    public string Id => Profile.Id;

    /// <summary>The present state.</summary>
    public AgentState State { get; init; } = AgentState.Logout;

    /// <summary>When <see cref="State"/> was entered; none before the first change.</summary>
    public DateTimeOffset? StateChangeTime { get; init; }

    /// <summary>The extension signed in at; empty while signed out.</summary>
    public string Extension { get; init; } = "";

    /// <summary>The reason of the present state; none where no code was chosen.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>The state asked for during a call, to be entered after it.</summary>
    public AgentState? PendingState { get; init; }

    /// <summary>The reason that comes with <see cref="PendingState"/>.</summary>
    public ReasonCode? PendingReason { get; init; }

    /// <summary>The state before the call, to return to where none is pending.</summary>
    public AgentState StateAfterCall { get; init; } = AgentState.NotReady;

    /// <summary>The reason that comes with <see cref="StateAfterCall"/>.</summary>
    public ReasonCode? ReasonAfterCall { get; init; }

    /// <summary>The telephone of a mobile agent.</summary>
    public MobileAgent? Mobile { get; init; }

    /// <summary>The calls this agent sees, oldest first.</summary>
    public ImmutableArray<string> CallIds { get; init; } = [];

    /// <summary>Whether the agent is signed in.</summary>
    public bool IsSignedIn => State is not AgentState.Logout;
}
