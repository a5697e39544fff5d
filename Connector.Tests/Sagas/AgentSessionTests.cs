using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

public sealed class AgentSessionTests
{
    [Fact]
    public async Task Connecting_answers_with_the_view_and_tells_that_the_subscription_is_held()
    {
        await using var bench = new SessionBench();

        var connected = await bench.ConnectAsync("READY", Call("7"));

        connected.Owner.ShouldBe(SessionBench.ConnectorId);
        connected.State.State.ShouldBe("READY");
        connected.Dialogs.Single().DialogId.ShouldBe("7");
        connected.Sequence.ShouldBe(1);
        connected.Epoch.ShouldBeGreaterThan(0);
        var told = (await bench.EventsAsync(1)).Single().ShouldBeOfType<AgentSessionChanged>();
        told.SessionState.ShouldBe(SessionState.Connected);
        told.RequestId.ShouldBe(connected.RequestId);
        bench.Inbox.Summaries().Single().ShouldBe(new SessionSummary(Agent, "Connected", "READY", "2001", 1, 1, connected.Epoch));
        told.Epoch.ShouldBe(connected.Epoch);
    }

    [Fact]
    public async Task Signing_in_connects_first_and_then_asks_Finesse_with_the_requests_own_id()
    {
        await using var bench = new SessionBench();

        var asked = bench.Ask(new SignIn { AgentId = Agent, Extension = "2001", Password = "pw" }, "request-1");
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.TimesOpened == 1);
        bench.Calls.ShouldBeEmpty();
        bench.Report(new SubscriptionReport.Opened(new AgentView(State("LOGOUT", null), [Call("7")])));

        (await asked).ShouldBe(new CommandAccepted { AgentId = Agent, RequestId = "request-1", ConnectorId = SessionBench.ConnectorId });
        var call = await bench.CallAsync(1);
        call.What.ShouldBe(new SignInAgent("2001", null, null, null));
        call.RequestId.ShouldBe("request-1");
        bench.NotifyState("NOT_READY", "request-1");
        var events = await bench.EventsAsync(3);
        events[1].ShouldBeOfType<DialogChanged>().Change.ShouldBe(DialogChange.Added);
        var signedIn = events[2].ShouldBeOfType<AgentStateChanged>();
        (signedIn.State, signedIn.PreviousState, signedIn.RequestId, signedIn.Sequence).ShouldBe(("NOT_READY", "LOGOUT", "request-1", 3L));
    }

    [Fact]
    public async Task Signing_in_an_agent_who_is_signed_in_still_gives_an_event()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync("READY");

        await bench.Ask(new SignIn { AgentId = Agent, Extension = "2001", Password = "pw" });

        (await bench.EventsAsync(2))[1].ShouldBeOfType<AgentStateChanged>().State.ShouldBe("READY");
    }

    [Fact]
    public async Task A_notification_that_comes_before_the_202_is_told_once()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync("LOGOUT");

        var asked = bench.Ask(new SignIn { AgentId = Agent, Extension = "2001", Password = "pw" });
        var call = await bench.CallAsync(1);
        bench.NotifyState("NOT_READY");
        await bench.EventsAsync(2);
        call.Outcome.SetResult(new FinesseOutcome.Accepted());
        await asked;
        bench.NotifyState("READY");

        (await bench.EventsAsync(3)).OfType<AgentStateChanged>().Select(told => told.State).ShouldBe(["NOT_READY", "READY"]);
    }

    [Fact]
    public async Task A_sign_in_of_which_nothing_is_heard_is_looked_after()
    {
        await using var bench = new SessionBench(proofAfter: TimeSpan.FromMilliseconds(1))
        {
            AtOnce = call => call is ReadAgentState ? new FinesseOutcome.StateRead(State("NOT_READY")) : new FinesseOutcome.Accepted(),
        };
        await bench.ConnectAsync("LOGOUT");

        await bench.Ask(new SignIn { AgentId = Agent, Extension = "2001", Password = "pw" });

        (await bench.EventsAsync(2))[1].ShouldBeOfType<AgentStateChanged>().State.ShouldBe("NOT_READY");
    }

    [Fact]
    public async Task Requests_go_to_Finesse_one_at_a_time_in_order()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();

        var answers = Enumerable.Range(0, 20)
            .Select(i => bench.Ask(i % 2 == 0 ? new MakeReady { AgentId = Agent } : new MakeNotReady { AgentId = Agent, ReasonCode = i }))
            .ToList();
        for (var i = 0; i < 20; i++)
        {
            var call = await bench.CallAsync(i + 1);
            bench.Calls.Count.ShouldBe(i + 1);
            ((ChangeAgentState)call.What).ReasonCodeId.ShouldBe(i % 2 == 0 ? null : i);
            call.Outcome.SetResult(new FinesseOutcome.Accepted());
            (await answers[i]).ShouldBeOfType<CommandAccepted>();
        }
    }

    [Fact]
    public async Task A_request_that_comes_again_is_answered_again_and_carried_out_once()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();

        var first = await bench.Ask(new MakeCall { AgentId = Agent, To = "5551234" }, "same");
        var second = await bench.Ask(new MakeCall { AgentId = Agent, To = "5551234" }, "same");

        second.ShouldBe(first);
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_comes_again_while_it_is_under_way_waits_for_the_same_answer()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();

        var first = bench.Ask(new MakeReady { AgentId = Agent }, "same");
        var call = await bench.CallAsync(1);
        var second = bench.Ask(new MakeReady { AgentId = Agent }, "same");
        call.Outcome.SetResult(new FinesseOutcome.Accepted());

        (await second).ShouldBeSameAs(await first);
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_Finesse_never_took_may_be_sent_again()
    {
        await using var bench = new SessionBench { AtOnce = _ => new FinesseOutcome.Unavailable("Finesse is away.") };
        await bench.ConnectAsync();

        ((CommandRejected)await bench.Ask(new MakeReady { AgentId = Agent }, "same")).Code.ShouldBe(RejectionCode.FinesseUnavailable);
        bench.AtOnce = _ => new FinesseOutcome.Accepted();

        (await bench.Ask(new MakeReady { AgentId = Agent }, "same")).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task An_unknown_outcome_is_tried_once_more_where_that_does_no_harm()
    {
        await using var bench = new SessionBench { AtOnce = _ => new FinesseOutcome.Unknown("No answer came.") };
        await bench.ConnectAsync();

        var answer = (CommandRejected)await bench.Ask(new MakeReady { AgentId = Agent });

        answer.Code.ShouldBe(RejectionCode.OutcomeUnknown);
        bench.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_outcome_of_a_call_is_never_tried_again()
    {
        await using var bench = new SessionBench { AtOnce = _ => new FinesseOutcome.Unknown("No answer came.") };
        await bench.ConnectAsync();

        var answer = (CommandRejected)await bench.Ask(new MakeCall { AgentId = Agent, To = "5551234" }, "same");
        await bench.Ask(new MakeCall { AgentId = Agent, To = "5551234" }, "same");

        answer.Code.ShouldBe(RejectionCode.OutcomeUnknown);
        bench.Calls.Count(call => call.What is PlaceCall).ShouldBe(1);
    }

    [Fact]
    public async Task A_request_for_an_agent_who_is_not_connected_is_refused_and_leaves_nothing_behind()
    {
        await using var bench = new SessionBench();

        ((CommandRejected)await bench.Ask(new MakeReady { AgentId = Agent })).Code.ShouldBe(RejectionCode.NotConnected);
        ((CommandRejected)await bench.Ask(new ConnectAgent { AgentId = Agent })).Code.ShouldBe(RejectionCode.InvalidRequest);

        bench.Inbox.Summaries().ShouldBeEmpty();
        bench.TimesOpened.ShouldBe(0);
    }

    [Fact]
    public async Task Refused_credentials_are_tried_once_and_everything_that_waited_is_refused()
    {
        await using var bench = new SessionBench();

        var connect = bench.Ask(new ConnectAgent { AgentId = Agent, Password = "wrong" });
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.TimesOpened == 1);
        var ready = bench.Ask(new MakeReady { AgentId = Agent });
        bench.Report(new SubscriptionReport.Refused(RejectionCode.Unauthorized, "Finesse refused the password.", HttpStatus: 401));

        ((CommandRejected)await connect).Code.ShouldBe(RejectionCode.Unauthorized);
        ((CommandRejected)await ready).Code.ShouldBe(RejectionCode.Unauthorized);
        ((CommandRejected)await bench.Ask(new MakeReady { AgentId = Agent })).Code.ShouldBe(RejectionCode.NotConnected);
        bench.TimesOpened.ShouldBe(1);
        bench.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_is_too_old_when_its_turn_comes_is_not_carried_out()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();

        var answer = (CommandRejected)await bench.Ask(new MakeReady { AgentId = Agent }, deadline: DateTimeOffset.MinValue);

        answer.Code.ShouldBe(RejectionCode.Timeout);
        bench.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_overload_is_refused_and_what_was_taken_is_carried_out()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();

        var answers = Enumerable.Range(0, 150).Select(_ => bench.Ask(new MakeReady { AgentId = Agent })).ToList();
        await Eventually.HoldsAsync("the overload", () => answers.Count(answer => answer.IsCompleted) == 49);
        bench.AtOnce = _ => new FinesseOutcome.Accepted();
        (await bench.CallAsync(1)).Outcome.SetResult(new FinesseOutcome.Accepted());

        var codes = (await Task.WhenAll(answers)).Select(answer => (answer as CommandRejected)?.Code).ToList();
        codes.Count(code => code is null).ShouldBe(101);
        codes.Count(code => code is RejectionCode.Overloaded).ShouldBe(49);
    }

    [Fact]
    public async Task New_credentials_are_checked_before_they_replace_the_old()
    {
        await using var bench = new SessionBench
        {
            AtOnce = _ => new FinesseOutcome.Refused(new FinesseRefusal("Authorization Failure", "UNAUTHORIZED", Agent), 401),
        };
        await bench.ConnectAsync();

        var refused = (CommandRejected)await bench.Ask(new ConnectAgent { AgentId = Agent, Password = "guess" });
        bench.AtOnce = _ => new FinesseOutcome.Accepted();
        await bench.Ask(new MakeReady { AgentId = Agent });

        refused.Code.ShouldBe(RejectionCode.Unauthorized);
        bench.Calls[^1].Credentials.ShouldBe(new AgentCredentials("pw", null));
    }

    [Fact]
    public async Task A_fresh_token_that_Finesse_takes_renews_the_subscription_and_opens_no_other()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();

        bench.AtOnce = _ => new FinesseOutcome.StateRead(SessionBench.State("NOT_READY"));
        await bench.Ask(new ConnectAgent { AgentId = Agent, AccessToken = "fresh" });
        await bench.Ask(new ConnectAgent { AgentId = Agent, AccessToken = "fresh" });

        bench.Renewed.ShouldBe([new AgentCredentials(null, "fresh")]);
        bench.TimesOpened.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_Finesse_refuses_renews_nothing()
    {
        await using var bench = new SessionBench
        {
            AtOnce = _ => new FinesseOutcome.Refused(new FinesseRefusal("Authorization Failure", "UNAUTHORIZED", Agent), 401),
        };
        await bench.ConnectAsync();

        await bench.Ask(new ConnectAgent { AgentId = Agent, AccessToken = "expired" });

        bench.Renewed.ShouldBeEmpty();
    }
}
