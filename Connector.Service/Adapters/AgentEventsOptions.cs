namespace Connector.Service.Adapters;

/// <summary>How events wait for the broker.</summary>
internal sealed record AgentEventsOptions
{
    /// <summary>How long an event is worth anything; after it the broker drops it, and so does the outbox.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many events of one agent wait at the most; the oldest go first.</summary>
    public int Capacity { get; init; } = 256;

    /// <summary>The pause after a first failed attempt; it doubles.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a clean stop waits for what still waits.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(5);
}
