using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>What Finesse documents for conferences and for barging in: at once by HTTP, or later by the telephony (facts 1.6).</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class ConferenceRefusalTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task Who_does_not_control_a_conference_cannot_add_to_it_and_hears_the_words_as_they_are()
    {
        const string agent = "1223", colleague = "1224";
        await SignInAsync(colleague);
        var dialogId = await Live.TalkAsync(agent);
        await Live.ConsultAsync(agent, dialogId, colleague);
        await Client.AcceptedAsync(new ConferenceCall { AgentId = agent, DialogId = dialogId });
        await Client.PartyAsync(colleague, dialogId, CallSteps.Caller, ParticipantStates.Active);
        await Client.AcceptedAsync(new ConsultCall { AgentId = colleague, DialogId = dialogId, To = "5559876" });
        await Client.Events.WaitForAsync<DialogChanged>(
            colleague, "consulting", told => told.Dialog.CallType == "CONSULT" && told.Dialog.State == DialogStates.Active
                && told.Dialog.ToAddress == "5559876");

        var (id, _) = await Client.AcceptedAsync(new ConferenceCall { AgentId = colleague, DialogId = dialogId });

        var failed = await Client.Events.WaitForAsync<CommandFailed>(colleague, "not the controller", told => told.RequestId == RequestIds.Of(id));
        (failed.Code, failed.FinesseErrorType, failed.FinesseErrorData, failed.DialogId)
            .ShouldBe((RejectionCode.InvalidState, "Generic Error", "20999", dialogId));
        failed.FinesseErrorMessage.ShouldStartWith("<ConferenceCallCommand>: Conference failed");
        await Live.Simulator.HangUpAsync(dialogId);
    }

    [Fact]
    public async Task Barging_in_is_refused_while_the_agent_holds_and_while_he_consults()
    {
        const string supervisor = "1300", agent = "1293", colleague = "1294";
        await SignInAsync(supervisor);
        await SignInAsync(colleague);
        var dialogId = await Live.TalkAsync(agent);
        await Client.AcceptedAsync(new SilentMonitor { AgentId = supervisor, TargetExtension = ClientSteps.ExtensionOf(agent) });
        var monitor = await Client.Events.WaitForAsync<DialogChanged>(
            supervisor, "of listening", told => told.Dialog.CallType == "SUPERVISOR_MONITOR" && told.Dialog.State == DialogStates.Active);
        var barge = new BargeIn
        {
            AgentId = supervisor,
            DialogId = monitor.Dialog.DialogId,
            TargetExtension = ClientSteps.ExtensionOf(agent),
        };
        await Client.AcceptedAsync(new HoldCall { AgentId = agent, DialogId = dialogId });
        await Client.PartyAsync(agent, dialogId, ClientSteps.ExtensionOf(agent), ParticipantStates.Held);

        var held = await Client.RejectedAsync(barge);
        (held.Code, held.HttpStatus, held.FinesseErrorType).ShouldBe((RejectionCode.InvalidDestination, 400, "Invalid Destination"));

        var retrieved = (await RetrieveAsync(0)).Sequence;
        await Live.ConsultAsync(agent, dialogId, colleague);
        await RetrieveAsync(retrieved);
        var consulting = await Client.RejectedAsync(barge);
        (consulting.Code, consulting.HttpStatus, consulting.FinesseErrorType).ShouldBe((RejectionCode.InvalidState, 400, "20999"), consulting.Message);
        consulting.Message.ShouldContain("only the conference's controller", Case.Insensitive);
        await Live.Simulator.HangUpAsync(dialogId);

        // Back from hold: the last that was told of the call before is a held leg.
        async Task<DialogChanged> RetrieveAsync(long after)
        {
            var before = Client.Events.Of(agent).OfType<DialogChanged>().Last(told => told.Dialog.DialogId == dialogId).Sequence;
            await Client.AcceptedAsync(new RetrieveCall { AgentId = agent, DialogId = dialogId });
            return await Client.DialogAsync(
                agent, dialogId, "retrieved",
                dialog => dialog.Participants.Any(party => party.Address == ClientSteps.ExtensionOf(agent) && party.State == ParticipantStates.Active),
                Math.Max(before, after));
        }
    }
}
