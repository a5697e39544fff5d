using Connector.Finesse.Rest;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// Silent sessions with one side's notification service, of agents whom another connector serves: signed in, bound, and not available (RFC 6121, 4.1).
/// Finesse sends them nothing and nobody sees them. Where such an agent is taken over, his subscription opens by one presence, however busy the
/// server is with signing others in.
/// </summary>
public interface IStandbySessions
{
    /// <summary>How many sessions are wanted, and how many of those are there.</summary>
    StandbyCount Count { get; }

    /// <summary>A session of this agent is to be kept ready, from some seconds on (<see cref="StandbyOptions.Settle"/>), and again whenever it is lost. Returns at once.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="credentials">His credentials; others than before are taken instead.</param>
    void Want(string agentId, FinesseCredentials credentials);

    /// <summary>No new session is opened for this agent; one that is there stays, for it is about to be used. Returns at once.</summary>
    /// <param name="agentId">The agent.</param>
    void Keep(string agentId);

    /// <summary>No session of this agent is wanted; one that is there is closed. Returns at once.</summary>
    /// <param name="agentId">The agent.</param>
    void Drop(string agentId);
}

/// <summary>How far standing by is.</summary>
/// <param name="Wanted">Of how many agents a session is wanted, those left out who were refused.</param>
/// <param name="Ready">Of how many of those it is there.</param>
public sealed record StandbyCount(int Wanted, int Ready)
{
    /// <summary>Nobody is stood by for.</summary>
    public static readonly StandbyCount None = new(0, 0);
}

/// <summary>How silent sessions are kept.</summary>
public sealed record StandbyOptions
{
    /// <summary>How long an agent must have been wanted before his session is opened: who has just been handed over needs the server for himself.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often it is looked who is due.</summary>
    public TimeSpan Review { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The least time between two sign-ins: nobody waits for these, and Finesse has others to serve.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How many sign in at one time.</summary>
    public int MaxParallelSignIns { get; init; } = 4;

    /// <summary>How long an agent is left alone who was refused: five wrong passwords lock an account.</summary>
    public TimeSpan RefusalRest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long nothing is tried after a server could not be reached.</summary>
    public TimeSpan UnreachableRest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silent session may take to become available. One that takes longer is dead, and the agent signs in anew.</summary>
    public TimeSpan AnnounceTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
