using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

public sealed class AgentSessionWatchTests
{
    private TeamView _team = new("500", "Sales", [Member("1001", "READY"), Member("1002", "LOGOUT")]);
    private QueueStatistics _queue = new() { QueueId = "10", Name = "Sales", CallsInQueue = 3 };

    [Fact]
    public async Task Watching_a_team_is_answered_with_it_and_then_its_changes_are_told()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();

        var report = (TeamReport)await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" }, "w-1");
        bench.Notify(Told("i-1", Member("1002", "NOT_READY", 7)));

        (report.RequestId, report.TeamId, report.TeamName, report.Sequence).ShouldBe(("w-1", "500", "Sales", 1));
        report.Members.ShouldBe(_team.Members);
        var changed = (await bench.EventsAsync(2))[1].ShouldBeOfType<TeamMemberStateChanged>();
        (changed.AgentId, changed.TeamId, changed.Member, changed.Removed, changed.Sequence)
            .ShouldBe((Agent, "500", Member("1002", "NOT_READY", 7), false, 2));
        changed.Timestamp.ShouldBe(At(7));
        bench.Calls.ShouldHaveSingleItem().What.ShouldBe(new WatchTeamUsers("500"));
    }

    [Fact]
    public async Task Watching_a_queue_is_answered_with_it_and_then_its_changes_are_told()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();

        var report = (QueuesReport)await bench.Ask(new WatchQueue { AgentId = Agent, QueueId = "10" });
        bench.Notify(new AgentNotification.QueueChanged("i-1", null, _queue));
        bench.Notify(new AgentNotification.QueueChanged("i-2", null, _queue with { CallsInQueue = 4 }));

        report.Queues.ShouldBe([_queue]);
        (await bench.EventsAsync(2))[1].ShouldBeOfType<QueueStatisticsChanged>().Queue.CallsInQueue.ShouldBe(4);
    }

    [Fact]
    public async Task A_supervisors_own_state_and_his_teams_are_told_apart()
    {
        await using var bench = Bench();
        await bench.ConnectAsync("NOT_READY");
        await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });

        bench.Notify(Told("i-1", Member(Agent, "TALKING")));
        bench.NotifyState("READY");

        var events = await bench.EventsAsync(3);
        events[1].ShouldBeOfType<TeamMemberStateChanged>().Member.AgentId.ShouldBe(Agent);
        events[2].ShouldBeOfType<AgentStateChanged>().PreviousState.ShouldBe("NOT_READY");
    }

    [Fact]
    public async Task What_is_not_watched_or_no_longer_is_not_told()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();
        bench.Notify(Told("i-1", Member("1002", "READY")));
        await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });

        (await bench.Ask(new UnwatchTeam { AgentId = Agent, TeamId = "500" })).ShouldBeOfType<CommandAccepted>();
        bench.Notify(Told("i-2", Member("1002", "READY")));
        bench.NotifyState("READY");

        (await bench.EventsAsync(2)).Count.ShouldBe(2);
        bench.Calls[1].What.ShouldBe(new UnwatchTeamUsers("500"));
    }

    [Fact]
    public async Task Watching_twice_tells_every_change_once()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();
        await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
        _team = _team with { Members = [Member("1001", "READY"), Member("1002", "READY", 3)] };

        var report = (TeamReport)await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
        bench.Notify(Told("i-1", Member("1002", "READY", 3)));
        bench.Notify(Told("i-2", Member("1002", "TALKING", 4)));

        report.Members.ShouldBe(_team.Members);
        var told = (await bench.EventsAsync(3)).OfType<TeamMemberStateChanged>().Select(changed => changed.Member.State);
        told.ShouldBe(["READY", "TALKING"]);
        report.Sequence.ShouldBe(2, "the difference that the reading showed is before the report");
    }

    [Fact]
    public async Task What_is_told_while_the_team_is_read_comes_after_the_answer()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();
        var asked = bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
        var call = await bench.CallAsync(1);

        bench.Notify(Told("i-1", Member("1002", "READY", 9)));
        bench.Notify(Told("i-2", Member("1001", "LOGOUT", 1)));
        bench.NotifyState("READY");
        await bench.EventsAsync(2);
        call.Outcome.SetResult(new FinesseOutcome.TeamRead(new("500", "Sales", [Member("1001", "TALKING", 5), Member("1002", "LOGOUT")])));

        ((TeamReport)await asked).Sequence.ShouldBe(2);
        var told = (await bench.EventsAsync(3))[2].ShouldBeOfType<TeamMemberStateChanged>();
        (told.Member.AgentId, told.Member.State).ShouldBe(("1002", "READY"));
        bench.Events.Count.ShouldBe(3, "what is older than the reading is not told");
    }

    [Fact]
    public async Task After_a_restoration_it_is_taken_up_again_and_only_the_differences_are_told()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();
        await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
        await bench.Ask(new WatchQueue { AgentId = Agent, QueueId = "10" });
        bench.Report(new SubscriptionReport.Lost("The server went away."));
        _team = _team with { Members = [Member("1002", "READY", 5), Member("1003", "READY", 5)] };
        _queue = _queue with { CallsInQueue = 0 };

        bench.Report(new SubscriptionReport.Restored(new AgentView(State("NOT_READY"), [])));

        var events = await bench.EventsAsync(7);
        events.Skip(3).Select(Describe).Order().ShouldBe(["gone 1001", "member 1002 READY", "member 1003 READY", "queue 0"]);
        bench.Calls.Count.ShouldBe(4);
        bench.Notify(Told("i-9", Member("1003", "TALKING", 8)));
        Describe((await bench.EventsAsync(8))[7]).ShouldBe("member 1003 TALKING");
    }

    [Fact]
    public async Task Taking_up_again_is_tried_until_it_works()
    {
        await using var bench = Bench(watchAgainAfter: TimeSpan.FromMilliseconds(20));
        await bench.ConnectAsync();
        await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
        bench.AtOnce = _ => new FinesseOutcome.Unavailable("Not now.");
        bench.Report(new SubscriptionReport.Lost("The server went away."));
        bench.Report(new SubscriptionReport.Restored(new AgentView(State("NOT_READY"), [])));
        await bench.CallAsync(4);
        _team = _team with { Members = [Member("1001", "READY"), Member("1002", "READY", 5)] };

        bench.AtOnce = Answer;

        Describe((await bench.EventsAsync(4))[3]).ShouldBe("member 1002 READY");
    }

    [Fact]
    public async Task A_team_that_may_not_be_watched_any_longer_is_said_to_be_lost()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();
        await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" }, "w-1");
        bench.AtOnce = _ => new FinesseOutcome.Refused(new("Invalid Supervisor", "", "500"), 401);
        bench.Report(new SubscriptionReport.Lost("The server went away."));

        bench.Report(new SubscriptionReport.Restored(new AgentView(State("NOT_READY"), [])));

        var failed = (await bench.EventsAsync(4))[3].ShouldBeOfType<CommandFailed>();
        (failed.RequestId, failed.Code).ShouldBe(("w-1", RejectionCode.Unauthorized));
        failed.Message.ShouldBe(
            "Team 500 is not watched any longer. Only a supervisor of the team may see it. The agent is not a supervisor of this team or agent. "
            + "Finesse said: Invalid Supervisor, 500.");
        bench.Notify(Told("i-1", Member("1002", "READY")));
        bench.NotifyState("READY");
        (await bench.EventsAsync(5))[4].ShouldBeOfType<AgentStateChanged>();
    }

    public static TheoryData<FinesseOutcome, RejectionCode, string> Refusals => new()
    {
        { new FinesseOutcome.Refused(new("Invalid Supervisor", "", "500"), 401), RejectionCode.Unauthorized, "not a supervisor" },
        { new FinesseOutcome.Refused(new("Not Found", "TeamId Not Found", "500"), 404), RejectionCode.InvalidRequest, "check TeamId" },
        { new FinesseOutcome.Refused(new("Not Implemented", "", ""), 501), RejectionCode.NotSupported, "cannot do it" },
        { new FinesseOutcome.Unavailable("Not now."), RejectionCode.FinesseUnavailable, "Not now." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_watched_is_refused_and_not_watched(FinesseOutcome outcome, RejectionCode expected, string words)
    {
        await using var bench = new SessionBench { AtOnce = _ => outcome };
        await bench.ConnectAsync();

        var rejected = (CommandRejected)await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
        bench.Notify(Told("i-1", Member("1002", "READY")));
        bench.NotifyState("READY");

        rejected.Code.ShouldBe(expected);
        rejected.Message.ShouldContain(words);
        (await bench.EventsAsync(2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task On_uccx_there_are_no_queues_to_watch()
    {
        await using var bench = new SessionBench { Flavour = FinesseFlavour.Uccx };
        await bench.ConnectAsync();

        foreach (var request in new AgentRequest[] { new WatchQueue { AgentId = Agent, QueueId = "10" }, new GetQueues { AgentId = Agent } })
        {
            var rejected = (CommandRejected)await bench.Ask(request);
            (rejected.Code, rejected.Message.Contains("UCCX")).ShouldBe((RejectionCode.NotSupported, true));
        }

        bench.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watches_end_with_the_session()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();
        await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
        await bench.Ask(new DisconnectAgent { AgentId = Agent });
        var asked = bench.Ask(new ConnectAgent { AgentId = Agent, Password = "pw" });
        await Eventually.HoldsAsync("the subscription to be opened again", () => bench.TimesOpened == 2);
        bench.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [])));
        await asked;

        bench.Notify(Told("i-1", Member("1002", "READY")));
        bench.NotifyState("NOT_READY");

        (await bench.EventsAsync(4)).OfType<TeamMemberStateChanged>().ShouldBeEmpty();
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task More_watches_than_allowed_are_refused()
    {
        await using var bench = new SessionBench
        {
            AtOnce = call => new FinesseOutcome.TeamRead(new(((WatchTeamUsers)call).TeamId, "", [])),
        };
        await bench.ConnectAsync();
        for (var team = 0; team < 100; team++)
            (await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = $"{team}" })).ShouldBeOfType<TeamReport>();

        ((CommandRejected)await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "100" })).Code.ShouldBe(RejectionCode.Overloaded);
        (await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "7" })).ShouldBeOfType<TeamReport>();
    }

    [Fact]
    public async Task Teams_and_queues_are_read_without_watching()
    {
        await using var bench = Bench();
        await bench.ConnectAsync();

        ((TeamReport)await bench.Ask(new GetTeam { AgentId = Agent, TeamId = "500" })).Members.Count.ShouldBe(2);
        ((QueuesReport)await bench.Ask(new GetQueues { AgentId = Agent })).Queues.ShouldBe([_queue]);

        bench.Calls.Select(call => call.What).ShouldBe([new ReadTeam("500"), new ReadQueues()]);
    }

    [Fact]
    public async Task An_event_of_a_notification_has_the_same_id_whatever_was_known_before()
    {
        var ids = new List<Guid>();
        foreach (var known in new[] { "LOGOUT", "NOT_READY" })
        {
            _team = _team with { Members = [Member("1001", known), Member("1002", "LOGOUT")] };
            await using var bench = Bench();
            await bench.ConnectAsync();
            await bench.Ask(new WatchTeam { AgentId = Agent, TeamId = "500" });
            bench.Notify(Told("i-1", Member("1001", "NOT_READY"), Member("1002", "READY")));
            ids.Add((await bench.EventsAsync(known is "LOGOUT" ? 3 : 2)).OfType<TeamMemberStateChanged>().Last().EventId);
        }

        ids[0].ShouldBe(ids[1]);
    }

    private SessionBench Bench(TimeSpan? watchAgainAfter = null) => new(watchAgainAfter: watchAgainAfter) { AtOnce = Answer };

    private FinesseOutcome Answer(FinesseCall call) => call switch
    {
        WatchTeamUsers or ReadTeam => new FinesseOutcome.TeamRead(_team),
        WatchQueueStatistics or ReadQueues => new FinesseOutcome.QueuesRead([_queue]),
        _ => new FinesseOutcome.Accepted(),
    };

    private static AgentNotification.TeamChanged Told(string itemId, params TeamMember[] members) =>
        new(itemId, null, "500", members, NewsExtent.Part);

    private static TeamMember Member(string id, string state, int second = 0) =>
        new() { AgentId = id, State = state, StateChangeTime = At(second) };

    private static DateTimeOffset At(int second) => new(2026, 1, 1, 0, 0, second, TimeSpan.Zero);

    private static string Describe(AgentEvent told) => told switch
    {
        TeamMemberStateChanged { Removed: true } gone => $"gone {gone.Member.AgentId}",
        TeamMemberStateChanged changed => $"member {changed.Member.AgentId} {changed.Member.State}",
        QueueStatisticsChanged changed => $"queue {changed.Queue.CallsInQueue}",
        _ => told.GetType().Name,
    };
}
