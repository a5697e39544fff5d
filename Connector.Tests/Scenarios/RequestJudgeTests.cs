using Connector.Contracts;
using Connector.Lab.ClientApps;
using Connector.Lab.Scenarios.Judging;
using Shouldly;
using Xunit;

namespace Connector.Tests.Scenarios;

/// <summary>The judge of requests, with values.</summary>
public sealed class RequestJudgeTests
{
    private readonly List<ClientLine> _lines = [];
    private readonly List<FinesseCall> _calls = [];
    private readonly List<Notified> _told = [];

    [Fact]
    public void Answered_and_carried_out_once_is_right()
    {
        Ask("r1", nameof(MakeReady));
        Reach("r1");
        Ask("r2", nameof(GetAgentState));

        var verdict = Judge();

        ShouldBeClean(verdict);
        verdict.Sent.ShouldBe(2);
    }

    [Fact]
    public void No_answer_is_a_loss()
    {
        _lines.Add(new ClientLine(1, ClientLineKind.Sent, "1001") { Id = "r1", Type = nameof(MakeReady) });
        _lines.Add(new ClientLine(2, ClientLineKind.Unanswered, "1001") { Id = "r1", Why = "nobody answered" });

        Judge().Lost.ShouldHaveSingleItem().ShouldContain("nobody answered");
    }

    [Theory]
    [InlineData(nameof(MakeCall), 202)]
    [InlineData(nameof(SendDtmf), 202)]
    [InlineData(nameof(SendDtmf), 0)]
    public void What_must_not_be_repeated_and_went_to_Finesse_twice_was_carried_out_twice(string type, int second)
    {
        Ask("r1", type);
        Reach("r1");
        Reach("r1", second);

        Judge().Twice.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_second_attempt_that_Finesse_refused_is_none()
    {
        Ask("r1", nameof(MakeCall));
        Reach("r1", 400);
        Reach("r1");

        ShouldBeClean(Judge());
    }

    [Fact]
    public void What_may_be_repeated_is_twice_only_where_it_changed_the_agent_twice()
    {
        Ask("r1", nameof(MakeReady));
        Reach("r1");
        Reach("r1");
        Change("r1", "READY since 1");
        Change("r1", "READY since 2");
        var once = Judge();
        Change("r2", "NOT_READY since 3");
        Change("r1", "READY since 4");

        once.Twice.ShouldBeEmpty("it is the same state with another time");
        once.SentAgain.ShouldBe(1);
        Judge().Twice.ShouldHaveSingleItem();
    }

    [Fact]
    public void An_acceptance_of_what_never_reached_Finesse_is_untrue()
    {
        Ask("r1", nameof(MakeReady));

        Judge().Untrue.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_refusal_of_what_Finesse_carried_out_is_untrue()
    {
        Ask("r1", nameof(MakeReady), nameof(RejectionCode.Timeout));
        Reach("r1");

        Judge().Untrue.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(nameof(RejectionCode.NotConnected), 1)]
    [InlineData(nameof(RejectionCode.FinesseUnavailable), 1)]
    [InlineData(nameof(RejectionCode.UnknownDialog), 0)]
    [InlineData(nameof(RejectionCode.InvalidState), 0)]
    public void Refused_for_want_of_service_is_told_from_refused_by_Finesses_rules(string code, int unserved)
    {
        Ask("r1", nameof(MakeReady), code);

        Judge().Unserved.Count.ShouldBe(unserved);
    }

    [Fact]
    public void What_is_not_known_is_said()
    {
        Ask("r1", nameof(MakeCall), nameof(RejectionCode.OutcomeUnknown));
        Reach("r1");

        var verdict = Judge();

        verdict.Unknown.ShouldHaveSingleItem();
        ShouldBeClean(verdict);
    }

    private static void ShouldBeClean(RequestVerdict verdict) =>
        verdict.Lost.Concat(verdict.Twice).Concat(verdict.Untrue).Concat(verdict.Unserved).ShouldBeEmpty();

    private void Ask(string id, string type, string outcome = Asking.Accepted)
    {
        _lines.Add(new ClientLine(1, ClientLineKind.Sent, "1001") { Id = id, Type = type });
        _lines.Add(new ClientLine(2, ClientLineKind.Answered, "1001") { Id = id, Type = type, Outcome = outcome, Connector = "GC-1" });
    }

    private void Reach(string id, int status = 202) =>
        _calls.Add(new FinesseCall(1, "A", "1001", "PUT", "/finesse/api/User/1001", id, status));

    private void Change(string id, string print) =>
        _told.Add(new Notified(1, "1001", "gc-GC-1", Fingerprint.State, print, "state" + print, id));

    private RequestVerdict Judge() => RequestJudge.Judge(_lines, new FinesseHistory(_calls, _told, []));
}
