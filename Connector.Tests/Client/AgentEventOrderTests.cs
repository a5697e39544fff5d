using Connector.Client.Events;
using Connector.Contracts;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Client;

/// <summary>An agent's events in order, each once, whatever the bus does to them.</summary>
public sealed class AgentEventOrderTests
{
    private const int Capacity = 8;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly AgentEventOrder _order = new(Capacity);

    [Fact]
    public void The_next_event_is_handed_on()
    {
        _order.Begin(4);

        Sequences(_order.Arrive(Event(5))).ShouldBe([5]);
        _order.Last.ShouldBe(5);
    }

    [Fact]
    public void What_came_twice_or_late_is_dropped()
    {
        _order.Begin(4);
        _order.Arrive(Event(5));

        _order.Arrive(Event(5)).ShouldBeEmpty();
        _order.Arrive(Event(2)).ShouldBeEmpty();
    }

    [Fact]
    public void Events_that_passed_each_other_are_put_into_order_without_a_question()
    {
        _order.Begin(4);

        _order.Arrive(Event(6)).ShouldBe([new FeedStep.Wait()]);
        Sequences(_order.Arrive(Event(5))).ShouldBe([5, 6]);
        _order.Waited().ShouldBeEmpty();
    }

    [Fact]
    public void A_gap_that_stays_is_asked_for_and_closed_by_the_replay()
    {
        _order.Begin(4);
        _order.Arrive(Event(7));
        _order.Waited().ShouldBe([new FeedStep.Replay(5)]);

        Sequences(_order.Replayed(Report(8, 5, 6, 7, 8))).ShouldBe([5, 6, 7, 8]);
        _order.Arrive(Event(8)).ShouldBeEmpty("the replay brought it");
    }

    [Fact]
    public void A_last_event_that_only_a_report_tells_of_is_waited_for_and_asked_for()
    {
        _order.Begin(4);

        _order.Expect(5).ShouldBe([new FeedStep.Wait()]);
        _order.Waited().ShouldBe([new FeedStep.Replay(5)]);
        Sequences(_order.Replayed(Report(5, 5))).ShouldBe([5]);
        _order.Expect(5).ShouldBeEmpty();
    }

    [Fact]
    public void An_expected_event_that_comes_is_not_asked_for()
    {
        _order.Begin(4);
        _order.Expect(5);

        Sequences(_order.Arrive(Event(5))).ShouldBe([5]);
        _order.Waited().ShouldBeEmpty();
    }

    [Fact]
    public void What_no_connector_knows_any_more_is_expected_no_longer()
    {
        _order.Begin(4);
        _order.Expect(9);
        _order.Waited();
        _order.Replayed(Report(4)).ShouldBeEmpty("a connector that lost its memory never gets to 9");

        _order.Expect(6);
        _order.Waited();
        _order.GiveUp().ShouldBe([new FeedStep.Missed(5, 6)]);
        _order.Last.ShouldBe(6);
    }

    [Fact]
    public void An_answer_older_than_an_expectation_leaves_it()
    {
        _order.Begin(4);
        _order.Expect(5);
        _order.Waited().ShouldBe([new FeedStep.Replay(5)]);
        _order.Expect(7);

        _order.Replayed(Report(5, 5)).ShouldContain(new FeedStep.Wait(), "7 was published meanwhile");
    }

    [Fact]
    public void Where_the_memory_does_not_reach_back_the_resulting_state_stands_for_the_events()
    {
        _order.Begin(4);
        _order.Arrive(Event(40));
        _order.Arrive(Event(42));
        _order.Waited();

        var report = Report(41) with { Complete = false, State = new AgentState { State = "READY" }, Dialogs = [] };
        var steps = _order.Replayed(report);

        steps[0].ShouldBe(new FeedStep.Resume(report));
        Sequences(steps).ShouldBe([42]);
    }

    [Fact]
    public void A_report_slower_than_the_events_takes_nothing_back()
    {
        _order.Begin(4);
        _order.Arrive(Event(6));
        _order.Waited();
        _order.Arrive(Event(5));

        _order.Replayed(Report(5) with { Complete = false, State = new AgentState() }).ShouldBeEmpty();
        _order.Last.ShouldBe(6);
    }

    [Fact]
    public void Without_a_beginning_the_first_events_are_put_into_order_before_one_is_handed_on()
    {
        _order.Arrive(Event(12)).ShouldBe([new FeedStep.Wait()]);
        _order.Arrive(Event(11)).ShouldBeEmpty();

        Sequences(_order.Waited()).ShouldBe([11, 12]);
    }

    [Fact]
    public void What_a_beginning_covers_is_not_handed_on_again()
    {
        _order.Arrive(Event(3));
        _order.Arrive(Event(4));

        Sequences(_order.Begin(3)).ShouldBe([4]);
        _order.Begin(2).ShouldBeEmpty("a count is not taken back");
        _order.Last.ShouldBe(4);
    }

    [Fact]
    public void An_agent_whom_no_connector_knows_any_more_is_said_to_miss_events()
    {
        _order.Begin(4);
        _order.Arrive(Event(9));
        _order.Waited();

        var steps = _order.GiveUp();

        steps[0].ShouldBe(new FeedStep.Missed(5, 8));
        Sequences(steps).ShouldBe([9]);
    }

    [Fact]
    public void A_question_without_an_answer_is_asked_again_after_a_pause()
    {
        _order.Begin(4);
        _order.Arrive(Event(9));
        _order.Waited();

        _order.NotReplayed().ShouldBe([new FeedStep.Wait()]);
        _order.Waited().ShouldBe([new FeedStep.Replay(5)]);
    }

    [Fact]
    public void A_connector_that_counts_anew_is_believed_when_asked()
    {
        _order.Begin(50);
        _order.Arrive(Event(51, minute: 51));

        _order.Arrive(Event(1, minute: 60)).ShouldBe([new FeedStep.Replay(52)], "old by its number, new by its time");
        var report = Report(2) with { Complete = false, State = new AgentState { State = "READY" } };
        _order.Replayed(report).ShouldBe([new FeedStep.Resume(report)]);
        Sequences(_order.Arrive(Event(3, minute: 61))).ShouldBe([3]);
    }

    [Fact]
    public void A_doubt_that_the_connector_does_not_share_changes_nothing()
    {
        _order.Begin(50);
        _order.Arrive(Event(51, minute: 51));
        _order.Arrive(Event(40, minute: 60));

        _order.Replayed(Report(51)).ShouldBeEmpty();
        Sequences(_order.Arrive(Event(52, minute: 61))).ShouldBe([52]);
    }

    [Fact]
    public void An_answer_to_a_doubt_from_before_the_last_event_takes_nothing_back()
    {
        _order.Begin(1);
        _order.Arrive(Event(1)).ShouldBe([new FeedStep.Replay(2)], "what the beginning told of came late, and its time is not known");
        _order.Arrive(Event(2));

        _order.Replayed(Report(1)).ShouldBeEmpty();
        _order.Last.ShouldBe(2);
    }

    [Fact]
    public void An_event_of_a_kind_that_only_a_later_version_knows_leaves_no_gap()
    {
        _order.Begin(4);
        _order.Arrive(Event(7));
        _order.Waited();

        var report = Report(7, 5) with { Events = [Replayed(5), new ReplayedEvent(), Replayed(7)] };
        Sequences(_order.Replayed(report)).ShouldBe([5, 7]);
        _order.Held.ShouldBe(0);
    }

    [Fact]
    public void The_word_of_a_connector_that_had_lost_the_agent_is_dropped()
    {
        _order.Begin(4, epoch: 7);
        _order.Arrive(TakenOver(5, epoch: 9));

        _order.Arrive(Event(6, epoch: 8)).ShouldBeEmpty();
        Sequences(_order.Arrive(Event(6, epoch: 9))).ShouldBe([6]);
    }

    [Fact]
    public void So_is_one_that_was_held_before_that_was_known()
    {
        _order.Begin(4, epoch: 7);
        _order.Arrive(Event(6, epoch: 8));

        Sequences(_order.Arrive(TakenOver(5, epoch: 9))).ShouldBe([5]);
        _order.Last.ShouldBe(5);
    }

    [Fact]
    public void An_heir_that_does_not_know_the_last_event_tells_the_state_before_its_events()
    {
        _order.Begin(4, epoch: 7);
        _order.Arrive(Event(5, epoch: 7));

        var asked = _order.Arrive(TakenOver(5, epoch: 9));
        Asked(asked).ShouldBe((6, 7));
        asked.OfType<FeedStep.Replay>().Single().Recent.ShouldHaveSingleItem().ShouldBe(Event(5, epoch: 7), "so that the heir can tell what came after it");
        _order.Arrive(Event(6, epoch: 9)).ShouldBeEmpty("it may say what 5 of the owner before said");
        var report = Report(6) with { Complete = false, Epoch = 9, State = new AgentState { State = "READY" } };
        _order.Replayed(report).ShouldBe([new FeedStep.Resume(report)]);
        Sequences(_order.Arrive(Event(7, epoch: 9))).ShouldBe([7]);
    }

    [Fact]
    public void Or_what_came_after_it_where_it_can_tell()
    {
        _order.Begin(4, epoch: 7);
        _order.Arrive(Event(5, epoch: 7));
        _order.Arrive(TakenOver(5, epoch: 9));
        _order.Arrive(Event(6, epoch: 9));

        // 6 says what the app has as 5.
        var steps = _order.Replayed(Report(7) with { Epoch = 9, Events = [new ReplayedEvent(), Replayed(7, epoch: 9)] });

        Sequences(steps).ShouldBe([7]);
        Sequences(_order.Arrive(Event(8, epoch: 9))).ShouldBe([8]);
    }

    [Fact]
    public void The_last_events_are_said_to_an_heir_only_and_no_more_of_them_than_an_owner_can_have_told_while_it_died()
    {
        _order.Begin(0, epoch: 7);
        for (var sequence = 1; sequence <= 20; sequence++)
            _order.Arrive(Event(sequence, epoch: 7));
        _order.Arrive(Event(22, epoch: 7));
        _order.Waited().ShouldHaveSingleItem().ShouldBeOfType<FeedStep.Replay>().Recent.ShouldBeEmpty("nobody took over");
        Sequences(_order.Replayed(Report(22) with { Epoch = 7, Events = [Replayed(21, epoch: 7), Replayed(22, epoch: 7)] })).ShouldBe([21, 22]);

        var asked = _order.Arrive(TakenOver(22, epoch: 9)).ShouldHaveSingleItem().ShouldBeOfType<FeedStep.Replay>();

        asked.Recent.Select(known => known.Sequence).ShouldBe([15, 16, 17, 18, 19, 20, 21, 22]);
    }

    [Fact]
    public void That_it_does_not_shows_by_its_other_events_too()
    {
        _order.Begin(5, epoch: 7);

        _order.Arrive(Event(6, epoch: 9)).ShouldBe([new FeedStep.Wait()], "an epoch begins with the owner's word");
        Asked(_order.Waited()).ShouldBe((6, 7));
        var report = Report(5) with { Complete = false, Epoch = 9 };
        var steps = _order.Replayed(report);

        steps[0].ShouldBe(new FeedStep.Resume(report), "asked before the heir told of 6");
        Sequences(steps).ShouldBe([6]);
    }

    [Fact]
    public void An_heir_that_knows_nothing_of_the_agent_any_more_is_believed_from_its_next_event_on()
    {
        _order.Begin(5, epoch: 7);
        _order.Arrive(Event(6, epoch: 9));
        _order.Waited();

        var steps = _order.GiveUp();

        steps.OfType<FeedStep.Missed>().ShouldBeEmpty("no number is missing");
        Sequences(steps).ShouldBe([6]);
    }

    [Fact]
    public void The_clocks_of_two_owners_need_not_agree()
    {
        _order.Begin(4, epoch: 7);
        _order.Arrive(Event(5, minute: 90, epoch: 7));

        Asked(_order.Arrive(TakenOver(5, epoch: 9))).ShouldBe((6, 7));
    }

    [Fact]
    public void Numbers_that_nobody_used_are_passed_over_where_the_connector_says_that_nothing_is_missing()
    {
        _order.Begin(4, epoch: 7);
        _order.Arrive(Event(9, epoch: 8));
        Asked(_order.Waited()).ShouldBe((5, 7));

        Sequences(_order.Replayed(Report(10) with { Events = [Replayed(9), Replayed(10)] })).ShouldBe([9, 10]);
        _order.Held.ShouldBe(0);
        Sequences(_order.Arrive(Event(11, epoch: 8))).ShouldBe([11]);
    }

    [Fact]
    public void What_is_held_is_bounded_and_nearest_to_the_gap()
    {
        _order.Begin(0);
        for (var sequence = 2; sequence < 50; sequence++)
            _order.Arrive(Event(sequence));

        _order.Held.ShouldBe(Capacity);
        Sequences(_order.Arrive(Event(1))).ShouldBe(Enumerable.Range(1, Capacity + 1).Select(sequence => (long)sequence));
    }

    [Fact]
    public void However_events_are_mixed_lost_and_repeated_the_app_has_each_once_in_order()
    {
        var deliveries =
            from count in Gen.Choose(1, 40)
            from order in Gen.Shuffle(Enumerable.Range(1, count).SelectMany(sequence => new[] { sequence, sequence }).ToArray())
            from lost in Gen.Choose(1, count).ListOf()
            from calls in Gen.Choose(0, 5).ArrayOf(order.Length)
            select (Count: count, Arrivals: order.Where(sequence => !lost.Contains(sequence)).ToArray(), Calls: calls);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(deliveries.ToArbitrary(), given =>
        {
            var connector = new Memory(given.Count);
            var order = new AgentEventOrder(Capacity);
            var seen = new List<long>();
            var open = new Queue<Func<IReadOnlyList<FeedStep>>>();
            Take(order.Begin(0));
            for (var i = 0; i < given.Arrivals.Length; i++)
            {
                Take(order.Arrive(Event(given.Arrivals[i])));
                for (var call = given.Calls[i]; call > 0 && open.TryDequeue(out var next); call--)
                    Take(next());
            }

            // Lost or not: a report tells of the last event.
            Take(order.Expect(given.Count));
            for (var rest = 10 * given.Count; rest > 0 && open.TryDequeue(out var next); rest--)
                Take(next());

            return seen.SequenceEqual(Enumerable.Range(1, given.Count).Select(sequence => (long)sequence));

            void Take(IReadOnlyList<FeedStep> steps)
            {
                seen.AddRange(Sequences(steps));
                foreach (var step in steps)
                {
                    if (step is FeedStep.Wait)
                        open.Enqueue(order.Waited);
                    else if (step is FeedStep.Replay replay)
                        open.Enqueue(() => order.Replayed(connector.From(replay.From)));
                }
            }
        }));
    }

    private static (long From, long Epoch) Asked(IReadOnlyList<FeedStep> steps)
    {
        var asked = steps.ShouldHaveSingleItem().ShouldBeOfType<FeedStep.Replay>();
        return (asked.From, asked.Epoch);
    }

    private static List<long> Sequences(IEnumerable<FeedStep> steps) =>
        [.. steps.OfType<FeedStep.HandOn>().Select(step => step.Event.Sequence)];

    private static AgentStateChanged Event(long sequence, long? minute = null, long epoch = 0) =>
        new() { AgentId = "1001", Sequence = sequence, Epoch = epoch, Timestamp = Start.AddMinutes(minute ?? sequence) };

    private static AgentSessionChanged TakenOver(long sequence, long epoch) =>
        new() { AgentId = "1001", Sequence = sequence, Epoch = epoch, Timestamp = Start.AddMinutes(sequence), SessionState = SessionState.TakenOver };

    private static ReplayedEvent Replayed(long sequence, long epoch = 0) => ReplayedEvent.Of(Event(sequence, epoch: epoch));

    private static EventsReport Report(long last, params long[] sequences) =>
        new() { AgentId = "1001", Sequence = last, Complete = true, Events = [.. sequences.Select(sequence => Replayed(sequence))] };

    private sealed class Memory(int count)
    {
        public EventsReport From(long sequence) =>
            Report(count, [.. Enumerable.Range(1, count).Select(each => (long)each).Where(each => each >= sequence)]);
    }
}
