using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

public sealed class TakeoverTests
{
    private const string Agent = OwnedBench.Agent;

    [Fact]
    public async Task What_clients_do_not_know_yet_is_told_and_nothing_else()
    {
        var known = await OwnedBench.KnownOfAsync("READY", Call("7", "ACTIVE"), Call("8", "HELD"));
        await using var bench = new OwnedBench();

        await bench.TakeOverAsync(known, new AgentView(State("TALKING"), [Call("8", "ACTIVE"), Call("9", "ALERTING")]));

        var events = bench.Sessions.Events;
        events.Select(told => told.Sequence).ShouldBe([known.Sequence + 1, known.Sequence + 2, known.Sequence + 3, known.Sequence + 4, known.Sequence + 5]);
        events.ShouldAllBe(told => told.Epoch == known.Events[0].Epoch + 1 && told.ConnectorId == "gc-2");
        var takenOver = events[0].ShouldBeOfType<AgentSessionChanged>();
        (takenOver.SessionState, takenOver.Owner).ShouldBe((SessionState.TakenOver, "gc-2"));
        takenOver.Reason.ShouldNotBeNull().ShouldContain("gc-1 is down");
        events.OfType<DialogChanged>().Select(told => (told.Change, told.Dialog.DialogId))
            .ShouldBe([(DialogChange.Removed, "7"), (DialogChange.Updated, "8"), (DialogChange.Added, "9")]);
        var state = events[4].ShouldBeOfType<AgentStateChanged>();
        (state.State, state.PreviousState).ShouldBe(("TALKING", "READY"));
    }

    [Fact]
    public async Task Where_nothing_changed_only_the_takeover_is_told()
    {
        var known = await OwnedBench.KnownOfAsync("READY", Call("7"));
        await using var bench = new OwnedBench();

        await bench.TakeOverAsync(known, new AgentView(State("READY"), [Call("7")]));

        bench.Sessions.Events.ShouldHaveSingleItem().ShouldBeOfType<AgentSessionChanged>().SessionState.ShouldBe(SessionState.TakenOver);
        bench.Sessions.Opened.ShouldHaveSingleItem().Credentials.ShouldBe(new AgentCredentials("pw", null));
        bench.Sessions.Opened.Single().Hints.ShouldBe(new SubscriptionHints { HasCalls = true, IsTakeover = true });
    }

    [Fact]
    public async Task What_was_told_before_can_be_replayed()
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench();
        await bench.TakeOverAsync(known, new AgentView(State("TALKING"), []));

        var report = (EventsReport)await bench.Sessions.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 1 });

        report.Complete.ShouldBeTrue();
        report.Events.Count.ShouldBe(3);
        report.Events[0].AgentSessionChanged!.SessionState.ShouldBe(SessionState.Connected);
        report.Events[2].AgentStateChanged!.EventId.ShouldBe(bench.Sessions.Events[1].EventId);
    }

    [Fact]
    public async Task How_the_agent_signed_in_and_what_he_watches_goes_along()
    {
        await using var before = new OwnedBench("gc-1");
        before.Sessions.AtOnce = call => call is WatchTeamUsers ? new FinesseOutcome.TeamRead(new TeamView("5", "Sales", [])) : new FinesseOutcome.Accepted();
        before.Acquire(AcquireReason.Asked);
        var signIn = before.Sessions.Ask(
            new SignIn { AgentId = Agent, Extension = "2001", Password = "pw", MobileMode = MobileMode.NailedConnection, DialNumber = "555", EventAddress = "mine" });
        await Eventually.HoldsAsync("the subscription", () => before.Sessions.TimesOpened == 1);
        before.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("LOGOUT"), [])));
        await signIn;
        await before.Sessions.Ask(new WatchTeam { AgentId = Agent, TeamId = "5" }, "watch");
        await using var bench = new OwnedBench();
        bench.Sessions.AtOnce = before.Sessions.AtOnce;

        await bench.TakeOverAsync(before.Known, new AgentView(State("NOT_READY"), []));

        bench.Sessions.Opened.Single().Hints!.SignIn.ShouldBe(new SignInAgent("2001", "NAILED_CONNECTION", "555", null));
        (await bench.Sessions.CallAsync(1)).What.ShouldBe(new WatchTeamUsers("5"));
    }

    [Theory]
    [InlineData(AcquireReason.ClientIsHere, "out of contact")]
    [InlineData(AcquireReason.Restart, "restart")]
    public async Task The_reason_is_worded(AcquireReason why, string words)
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench();

        await bench.TakeOverAsync(known, new AgentView(State("READY"), []), why);

        bench.Sessions.Events.Single().ShouldBeOfType<AgentSessionChanged>().Reason.ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public async Task An_agent_whose_session_is_open_goes_on_in_the_new_epoch_with_everything_said_again()
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("READY", Call("7"));

        bench.Acquire(AcquireReason.Rejoined, bench.Known with { Sequence = 40 });
        await bench.SettleAsync();

        bench.Sessions.TimesOpened.ShouldBe(1);
        var events = bench.Sessions.Events.Skip(1).ToList();
        events.Select(told => (told.Epoch, told.Sequence)).ShouldBe([(2, 41), (2, 42), (2, 43)]);
        events[0].ShouldBeOfType<AgentSessionChanged>().SessionState.ShouldBe(SessionState.TakenOver);
        events[1].ShouldBeOfType<DialogChanged>().Dialog.DialogId.ShouldBe("7");
        events[2].ShouldBeOfType<AgentStateChanged>().State.ShouldBe("READY");
    }

    [Fact]
    public async Task What_both_connectors_had_told_is_not_said_again_and_what_one_of_them_had_not_is()
    {
        var rival = await OwnedBench.KnownOfAsync("READY", Call("8"));
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("READY", Call("7"));

        bench.Acquire(AcquireReason.Rejoined, bench.Known with { Sequence = 40 }, rival: rival);
        await bench.SettleAsync();

        bench.Sessions.Events.Skip(1).Select(told => told is DialogChanged call ? $"{call.Change} {call.Dialog.DialogId}" : told.GetType().Name)
            .ShouldBe([nameof(AgentSessionChanged), "Removed 8", "Updated 7"]);
    }

    [Fact]
    public async Task Nothing_is_said_again_where_both_connectors_had_told_the_same()
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("READY", Call("7"));

        bench.Acquire(AcquireReason.Rejoined, bench.Known with { Sequence = 40 }, rival: bench.Known);
        await bench.SettleAsync();

        bench.Sessions.Events.Skip(1).ShouldHaveSingleItem().ShouldBeOfType<AgentSessionChanged>();
    }

    [Theory]
    [InlineData(AcquireReason.Rejoined)]
    [InlineData(AcquireReason.Restart)]
    public async Task What_was_told_in_an_epoch_that_was_over_is_told_in_the_next_one_each_step_of_it(AcquireReason why)
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("NOT_READY");
        var known = bench.Known;
        bench.TakesIn = false;
        bench.Sessions.Notify(new AgentNotification.DialogsChanged("i-1", null, DialogChange.Added, [Call("7")]));
        bench.Sessions.Notify(new AgentNotification.DialogsChanged("i-2", "r-1", DialogChange.Updated, [Call("7", "ACTIVE")]));
        bench.Sessions.NotifyState("TALKING");
        bench.Sessions.Notify(new AgentNotification.DialogsChanged("i-3", null, DialogChange.Removed, [Call("7", "DROPPED")]));
        bench.Sessions.NotifyState("READY");
        await bench.SettleAsync();
        bench.TakesIn = true;
        bench.Sessions.Events.Count.ShouldBe(1);

        bench.Acquire(why, known with { Sequence = why is AcquireReason.Rejoined ? 40 : known.Sequence }, rival: why is AcquireReason.Rejoined ? known : null);
        await bench.SettleAsync();

        var events = bench.Sessions.Events.Skip(1).ToList();
        events.Select(told => told switch
        {
            AgentStateChanged state => state.State,
            DialogChanged call => $"{call.Change} {call.Dialog.State}",
            _ => told.GetType().Name,
        }).ShouldBe([nameof(AgentSessionChanged), "Added ALERTING", "Updated ACTIVE", "TALKING", "Removed DROPPED", "READY"]);
        var first = why is AcquireReason.Rejoined ? 41 : 2;
        events.Select(told => (told.Epoch, told.Sequence)).ShouldBe(Enumerable.Range(first, 6).Select(number => (2L, (long)number)));
        events.Select(told => told.EventId).ShouldBeUnique();
        (events[1].EventId, events[2].RequestId).ShouldBe((EventIds.OfNotification(OwnedBench.Agent, "i-1", 0), "r-1"));
        var replayed = (EventsReport)await bench.Sessions.Ask(new ReplayEvents { AgentId = OwnedBench.Agent, FromSequence = 2, Epoch = 1 });
        (replayed.Complete, replayed.Events.Count).ShouldBe((true, 6));
    }

    [Fact]
    public async Task A_Finesse_that_is_away_is_asked_again_and_requests_are_answered_meanwhile()
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench(openAgainAfter: TimeSpan.FromMilliseconds(1));
        bench.Acquire(AcquireReason.OwnerDown, known);
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.Sessions.TimesOpened == 1);
        var waiting = bench.Sessions.Ask(new MakeReady { AgentId = Agent });

        bench.Sessions.Report(new SubscriptionReport.Refused(RejectionCode.FinesseUnavailable, "Finesse is away."));

        ((CommandRejected)await waiting).Code.ShouldBe(RejectionCode.FinesseUnavailable);
        await Eventually.HoldsAsync("the subscription to be opened again", () => bench.Sessions.TimesOpened == 2);
        bench.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [])));
        (await bench.Sessions.EventsAsync(1))[0].ShouldBeOfType<AgentSessionChanged>().SessionState.ShouldBe(SessionState.TakenOver);
        bench.Words.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_password_ends_the_claim_and_is_told()
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench();
        bench.Acquire(AcquireReason.OwnerDown, known);
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.Sessions.TimesOpened == 1);

        bench.Sessions.Report(new SubscriptionReport.Refused(RejectionCode.Unauthorized, "The password is refused."));
        await bench.SettleAsync();

        bench.Words.ShouldBe([("Ended", 2)]);
        bench.Sessions.Events.ShouldHaveSingleItem().ShouldBeOfType<AgentSessionChanged>().SessionState.ShouldBe(SessionState.Failed);
        SubscriptionOf(bench.Known).ShouldNotContain("pw");
    }

    [Fact]
    public async Task Credentials_that_cannot_be_read_end_the_claim_and_are_told()
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench();

        bench.Acquire(AcquireReason.OwnerDown, known with { Subscription = """{"secret":"made with another key"}""" });
        await bench.SettleAsync();

        var failed = bench.Sessions.Events.ShouldHaveSingleItem().ShouldBeOfType<AgentSessionChanged>();
        failed.SessionState.ShouldBe(SessionState.Failed);
        failed.Reason.ShouldNotBeNull().ShouldContain("SYNC_SHARED_KEY");
        bench.Words.ShouldBe([("Ended", 2)]);
        bench.Sessions.TimesOpened.ShouldBe(0);
    }

    [Fact]
    public async Task A_session_that_is_asked_for_waits_for_the_request_that_brings_the_credentials()
    {
        await using var bench = new OwnedBench();

        bench.Acquire(AcquireReason.Asked);
        ((CommandRejected)await bench.Sessions.Ask(new ConnectAgent { AgentId = Agent })).Code.ShouldBe(RejectionCode.InvalidRequest);
        await Eventually.HoldsAsync("the end of the claim", () => bench.Words.Count == 1);
        bench.Words.ShouldBe([("Ended", 1)]);

        bench.Acquire(AcquireReason.Asked);
        await bench.Sessions.ConnectAsync("READY");
        bench.Sessions.Events.ShouldHaveSingleItem().Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_sign_in_ends_the_claim()
    {
        await using var bench = new OwnedBench();
        bench.Acquire(AcquireReason.Asked);
        var asked = bench.Sessions.Ask(new ConnectAgent { AgentId = Agent, Password = "wrong" });
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.Sessions.TimesOpened == 1);

        bench.Sessions.Report(new SubscriptionReport.Refused(RejectionCode.Unauthorized, "No."));

        ((CommandRejected)await asked).Code.ShouldBe(RejectionCode.Unauthorized);
        await Eventually.HoldsAsync("the end", () => bench.Words.Count == 1);
        bench.Sessions.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sign_out_ends_the_claim_and_the_credentials_are_forgotten_elsewhere()
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("NOT_READY");
        SubscriptionOf(bench.Known).ShouldContain("pw");

        await bench.Sessions.Ask(new SignOut { AgentId = Agent });
        bench.Sessions.NotifyState("LOGOUT");
        await bench.Sessions.EventsAsync(3);

        bench.Words.ShouldBe([("Ended", 1)]);
        SubscriptionOf(bench.Known).ShouldNotContain("pw");
        await Should.ThrowAsync<RequestReturnedException>(bench.Sessions.Ask(new ConnectAgent { AgentId = Agent, Password = "pw" }, "next"));
        await bench.SettleAsync();
        bench.GivenBack.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_sign_out_that_the_owner_before_had_begun_is_finished()
    {
        await using var before = new OwnedBench("gc-1");
        await before.ConnectAsync("NOT_READY");
        await before.Sessions.Ask(new SignOut { AgentId = Agent });
        await using var bench = new OwnedBench();

        await bench.TakeOverAsync(before.Known, new AgentView(State("LOGOUT"), []));

        bench.Sessions.Events.OfType<AgentSessionChanged>().Select(told => told.SessionState).ShouldBe([SessionState.TakenOver, SessionState.SignedOut]);
        bench.Words.ShouldBe([("Ended", 2)]);
    }

    private static string SubscriptionOf(AgentProgress known) => known.Subscription ?? "";
}
