using System.Net;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>One part fails while the connector runs, and comes back: clear words meanwhile, and recovery without help.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class OutageTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task Finesse_down_is_answered_FinesseUnavailable_and_recovers_by_itself()
    {
        const string agent = "1081";
        var last = await SignInAsync(agent);
        var since = TimeProvider.System.GetUtcNow();
        await Live.RestLink.CutAsync();
        try
        {
            var rejected = await Client.RejectedAsync(new MakeReady { AgentId = agent });
            rejected.Code.ShouldBe(RejectionCode.FinesseUnavailable);
            rejected.Message.ShouldContain("127.0.0.1");
            (await Client.RejectedAsync(ClientSteps.SignInRequest("1082"))).Code.ShouldBe(RejectionCode.FinesseUnavailable);
            var body = await Live.Connector.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable);
            body.ShouldContain("Finesse", Case.Insensitive);
            var told = await StatusAsync(ServiceStatus.OutOfService, since);
            (told.ConnectorId, told.Role, told.PeerState).ShouldBe((LiveSystem.ConnectorId, ConnectorRole.Standalone, PeerState.None));
            told.Broker.ShouldEndWith(Live.Broker.OpenWirePort.ToString());
        }
        finally
        {
            Live.RestLink.Restore();
        }

        await Live.Connector.WaitUntilReadyAsync();
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
        await Client.ServesAsync("1082");
        var restored = await StatusAsync(ServiceStatus.InService, since);
        var (_, report) = await Client.AskAsync<GetConnectorStatus, ConnectorStatusReport>(new GetConnectorStatus());
        (restored.Role, restored.Broker, restored.Finesse, restored.Status).ShouldBe((report.Role, report.Broker, report.Finesse, report.Status));
        // Agents who come and go are no change of the status, and nothing is told twice.
        Client.Statuses.Where(told => told.Timestamp >= since).Select(told => told.Status).ShouldBe([ServiceStatus.OutOfService, ServiceStatus.InService]);
    }

    [Fact]
    public async Task Xmpp_refused_is_a_clear_rejection_and_a_log_line_and_recovers_by_itself()
    {
        const string agent = "1083";
        await Live.XmppLink.CutAsync();
        try
        {
            var rejected = await Client.RejectedAsync(ClientSteps.SignInRequest(agent));
            rejected.Code.ShouldBe(RejectionCode.FinesseUnavailable);
            rejected.Message.ShouldContain("XMPP", Case.Insensitive);
            rejected.Message.ShouldContain(Live.XmppLink.Port.ToString());
            await Live.Connector.WaitForLogAsync(Live.XmppLink.Port.ToString());
            (await Live.Simulator.EffectsAsync($"User/{agent}")).ShouldBeEmpty("nobody is signed in without a subscription");
        }
        finally
        {
            Live.XmppLink.Restore();
        }

        await Client.ServesAsync(agent);
    }

    [Fact]
    public async Task Xmpp_cut_under_a_signed_in_agent_is_told_mended_and_made_up_for()
    {
        const string agent = "1084";
        var last = await SignInAsync(agent);

        await Live.XmppLink.CutAsync();
        AgentSessionChanged interrupted;
        string dialogId;
        try
        {
            interrupted = await Client.Events.WaitForSessionAsync(agent, SessionState.Interrupted, last);
            interrupted.Reason.ShouldNotBeNullOrEmpty();
            // While nobody listens: the agent goes ready at another desktop, and a call comes in.
            (await Live.Simulator.DirectlyAsync(agent, HttpMethod.Put, $"User/{agent}", "<User><state>READY</state></User>"))
                .ShouldBe(HttpStatusCode.Accepted);
            dialogId = await Live.Simulator.CallInAsync("5557777", ClientSteps.ExtensionOf(agent));
        }
        finally
        {
            Live.XmppLink.Restore();
        }

        var connected = await Client.Events.WaitForSessionAsync(agent, SessionState.Connected, interrupted.Sequence, TimeSpan.FromSeconds(30));
        await Client.Events.WaitForStateAsync(agent, AgentStates.Reserved, connected.Sequence);
        await Client.Events.WaitForAsync<DialogChanged>(
            agent, "Added", changed => changed.Change == DialogChange.Added && changed.Dialog.DialogId == dialogId, connected.Sequence);

        var (id, _) = await Client.AcceptedAsync(new AnswerCall { AgentId = agent, DialogId = dialogId });
        var answered = await Client.Events.WaitForAsync<DialogChanged>(
            agent, "ACTIVE", changed => changed.Dialog.State == DialogStates.Active, connected.Sequence);
        answered.RequestId.ShouldBe(RequestIds.Of(id));
        var talking = await Client.Events.WaitForStateAsync(agent, AgentStates.Talking, connected.Sequence);
        await Live.Simulator.HangUpAsync(dialogId);
        await Client.Events.WaitForAsync<DialogChanged>(agent, "Removed", changed => changed.Change == DialogChange.Removed, talking.Sequence);
        MainFlow.ShouldBeWellFormed(await Client.Events.WithoutGapAsync(agent), agent);
    }

    private async Task<ConnectorStatusChanged> StatusAsync(ServiceStatus status, DateTimeOffset since)
    {
        bool IsIt(ConnectorStatusChanged told) => told.Status == status && told.Timestamp >= since;
        await Eventually.HoldsAsync($"the clients to be told {status}", () => Client.Statuses.Any(IsIt));
        return Client.Statuses.First(IsIt);
    }
}
