using System.Net;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>Parts that are not there when the connector starts, or whose process is killed under it; each test has an installation of its
/// own.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task With_nothing_up_it_waits_says_what_is_missing_and_starts_to_serve_when_all_has_come()
    {
        await using var system = await LiveSystem.PrepareAsync(agents: 10);
        await system.Broker.KillAsync();
        await system.RestLink.CutAsync();
        system.StartConnector();
        try
        {
            var notReady = await system.Connector.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable);
            notReady.ShouldContain("broker", Case.Insensitive);
            (await system.Connector.GetAsync("health/live"))!.Value.Status.ShouldBe(HttpStatusCode.OK);
            await system.Connector.WaitForLogAsync(system.Broker.OpenWirePort.ToString());

            await system.Broker.RestartAsync();
            await system.StartClientAsync();
            // Before the connector's consumers are there, a virtual topic drops what is published to it: no queue hangs on it yet.
            await Eventually.HoldsAsync(
                "/health/ready to have no fault to find with the broker, nor with the queue of requests",
                async () => await system.Connector.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable) is var reasons
                    && !reasons.Contains("ActiveMq", StringComparison.Ordinal) && !reasons.Contains("queue of requests", StringComparison.Ordinal),
                TimeSpan.FromSeconds(60));
            var rejected = await system.Client.RejectedAsync(ClientSteps.SignInRequest("1001"));
            rejected.Code.ShouldBe(RejectionCode.FinesseUnavailable);
            (await system.Connector.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable)).ShouldContain("Finesse_1");

            system.RestLink.Restore();
            await system.Connector.WaitUntilReadyAsync();
            await system.Client.ServesAsync("1001");
        }
        finally
        {
            output.WriteLine(system.Connector.Log);
        }
    }

    [Fact]
    public async Task A_broker_that_dies_and_returns_interrupts_nothing_but_the_service_to_clients()
    {
        await using var system = await LiveSystem.StartAsync(agents: 10);
        try
        {
            const string agent = "1002";
            var last = await system.Client.SignInAsync(agent);
            var logStart = system.Connector.Log.Length;

            await system.Broker.KillAsync();
            var notReady = await system.Connector.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable);
            notReady.ShouldContain("broker", Case.Insensitive);
            // The log comes through a pipe of its own, behind the answer of /health or before it.
            var port = system.Broker.OpenWirePort.ToString();
            await Eventually.HoldsAsync(
                "the log to tell of the broker", () => system.Connector.Log[logStart..].Contains(port, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
            // While the broker is away, Finesse goes on: the agent becomes ready at another desktop.
            (await system.Simulator.DirectlyAsync(agent, HttpMethod.Put, $"User/{agent}", "<User><state>READY</state></User>"))
                .ShouldBe(HttpStatusCode.Accepted);

            await system.Broker.RestartAsync();
            await system.Connector.WaitUntilReadyAsync();
            system.Connector.HasExited.ShouldBeFalse();

            // What happened meanwhile is told, in its place. A killed broker knows a queue only once a message was stored in it, and a message that is consumed
            // at once is not: what is published before the queue's consumer is back then reaches nobody, and the client closes the gap as clients do.
            var (_, replay) = await system.Client.AskAsync<ReplayEvents, EventsReport>(new ReplayEvents { AgentId = agent, FromSequence = last + 1 });
            foreach (var missed in replay.Events)
                system.Client.Events.Add(missed.AgentStateChanged.ShouldNotBeNull());
            last = (await system.Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last, TimeSpan.FromSeconds(30))).Sequence;
            var (id, _) = await system.Client.AcceptedAsync(new MakeNotReady { AgentId = agent });
            (await system.Client.Events.WaitForStateAsync(agent, AgentStates.NotReady, last)).RequestId.ShouldBe(RequestIds.Of(id));
            await system.Client.ServesAsync("1003");
            // A killed broker hands out again what it had not stored as acknowledged: the same event, told by its number.
            var all = await system.Client.Events.WithoutGapAsync(agent);
            foreach (var copies in all.GroupBy(received => received.Sequence))
                copies.Select(received => received.EventId).Distinct().ShouldHaveSingleItem();
            MainFlow.ShouldBeWellFormed([.. all.DistinctBy(received => received.Sequence)], agent);
            all.DistinctBy(received => received.Sequence).OfType<AgentSessionChanged>()
                .ShouldHaveSingleItem().SessionState.ShouldBe(SessionState.Connected);
        }
        finally
        {
            output.WriteLine(system.Connector.Log);
        }
    }

    [Fact]
    public async Task A_finesse_that_crashes_is_told_and_when_it_returns_its_agents_are_read_anew()
    {
        await using var system = await LiveSystem.StartAsync(agents: 10);
        try
        {
            const string agent = "1004";
            var last = await system.Client.SignInAsync(agent);

            await system.Simulator.KillAsync();
            var interrupted = await system.Client.Events.WaitForSessionAsync(agent, SessionState.Interrupted, last);
            interrupted.Reason.ShouldNotBeNullOrEmpty();
            // The link still takes the connection and resets it, so a request may have gone out: the connector does not claim to know.
            (await system.Client.RejectedAsync(new MakeReady { AgentId = agent })).Code
                .ShouldBeOneOf(RejectionCode.FinesseUnavailable, RejectionCode.OutcomeUnknown);
            (await system.Client.RejectedAsync(ClientSteps.SignInRequest("1005"))).Code.ShouldBe(RejectionCode.FinesseUnavailable);
            (await system.Connector.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable)).ShouldContain("Finesse at");

            // It comes back knowing nothing, and the agent has not signed out: he is signed in again (record 126), and nobody hears of a sign-out.
            await system.Simulator.RestartAsync();
            await system.Client.Events.WaitForSessionAsync(agent, SessionState.Connected, interrupted.Sequence, TimeSpan.FromSeconds(60));
            await system.Connector.WaitUntilReadyAsync();
            await system.Client.AcceptedAsync(new MakeReady { AgentId = agent });
            await system.Client.Events.WaitForStateAsync(agent, AgentStates.Ready, interrupted.Sequence);
            var events = await system.Client.Events.WithoutGapAsync(agent);
            events.OfType<AgentStateChanged>().Where(changed => changed.Sequence > interrupted.Sequence)
                .ShouldAllBe(changed => changed.State != AgentStates.Logout);
            await system.Client.ServesAsync("1005");
            MainFlow.ShouldBeWellFormed(events, agent);
        }
        finally
        {
            output.WriteLine(system.Connector.Log);
        }
    }
}
