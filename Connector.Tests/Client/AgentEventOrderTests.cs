using Connector.Client.Events;
using Connector.Contracts;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static Connector.Tests.Client.FeedSamples;

namespace Connector.Tests.Client;

/// <summary>An agent's events in order, each once, whatever the bus does to them.</summary>
public sealed class AgentEventOrderTests
{
    private const int Capacity = 8;

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

    private sealed class Memory(int count)
    {
        public EventsReport From(long sequence) =>
            Report(count, [.. Enumerable.Range(1, count).Select(each => (long)each).Where(each => each >= sequence)]);
    }
}
