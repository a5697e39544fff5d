using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>The agent state machine of UCCE (fact sheet, chapters 2.2 and 2.4).</summary>
public sealed class AgentStateTests
{
    private const string Refused = "refused: Invalid State, CF_INVALID_OBJECT_STATE, 22";

    [Fact]
    public void Signing_in_leads_to_not_ready()
    {
        new CentreHarness().Do(new SignIn("1001", "2001", Mobile: null)).ShouldBe(["1001 NOT_READY"]);
    }

    [Fact]
    public void Signing_in_again_keeps_the_state_and_tells_it()
    {
        var centre = new CentreHarness().With(("1001", AgentState.Ready));
        centre.Do(new SignIn("1001", "2001", Mobile: null)).ShouldBe(["1001 READY"]);
    }

    [Fact]
    public void Signing_in_again_can_be_silent_as_on_some_systems()
    {
        var centre = new CentreHarness(rules => rules with { NotifyRepeatedSignIn = false }).With(("1001", AgentState.Ready));
        centre.Do(new SignIn("1001", "2001", Mobile: null)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1001", "9999", false, "Invalid Device, CF_INVALID_LOGON_DEVICE_SPECIFIED, 260")]
    [InlineData("1001", "2002", false, "Device Busy, CF_SPECIFIED_EXTENSION_ALREADY_IN_USE, 283")]
    [InlineData("1002", "2001", false, "Invalid State, CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON, 259")]
    [InlineData("1001", "2001", true, "Mode Not Allowed, CF_INVALID_AGENT_WORKMODE, 265")]
    public void A_sign_in_that_the_telephony_does_not_take_is_refused_by_a_notification(
        string agentId, string extension, bool mobile, string error)
    {
        var centre = new CentreHarness().With(("1002", AgentState.NotReady));
        var signIn = new SignIn(agentId, extension, mobile ? new MobileAgent("CALL_BY_CALL", "5550000") : null);
        centre.Do(signIn, new Requester("r", agentId)).ShouldBe([$"{agentId} refused: {error}"]);
    }

    [Theory]
    [InlineData("NOT_READY", "READY", "READY")]
    [InlineData("NOT_READY", "NOT_READY", "NOT_READY")]
    [InlineData("NOT_READY", "LOGOUT", "LOGOUT")]
    [InlineData("NOT_READY", "WORK", Refused)]
    [InlineData("READY", "NOT_READY", "NOT_READY")]
    [InlineData("READY", "LOGOUT", Refused)]
    [InlineData("RESERVED", "NOT_READY", "RESERVED then NOT_READY")]
    [InlineData("RESERVED", "LOGOUT", Refused)]
    [InlineData("TALKING", "READY", "TALKING then READY")]
    [InlineData("TALKING", "NOT_READY", "TALKING then NOT_READY")]
    [InlineData("TALKING", "LOGOUT", Refused)]
    [InlineData("TALKING", "WORK", Refused)]
    [InlineData("HOLD", "NOT_READY", "HOLD then NOT_READY")]
    [InlineData("LOGOUT", "READY", Refused)]
    [InlineData("LOGOUT", "NOT_READY", Refused)]
    [InlineData("NOT_READY after a call", "READY", "READY")]
    [InlineData("WORK", "READY", "READY")]
    [InlineData("WORK", "NOT_READY", "NOT_READY")]
    [InlineData("WORK", "LOGOUT", Refused)]
    [InlineData("WORK_READY", "READY", "READY")]
    [InlineData("WORK_READY", "NOT_READY", "NOT_READY")]
    [InlineData("RESERVED_OUTBOUND", "READY", "READY")]
    [InlineData("RESERVED_OUTBOUND", "NOT_READY", "NOT_READY")]
    [InlineData("RESERVED_OUTBOUND", "LOGOUT", Refused)]
    [InlineData("RESERVED_OUTBOUND_PREVIEW", "NOT_READY", "RESERVED_OUTBOUND_PREVIEW then NOT_READY")]
    [InlineData("RESERVED_OUTBOUND_PREVIEW", "READY", Refused)]
    [InlineData("RESERVED_OUTBOUND_PREVIEW", "LOGOUT", Refused)]
    public void A_requested_state_is_entered_deferred_or_refused(string from, string target, string told)
    {
        In(from).Do($"1001 {target}")[0].ShouldBe($"1001 {told}");
    }

    [Theory]
    [InlineData("WORK", "NOT_READY", "NOT_READY (999)")]
    [InlineData("WORK", "READY", "READY")]
    [InlineData("WORK_READY", "NOT_READY", "NOT_READY (999)")]
    [InlineData("READY", "LOGOUT", "LOGOUT (999)")]
    [InlineData("NOT_READY", "LOGOUT", "LOGOUT (999)")]
    [InlineData("READY", "NOT_READY", "NOT_READY (999)")]
    [InlineData("NOT_READY", "READY", "READY")]
    public void A_supervisor_forces_a_state(string from, string target, string told)
    {
        In(from).Do($"1001 FORCE {target}")[0].ShouldBe($"1001 {told}");
    }

    [Theory]
    [InlineData("TALKING", "NOT_READY")]
    [InlineData("HOLD", "NOT_READY")]
    [InlineData("TALKING", "READY")]
    [InlineData("RESERVED", "NOT_READY")]
    [InlineData("RESERVED_OUTBOUND", "NOT_READY")]
    [InlineData("RESERVED_OUTBOUND_PREVIEW", "NOT_READY")]
    public void A_supervisor_cannot_force_not_ready_during_a_call_and_is_told_so_himself(string from, string target)
    {
        In(from).Do($"1001 FORCE {target}").ShouldBe([$"1010 {Refused}"]);
    }

    [Fact]
    public void A_forced_logout_during_a_call_ends_the_call_and_frees_the_extension()
    {
        var centre = In("TALKING");
        var told = centre.Do("1001 FORCE LOGOUT");
        told[^2].ShouldBe("1001 DELETE DROPPED: 2001=DROPPED 5551234=DROPPED");
        told[^1].ShouldBe("1001 LOGOUT (999)");
        centre.Do(new SignIn("1002", "2001", Mobile: null)).ShouldBe(["1002 NOT_READY"]);
    }

    [Fact]
    public void A_pending_state_is_entered_after_the_call()
    {
        var centre = In("TALKING");
        centre.Do("1001 NOT_READY");
        centre.Do("outside hangs up")[^1].ShouldBe("1001 NOT_READY");
        centre.State.Agents["1001"].PendingState.ShouldBeNull();
    }

    [Fact]
    public void Losing_the_client_signs_out_with_reason_255_even_during_a_call()
    {
        In("NOT_READY").Do("1001 LOST").ShouldBe(["1001 LOGOUT (255)"]);
        In("TALKING").Do("1001 LOST")[^1].ShouldBe("1001 LOGOUT (255)");
        In("LOGOUT").Do("1001 LOST").ShouldBeEmpty();
    }

    [Fact]
    public void Losing_the_client_can_be_set_to_force_not_ready_after_the_call()
    {
        var centre = In("TALKING", rules => rules with { LostClient = LostClientAction.ForceNotReady });
        centre.Do("1001 LOST").ShouldBe(["1001 TALKING then NOT_READY"]);
        centre.Do("outside hangs up")[^1].ShouldBe("1001 NOT_READY (255)");
    }

    [Theory]
    [InlineData("RESERVED")]
    [InlineData("RESERVED_OUTBOUND")]
    [InlineData("RESERVED_OUTBOUND_PREVIEW")]
    [InlineData("TALKING")]
    [InlineData("HOLD")]
    [InlineData("WORK")]
    [InlineData("WORK_READY")]
    public void A_supervisor_signs_an_agent_out_whatever_he_does(string from)
    {
        var centre = In(from);
        centre.Do("1001 FORCE LOGOUT")[^1].ShouldBe("1001 LOGOUT (999)");
        centre.State.Calls.ShouldBeEmpty();
    }

    private static CentreHarness In(string state, Func<CentreRules, CentreRules>? change = null)
    {
        var centre = new CentreHarness(
            state.StartsWith("WORK", StringComparison.Ordinal) ? rules => rules with { WrapUp = WrapUpMode.Required } : change);
        if (state is "LOGOUT") return centre;
        centre.With(("1001", state.StartsWith("NOT_READY", StringComparison.Ordinal) ? AgentState.NotReady : AgentState.Ready));
        string[] script = state switch
        {
            "RESERVED" => ["in 2001"],
            "TALKING" => ["in 2001", "1001 ANSWER"],
            "HOLD" => ["in 2001", "1001 ANSWER", "1001 HOLD"],
            "WORK" => ["in 2001", "1001 ANSWER", "1001 NOT_READY", "1001 DROP"],
            "WORK_READY" => ["in 2001", "1001 ANSWER", "1001 DROP"],
            "RESERVED_OUTBOUND" => ["progressive 2001 5559876"],
            "RESERVED_OUTBOUND_PREVIEW" => ["preview 2001 5559876"],
            "NOT_READY after a call" => ["call 1001 5559876", "due", "1001 DROP"],
            _ => [],
        };
        foreach (var action in script) centre.Do(action);
        centre.State.Agents["1001"].State.ToWire().ShouldBe(state.Split(' ')[0]);
        return centre;
    }
}
