using Connector.Client.Events;
using Connector.Contracts;
using Shouldly;
using Xunit;
using static Connector.Tests.Client.FeedSamples;

namespace Connector.Tests.Client;

/// <summary>An agent's events in order where one owner follows another, with all that the one knew or without.</summary>
public sealed class OwnersInOrderTests
{
    private readonly AgentEventOrder _order = new(capacity: 8);

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
        asked.OfType<FeedStep.Replay>().Single().Recent!.ShouldHaveSingleItem().ShouldBe(Event(5, epoch: 7), "so that the heir can tell what came after it");
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
    public void Where_all_that_came_after_it_is_known_the_next_question_names_the_event_that_the_app_has()
    {
        _order.Begin(4, epoch: 7);
        _order.Arrive(Event(5, epoch: 7));
        _order.Arrive(TakenOver(5, epoch: 9));
        _order.Replayed(Report(6) with { Epoch = 9, Events = [new ReplayedEvent()] }).ShouldBe([]);
        _order.Last.ShouldBe(6);

        _order.Arrive(Event(7, epoch: 9)).ShouldBe([new FeedStep.Wait()]);
        Asked(_order.Waited()).ShouldBe((6, 7), "there is no event 6 of epoch 7");
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
        _order.Waited().ShouldHaveSingleItem().ShouldBeOfType<FeedStep.Replay>().Recent.ShouldBeNull("nobody took over");
        Sequences(_order.Replayed(Report(22) with { Epoch = 7, Events = [Replayed(21, epoch: 7), Replayed(22, epoch: 7)] })).ShouldBe([21, 22]);

        var asked = _order.Arrive(TakenOver(22, epoch: 9)).ShouldHaveSingleItem().ShouldBeOfType<FeedStep.Replay>();

        asked.Recent!.Select(known => known.Sequence).ShouldBe([15, 16, 17, 18, 19, 20, 21, 22]);
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
}
