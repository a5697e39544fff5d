using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>The requests of supervisors, from the bus to Finesse (UCCE) and back. The simulator's teams are of ten; the last of each is its
/// supervisor.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class SupervisorRequestTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string MonitorCall = "SUPERVISOR_MONITOR";

    [Fact]
    public async Task A_supervisor_listens_and_barges_in()
    {
        const string supervisor = "1080", agent = "1072";
        await SignInAsync(supervisor);
        var dialogId = await Live.TalkAsync(agent);
        var extension = ClientSteps.ExtensionOf(agent);

        await Client.AcceptedAsync(new SilentMonitor { AgentId = supervisor, TargetExtension = extension });
        var monitor = await Client.Events.WaitForAsync<DialogChanged>(
            supervisor, "of listening", changed => changed.Dialog.CallType == MonitorCall && IsActive(changed.Dialog, extension));
        await Client.AcceptedAsync(
            new BargeIn { AgentId = supervisor, DialogId = monitor.Dialog.DialogId, TargetExtension = extension });

        string[] parties = [CallSteps.Caller, extension, ClientSteps.ExtensionOf(supervisor)];
        await Client.Events.WaitForAsync<DialogChanged>(
            supervisor, "with all three", changed => parties.All(address => IsActive(changed.Dialog, address)));
        (await Live.Simulator.EffectsAsync($"User/{supervisor}/Dialogs")).ShouldBe(
            [$"POST User/{supervisor}/Dialogs SILENT_MONITOR {extension}", $"POST User/{supervisor}/Dialogs BARGE_CALL {extension}"]);
        await Live.Simulator.HangUpAsync(dialogId);
    }

    [Fact]
    public async Task A_supervisor_stops_listening_and_the_agents_call_stays()
    {
        const string supervisor = "1090", agent = "1085";
        await SignInAsync(supervisor);
        var dialogId = await Live.TalkAsync(agent);
        await Client.AcceptedAsync(new SilentMonitor { AgentId = supervisor, TargetExtension = ClientSteps.ExtensionOf(agent) });
        var monitor = await Client.Events.WaitForAsync<DialogChanged>(
            supervisor, "of listening", changed => changed.Dialog.CallType == MonitorCall && IsActive(changed.Dialog, ClientSteps.ExtensionOf(agent)));

        await Client.AcceptedAsync(new EndSilentMonitor { AgentId = supervisor, DialogId = monitor.Dialog.DialogId });

        await Client.GoneAsync(supervisor, monitor.Dialog.DialogId);
        var (_, calls) = await Client.AskAsync<GetDialogs, DialogsReport>(new GetDialogs { AgentId = agent, DialogId = dialogId });
        calls.Dialogs.ShouldHaveSingleItem().State.ShouldBe(DialogStates.Active);
        await Live.Simulator.HangUpAsync(dialogId);
    }

    [Fact]
    public async Task A_supervisor_forces_states_and_the_agent_is_told()
    {
        const string supervisor = "1100", agent = "1091";
        await SignInAsync(supervisor);
        var last = await SignInAsync(agent);

        foreach (var (state, reason) in new (string, int?)[] { ("READY", null), ("NOT_READY", 999), ("LOGOUT", 999) })
        {
            await Client.AcceptedAsync(new ForceAgentState { AgentId = supervisor, TargetAgentId = agent, State = state });
            var changed = await Client.Events.WaitForStateAsync(agent, state, last);
            changed.ReasonCode.ShouldBe(reason, state);
            last = changed.Sequence;
        }

        (await Live.Simulator.EffectsAsync($"User/{agent}")).ShouldBe(
            [$"PUT User/{agent} LOGIN", $"PUT User/{agent} READY", $"PUT User/{agent} NOT_READY", $"PUT User/{agent} LOGOUT"]);
    }

    [Fact]
    public async Task What_a_supervisor_may_not_do_is_told_by_its_kind()
    {
        const string supervisor = "1040", agent = "1035", stranger = "1048";
        await SignInAsync(supervisor);
        await SignInAsync(agent);
        await SignInAsync(stranger);
        var strangers = ClientSteps.ExtensionOf(stranger);
        (AgentRequest Request, RejectionCode Code, int? Status)[] refusals =
        [
            (new ForceAgentState { AgentId = agent, TargetAgentId = supervisor, State = "READY" }, RejectionCode.Unauthorized, 401),
            (new ForceAgentState { AgentId = supervisor, TargetAgentId = stranger, State = "READY" }, RejectionCode.Unauthorized, 401),
            (new ForceAgentState { AgentId = supervisor, TargetAgentId = "888888", State = "READY" }, RejectionCode.UnknownAgent, 404),
            (new ForceAgentState { AgentId = supervisor, TargetAgentId = agent, State = "WORK" }, RejectionCode.InvalidRequest, null),
            (new SilentMonitor { AgentId = agent, TargetExtension = ClientSteps.ExtensionOf(supervisor) }, RejectionCode.Unauthorized, 401),
            (new SilentMonitor { AgentId = supervisor, TargetExtension = strangers }, RejectionCode.Unauthorized, 401),
            (new SilentMonitor { AgentId = supervisor, TargetExtension = "99999" }, RejectionCode.InvalidRequest, 400),
            (new BargeIn { AgentId = supervisor, DialogId = "424242", TargetExtension = ClientSteps.ExtensionOf(agent) }, RejectionCode.InvalidRequest, 400),
            (new EndSilentMonitor { AgentId = supervisor, DialogId = "424242" }, RejectionCode.UnknownDialog, 404),
            (new DropParticipant { AgentId = supervisor, DialogId = "424242", Extension = strangers }, RejectionCode.UnknownDialog, 404),
        ];

        foreach (var (request, code, status) in refusals)
        {
            var rejected = await Client.RefusedAsync(request);
            rejected.Code.ShouldBe(code, $"{request}: {rejected.Message}");
            rejected.HttpStatus.ShouldBe(status, request.ToString());
        }
    }

    private static bool IsActive(Dialog dialog, string address) =>
        dialog.Participants.Any(party => party.Address == address && party.State == ParticipantStates.Active);
}
