using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>The agent state machine of UCCX (facts 2.4: guide 12.5, pages 45 to 50).</summary>
public sealed class UccxStateTests
{
    private const string Talking = "1001 READY|in 2001|1001 ANSWER";

    [Theory]
    [InlineData("1001 READY", "1001 LOGOUT", "1001 LOGOUT")]
    [InlineData("", "1001 LOGOUT", "1001 LOGOUT")]
    [InlineData("", "1001 READY", "1001 READY")]
    [InlineData("1001 READY", "1001 NOT_READY", "1001 NOT_READY")]
    [InlineData("1001 READY", "in 2001", "1001 RESERVED|1001 POST ALERTING: 2001=ALERTING 5551234=INITIATED")]

    // HOLD does not exist: the agent still talks, and nothing is told of him.
    [InlineData(Talking, "1001 HOLD", "1001 PUT ACTIVE: 2001=HELD 5551234=ACTIVE")]

    // Calls that did not come through the router leave the state alone and tell nothing of the user.
    [InlineData("in 2001", "1001 ANSWER", "1001 PUT ACTIVE: 2001=ACTIVE 5551234=ACTIVE")]
    [InlineData("call 1001 5559876", "due", "1001 PUT ACTIVE: 2001=ACTIVE 5559876=ACTIVE")]

    // Pending: one NOT_READY for each call, and no READY.
    [InlineData(Talking, "1001 NOT_READY", "1001 TALKING then NOT_READY")]
    [InlineData(Talking, "1001 READY", "1001 refused: Invalid State, CF_INVALID_AGENT_WORKMODE, 265")]
    [InlineData("in 2001|1001 ANSWER", "1001 READY", "1001 refused: Invalid State, CF_RESOURCE_BUSY, 33")]
    [InlineData(Talking, "1001 LOGOUT", "1001 refused: Invalid State, CF_INVALID_OBJECT_STATE, 22")]
    [InlineData(Talking, "1001 FORCE LOGOUT", "1001 PUT ACTIVE: 2001=DROPPED 5551234=ACTIVE|1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED|1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED|1001 DELETE DROPPED: 2001=DROPPED 5551234=DROPPED|1001 LOGOUT (33)")]
    [InlineData("1001 READY", "1001 FORCE NOT_READY", "1001 NOT_READY (33)")]
    [InlineData("1001 READY", "1001 LOST", "1001 LOGOUT (255)")]
    public void A_step_is_told_as_uccx_tells_it(string before, string step, string told)
    {
        After(before).Do(step).ShouldBe(told.Split('|'));
    }

    [Fact]
    public void A_second_pending_not_ready_with_another_code_is_refused()
    {
        var lunch = new ReasonCode(1, "NOT_READY", 12, "Lunch");
        var centre = After(Talking);
        centre.Do(new ChangeState("1001", AgentState.NotReady, lunch), new Requester("r", "1001")).ShouldBe(
            ["1001 TALKING then NOT_READY"]);
        centre.Do(new ChangeState("1001", AgentState.NotReady, lunch with { Id = 2 }), new Requester("r", "1001")).ShouldBe(
            ["1001 refused: Invalid State, CF_INVALID_AGENT_WORKMODE, 265"]);
        centre.Do("outside hangs up")[^1].ShouldBe("1001 NOT_READY (12)");
    }

    [Fact]
    public void Wrap_up_is_work_for_routed_calls_only_and_leads_where_it_should()
    {
        var centre = After(Talking, rules => rules with { WrapUp = WrapUpMode.Required });
        centre.Do("outside hangs up")[^1].ShouldBe("1001 WORK");
        centre.Do("due")[0].ShouldBe("1001 READY");
        centre.Do("1001 NOT_READY");
        centre.Do("in 2001");
        centre.Do("1001 ANSWER");
        centre.Do("outside hangs up")[^1].ShouldStartWith("1001 DELETE");
    }

    [Fact]
    public void A_lost_client_is_signed_out_whatever_is_set_for_ucce()
    {
        var centre = After("", rules => rules with { LostClient = LostClientAction.ForceNotReady });
        centre.Do("1001 LOST").ShouldBe(["1001 LOGOUT (255)"]);
    }

    [Theory]
    [InlineData("in 2001|1001 ANSWER", "1001 refused: Invalid Input, CF_GENERIC_OPERATION_REJECTION, 71")]
    [InlineData(Talking, "1001 PUT ACTIVE: 2001=ACTIVE 5551234=ACTIVE")]
    public void The_variables_of_calls_that_were_not_routed_are_protected(string before, string told)
    {
        var centre = After(before);
        centre.Do($"1001 SET {centre.CallId} callVariable1 x").ShouldBe([told]);
    }

    private static CentreHarness After(string script, Func<CentreRules, CentreRules>? change = null)
    {
        var centre = new CentreHarness(rules =>
        {
            rules = rules with { Flavour = new UccxFlavour() };
            return change is null ? rules : change(rules);
        });
        centre.With(("1001", AgentState.NotReady));
        foreach (var action in script.Split('|', StringSplitOptions.RemoveEmptyEntries)) centre.Do(action);
        return centre;
    }
}
