using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Connector.Service.Requests;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>The loop around the ownership core, on a clock that stands still.</summary>
public sealed class OwnershipNodeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Alone_it_is_in_service_with_the_first_tick_and_takes_requests()
    {
        await using var bench = new NodeBench();

        await bench.GiveAsync(Fact.Tick.Instance);

        bench.Deeds.ShouldBe(["enter service", "queues shared own"]);
        (bench.Node.Status.Phase, bench.Node.Status.Role, bench.Node.Status.PeerState).ShouldBe((ConnectorPhases.InService, ConnectorRole.Standalone, PeerState.None));
    }

    [Fact]
    public async Task The_agent_is_acquired_before_the_first_request_is_asked_and_requests_keep_their_order()
    {
        await using var bench = new NodeBench();
        await bench.GiveAsync(Fact.Tick.Instance);

        var first = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        var second = bench.RouteAsync(new MakeReady { AgentId = "1001" }, "r2");
        await bench.SettleAsync();
        bench.Asked["r2"].SetResult("second");
        bench.Asked["r1"].SetResult("first");

        (await first).ShouldBe(new RequestOutcome.Answered("first"));
        (await second).ShouldBe(new RequestOutcome.Answered("second"));
        bench.Deeds.Skip(2).ShouldBe(["acquire 1001 Asked", "ask 1001 r1", "ask 1001 r2"]);
        bench.Node.Status.AgentsOwned.ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_without_credentials_acquires_nobody()
    {
        await using var bench = new NodeBench();
        await bench.GiveAsync(Fact.Tick.Instance);

        _ = bench.RouteAsync(new SignIn { AgentId = "1001", Extension = "2001" }, "r1");
        await bench.SettleAsync();

        bench.Deeds.Skip(2).ShouldBe(["ask 1001 r1"]);
    }

    [Fact]
    public async Task What_follows_a_report_follows_its_decisions()
    {
        await using var bench = new NodeBench(DeploymentMode.ActivePassive);
        await bench.PassAsync(6 * Second);
        _ = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        await bench.SettleAsync();
        var before = bench.Deeds.Count;

        var deeds = Array.Empty<string>();
        bench.Node.Progressed("1001", bench.Sessions.Owned["1001"].Epoch, new AgentProgress { Sequence = 1 }, () => deeds = [.. bench.Deeds.Skip(before)]);
        await bench.SettleAsync();

        deeds.ShouldBe([$"send {nameof(AgentOwnershipChanged)}"]);
    }

    [Fact]
    public async Task What_is_told_goes_out_with_its_fact_where_no_other_waits_and_before_what_follows_the_report()
    {
        await using var bench = await WithAgentAsync();

        var together = new TaskCompletionSource<int[]>();
        bench.Node.Progressed(
            "1001", bench.Sessions.Owned["1001"].Epoch, new AgentProgress { Sequence = 1 }, () => together.SetResult([.. bench.Together.Select(told => told.Messages)]));

        (await together.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe([1]);
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(100, 4)]
    public async Task What_is_told_while_facts_wait_goes_out_together_and_waits_for_no_more_than_32_facts(int reports, int together)
    {
        await using var bench = await WithAgentAsync();

        // From within the loop: they wait in line, all of them.
        bench.Node.Progressed("nobody", 0, new AgentProgress(), () => Report(bench, reports));
        await bench.SettleAsync();
        await bench.SettleAsync();

        bench.Together.Count.ShouldBe(together);
        bench.Together.Sum(told => told.Messages).ShouldBe(reports);
        bench.Together.Max(told => told.Messages).ShouldBeLessThanOrEqualTo(32);
    }

    [Fact]
    public async Task What_was_told_goes_out_before_the_stop_is_over()
    {
        await using var bench = await WithAgentAsync();

        bench.Node.Progressed("nobody", 0, new AgentProgress(), () =>
        {
            Report(bench, 2);
            bench.Node.Post(new Fact.StopAsked());
            bench.Node.Post(Fact.Tick.Instance);
            bench.Node.Post(Fact.Tick.Instance);
        });
        await bench.Node.Stopped.WaitAsync(TimeSpan.FromSeconds(10));
        await bench.SettleAsync();

        bench.Together.ShouldHaveSingleItem().ShouldSatisfyAllConditions(told => told.Messages.ShouldBeGreaterThanOrEqualTo(2), told => told.IsBeforeStop.ShouldBeTrue());
    }

    [Fact]
    public async Task What_was_told_before_a_fault_inside_goes_out()
    {
        await using var bench = await WithAgentAsync();
        bench.Sessions.Meanwhile = deed =>
        {
            if (deed.StartsWith("acquire", StringComparison.Ordinal))
                throw new InvalidOperationException("bug");
        };

        (await bench.RouteAsync(new ConnectAgent { AgentId = "1002", Password = "x" }, "r2")).ShouldBe(new RequestOutcome.GivenBack());
        await Eventually.HoldsAsync("the process to be ended", () => bench.Deeds.Contains("give up"));

        bench.Together.ShouldBe([(1, true)]);
    }

    [Fact]
    public async Task A_request_that_its_session_gives_back_is_routed_anew_and_answered_once()
    {
        await using var bench = new NodeBench();
        await bench.GiveAsync(Fact.Tick.Instance);
        var outcome = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        await bench.SettleAsync();
        var early = bench.Asked["r1"];

        early.SetException(new Connector.Sagas.Ports.RequestReturnedException());
        bench.Node.Returned("1001", "r1");
        await bench.SettleAsync();
        bench.Deeds.Count(deed => deed == "ask 1001 r1").ShouldBe(2);
        outcome.IsCompleted.ShouldBeFalse();
        bench.Asked["r1"].SetResult("answer");

        (await outcome).ShouldBe(new RequestOutcome.Answered("answer"));
    }

    [Fact]
    public async Task Without_an_echo_for_its_lease_it_leaves_the_queues_first_and_gives_back_what_its_sessions_return()
    {
        await using var bench = new NodeBench(DeploymentMode.ActivePassive);
        await bench.PassAsync(6 * Second);
        var outcome = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        await bench.SettleAsync();
        bench.Sessions.Meanwhile = deed =>
        {
            if (deed == "fence")
                bench.Node.Returned("1001", "r1");
        };
        var before = bench.Deeds.Count;

        await bench.PassAsync(4 * Second, brokersAnswer: false);

        bench.Deeds.Skip(before).Take(2).ShouldBe(["queues", "fence"]);
        (await outcome).ShouldBe(new RequestOutcome.GivenBack());
        (bench.Node.Status.Phase, bench.AreTaken).ShouldBe((ConnectorPhases.Fenced, false));
        bench.Node.Status.Why.ShouldNotBeNull().ShouldContain("heartbeat");
        bench.Node.MayAct.ShouldBeFalse();

        await bench.PassAsync(6 * Second);
        (bench.Node.Status.Phase, bench.AreTaken, bench.Node.Status.Why).ShouldBe((ConnectorPhases.InService, true, null));
    }

    [Fact]
    public async Task Whoever_asks_at_the_moment_of_an_act_learns_that_the_lease_is_over_before_any_fact_comes()
    {
        await using var bench = new NodeBench(DeploymentMode.ActivePassive);
        await bench.PassAsync(6 * Second);
        bench.Node.MayAct.ShouldBeTrue();

        // The process was frozen: time has passed, and nothing has happened.
        bench.Time.Advance(4 * Second);

        bench.Node.MayAct.ShouldBeFalse();
        bench.Node.Status.IsInService.ShouldBeTrue();
    }

    [Fact]
    public async Task Witnesses_are_told_whose_agents_are_whose()
    {
        var remembered = new RememberedAgent(new AgentClaim { AgentId = "1002", Owner = "GC-2", Epoch = 7 }, new AgentProgress());
        await using var bench = new NodeBench(DeploymentMode.Simplex, remembered);
        await bench.GiveAsync(Fact.Tick.Instance);
        _ = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        await bench.SettleAsync();
        await bench.GiveAsync(Fact.Tick.Instance);

        bench.Claims.ShouldBe(new Dictionary<string, string?> { ["1001"] = "GC-1", ["1002"] = "GC-2" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Requests_for_an_agent_of_the_peer_are_passed_on_in_order_one_at_a_time()
    {
        await using var bench = new NodeBench(DeploymentMode.ActiveActive);
        var beat = NodeBench.PeersBeat(1) with { Mode = "active-active" };
        await bench.GiveAsync(new Fact.FinesseLink(true), new Fact.Heard(beat, "one:1", Direct: true));
        await bench.PassAsync(Second / 4);
        var asked = bench.Deeds.Count(deed => deed == $"send {nameof(SyncRequest)}");
        asked.ShouldBeGreaterThan(0);
        var snapshot = new SyncSnapshot
        {
            ConnectorId = "GC-2",
            Incarnation = "peer-1",
            Number = asked,
            Part = 1,
            Parts = 1,
            Agents = [new AgentRecord { Claim = new AgentClaim { AgentId = "1001", Owner = "GC-2", Epoch = 7 } }],
        };
        await bench.GiveAsync(new Fact.Heard(snapshot, "one:1", Direct: true));
        await bench.PassAsync(Second / 2);
        bench.Node.Status.Phase.ShouldBe(ConnectorPhases.InService);

        var firstSent = new TaskCompletionSource();
        var order = new List<string>();
        var first = bench.RouteAsync(new MakeReady { AgentId = "1001" }, "r1", async (to, _) =>
        {
            await firstSent.Task;
            order.Add("r1 to " + to);
        });
        var second = bench.RouteAsync(new MakeReady { AgentId = "1001" }, "r2", (to, _) =>
        {
            order.Add("r2 to " + to);
            return Task.CompletedTask;
        });
        await bench.SettleAsync();
        order.ShouldBeEmpty();
        firstSent.SetResult();

        (await first).ShouldBe(new RequestOutcome.Forwarded());
        (await second).ShouldBe(new RequestOutcome.Forwarded());
        order.ShouldBe(["r1 to GC-2", "r2 to GC-2"]);
    }

    [Fact]
    public async Task A_request_that_cannot_be_passed_on_is_given_back()
    {
        await using var bench = new NodeBench();
        var desk = new Connector.Service.Cluster.RequestDesk(
            "GC-1", () => throw new NotSupportedException(), Microsoft.Extensions.Logging.Abstractions.NullLogger<Connector.Service.Cluster.RequestDesk>.Instance);
        var (token, outcome) = desk.Take(
            new RoutedRequest
            {
                Request = new MakeReady { AgentId = "1001" },
                RequestId = "r1",
                Deadline = DateTimeOffset.MaxValue,
                ForwardAsync = (_, _) => Task.FromException(new IOException("no broker")),
            },
            CancellationToken.None);

        desk.Forward(token, "GC-2");

        (await outcome).ShouldBe(new RequestOutcome.GivenBack());
        desk.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_brought_a_request_and_left_is_not_waited_for()
    {
        await using var bench = new NodeBench();
        await bench.GiveAsync(Fact.Tick.Instance);
        using var leaving = new CancellationTokenSource();
        var outcome = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1", cancellationToken: leaving.Token);
        await bench.SettleAsync();

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => outcome);
        await bench.GiveAsync(Fact.Tick.Instance);
        bench.Node.Status.IsInService.ShouldBeTrue();
    }

    [Fact]
    public async Task What_changed_is_kept_with_the_next_tick_once_per_agent()
    {
        await using var bench = new NodeBench();
        await bench.GiveAsync(Fact.Tick.Instance);
        _ = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        await bench.SettleAsync();
        var epoch = bench.Sessions.Owned["1001"].Epoch;
        for (var sequence = 1; sequence <= 5; sequence++)
            await bench.GiveAsync(new Fact.SessionProgressed("1001", epoch, new AgentProgress { Sequence = sequence }, 0));
        bench.Kept.ShouldBeEmpty();

        await bench.GiveAsync(Fact.Tick.Instance, Fact.Tick.Instance);

        var kept = bench.Kept.ShouldHaveSingleItem();
        (kept.Claim.AgentId, kept.Claim.Owner, kept.Claim.Epoch, kept.Whole.Sequence).ShouldBe(("1001", "GC-1", epoch, 5));
    }

    [Fact]
    public async Task What_is_remembered_is_acquired_with_all_that_is_known()
    {
        var remembered = new RememberedAgent(
            new AgentClaim { AgentId = "1001", Owner = "GC-1", Epoch = 7 }, new AgentProgress { Sequence = 41, Subscription = "secret" });
        await using var bench = new NodeBench(DeploymentMode.Simplex, remembered);

        await bench.GiveAsync(Fact.Tick.Instance);

        bench.Deeds.ShouldContain("acquire 1001 Restart");
        var (epoch, known) = bench.Sessions.Owned["1001"];
        epoch.ShouldBeGreaterThan(7);
        (known.Sequence, known.Subscription).ShouldBe((41, "secret"));
        bench.Node.Status.Takeover.ShouldNotBeNull().ShouldSatisfyAllConditions(
            takeover => takeover.Agents.ShouldBe(1), takeover => takeover.Live.ShouldBe(0), takeover => takeover.EndedAt.ShouldBeNull());

        await bench.GiveAsync(new Fact.SessionProgressed("1001", epoch, new AgentProgress { Sequence = 42 }, 0), Fact.Tick.Instance);
        bench.Node.Status.Takeover.ShouldNotBeNull().ShouldSatisfyAllConditions(
            takeover => takeover.Live.ShouldBe(1), takeover => takeover.EndedAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_clean_stop_is_over_when_nobody_is_left_to_hand_over_to()
    {
        await using var bench = new NodeBench();
        await bench.GiveAsync(Fact.Tick.Instance);

        await bench.GiveAsync(new Fact.StopAsked(), Fact.Tick.Instance);

        await bench.Node.Stopped.WaitAsync(TimeSpan.FromSeconds(10));
        bench.Deeds.ShouldContain("fence");
        bench.AreTaken.ShouldBeFalse();
    }

    [Fact]
    public async Task A_configuration_that_contradicts_the_peers_is_shown_and_the_one_in_service_stays()
    {
        await using var bench = new NodeBench(DeploymentMode.ActivePassive);
        await bench.PassAsync(6 * Second);

        await bench.GiveAsync(new Fact.Heard(NodeBench.PeersBeat(1, ConnectorPhases.Synchronising) with { KeyFingerprint = "other" }, "one:1", Direct: true));

        bench.Node.Status.Complaint.ShouldNotBeNull().ShouldStartWith("SYNC_SHARED_KEY of GC-1 and of GC-2 differ");
        bench.Node.Status.IsInService.ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_fault_inside_it_serves_nobody_and_ends()
    {
        await using var bench = new NodeBench();
        await bench.GiveAsync(Fact.Tick.Instance);
        bench.Sessions.Meanwhile = deed =>
        {
            if (deed.StartsWith("acquire", StringComparison.Ordinal))
                throw new InvalidOperationException("bug");
        };

        var given = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        var later = bench.RouteAsync(new MakeReady { AgentId = "1002" }, "r2");

        (await later).ShouldBe(new RequestOutcome.GivenBack());
        (await given).ShouldBe(new RequestOutcome.GivenBack());
        await Eventually.HoldsAsync("the process to be ended", () => bench.Deeds.Contains("give up"));
        bench.Deeds.ShouldContain("fence");
        bench.AreTaken.ShouldBeFalse();
    }

    /// <summary>One of two, in service, that owns agent 1001.</summary>
    private static async Task<NodeBench> WithAgentAsync()
    {
        var bench = new NodeBench(DeploymentMode.ActivePassive);
        await bench.PassAsync(6 * Second);
        _ = bench.RouteAsync(new ConnectAgent { AgentId = "1001", Password = "x" }, "r1");
        await bench.SettleAsync();
        bench.Together.Clear();
        return bench;
    }

    private static void Report(NodeBench bench, int reports)
    {
        var epoch = bench.Sessions.Owned["1001"].Epoch;
        for (var sequence = 1; sequence <= reports; sequence++)
            bench.Node.Progressed("1001", epoch, new AgentProgress { Sequence = sequence }, receipt: 0);
    }
}
