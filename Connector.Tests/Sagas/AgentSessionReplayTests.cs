using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

public sealed class AgentSessionReplayTests
{
    [Fact]
    public async Task Past_events_are_told_as_they_were_published()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        bench.NotifyState("READY", "r-1");
        bench.Notify(new AgentNotification.DialogsChanged("i-1", null, DialogChange.Added, [Call("7")]));
        bench.Notify(new AgentNotification.RequestFailed("i-2", "r-9", "7", new("Generic Error", "a < b & c", "1", new("10125", "PERERR_X", "<no>"))));
        var published = await bench.EventsAsync(4);

        var report = (EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 2 }, "replay");

        (report.AgentId, report.RequestId, report.ConnectorId, report.Sequence, report.Epoch, report.Complete)
            .ShouldBe((Agent, "replay", ConnectorId, 4, published[0].Epoch, true));
        (report.State, report.Dialogs).ShouldBe((null, null));
        report.Events.Count.ShouldBe(3);
        report.Events[0].AgentStateChanged!.EventId.ShouldBe(published[1].EventId);
        report.Events[1].DialogChanged!.Dialog.CallVariables.ShouldBe(Call("7").CallVariables);
        report.Events[2].CommandFailed.ShouldBe(published[3]);
        bench.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_memory_does_not_reach_back_the_present_is_told()
    {
        await using var bench = new SessionBench(eventMemory: new EventMemoryLimits { Events = 2 });
        await bench.ConnectAsync("NOT_READY", Call("7", "ACTIVE"));
        foreach (var state in new[] { "READY", "RESERVED", "TALKING" })
            bench.NotifyState(state);
        await bench.EventsAsync(4);

        var report = (EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 2 });

        report.Complete.ShouldBeFalse();
        report.Sequence.ShouldBe(4);
        report.State!.State.ShouldBe("TALKING");
        report.Dialogs!.ShouldHaveSingleItem().DialogId.ShouldBe("7");
        report.Events.Select(told => told.AgentStateChanged!.State).ShouldBe(["RESERVED", "TALKING"]);
    }

    [Fact]
    public async Task A_request_that_waits_for_Finesse_does_not_hold_past_events_up()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();
        var asked = bench.Ask(new MakeReady { AgentId = Agent });
        var call = await bench.CallAsync(1);

        ((EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 1 })).Events.Count.ShouldBe(1);

        asked.IsCompleted.ShouldBeFalse();
        call.Outcome.SetResult(new FinesseOutcome.Accepted());
        await asked;
    }

    [Fact]
    public async Task An_agent_who_is_no_longer_connected_is_remembered()
    {
        await using var bench = new SessionBench(eventMemory: new EventMemoryLimits { Events = 3 });
        await bench.ConnectAsync("READY");
        bench.NotifyState("LOGOUT");
        await bench.EventsAsync(2);
        await bench.Ask(new DisconnectAgent { AgentId = Agent });
        await bench.EventsAsync(3);

        var complete = (EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 2 });
        complete.Complete.ShouldBeTrue();
        complete.Events[1].AgentSessionChanged!.SessionState.ShouldBe(SessionState.Released);

        var beyond = (EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 9 });
        (beyond.Complete, beyond.Sequence, beyond.State!.State).ShouldBe((false, 3, "LOGOUT"));
        beyond.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_agent_is_being_connected_again_past_events_are_told()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        await bench.Ask(new DisconnectAgent { AgentId = Agent });
        var connecting = bench.Ask(new ConnectAgent { AgentId = Agent, Password = "pw" });
        await Eventually.HoldsAsync("the subscription to be opened again", () => bench.TimesOpened == 2);

        ((EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 1 })).Events.Count.ShouldBe(2);

        bench.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [])));
        ((AgentConnected)await connecting).Sequence.ShouldBe(3);
    }

    [Fact]
    public async Task Of_an_agent_never_heard_of_there_is_nothing()
    {
        await using var bench = new SessionBench();

        ((CommandRejected)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 1 })).Code.ShouldBe(RejectionCode.NotConnected);
    }

    [Fact]
    public async Task The_same_question_gets_what_is_true_now()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        ((EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 1 }, "again")).Events.Count.ShouldBe(1);
        bench.NotifyState("READY");
        await bench.EventsAsync(2);

        ((EventsReport)await bench.Ask(new ReplayEvents { AgentId = Agent, FromSequence = 1 }, "again")).Events.Count.ShouldBe(2);
    }
}
