using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

/// <summary>Both ends of a hand-over, and what happens while nothing may be published.</summary>
public sealed class HandoverTests
{
    private const string Agent = OwnedBench.Agent;

    [Fact]
    public async Task A_prepared_session_lives_and_says_nothing()
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench();

        bench.Sessions.Owned.Prepare(Agent, known);
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.Sessions.TimesOpened == 1);
        bench.Words.ShouldBeEmpty();
        bench.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("TALKING"), [Call("7")])));
        bench.Sessions.NotifyState("WORK");
        await Eventually.HoldsAsync("word of it", () => bench.Words.Count == 1);

        bench.Words.ShouldBe([("Prepared", 0)]);
        bench.Sessions.Log.ShouldBeEmpty();
        bench.Sessions.Inbox.Summaries().ShouldBeEmpty();
        bench.Sessions.Owned.Prepare(Agent, known);
        await Eventually.HoldsAsync("the word once more", () => bench.Words.Count == 2);
        bench.Sessions.TimesOpened.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_owner_before_told_last_is_not_waited_for_without_end()
    {
        await using var old = new OwnedBench("gc-1");
        await old.ConnectAsync("NOT_READY");
        await using var bench = new OwnedBench(awaitNoLongerThan: TimeSpan.FromMilliseconds(50));
        bench.Sessions.Owned.Prepare(Agent, old.Known);
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.Sessions.TimesOpened == 1);
        // Told by the owner before, and read here: it is never heard here.
        old.Sessions.NotifyState("READY");
        await old.SettleAsync();
        bench.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [])));
        bench.Sessions.NotifyState("RESERVED");
        await bench.SettleAsync();

        bench.Acquire(AcquireReason.HandedOver, old.Known);
        bench.Sessions.NotifyState("TALKING");

        (await bench.Sessions.EventsAsync(3)).OfType<AgentStateChanged>().Select(told => told.State).ShouldBe(["RESERVED", "TALKING"]);
    }

    [Fact]
    public async Task A_preparation_that_comes_to_nothing_is_closed()
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench();
        bench.Sessions.Owned.Prepare(Agent, known);
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.Sessions.TimesOpened == 1);

        bench.Sessions.Owned.Release(Agent, "gc-1");

        await Eventually.HoldsAsync("the subscription to be closed", () => bench.Sessions.Closed.Count == 1);
        bench.Sessions.Log.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_agent_who_was_here_before_is_served_when_he_comes_back(bool livesBefore)
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("READY");
        bench.Sessions.Owned.Release(Agent, "gc-1");
        await Eventually.HoldsAsync("the subscription to be closed", () => bench.Sessions.Closed.Count == 1);
        var (known, now) = (bench.Known, new SubscriptionReport.Opened(new AgentView(State("TALKING"), [Call("7")])));

        bench.Sessions.Owned.Prepare(Agent, known);
        await Eventually.HoldsAsync("the subscription to be opened anew", () => bench.Sessions.TimesOpened == 2);
        if (livesBefore)
            bench.Sessions.Report(now);
        bench.Acquire(AcquireReason.HandedOver, known);
        if (!livesBefore)
            bench.Sessions.Report(now);
        await bench.SettleAsync();
        bench.Sessions.NotifyState("WORK");

        (await bench.Sessions.EventsAsync(5)).Skip(1).Select(told => told switch
        {
            AgentSessionChanged session => session.SessionState.ToString(),
            AgentStateChanged state => state.State,
            DialogChanged call => call.Dialog.DialogId,
            _ => "",
        }).ShouldBe(["TakenOver", "7", "TALKING", "WORK"]);
        (await bench.Sessions.Ask(new MakeReady { AgentId = Agent })).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task Who_hands_over_finishes_what_is_under_way_returns_the_rest_and_says_nothing_more()
    {
        await using var bench = new OwnedBench();
        bench.Sessions.AtOnce = _ => null;
        await bench.ConnectAsync("NOT_READY");
        var underWay = bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "first");
        var call = await bench.Sessions.CallAsync(1);
        var waiting = bench.Sessions.Ask(new MakeNotReady { AgentId = Agent }, "second");
        await bench.SettleAsync();

        bench.Quiesce();
        await Should.ThrowAsync<RequestReturnedException>(waiting);
        await Should.ThrowAsync<RequestReturnedException>(bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "third"));
        bench.Words.ShouldBeEmpty();
        bench.Sessions.NotifyState("READY");
        call.Outcome.SetResult(new FinesseOutcome.Accepted());

        (await underWay).ShouldBeOfType<CommandAccepted>();
        await Eventually.HoldsAsync("the last word", () => bench.Words.Count == 1);
        bench.Words.ShouldBe([("Quiesced", 1)]);
        bench.GivenBack.ShouldBe(["second", "third"]);
        bench.Sessions.Events.ShouldHaveSingleItem();
        bench.Known.Requests.ShouldContain(request => request.RequestId == "first" && request.Answer != null);
        bench.Sessions.Log.Last().ShouldBe("Quiesced");
    }

    [Fact]
    public async Task Who_hands_over_tells_on_first_what_Finesse_had_told()
    {
        await using var bench = new OwnedBench();
        bench.Sessions.DrainsAtOnce = false;
        await bench.ConnectAsync("NOT_READY");

        bench.Quiesce();
        bench.Sessions.NotifyState("READY");
        await Should.ThrowAsync<RequestReturnedException>(bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "late"));
        await bench.SettleAsync();
        (await bench.Sessions.EventsAsync(2))[1].ShouldBeOfType<AgentStateChanged>().State.ShouldBe("READY");
        bench.Words.ShouldBeEmpty();
        bench.Sessions.Report(new SubscriptionReport.Drained());
        bench.Sessions.NotifyState("TALKING");
        await bench.SettleAsync();

        bench.Words.ShouldBe([("Quiesced", 1)]);
        bench.Sessions.Events.Count.ShouldBe(2);
        bench.Sessions.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_under_way_is_finished_also_where_it_takes_longer_than_what_Finesse_had_told()
    {
        await using var bench = new OwnedBench();
        bench.Sessions.DrainsAtOnce = false;
        bench.Sessions.AtOnce = _ => null;
        await bench.ConnectAsync("NOT_READY");
        var underWay = bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "first");
        var call = await bench.Sessions.CallAsync(1);

        bench.Quiesce();
        bench.Sessions.Report(new SubscriptionReport.Drained());
        await bench.SettleAsync();
        bench.Words.ShouldBeEmpty();
        call.Outcome.SetResult(new FinesseOutcome.Accepted());

        (await underWay).ShouldBeOfType<CommandAccepted>();
        await Eventually.HoldsAsync("the last word", () => bench.Words.Count == 1);
    }

    [Fact]
    public async Task A_subscription_that_is_opened_anew_has_nothing_more_to_tell_on()
    {
        await using var bench = new OwnedBench();
        bench.Sessions.DrainsAtOnce = false;
        await bench.ConnectAsync("NOT_READY");

        bench.Quiesce();
        await bench.SettleAsync();
        bench.Words.ShouldBeEmpty();
        bench.Sessions.Overflow();

        await Eventually.HoldsAsync("the last word", () => bench.Words.Count == 1);
        bench.Sessions.TimesOpened.ShouldBe(2);
        bench.Resume();
        bench.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [])));
        (await bench.Sessions.Ask(new MakeReady { AgentId = Agent })).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task A_fence_ends_a_hand_over_that_waits_for_what_Finesse_had_told()
    {
        await using var bench = new OwnedBench();
        bench.Sessions.DrainsAtOnce = false;
        await bench.ConnectAsync("NOT_READY");
        bench.Quiesce();
        bench.Sessions.Owned.Fence("No broker.");
        bench.Sessions.NotifyState("READY");
        await bench.SettleAsync();
        bench.Sessions.Events.Count.ShouldBe(1);

        bench.Sessions.Owned.EnterService();
        bench.Acquire(AcquireReason.Restart, bench.Known, from: null);

        (await bench.Sessions.EventsAsync(3)).OfType<AgentStateChanged>().ShouldHaveSingleItem().State.ShouldBe("READY");
        (await bench.Sessions.Ask(new MakeReady { AgentId = Agent })).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task A_hand_over_that_came_to_nothing_loses_nothing()
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("NOT_READY");
        bench.Quiesce();
        await Eventually.HoldsAsync("the last word", () => bench.Words.Count == 1);
        bench.Sessions.NotifyState("READY");
        bench.Sessions.NotifyState("RESERVED");
        bench.Sessions.NotifyState("TALKING");
        await bench.SettleAsync();
        bench.Sessions.Events.Count.ShouldBe(1);

        bench.Resume();

        (await bench.Sessions.EventsAsync(4)).OfType<AgentStateChanged>().Select(told => told.State).ShouldBe(["READY", "RESERVED", "TALKING"]);
        bench.Sessions.Events.Select(told => (told.Epoch, told.Sequence)).ShouldBe([(1, 1), (1, 2), (1, 3), (1, 4)]);
        (await bench.Sessions.Ask(new MakeReady { AgentId = Agent })).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task A_release_gives_back_what_waits_and_what_was_not_begun()
    {
        await using var bench = new OwnedBench { ConfirmsAtOnce = false };
        await bench.ConnectAsync("READY");
        var unsent = bench.Sessions.Ask(new MakeCall { AgentId = Agent, To = "5" }, "call");
        var waiting = bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "ready");
        await bench.SettleAsync();

        bench.Sessions.Owned.Release(Agent, "gc-1");

        await Should.ThrowAsync<RequestReturnedException>(unsent);
        await Should.ThrowAsync<RequestReturnedException>(waiting);
        // Whoever asked is told first, and ownership behind that.
        await bench.SettleAsync();
        bench.GivenBack.ShouldBe(["call", "ready"]);
        bench.Sessions.Calls.ShouldBeEmpty();
        bench.Sessions.Closed.ShouldBe([Agent]);
        bench.Sessions.Outbox.ShouldBe(["resume", $"withdraw {Agent}"]);
        bench.Sessions.NotifyState("TALKING");
        await bench.SettleAsync();
        bench.Sessions.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_was_on_its_way_when_the_agent_was_released_is_not_refused()
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("READY");
        bench.Sessions.AtOnce = _ => null;
        var underWay = bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "first");
        var call = await bench.Sessions.CallAsync(1);
        var second = bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "second");

        bench.Sessions.Owned.Release(Agent, "gc-1");
        await Should.ThrowAsync<RequestReturnedException>(second);
        call.Outcome.SetResult(new FinesseOutcome.Accepted());

        // What Finesse said is worth saying, whoever owns the agent.
        (await underWay).ShouldBeOfType<CommandAccepted>();
        bench.Known.Requests.ShouldNotContain(request => request.RequestId == "first");
    }

    [Fact]
    public async Task A_fenced_session_neither_acts_nor_answers_nor_publishes()
    {
        await using var bench = new OwnedBench();
        bench.Sessions.AtOnce = call => call is ChangeAgentState { State: "READY" } ? null : new FinesseOutcome.Accepted();
        await bench.ConnectAsync("NOT_READY");
        var sent = bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "sent");
        var call = await bench.Sessions.CallAsync(1);
        var waiting = bench.Sessions.Ask(new MakeNotReady { AgentId = Agent }, "waiting");
        await bench.SettleAsync();

        bench.Sessions.Owned.Fence("No broker.");
        await Should.ThrowAsync<RequestReturnedException>(waiting);
        call.Outcome.SetResult(new FinesseOutcome.Accepted());
        await Should.ThrowAsync<RequestReturnedException>(sent);
        await Should.ThrowAsync<RequestReturnedException>(bench.Sessions.Ask(new MakeNotReady { AgentId = Agent }, "late"));
        bench.Sessions.NotifyState("READY");
        bench.Sessions.Notify(new AgentNotification.DialogsChanged("i-1", null, DialogChange.Added, [Call("7")]));
        await bench.SettleAsync();
        bench.GivenBack.ShouldBe(["waiting", "sent", "late"]);
        bench.Sessions.Events.Count.ShouldBe(1);
        bench.Sessions.Calls.Count.ShouldBe(1);
        bench.Sessions.Closed.ShouldBeEmpty();
        bench.Sessions.Outbox.ShouldBe(["resume", "pause"]);

        bench.Sessions.Owned.EnterService();
        var events = await bench.Sessions.EventsAsync(3);
        events[1].ShouldBeOfType<AgentStateChanged>().State.ShouldBe("READY");
        events[2].ShouldBeOfType<DialogChanged>().Dialog.DialogId.ShouldBe("7");

        // It was carried out, and is remembered here.
        (await bench.Sessions.Ask(new MakeReady { AgentId = Agent }, "sent")).ShouldBeOfType<CommandAccepted>();
        bench.Sessions.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task More_than_can_be_kept_is_read_anew()
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("NOT_READY");
        bench.Sessions.Owned.Fence("No broker.");
        for (var i = 0; i <= KeptReports.Capacity; i++)
            bench.Sessions.NotifyState(i % 2 == 0 ? "READY" : "NOT_READY");
        await bench.SettleAsync();

        bench.Sessions.Owned.EnterService();

        await Eventually.HoldsAsync("the subscription to be opened anew", () => bench.Sessions.TimesOpened == 2);
        bench.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("WORK"), [])));
        (await bench.Sessions.EventsAsync(4)).Skip(1).Select(told => told switch
        {
            AgentSessionChanged session => session.SessionState.ToString(),
            AgentStateChanged state => state.State,
            _ => "",
        }).ShouldBe(["Interrupted", "Connected", "WORK"]);
    }
}
