using System.Globalization;
using System.Text.Json;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas;
using Connector.Sagas.Sessions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

public sealed class EventMemoryTests
{
    private static readonly EventMemoryLimits Limits = new() { Events = 5, Bytes = 100_000 };

    [Theory]
    [InlineData(1, 3, true, "1 2 3")]
    [InlineData(0, 3, true, "1 2 3")]
    [InlineData(2, 3, true, "2 3")]
    [InlineData(4, 3, true, "")]
    [InlineData(5, 3, false, "")]
    [InlineData(3, 9, false, "5 6 7 8 9")]
    [InlineData(5, 9, true, "5 6 7 8 9")]
    [InlineData(9, 9, true, "9")]
    [InlineData(1, 0, true, "")]
    [InlineData(7, 0, false, "")]
    public void What_is_asked_for_is_there_or_said_not_to_be(long from, int published, bool complete, string numbers)
    {
        var memory = Filled(published, Limits);

        var (events, isComplete) = memory.Replay(from, published);

        isComplete.ShouldBe(complete);
        string.Join(' ', events.Select(told => told.AgentStateChanged!.Sequence)).ShouldBe(numbers);
    }

    [Fact]
    public void Whatever_was_published_a_complete_replay_has_no_gap_and_reaches_the_end()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(ArbMap.Default.ArbFor<(byte Count, byte Bytes, byte Published, sbyte From)>(), sample =>
            {
                var limits = new EventMemoryLimits { Events = sample.Count % 20, Bytes = sample.Bytes * 20 };
                var memory = Filled(sample.Published, limits);

                var (events, complete) = memory.Replay(sample.From, sample.Published);

                memory.Contents.Count.ShouldBeLessThanOrEqualTo(limits.Events);
                memory.Bytes.ShouldBe(memory.Contents.Sum(remembered => remembered.Json.Length));
                memory.Bytes.ShouldBeLessThanOrEqualTo(limits.Bytes);
                var numbers = events.Select(told => told.AgentStateChanged!.Sequence).ToList();
                var end = Enumerable.Range(1, sample.Published).Select(n => (long)n).TakeLast(numbers.Count);
                numbers.ShouldBe(end);
                if (complete)
                    numbers.Count.ShouldBe(Math.Max(0, sample.Published - Math.Max((int)sample.From, 1) + 1));
            }));
    }

    [Fact]
    public void Its_contents_make_the_same_memory_elsewhere_however_often_and_late_they_come()
    {
        var here = Filled(9, Limits);
        var travelled = JsonSerializer.Deserialize<RememberedEvent[]>(JsonSerializer.Serialize(here.Contents))!;
        var there = Filled(6, Limits);

        foreach (var remembered in travelled.Concat(travelled))
            there.Take(remembered, Limits);

        there.Contents.Select(Text).ShouldBe(here.Contents.Select(Text));
        there.Replay(5, 9).Complete.ShouldBeTrue();
        there.Remember(Event(10), Limits);
        there.Replay(9, 10).Events.Count.ShouldBe(2);

        static string Text(RememberedEvent remembered) => $"{remembered.Sequence} {remembered.Kind} {System.Text.Encoding.UTF8.GetString(remembered.Json)}";
    }

    [Fact]
    public void After_a_gap_only_what_came_after_it_is_worth_anything()
    {
        var memory = Filled(3, Limits);

        memory.Remember(Event(5), Limits);

        memory.Replay(1, 5).Complete.ShouldBeFalse();
        memory.Replay(5, 5).Complete.ShouldBeTrue();
    }

    [Theory]
    [InlineData(4, 1, true, "6 7")]
    [InlineData(3, 1, true, "3 6 7")]
    [InlineData(4, 9, false, "6 7")]
    [InlineData(4, 0, false, "6 7")]
    [InlineData(7, 2, true, "7")]
    [InlineData(8, 2, true, "")]
    [InlineData(8, 9, false, "")]
    public void Who_says_which_event_it_has_gets_exactly_what_it_misses_over_numbers_that_were_left_out(long from, long epoch, bool complete, string numbers)
    {
        var memory = new EventMemory();
        foreach (var told in new[] { (1, 1), (2, 1), (3, 1), (6, 2), (7, 2) })
            memory.Remember(Event(told.Item1) with { Epoch = told.Item2 }, Limits);

        var (events, isComplete) = memory.Replay(from, 7, epoch);

        isComplete.ShouldBe(complete);
        string.Join(' ', events.Select(told => told.AgentStateChanged!.Sequence)).ShouldBe(numbers);
    }

    [Theory]
    [InlineData(3, 1, true, "6 -", false)]
    [InlineData(3, 1, true, "6 -", true)]
    [InlineData(3, 9, false, "6 7", false)]
    [InlineData(3, 0, false, "6 7", false)]
    [InlineData(7, 2, true, "7", false)]
    [InlineData(7, 2, true, "7", true)]
    public void What_is_said_again_for_others_keeps_its_place_and_tells_nothing_to_whom_that_owner_told(
        long from, long epoch, bool complete, string numbers, bool isOfAnother)
    {
        var memory = new EventMemory();
        memory.Remember(Event(2) with { Epoch = 1 }, Limits);
        memory.Remember(Event(6) with { Epoch = 2 }, Limits);
        memory.Remember(Event(7) with { Epoch = 2 }, Limits, isKnown: true);
        if (isOfAnother)
        {
            var sent = JsonSerializer.Serialize(memory.Contents.Select(told => SessionRecords.Event(told.Epoch, told)));
            memory = new EventMemory();
            memory.Replace([.. JsonSerializer.Deserialize<RecordedEvent[]>(sent)!.Select(SessionRecords.Event)], 7, Limits);
        }

        var (events, isComplete) = memory.Replay(from, 7, epoch);

        isComplete.ShouldBe(complete);
        string.Join(' ', events.Select(told => told.AgentStateChanged?.Sequence.ToString(CultureInfo.InvariantCulture) ?? "-")).ShouldBe(numbers);
    }

    [Fact]
    public void An_event_of_a_later_release_keeps_its_place()
    {
        var memory = Filled(1, Limits);
        memory.Take(new RememberedEvent(2, 0, "SomethingNew", "{}"u8.ToArray()), Limits);
        memory.Remember(Event(3), Limits);

        var (events, complete) = memory.Replay(1, 3);

        complete.ShouldBeTrue();
        events[1].ShouldBe(new ReplayedEvent());
        events[2].AgentStateChanged!.Sequence.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(EveryEvent))]
    public void Every_event_comes_back_as_it_was(string kind, AgentEvent told)
    {
        var memory = new EventMemory();
        memory.Remember(told, Limits);

        var replayed = memory.Replay(1, 1).Events.ShouldHaveSingleItem();

        var given = typeof(ReplayedEvent).GetProperties().Where(member => member.GetValue(replayed) is not null).ShouldHaveSingleItem();
        given.Name.ShouldBe(kind);
        JsonSerializer.Serialize(given.GetValue(replayed), told.GetType()).ShouldBe(JsonSerializer.Serialize(told, told.GetType()));
    }

    /// <summary>One of each event that the contracts have, so that a new one cannot be forgotten.</summary>
    public static TheoryData<string, AgentEvent> EveryEvent
    {
        get
        {
            var data = new TheoryData<string, AgentEvent>();
            foreach (var type in typeof(AgentEvent).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(AgentEvent))))
                data.Add(type.Name, Samples.Filled(type));
            return data;
        }
    }

    private static EventMemory Filled(int published, EventMemoryLimits limits)
    {
        var memory = new EventMemory();
        for (var number = 1; number <= published; number++)
            memory.Remember(Event(number), limits);
        return memory;
    }

    private static AgentStateChanged Event(long number) => new()
    {
        AgentId = "1001",
        Sequence = number,
        State = "READY",
        FirstName = new string('x', (int)(number % 7) * 40),
    };
}
