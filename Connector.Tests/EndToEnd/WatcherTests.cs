using System.Net;
using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>Supervisors who watch teams and queues, over the real broker. The simulator's teams have ten agents, of whom the last
/// supervises: 1121 to 1130 are team 5013 with queue 6013, and so on.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class WatcherTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task A_supervisor_sees_the_team_and_every_change_of_it_once_until_no_longer()
    {
        const string supervisor = "1130";
        const string member = "1121";
        await SignInAsync(supervisor);

        var (id, report) = await Client.AskAsync<WatchTeam, TeamReport>(new WatchTeam { AgentId = supervisor, TeamId = "5013" });
        (report.RequestId, report.TeamId, report.AgentId).ShouldBe((RequestIds.Of(id), "5013", supervisor));
        report.TeamName.ShouldNotBeEmpty();
        report.Members.Select(one => one.AgentId).Order().ShouldBe(Enumerable.Range(1121, 10).Select(number => $"{number}"));
        var (_, team) = await Client.AskAsync<GetTeam, TeamReport>(new GetTeam { AgentId = supervisor, TeamId = "5013" });
        team.Members.Select(one => (one.AgentId, one.State)).ShouldBe(report.Members.Select(one => (one.AgentId, one.State)));
        report.Members.Single(one => one.AgentId == supervisor).State.ShouldBe(AgentStates.NotReady);
        report.Members.Single(one => one.AgentId == member).State.ShouldBe(AgentStates.Logout);
        await Client.AskAsync<WatchTeam, TeamReport>(new WatchTeam { AgentId = supervisor, TeamId = "5013" });

        await SignInAsync(member);
        var signedIn = await MemberAsync(supervisor, member, AgentStates.NotReady);
        (signedIn.TeamId, signedIn.Member.Extension, signedIn.Removed).ShouldBe(("5013", ClientSteps.ExtensionOf(member), false));
        await Client.AcceptedAsync(new MakeReady { AgentId = member });
        var ready = await MemberAsync(supervisor, member, AgentStates.Ready);
        // The member's own event comes by another way than the supervisor's.
        await Client.Events.WaitForStateAsync(member, AgentStates.Ready);

        await Client.AcceptedAsync(new UnwatchTeam { AgentId = supervisor, TeamId = "5013" });
        await Client.AcceptedAsync(new MakeNotReady { AgentId = member });
        await Client.Events.WaitForStateAsync(member, AgentStates.NotReady, Client.Events.Of(member).OfType<AgentStateChanged>().Single(changed => changed.State == AgentStates.Ready).Sequence);
        // The supervisor's own change comes after anything that would have been told of the member.
        await Client.AcceptedAsync(new MakeReady { AgentId = supervisor });
        await Client.Events.WaitForStateAsync(supervisor, AgentStates.Ready, ready.Sequence);
        var events = await Client.Events.WithoutGapAsync(supervisor);
        events.OfType<TeamMemberStateChanged>().Select(changed => $"{changed.Member.AgentId} {changed.Member.State}")
            .ShouldBe([$"{member} {AgentStates.NotReady}", $"{member} {AgentStates.Ready}"]);
        events.OfType<AgentStateChanged>().Select(changed => changed.State).ShouldBe([AgentStates.NotReady, AgentStates.Ready]);
        events.Select(received => received.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));
    }

    [Fact]
    public async Task A_queue_is_seen_and_its_changes_are_told()
    {
        const string supervisor = "1140";
        const string member = "1131";
        await SignInAsync(supervisor);
        await SignInAsync(member);

        var (_, queues) = await Client.AskAsync<GetQueues, QueuesReport>(new GetQueues { AgentId = supervisor });
        var queueId = queues.Queues.ShouldHaveSingleItem().QueueId;
        var (_, report) = await Client.AskAsync<WatchQueue, QueuesReport>(new WatchQueue { AgentId = supervisor, QueueId = queueId });
        var seen = report.Queues.ShouldHaveSingleItem();
        (seen.QueueId, seen.AgentsReady, seen.AgentsLoggedOn).ShouldBe((queueId, 0, 2));

        await Client.AcceptedAsync(new MakeReady { AgentId = member });

        var changed = await Client.Events.WaitForAsync<QueueStatisticsChanged>(
            supervisor, "one ready", told => told.Queue.AgentsReady == 1, limit: TimeSpan.FromSeconds(60));
        (changed.Queue.QueueId, changed.Queue.Name, changed.Queue.AgentsLoggedOn).ShouldBe((queueId, seen.Name, 2));
        await Client.AcceptedAsync(new UnwatchQueue { AgentId = supervisor, QueueId = queueId });
    }

    [Fact]
    public async Task Who_may_not_watch_or_what_is_not_there_is_refused_in_words()
    {
        const string agent = "1141";
        const string supervisor = "1150";
        await SignInAsync(agent);
        await SignInAsync(supervisor);

        (await Client.RejectedAsync(new WatchTeam { AgentId = agent, TeamId = "5015" })).Code.ShouldBe(RejectionCode.Unauthorized);
        (await Client.RejectedAsync(new WatchTeam { AgentId = supervisor, TeamId = "5013" })).Code.ShouldBe(RejectionCode.Unauthorized);
        var unknown = await Client.RejectedAsync(new GetTeam { AgentId = supervisor, TeamId = "4711" });
        (unknown.Code, unknown.HttpStatus).ShouldBe((RejectionCode.InvalidRequest, 404));
        unknown.Message.ShouldContain("check TeamId");
        (await Client.RejectedAsync(new WatchQueue { AgentId = supervisor, QueueId = "4711" })).Code.ShouldBe(RejectionCode.InvalidRequest);
        (await Client.RejectedAsync(new WatchTeam { AgentId = "1142", TeamId = "5015" })).Code.ShouldBe(RejectionCode.NotConnected);
        await Client.ServesAsync(agent);
    }

    [Fact]
    public async Task What_changed_while_the_subscription_was_lost_is_made_up_for_and_then_told_again()
    {
        const string supervisor = "1160";
        const string member = "1151";
        var last = await SignInAsync(supervisor);
        await Client.AskAsync<WatchTeam, TeamReport>(new WatchTeam { AgentId = supervisor, TeamId = "5016" });

        await Live.XmppLink.CutAsync();
        try
        {
            await Client.Events.WaitForSessionAsync(supervisor, SessionState.Interrupted, last);
            var signedIn = await Live.Simulator.DirectlyAsync(
                member,
                HttpMethod.Put,
                $"User/{member}",
                $"<User><state>LOGIN</state><extension>{ClientSteps.ExtensionOf(member)}</extension></User>");
            signedIn.ShouldBe(HttpStatusCode.Accepted);
        }
        finally
        {
            Live.XmppLink.Restore();
        }

        await MemberAsync(supervisor, member, AgentStates.NotReady, TimeSpan.FromSeconds(60));
        (await Live.Simulator.DirectlyAsync(member, HttpMethod.Put, $"User/{member}", "<User><state>READY</state></User>"))
            .ShouldBe(HttpStatusCode.Accepted);
        await MemberAsync(supervisor, member, AgentStates.Ready);
        (await Client.Events.WithoutGapAsync(supervisor)).OfType<TeamMemberStateChanged>()
            .Where(changed => changed.Member.AgentId == member).Select(changed => changed.Member.State)
            .ShouldBe([AgentStates.NotReady, AgentStates.Ready]);
    }

    private Task<TeamMemberStateChanged> MemberAsync(string supervisor, string member, string state, TimeSpan? limit = null) =>
        Client.Events.WaitForAsync<TeamMemberStateChanged>(
            supervisor, $"{member} {state}", changed => changed.Member.AgentId == member && changed.Member.State == state, limit: limit);
}
