using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Connector.Tests.EndToEnd.Harness.TokenSteps;

namespace Connector.Tests.EndToEnd;

/// <summary>Agents who sign in with access tokens, at a Finesse (HYBRID) where others have passwords: a client app brings tokens, and
/// fresh ones in time or too late.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class SingleSignOnTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string FreshWanted = "send ConnectAgent with a fresh AccessToken";

    [Fact]
    public async Task A_token_serves_for_a_whole_call()
    {
        const string agent = "1241";
        var token = await Live.Simulator.TokenAsync(agent);
        var signedIn = await Client.SignInWithTokenAsync(agent, token);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, signedIn);
        var dialogId = await Live.AnswerAsync(agent);
        await Client.AcceptedAsync(new ReleaseCall { AgentId = agent, DialogId = dialogId });
        await Client.GoneAsync(agent, dialogId);
        await Client.AcceptedAsync(new MakeNotReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.NotReady, signedIn);
        await Client.AcceptedAsync(new SignOut { AgentId = agent });
        await Client.Events.WaitForSessionAsync(agent, SessionState.SignedOut);

        Live.Connector.Log.ShouldNotContain(token.Split('.')[2]);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_refused_after_one_attempt()
    {
        const string agent = "1242";
        var token = await Live.Simulator.TokenAsync(agent, lifetimeSeconds: 0);
        await Client.NobodyIsInterruptedAsync();
        var xmppBefore = Live.XmppLink.Accepted;

        var rejected = await Client.RejectedAsync(TokenSignIn(agent, token));

        (rejected.Code, rejected.HttpStatus).ShouldBe((RejectionCode.Unauthorized, 401));
        rejected.Message.ShouldContain(FreshWanted);
        rejected.Message.ShouldNotContain(token);
        // After a good request there can be no second attempt under way.
        await Client.SignInWithTokenAsync("1250", await Live.Simulator.TokenAsync("1250"));
        (await Live.Simulator.UnauthorizedAsync(agent)).ShouldBe(1);
        (Live.XmppLink.Accepted - xmppBefore).ShouldBe(1, "the other agent's session");
        Client.Events.ArrivedAt(agent).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_agent_is_taken_with_his_own_kind_of_credentials_only()
    {
        const string agent = "1243";
        var password = await Client.RejectedAsync(ClientSteps.SignInRequest(agent));
        (password.Code, password.HttpStatus).ShouldBe((RejectionCode.Unauthorized, 401));
        password.Message.ShouldContain("send AccessToken instead of Password");

        var foreign = await Client.RejectedAsync(TokenSignIn(agent, await Live.Simulator.TokenAsync("1244")));
        foreign.Code.ShouldBe(RejectionCode.Unauthorized);
        foreign.Message.ShouldContain("not this agent's");

        await Client.SignInWithTokenAsync(agent, await Live.Simulator.TokenAsync(agent));
    }

    [Fact]
    public async Task A_token_that_expires_under_a_live_session_is_told_by_the_next_request_and_renewed_without_a_loss()
    {
        const string agent = "1245";
        await Client.SignInWithTokenAsync(agent, await Live.Simulator.TokenAsync(agent));
        await Live.Simulator.EndTokensAsync(agent);

        var rejected = await Client.RejectedAsync(new MakeReady { AgentId = agent });

        (rejected.Code, rejected.HttpStatus).ShouldBe((RejectionCode.Unauthorized, 401));
        rejected.Message.ShouldContain(FreshWanted);
        (await Live.Simulator.UnauthorizedAsync(agent)).ShouldBe(1, "a token that was refused is not tried again");

        // What lives lives on: the agent still hears of his calls.
        var dialogId = await Live.Simulator.CallInAsync(CallSteps.Caller, ClientSteps.ExtensionOf(agent));
        await Client.DialogAsync(agent, dialogId, "to come in", _ => true);
        var connected = await Client.ConnectAsync(agent, await Live.Simulator.TokenAsync(agent));
        connected.Dialogs.ShouldHaveSingleItem().DialogId.ShouldBe(dialogId);
        await Client.AcceptedAsync(new AnswerCall { AgentId = agent, DialogId = dialogId });
        await Client.PartyAsync(agent, dialogId, ClientSteps.ExtensionOf(agent), ParticipantStates.Active);
        await Live.Simulator.HangUpAsync(dialogId);

        Client.SessionsOf(agent).ShouldBe([SessionState.Connected]);
    }

    [Fact]
    public async Task A_fresh_token_that_is_refused_changes_nothing()
    {
        const string agent = "1246";
        await Client.SignInWithTokenAsync(agent, await Live.Simulator.TokenAsync(agent));

        var rejected = await Client.RejectedAsync(new ConnectAgent
        {
            AgentId = agent,
            AccessToken = await Live.Simulator.TokenAsync(agent, lifetimeSeconds: 0),
        });

        rejected.Code.ShouldBe(RejectionCode.Unauthorized);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        Client.SessionsOf(agent).ShouldBe([SessionState.Connected]);
    }

    [Theory]
    [InlineData("1247", false)]
    [InlineData("1248", true)]
    public async Task The_next_sign_in_to_the_notification_service_takes_the_fresh_token(string agent, bool bySignIn)
    {
        var last = await Client.SignInWithTokenAsync(agent, await Live.Simulator.TokenAsync(agent));
        await Live.Simulator.EndTokensAsync(agent);
        var fresh = await Live.Simulator.TokenAsync(agent);
        if (bySignIn)
            await Client.AcceptedAsync(TokenSignIn(agent, fresh));
        else
            await Client.ConnectAsync(agent, fresh);

        await Live.Simulator.ResetXmppAsync(agent);

        await Client.Events.WaitForSessionAsync(agent, SessionState.Interrupted, last);
        await Client.Events.WaitForSessionAsync(agent, SessionState.Connected, last);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
        Client.SessionsOf(agent).ShouldBe([SessionState.Connected, SessionState.Interrupted, SessionState.Connected]);
        (await Live.Simulator.UnauthorizedAsync(agent)).ShouldBe(0);
    }

    [Fact]
    public async Task A_subscription_lost_after_its_token_expired_fails_with_what_to_do_and_begins_again_with_a_fresh_one()
    {
        const string agent = "1249";
        var last = await Client.SignInWithTokenAsync(agent, await Live.Simulator.TokenAsync(agent));
        await Live.Simulator.EndTokensAsync(agent);
        await Live.Simulator.ResetXmppAsync(agent);

        var failed = await Client.Events.WaitForSessionAsync(agent, SessionState.Failed, last);

        failed.Reason.ShouldNotBeNull();
        failed.Reason.ShouldContain("access token");
        failed.Reason.ShouldContain(FreshWanted);
        Client.SessionsOf(agent).ShouldBe([SessionState.Connected, SessionState.Interrupted, SessionState.Failed]);
        (await Client.RejectedAsync(new MakeReady { AgentId = agent })).Code.ShouldBe(RejectionCode.NotConnected);

        var connected = await Client.ConnectAsync(agent, await Live.Simulator.TokenAsync(agent));
        connected.State.State.ShouldBe(AgentStates.NotReady, "Finesse waits a minute before it signs him out");
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
    }
}
