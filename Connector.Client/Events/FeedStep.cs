using Connector.Contracts;

namespace Connector.Client.Events;

/// <summary>What is to be done next for an agent's events.</summary>
internal abstract record FeedStep
{
    private FeedStep()
    {
    }

    /// <summary>The app gets an event.</summary>
    internal sealed record HandOn(AgentEvent Event) : FeedStep;

    /// <summary>The app gets the state that resulted from events which cannot be had any more.</summary>
    internal sealed record Resume(EventsReport Report) : FeedStep;

    /// <summary>The app is told that events are missing for good.</summary>
    internal sealed record Missed(long From, long To) : FeedStep;

    /// <summary>A gap gets a moment to close by itself; then <see cref="AgentEventOrder.Waited"/>.</summary>
    internal sealed record Wait : FeedStep;

    /// <summary>The connector is asked for its memory; then <see cref="AgentEventOrder.Replayed"/> or <see cref="AgentEventOrder.GiveUp"/>.</summary>
    /// <param name="From">The first event wanted.</param>
    /// <param name="Epoch">The epoch of the event before it; 0: not known.</param>
    /// <param name="Recent">The last events, oldest first, where one who may not know them has taken over; null: nobody has.</param>
    internal sealed record Replay(long From, long Epoch = 0, IReadOnlyList<AgentEvent>? Recent = null) : FeedStep;
}
