using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

/// <summary>A subscription that is refused for its token while a fresh one is on its way: whoever brings it is answered with what is the
/// case, and not with what became of the old one.</summary>
public sealed class AgentSessionTokenTests
{
    private static readonly SubscriptionReport.Refused Expired =
        new(RejectionCode.Unauthorized, "The token has expired; send ConnectAgent with a fresh AccessToken.");

    [Fact]
    public async Task A_fresh_token_that_Finesse_takes_after_the_subscription_was_refused_begins_another()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await ConnectedAsync(bench);
        var asked = bench.Ask(Fresh());
        var check = await bench.CallAsync(1);

        bench.Report(Expired);
        await Eventually.HoldsAsync("the loss to be told", () => Sessions(bench).Contains(SessionState.Failed));
        check.Outcome.SetResult(new FinesseOutcome.StateRead(State("READY")));
        await OpenedAsync(bench, 2);

        (await asked).ShouldBeOfType<AgentConnected>().State.State.ShouldBe("READY");
        Sessions(bench).ShouldBe([SessionState.Connected, SessionState.Failed, SessionState.Connected]);
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_that_Finesse_took_then_is_carried_out_on_a_subscription_of_its_own()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await ConnectedAsync(bench);
        var asked = bench.Ask(new SignIn { AgentId = Agent, Extension = "2001", AccessToken = "fresh" });
        (await bench.CallAsync(1)).What.ShouldBeOfType<SignInAgent>();

        bench.Report(Expired);
        await Eventually.HoldsAsync("the loss to be told", () => Sessions(bench).Contains(SessionState.Failed));
        bench.Calls[0].Outcome.SetResult(new FinesseOutcome.Accepted());
        await OpenedAsync(bench, 2);
        (await bench.CallAsync(2)).Outcome.SetResult(new FinesseOutcome.Accepted());

        (await asked).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task A_token_that_Finesse_refuses_as_well_is_the_end()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await ConnectedAsync(bench);
        var asked = bench.Ask(Fresh());
        var check = await bench.CallAsync(1);

        bench.Report(Expired);
        await Eventually.HoldsAsync("the loss to be told", () => Sessions(bench).Contains(SessionState.Failed));
        check.Outcome.SetResult(new FinesseOutcome.Refused(new FinesseRefusal("Authorization Failure", "UNAUTHORIZED", Agent), 401));

        (await asked).ShouldBeOfType<CommandRejected>().Code.ShouldBe(RejectionCode.Unauthorized);
        bench.TimesOpened.ShouldBe(1);
    }

    [Fact]
    public async Task A_fresh_token_that_waits_behind_a_request_is_not_refused_for_the_old_one()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await ConnectedAsync(bench);
        var before = bench.Ask(new MakeReady { AgentId = Agent });
        await bench.CallAsync(1);
        var refused = bench.Ask(new MakeReady { AgentId = Agent });
        var fresh = bench.Ask(Fresh());
        var after = bench.Ask(new MakeNotReady { AgentId = Agent });

        bench.Report(Expired);
        await OpenedAsync(bench, 2);
        bench.Calls[0].Outcome.SetResult(new FinesseOutcome.Refused(new FinesseRefusal("Authorization Failure", "UNAUTHORIZED", Agent), 401));

        (await before).ShouldBeOfType<CommandRejected>().Message.ShouldContain("fresh AccessToken");
        (await refused).ShouldBeOfType<CommandRejected>().Message.ShouldBe(Expired.Reason);
        (await fresh).ShouldBeOfType<AgentConnected>();
        (await bench.CallAsync(2)).Outcome.SetResult(new FinesseOutcome.Accepted());
        bench.Calls[1].Credentials.ShouldBe(new AgentCredentials(null, "fresh"));
        (await after).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task A_fresh_token_that_comes_while_the_old_one_connects_gets_its_own_attempt()
    {
        await using var bench = new SessionBench();
        var old = bench.Ask(new ConnectAgent { AgentId = Agent, AccessToken = "old" });
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.TimesOpened == 1);
        var again = bench.Ask(new ConnectAgent { AgentId = Agent, AccessToken = "old" });
        var fresh = bench.Ask(Fresh());

        bench.Report(Expired);
        await OpenedAsync(bench, 2);

        (await old).ShouldBeOfType<CommandRejected>().Message.ShouldBe(Expired.Reason);
        (await again).ShouldBeOfType<CommandRejected>().Message.ShouldBe(Expired.Reason);
        (await fresh).ShouldBeOfType<AgentConnected>();
    }

    [Fact]
    public async Task A_subscription_that_is_away_is_no_reason_to_try_another_token()
    {
        await using var bench = new SessionBench();
        var old = bench.Ask(new ConnectAgent { AgentId = Agent, AccessToken = "old" });
        await Eventually.HoldsAsync("the subscription to be opened", () => bench.TimesOpened == 1);
        var fresh = bench.Ask(Fresh());

        bench.Report(new SubscriptionReport.Refused(RejectionCode.FinesseUnavailable, "Finesse is away."));

        (await old).ShouldBeOfType<CommandRejected>().Message.ShouldBe("Finesse is away.");
        (await fresh).ShouldBeOfType<CommandRejected>().Message.ShouldBe("Finesse is away.");
        bench.TimesOpened.ShouldBe(1);
    }

    private static ConnectAgent Fresh() => new() { AgentId = Agent, AccessToken = "fresh" };

    private static async Task ConnectedAsync(SessionBench bench)
    {
        var asked = bench.Ask(new ConnectAgent { AgentId = Agent, AccessToken = "old" });
        await OpenedAsync(bench, 1);
        await asked;
    }

    private static async Task OpenedAsync(SessionBench bench, int times)
    {
        await Eventually.HoldsAsync($"subscription {times}", () => bench.TimesOpened == times);
        bench.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [])));
    }

    private static SessionState[] Sessions(SessionBench bench) => [.. bench.Events.OfType<AgentSessionChanged>().Select(told => told.SessionState)];
}
