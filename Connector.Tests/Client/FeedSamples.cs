using Connector.Client.Events;
using Connector.Contracts;
using Shouldly;

namespace Connector.Tests.Client;

/// <summary>Events as they come to a feed, and what it says of them.</summary>
internal static class FeedSamples
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static (long From, long Epoch) Asked(IReadOnlyList<FeedStep> steps)
    {
        var asked = steps.ShouldHaveSingleItem().ShouldBeOfType<FeedStep.Replay>();
        return (asked.From, asked.Epoch);
    }

    internal static List<long> Sequences(IEnumerable<FeedStep> steps) =>
        [.. steps.OfType<FeedStep.HandOn>().Select(step => step.Event.Sequence)];

    internal static AgentStateChanged Event(long sequence, long? minute = null, long epoch = 0) =>
        new() { AgentId = "1001", Sequence = sequence, Epoch = epoch, Timestamp = Start.AddMinutes(minute ?? sequence) };

    internal static AgentSessionChanged TakenOver(long sequence, long epoch) =>
        new() { AgentId = "1001", Sequence = sequence, Epoch = epoch, Timestamp = Start.AddMinutes(sequence), SessionState = SessionState.TakenOver };

    internal static ReplayedEvent Replayed(long sequence, long epoch = 0) => ReplayedEvent.Of(Event(sequence, epoch: epoch));

    internal static EventsReport Report(long last, params long[] sequences) =>
        new() { AgentId = "1001", Sequence = last, Complete = true, Events = [.. sequences.Select(sequence => Replayed(sequence))] };
}
