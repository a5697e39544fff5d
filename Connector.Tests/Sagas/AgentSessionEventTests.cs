using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

public sealed class AgentSessionEventTests
{
    [Fact]
    public async Task Signing_out_ends_the_session_when_the_logout_is_seen()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();

        (await bench.Ask(new SignOut { AgentId = Agent, ReasonCode = 3 }, "bye")).ShouldBeOfType<CommandAccepted>();
        bench.NotifyState("LOGOUT");

        var events = await bench.EventsAsync(3);
        events[1].ShouldBeOfType<AgentStateChanged>().State.ShouldBe("LOGOUT");
        events[2].ShouldBeOfType<AgentSessionChanged>().SessionState.ShouldBe(SessionState.SignedOut);
        bench.Closed.ShouldBe([Agent]);
        ((CommandRejected)await bench.Ask(new MakeReady { AgentId = Agent })).Code.ShouldBe(RejectionCode.NotConnected);
        (await bench.Ask(new SignOut { AgentId = Agent, ReasonCode = 3 }, "bye")).ShouldBeOfType<CommandAccepted>();
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_logout_that_nobody_asked_for_is_told_and_the_subscription_stays()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();

        bench.NotifyState("LOGOUT");

        (await bench.EventsAsync(2))[1].ShouldBeOfType<AgentStateChanged>().State.ShouldBe("LOGOUT");
        bench.Inbox.Summaries().Single().Session.ShouldBe("Connected");
        bench.Closed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_logout_that_comes_before_the_202_still_has_the_sign_out_answered()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();

        var asked = bench.Ask(new SignOut { AgentId = Agent });
        var call = await bench.CallAsync(1);
        bench.NotifyState("LOGOUT");
        await bench.EventsAsync(3);
        call.Outcome.SetResult(new FinesseOutcome.Accepted());

        (await asked).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task The_count_of_events_goes_on_over_a_sign_out()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        await bench.Ask(new DisconnectAgent { AgentId = Agent });

        var asked = bench.Ask(new ConnectAgent { AgentId = Agent, Password = "pw" });
        await Eventually.HoldsAsync("the subscription to be opened again", () => bench.TimesOpened == 2);
        bench.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [])));

        ((AgentConnected)await asked).Sequence.ShouldBe(3);
        (await bench.EventsAsync(3)).Select(told => told.Sequence).ShouldBe([1L, 2L, 3L]);
    }

    [Fact]
    public async Task After_a_loss_only_the_differences_are_told()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync("TALKING", Call("7", "ACTIVE"), Call("8", "ACTIVE"));

        bench.Report(new SubscriptionReport.Lost("The server went away."));
        await Eventually.HoldsAsync("the interruption", () => bench.Inbox.Summaries().Single().Session == "Interrupted");
        bench.Report(new SubscriptionReport.Restored(new AgentView(State("READY"), [Call("8", "ACTIVE"), Call("9")])));

        var events = await bench.EventsAsync(6);
        events.Select(Describe).ShouldBe(
        [
            "session Connected", "session Interrupted", "session Connected", "Removed 7", "Added 9", "state READY after TALKING",
        ]);
        events.Select(told => told.Sequence).ShouldBe([1L, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public async Task Requests_are_carried_out_while_the_subscription_is_interrupted()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        bench.Report(new SubscriptionReport.Lost("The server went away."));

        (await bench.Ask(new MakeReady { AgentId = Agent })).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task Reports_of_a_subscription_that_was_given_up_are_void()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        var old = bench.Generation;
        await bench.Ask(new DisconnectAgent { AgentId = Agent });
        await bench.EventsAsync(2);

        bench.Inbox.Report(Agent, old, new SubscriptionReport.Notified(new AgentNotification.StateChanged("i", null, State("READY"))));

        ((CommandRejected)await bench.Ask(new MakeReady { AgentId = Agent })).Code.ShouldBe(RejectionCode.NotConnected);
        bench.Events.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_refusal_that_comes_later_is_tied_to_the_request_that_Finesse_took_last()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync("LOGOUT");
        await bench.Ask(new SignIn { AgentId = Agent, Extension = "999", Password = "pw" }, "request-1");

        bench.Notify(new AgentNotification.RequestFailed(
            "item-1", null, null, new FinesseRefusal("Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", "260")));

        var failed = (await bench.EventsAsync(2))[1].ShouldBeOfType<CommandFailed>();
        (failed.Code, failed.RequestId, failed.FinesseErrorData).ShouldBe((RejectionCode.InvalidDevice, "request-1", "260"));
    }

    [Fact]
    public async Task Notifications_that_cannot_be_kept_have_the_agent_read_anew()
    {
        await using var bench = new SessionBench(inboxCapacity: 2);
        await bench.ConnectAsync("READY");

        var ready = false;
        while (bench.TimesOpened == 1)
        {
            bench.NotifyState(ready ? "READY" : "NOT_READY");
            ready = !ready;
        }

        var answered = 1;
        await Eventually.HoldsAsync("the true state", () =>
        {
            // Each time the subscription is opened anew, the shell reads the agent.
            if (bench.Generation > answered)
            {
                answered = bench.Generation;
                bench.Report(new SubscriptionReport.Opened(new AgentView(State("WORK"), [])));
            }

            return bench.Events.OfType<AgentStateChanged>().LastOrDefault()?.State == "WORK";
        });

        bench.Events.OfType<AgentSessionChanged>().Select(told => told.SessionState)
            .ShouldBe([SessionState.Connected, SessionState.Interrupted, SessionState.Connected]);
        bench.Events.Select(told => told.Sequence).ShouldBe(Enumerable.Range(1, bench.Events.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task Events_of_one_notification_have_the_same_id_on_any_connector()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            await using var bench = new SessionBench();
            await bench.ConnectAsync();
            bench.Notify(new AgentNotification.DialogsChanged("item-7", null, DialogChange.Added, [Call("1"), Call("2")]));
            ids.AddRange((await bench.EventsAsync(3)).Skip(1).Select(told => told.EventId));
        }

        ids[0].ShouldBe(ids[2]);
        ids[1].ShouldBe(ids[3]);
        ids[0].ShouldNotBe(ids[1]);
    }

    private static string Describe(AgentEvent told) => told switch
    {
        AgentSessionChanged session => $"session {session.SessionState}",
        DialogChanged dialog => $"{dialog.Change} {dialog.Dialog.DialogId}",
        AgentStateChanged state => $"state {state.State} after {state.PreviousState}",
        _ => told.GetType().Name,
    };
}
