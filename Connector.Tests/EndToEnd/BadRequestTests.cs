using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>Requests that cannot be carried out: each a clear answer, and the next good request is served as ever.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class BadRequestTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task An_agent_that_finesse_does_not_know_is_refused_in_finesses_words()
    {
        var rejected = await Client.RejectedAsync(ClientSteps.SignInRequest("9999"));

        rejected.AgentId.ShouldBe("9999");
        // Finesse answers 401 to a user it does not know, as it does to a wrong password: it does not tell who exists.
        rejected.Code.ShouldBe(RejectionCode.Unauthorized);
        rejected.HttpStatus.ShouldBe(401);
        (await RequestsNamingAsync("9999")).ShouldBe(1, "a refused sign-in is tried once");
        Client.Events.ArrivedAt("9999").ShouldBeEmpty();
        await Client.ServesAsync("1021");
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once_and_locks_nobody_out()
    {
        const string agent = "1022";
        await Client.NobodyIsInterruptedAsync();
        var xmppBefore = Live.XmppLink.Accepted;

        var rejected = await Client.RejectedAsync(ClientSteps.SignInRequest(agent, password: "s3cret-of-nobody"));

        rejected.Code.ShouldBe(RejectionCode.Unauthorized);
        rejected.Message.ShouldContain("password");
        rejected.Message.ShouldNotContain("s3cret");

        // After a good request there can be no second attempt under way; Finesse locks an agent out after five (facts 1.2).
        await Client.ServesAsync("1023");
        var refused = (await Live.Simulator.RequestsAsync())
            .Count(request => request.Status == 401 && request.Path.Contains("/User/" + agent, StringComparison.Ordinal));
        var attempts = refused + (Live.XmppLink.Accepted - xmppBefore - 1);
        attempts.ShouldBe(1, $"{refused} by REST, the rest by XMPP");
        await Client.ServesAsync(agent);
        Live.Connector.Log.ShouldNotContain("s3cret");
        Live.Connector.Log.ShouldNotContain("pw" + agent);
    }

    [Fact]
    public async Task A_wrong_password_for_a_signed_in_agent_leaves_the_session_alone()
    {
        const string agent = "1024";
        var last = await SignInAsync(agent);

        var rejected = await Client.RejectedAsync(new ConnectAgent { AgentId = agent, Password = "wrong" });

        rejected.Code.ShouldBe(RejectionCode.Unauthorized);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
    }

    [Fact]
    public async Task A_missing_field_is_named()
    {
        await NamedAsync(new MakeReady { AgentId = "" }, "AgentId");
        await NamedAsync(new SignIn { AgentId = "1025", Password = "pw1025", Extension = "" }, "Extension");
        await NamedAsync(new AnswerCall { AgentId = "1025", DialogId = "" }, "DialogId");
        await NamedAsync(new MakeCall { AgentId = "1025", To = " " }, "To");
        (await RequestsNamingAsync("1025")).ShouldBe(0, "nothing of this reaches Finesse");
        await Client.ServesAsync("1025");

        async Task NamedAsync<TRequest>(TRequest request, string field)
            where TRequest : AgentRequest
        {
            var rejected = await Client.RejectedAsync(request);
            rejected.Code.ShouldBe(RejectionCode.InvalidRequest);
            rejected.AgentId.ShouldBe(request.AgentId);
            rejected.Message.ShouldContain(field);
        }
    }

    [Fact]
    public async Task A_request_for_an_agent_that_is_not_connected_says_so()
    {
        var rejected = await Client.RejectedAsync(new MakeReady { AgentId = "1026" });

        rejected.Code.ShouldBe(RejectionCode.NotConnected);
        rejected.Message.ShouldContain("SignIn");
        (await RequestsNamingAsync("1026")).ShouldBe(0);
        await Client.ServesAsync("1026");
    }

    [Fact]
    public async Task What_finesse_refuses_at_once_is_answered_with_its_words()
    {
        const string agent = "1029";
        await SignInAsync(agent);

        var rejected = await Client.RejectedAsync(new AnswerCall { AgentId = agent, DialogId = "424242" });

        rejected.Code.ShouldBe(RejectionCode.UnknownDialog);
        rejected.HttpStatus.ShouldBe(404);
        rejected.FinesseErrorType.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_finesse_refuses_later_comes_as_an_event_with_its_words()
    {
        const string agent = "1030";
        var last = await SignInAsync(agent);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        last = (await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last)).Sequence;

        // A UCCE agent cannot sign out from READY (facts 2.4).
        var (id, _) = await Client.AcceptedAsync(new SignOut { AgentId = agent });

        var failed = await Client.Events.WaitForAsync<CommandFailed>(agent, "InvalidState", received => received.Code == RejectionCode.InvalidState, last);
        failed.RequestId.ShouldBe(RequestIds.Of(id));
        failed.FinesseErrorType.ShouldBe("Invalid State");
        failed.FinesseErrorMessage.ShouldNotBeNullOrEmpty();
        await Client.AcceptedAsync(new MakeNotReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.NotReady, last);
    }

    [Fact]
    public async Task Reports_say_what_finesse_says()
    {
        const string agent = "1031";
        var last = await SignInAsync(agent);
        var dialogId = await Live.Simulator.CallInAsync("5550000", ClientSteps.ExtensionOf(agent));
        last = (await Client.Events.WaitForAsync<DialogChanged>(agent, "Added", changed => changed.Change == DialogChange.Added, last)).Sequence;

        var (id, state) = await Client.AskAsync<GetAgentState, AgentStateReport>(new GetAgentState { AgentId = agent });
        state.RequestId.ShouldBe(RequestIds.Of(id));
        state.State.Extension.ShouldBe(ClientSteps.ExtensionOf(agent));
        state.Sequence.ShouldBeGreaterThanOrEqualTo(last);
        var (_, dialogs) = await Client.AskAsync<GetDialogs, DialogsReport>(new GetDialogs { AgentId = agent });
        dialogs.Dialogs.ShouldHaveSingleItem().DialogId.ShouldBe(dialogId);
        var (_, connected) = await Client.AskAsync<ConnectAgent, AgentConnected>(new ConnectAgent { AgentId = agent, Password = "pw" + agent });
        connected.Owner.ShouldBe(LiveSystem.ConnectorId);
        connected.Dialogs.ShouldHaveSingleItem().DialogId.ShouldBe(dialogId);
        var (_, status) = await Client.AskAsync<GetConnectorStatus, ConnectorStatusReport>(new GetConnectorStatus());
        status.ConnectorId.ShouldBe(LiveSystem.ConnectorId);
        status.Status.ShouldBe(ServiceStatus.InService);
        status.Agents.ShouldBeGreaterThan(0);

        await Live.Simulator.HangUpAsync(dialogId);
        await Client.Events.WaitForAsync<DialogChanged>(agent, "Removed", changed => changed.Change == DialogChange.Removed, last);
    }

    private async Task<int> RequestsNamingAsync(string agent) =>
        (await Live.Simulator.RequestsAsync()).Count(request => request.Path.Contains("/User/" + agent, StringComparison.Ordinal));
}
