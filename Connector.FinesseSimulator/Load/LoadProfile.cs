namespace Connector.FinesseSimulator.Load;

/// <summary>How calls are spread over time.</summary>
internal enum LoadDistribution
{
    /// <summary>As callers who know nothing of each other: exponential times between calls, and exponential talk times.</summary>
    Random,

    /// <summary>Evenly, each agent at his own offset; all calls last equally long.</summary>
    Even,
}

/// <summary>The load that is asked for.</summary>
internal sealed record LoadProfile
{
    /// <summary>How many agents are called, the first ones by id.</summary>
    public required int Agents { get; init; }

    /// <summary>How often each of them is called in an hour.</summary>
    public required double CallsPerHour { get; init; }

    /// <summary>How long callers talk, on average.</summary>
    public TimeSpan Talk { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>How long callers let it ring.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The share of calls that are put on hold once, from 0 to 1; only agents who answer by themselves hold.</summary>
    public double HoldShare { get; init; }

    /// <summary>How calls are spread.</summary>
    public LoadDistribution Distribution { get; init; }

    /// <summary>Whether agents take calls by themselves; else somebody's client has to.</summary>
    public bool AutoAnswer { get; init; }

    /// <summary>How long agents who answer by themselves let it ring.</summary>
    public TimeSpan AnswerAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The seed: the same one gives the same callers at the same times.</summary>
    public long Seed { get; init; }

    /// <summary>How long it goes on; none: until it is stopped.</summary>
    public TimeSpan? Duration { get; init; }
}

/// <summary>A call as the generator plans it.</summary>
/// <param name="At">When the caller rings, from the start of the load.</param>
/// <param name="From">The caller's number.</param>
/// <param name="Talk">How long he talks once somebody has answered.</param>
/// <param name="Hold">When he is put on hold and taken back, from the answer; none where he is not.</param>
internal sealed record PlannedCall(TimeSpan At, string From, TimeSpan Talk, (TimeSpan From, TimeSpan To)? Hold);
