using Connector.Lab.ClientApps;
using Connector.Lab.Scenarios.Judging;
using Shouldly;
using Xunit;

namespace Connector.Tests.Scenarios;

/// <summary>The judge of events, with values: what is right passes, and each way to be wrong is seen as what it is.</summary>
public sealed class EventJudgeTests
{
    private const string Agent = "1001";
    private const string Ready = "READY at 2001 since 10";
    private const string NotReady = "NOT_READY at 2001 since 20";
    private const string ReadyAgain = "READY at 2001 since 30";

    private readonly List<ClientLine> _lines = [];
    private readonly List<Notified> _told = [];
    private long _sequence = 4;

    public EventJudgeTests() => _lines.Add(Line(100, ClientLineKind.Began) with { Sequence = 4, Epoch = 7, Print = "LOGOUT at  since 1" });

    [Fact]
    public void What_Finesse_told_and_the_app_was_handed_on_is_right()
    {
        Tell(200, Ready);
        Hand(201, Ready);
        Tell(300, NotReady);
        Hand(301, NotReady);

        var verdict = Judge("NOT_READY");

        ShouldBeClean(verdict);
        (verdict.Events, verdict.Notified).ShouldBe((2, 2));
    }

    [Fact]
    public void A_change_that_was_not_handed_on_is_lost()
    {
        Tell(200, Ready);
        Tell(300, NotReady);
        Hand(301, NotReady);

        Judge("NOT_READY").Lost.ShouldHaveSingleItem().ShouldContain(Ready);
    }

    [Fact]
    public void Told_by_two_sessions_it_is_one_change()
    {
        Tell(200, Ready);
        Tell(201, NotReady);
        Tell(202, Ready, "gc-GC-2");
        Tell(203, NotReady, "gc-GC-2");
        Hand(210, Ready);
        Hand(211, NotReady);

        ShouldBeClean(Judge("NOT_READY"));
    }

    [Fact]
    public void What_was_told_before_the_app_began_is_not_asked_for()
    {
        Tell(99, Ready);
        Tell(200, NotReady);
        Hand(201, NotReady);

        ShouldBeClean(Judge("NOT_READY"));
    }

    [Fact]
    public void Changes_in_another_order_are_reordered_not_lost()
    {
        Tell(200, Ready);
        Tell(300, NotReady);
        Hand(301, NotReady);
        Hand(302, Ready);

        var verdict = Judge("READY");

        verdict.Reordered.ShouldHaveSingleItem();
        verdict.Lost.ShouldBeEmpty();
    }

    [Fact]
    public void An_event_without_a_change_is_a_repetition()
    {
        Tell(200, Ready);
        Hand(201, Ready);
        Hand(202, Ready);

        Judge("READY").Repeated.ShouldHaveSingleItem().ShouldContain("what was known");
    }

    [Fact]
    public void The_same_event_with_two_numbers_is_a_repetition()
    {
        Tell(200, Ready);
        Tell(210, NotReady);
        Hand(201, Ready, id: "e1");
        Hand(211, NotReady, id: "e1");

        Judge("NOT_READY").Repeated.ShouldHaveSingleItem().ShouldContain("e1");
    }

    [Fact]
    public void A_number_left_out_is_a_loss_and_one_that_comes_again_a_repetition()
    {
        Tell(200, Ready);
        Tell(210, NotReady);
        Hand(201, Ready, sequence: 6);
        Hand(211, NotReady, sequence: 6);

        var verdict = Judge("NOT_READY");

        verdict.Lost.ShouldHaveSingleItem().ShouldContain("event 6 came after 4");
        verdict.Repeated.ShouldHaveSingleItem().ShouldContain("event 6 came after 6");
    }

    [Fact]
    public void Numbers_may_be_left_out_at_the_beginning_of_an_epoch_and_directly_behind_it()
    {
        Tell(200, Ready);
        Tell(210, NotReady);
        Tell(220, ReadyAgain);
        Hand(201, Ready, sequence: 7, epoch: 8);
        Hand(211, NotReady, sequence: 10, epoch: 8);
        Hand(221, ReadyAgain, sequence: 12, epoch: 8);

        Judge("READY").Lost.ShouldHaveSingleItem().ShouldContain("event 12 came after 10");
    }

    [Fact]
    public void What_is_missing_directly_behind_the_beginning_of_an_epoch_is_lost_by_its_contents()
    {
        Tell(200, Ready);
        Tell(210, NotReady);
        Tell(220, ReadyAgain);
        Hand(201, Ready, sequence: 7, epoch: 8);
        Hand(221, ReadyAgain, sequence: 9, epoch: 8);

        Judge("READY").Lost.ShouldHaveSingleItem().ShouldContain(NotReady);
    }

    [Fact]
    public void An_event_of_an_epoch_that_is_over_is_seen()
    {
        Tell(200, Ready);
        Hand(201, Ready, epoch: 6);

        Judge("READY").Repeated.ShouldHaveSingleItem().ShouldContain("epoch 6");
    }

    [Fact]
    public void What_only_a_dead_connector_was_told_is_unheard_where_the_end_is_right()
    {
        Tell(200, Ready);
        Tell(300, NotReady);
        Tell(400, ReadyAgain, "gc-GC-2");
        Hand(401, ReadyAgain);

        var verdict = Judge("READY", new Deafness("gc-GC-1", 150, 1000));

        ShouldBeClean(verdict);
        verdict.Unheard.ShouldBe(2);
    }

    [Fact]
    public void What_a_living_connector_was_told_as_well_is_not_excused()
    {
        Tell(200, Ready);
        Tell(201, Ready, "gc-GC-2");

        Judge("READY", new Deafness("gc-GC-1", 150, 1000)).Lost.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_was_told_before_the_death_is_not_excused()
    {
        Tell(120, Ready);

        Judge("READY", new Deafness("gc-GC-1", 150, 1000)).Lost.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_end_of_a_call_of_which_nobody_alive_heard_is_no_news()
    {
        TellCall(200, "ALERTING", "gc-GC-1");
        TellCall(400, Fingerprint.Gone, "gc-GC-2");

        ShouldBeClean(Judge("LOGOUT", new Deafness("gc-GC-1", 150, 300)));
    }

    [Theory]
    [InlineData("1001", 0)]
    [InlineData("1002", 2)]
    public void What_a_connector_was_told_whom_an_agents_client_could_not_reach_is_excused_for_that_agent(string unreached, int lost)
    {
        Tell(200, Ready);
        Tell(300, NotReady);
        Tell(400, ReadyAgain, "gc-GC-2");
        Hand(401, ReadyAgain);

        Judge("READY", new Deafness("gc-GC-1", 150, 1000) { Agents = new HashSet<string> { unreached } }).Lost.Count.ShouldBe(lost);
    }

    [Fact]
    public void The_end_of_a_call_that_the_app_knows_is_news()
    {
        TellCall(200, "ALERTING", "gc-GC-1");
        _lines.Add(Line(201, ClientLineKind.Event) with { Sequence = ++_sequence, Epoch = 7, About = "call 5", Print = "ALERTING" });
        TellCall(400, Fingerprint.Gone, "gc-GC-1");

        Judge("LOGOUT").Lost.ShouldHaveSingleItem().ShouldContain(Fingerprint.Gone);
    }

    [Fact]
    public void An_app_that_ends_with_another_picture_than_Finesse_is_seen()
    {
        Tell(200, Ready);
        Hand(201, Ready);

        Judge("NOT_READY").WrongInTheEnd.ShouldHaveSingleItem().ShouldContain("NOT_READY");
    }

    [Fact]
    public void Events_missing_for_good_are_lost()
    {
        _lines.Add(Line(201, ClientLineKind.Missed) with { From = 5, Sequence = 6 });
        _sequence = 6;

        Judge("LOGOUT").Lost.ShouldHaveSingleItem().ShouldContain("5 to 6");
    }

    [Fact]
    public void A_report_that_stands_for_events_leaves_them_lost_and_is_counted()
    {
        Tell(200, Ready);
        Tell(300, NotReady);
        _lines.Add(Line(310, ClientLineKind.Resumed) with { Sequence = 9, Epoch = 7, Print = NotReady });
        _sequence = 9;

        var verdict = Judge("NOT_READY");

        verdict.Lost.Count.ShouldBe(2);
        verdict.Resumed.ShouldBe(1);
    }

    private static void ShouldBeClean(EventVerdict verdict) => verdict.Lost.Concat(verdict.Repeated).Concat(verdict.Reordered)
        .Concat(verdict.WrongInTheEnd).ShouldBeEmpty();

    private void Tell(double at, string print, string resource = "gc-GC-1") =>
        _told.Add(new Notified(at, Agent, resource, Fingerprint.State, print, "state" + print, ""));

    private void TellCall(double at, string print, string resource) =>
        _told.Add(new Notified(at, Agent, resource, "call 5", print, "call 5" + print, ""));

    private void Hand(double at, string print, long? sequence = null, string? id = null, long epoch = 7)
    {
        _sequence = sequence ?? _sequence + 1;
        _lines.Add(Line(at, ClientLineKind.Event) with
        {
            Sequence = _sequence,
            Epoch = epoch,
            EventId = id ?? $"e-{at}",
            About = Fingerprint.State,
            Print = print,
        });
    }

    private EventVerdict Judge(string stateAtFinesse, params Deafness[] deaf)
    {
        var last = _lines.FindLast(line => line.About == Fingerprint.State || line.Kind is ClientLineKind.Began or ClientLineKind.Resumed)!;
        _lines.Add(Line(900, ClientLineKind.Final) with { Sequence = _sequence, Print = last.Print });
        var truth = new AgentTruth(Agent, stateAtFinesse, "", stateAtFinesse == "LOGOUT" ? "" : "2001", []);
        return EventJudge.Judge(_lines, new FinesseHistory([], _told, []), new Dictionary<string, AgentTruth> { [Agent] = truth }, deaf);
    }

    private static ClientLine Line(double at, ClientLineKind kind) => new(at, kind, Agent);
}
