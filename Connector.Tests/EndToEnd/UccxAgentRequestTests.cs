using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;

namespace Connector.Tests.EndToEnd;

/// <summary>The requests about agents, teams and lists where Finesse belongs to UCCX, and what its telephony refuses later. What becomes of its
/// calls, <see cref="UccxSequenceFlowTests"/> shows.</summary>
[Collection(UccxSystemCollection.Name)]
public sealed class UccxAgentRequestTests(UccxSystem uccx)
{
    private readonly LiveSystem _live = uccx.Live;

    private ClientApp Client => _live.Client;

    [Fact]
    public async Task A_shift_on_UCCX_may_end_from_ready()
    {
        const string agent = "1051";
        var (_, connected) = await Client.AskAsync<ConnectAgent, AgentConnected>(new ConnectAgent { AgentId = agent, Password = "pw" + agent });
        connected.State.State.ShouldBe(AgentStates.Logout);
        var last = await Client.SignInAsync(agent);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        last = (await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last)).Sequence;
        await Client.AcceptedAsync(new MakeNotReady { AgentId = agent });
        last = (await Client.Events.WaitForStateAsync(agent, AgentStates.NotReady, last)).Sequence;
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        last = (await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last)).Sequence;

        var (_, state) = await Client.AskAsync<GetAgentState, AgentStateReport>(new GetAgentState { AgentId = agent });
        (state.State.State, state.State.Extension, state.Sequence).ShouldBe((AgentStates.Ready, ClientSteps.ExtensionOf(agent), last));
        var (_, dialogs) = await Client.AskAsync<GetDialogs, DialogsReport>(new GetDialogs { AgentId = agent });
        dialogs.Dialogs.ShouldBeEmpty();
        var (_, status) = await Client.AskAsync<GetConnectorStatus, ConnectorStatusReport>(new GetConnectorStatus());
        (status.Status, status.FinesseSides.ShouldHaveSingleItem().Flavour).ShouldBe((ServiceStatus.InService, "Uccx"));
        await Client.AcceptedAsync(new SignOut { AgentId = agent });
        var signedOut = await Client.Events.WaitForSessionAsync(agent, SessionState.SignedOut, last);

        (await _live.Simulator.EffectsAsync($"User/{agent}")).ShouldBe(
            [$"PUT User/{agent} LOGIN", .. new[] { "READY", "NOT_READY", "READY", "LOGOUT" }.Select(word => $"PUT User/{agent} {word}")]);
        var published = await Client.Events.WithoutGapAsync(agent);
        var (_, report) = await Client.AskAsync<ReplayEvents, EventsReport>(new ReplayEvents { AgentId = agent, FromSequence = 1 });
        (report.Complete, report.Sequence, report.Events.Count).ShouldBe((true, signedOut.Sequence, published.Count));
    }

    [Fact]
    public async Task Lists_are_reported_and_a_session_is_given_up()
    {
        const string agent = "1052";
        await Client.SignInAsync(agent);

        var (_, reasons) = await Client.AskAsync<GetReasonCodes, ReasonCodesReport>(
            new GetReasonCodes { AgentId = agent, Category = ReasonCodeCategory.NotReady });
        reasons.Category.ShouldBe(ReasonCodeCategory.NotReady);
        var (_, wrapUp) = await Client.AskAsync<GetWrapUpReasons, WrapUpReasonsReport>(new GetWrapUpReasons { AgentId = agent });
        wrapUp.WrapUpReasons.Select(reason => reason.Label).ShouldBe(["Sale", "Complaint"]);
        var (_, books) = await Client.AskAsync<GetPhoneBooks, PhoneBooksReport>(new GetPhoneBooks { AgentId = agent });
        var (_, contacts) = await Client.AskAsync<GetPhoneBookContacts, ContactsReport>(
            new GetPhoneBookContacts { AgentId = agent, PhoneBookId = books.PhoneBooks.ShouldHaveSingleItem().PhoneBookId });
        contacts.Contacts.ShouldNotBeEmpty();

        await Client.AcceptedAsync(new DisconnectAgent { AgentId = agent });
        await Client.Events.WaitForSessionAsync(agent, SessionState.Released);
    }

    [Fact]
    public async Task A_supervisor_watches_the_team_and_forces_states()
    {
        const string supervisor = "1060", agent = "1053", teamId = "5006";
        await Client.SignInAsync(supervisor);
        var last = await Client.SignInAsync(agent);
        var (_, team) = await Client.AskAsync<GetTeam, TeamReport>(new GetTeam { AgentId = supervisor, TeamId = teamId });
        var (_, watched) = await Client.AskAsync<WatchTeam, TeamReport>(new WatchTeam { AgentId = supervisor, TeamId = teamId });
        watched.Members.Select(member => member.AgentId).ShouldBe(team.Members.Select(member => member.AgentId));
        watched.Members.Single(member => member.AgentId == agent).State.ShouldBe(AgentStates.NotReady);

        foreach (var (state, reason) in new (string, int?)[] { (AgentStates.Ready, null), (AgentStates.NotReady, 33), (AgentStates.Logout, 33) })
        {
            await Client.AcceptedAsync(new ForceAgentState { AgentId = supervisor, TargetAgentId = agent, State = state });
            var changed = await Client.Events.WaitForStateAsync(agent, state, last);
            changed.ReasonCode.ShouldBe(reason, state);
            last = changed.Sequence;
            await Client.Events.WaitForAsync<TeamMemberStateChanged>(
                supervisor, $"{agent} {state}", told => told.Member.AgentId == agent && told.Member.State == state);
        }

        await Client.AcceptedAsync(new UnwatchTeam { AgentId = supervisor, TeamId = teamId });
    }

    [Theory]
    [InlineData("1061", "ready in an ICD call", RejectionCode.InvalidState, "CF_INVALID_AGENT_WORKMODE", "265")]
    [InlineData("1062", "ready in a direct call", RejectionCode.InvalidState, "CF_RESOURCE_BUSY", "33")]
    [InlineData("1063", "data of a direct call", RejectionCode.InvalidRequest, "CF_GENERIC_OPERATION_REJECTION", "71")]
    [InlineData("1070", "listening to who is ready", RejectionCode.InvalidState, "The agent cannot be monitored in this state.", "88049")]
    public async Task What_the_telephony_of_UCCX_refuses_is_an_event_of_the_request(
        string agent, string what, RejectionCode code, string message, string number)
    {
        var last = await Client.SignInAsync(agent);
        if (what == "ready in an ICD call")
        {
            await Client.AcceptedAsync(new MakeReady { AgentId = agent });
            await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
        }

        var dialogId = what.EndsWith("call", StringComparison.Ordinal) ? await _live.AnswerAsync(agent) : "";
        var id = what switch
        {
            "data of a direct call" => (await Client.AcceptedAsync(new UpdateCallData
            {
                AgentId = agent,
                DialogId = dialogId,
                CallVariables = new Dictionary<string, string> { ["callVariable1"] = "x" },
            })).MessageId,
            "listening to who is ready" => await ListenToReadyAsync(agent, "1064"),
            _ => (await Client.AcceptedAsync(new MakeReady { AgentId = agent })).MessageId,
        };

        var failed = await Client.Events.WaitForAsync<CommandFailed>(agent, what, told => told.RequestId == RequestIds.Of(id));
        (failed.Code, failed.FinesseErrorMessage, failed.FinesseErrorData).ShouldBe((code, message, number));
    }

    private async Task<Guid> ListenToReadyAsync(string supervisor, string agent)
    {
        var last = await Client.SignInAsync(agent);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
        return (await Client.AcceptedAsync(
            new SilentMonitor { AgentId = supervisor, TargetExtension = ClientSteps.ExtensionOf(agent) })).MessageId;
    }
}
