using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>The sequence tables of the fact sheet, chapter 3.4, row by row.</summary>
public sealed class CallSequenceTests
{
    [Fact]
    public void An_incoming_call_reserves_a_ready_agent_and_is_posted()
    {
        var centre = new CentreHarness().With(("1001", AgentState.Ready));
        centre.Do("in 2001").ShouldBe(["1001 RESERVED", "1001 POST ALERTING: 2001=ALERTING 5551234=INITIATED"]);
        centre.State.Calls[centre.CallId].CallType.ShouldBe("ACD_IN");
    }

    [Fact]
    public void A_direct_call_rings_at_an_agent_who_is_not_ready_and_leaves_his_state()
    {
        var centre = new CentreHarness().With(("1001", AgentState.NotReady));
        centre.Do("in 2001").ShouldBe(["1001 POST ALERTING: 2001=ALERTING 5551234=INITIATED"]);
        centre.State.Calls[centre.CallId].CallType.ShouldBe("OTHER_IN");
        centre.Do("1001 ANSWER").ShouldBe(["1001 PUT ACTIVE: 2001=ACTIVE 5551234=ACTIVE", "1001 TALKING"]);
        centre.Do("1001 DROP")[^1].ShouldBe("1001 NOT_READY");
    }

    [Fact]
    public void The_caller_hanging_up_gives_three_puts_and_a_delete()
    {
        var centre = Talking("1001", "in 2001", "1001 ANSWER");
        centre.Do("outside hangs up").ShouldBe(
        [
            "1001 PUT ACTIVE: 2001=ACTIVE 5551234=DROPPED",
            "1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 DELETE DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 READY",
        ]);
        centre.State.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void The_agent_hanging_up_gives_three_puts_and_a_delete()
    {
        var centre = Talking("1001", "in 2001", "1001 ANSWER");
        centre.Do("1001 DROP").ShouldBe(
        [
            "1001 PUT ACTIVE: 2001=DROPPED 5551234=ACTIVE",
            "1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 DELETE DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 READY",
        ]);
    }

    [Fact]
    public void A_call_abandoned_while_it_rings_never_was_active()
    {
        var centre = Talking("1001", "in 2001");
        centre.Do("outside hangs up").ShouldBe(
        [
            "1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 DELETE DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 READY",
        ]);
    }

    [Fact]
    public void Hold_and_retrieve_toggle_the_leg_and_leave_the_dialog_active()
    {
        var centre = Talking("1001", "in 2001", "1001 ANSWER");
        centre.Do("1001 HOLD").ShouldBe(["1001 PUT ACTIVE: 2001=HELD 5551234=ACTIVE", "1001 HOLD"]);
        centre.Do("1001 RETRIEVE").ShouldBe(["1001 PUT ACTIVE: 2001=ACTIVE 5551234=ACTIVE", "1001 TALKING"]);
    }

    [Fact]
    public void A_call_to_a_number_outside_goes_from_initiating_to_active()
    {
        var centre = new CentreHarness().With(("1001", AgentState.NotReady));
        centre.Do("call 1001 5559876").ShouldBe(
        [
            "1001 POST INITIATING: 2001=INITIATING",
            "1001 TALKING",
            "1001 PUT INITIATED: 2001=INITIATED",
            "1001 PUT ALERTING: 2001=INITIATED 5559876=ALERTING",
        ]);
        centre.Do("due").ShouldBe(["1001 PUT ACTIVE: 2001=ACTIVE 5559876=ACTIVE"]);
        centre.State.Calls[centre.CallId].CallType.ShouldBe("OUT");
    }

    [Fact]
    public void A_call_from_agent_to_agent_is_posted_to_the_callee_when_it_rings_and_told_to_both()
    {
        var centre = new CentreHarness().With(("1001", AgentState.NotReady), ("1002", AgentState.Ready));
        centre.Do("call 1001 2002").ShouldBe(
        [
            "1001 POST INITIATING: 2001=INITIATING",
            "1001 TALKING",
            "1001 PUT INITIATED: 2001=INITIATED",
            "1001 PUT ALERTING: 2001=INITIATED 2002=ALERTING",
            "1002 POST ALERTING: 2001=INITIATED 2002=ALERTING",
        ]);
        centre.Do("1002 ANSWER").ShouldBe(
        [
            "1001 PUT ACTIVE: 2001=ACTIVE 2002=ACTIVE",
            "1002 PUT ACTIVE: 2001=ACTIVE 2002=ACTIVE",
            "1002 TALKING",
        ]);
        centre.Do("1001 HOLD").ShouldBe(
            ["1001 PUT ACTIVE: 2001=HELD 2002=ACTIVE", "1002 PUT ACTIVE: 2001=HELD 2002=ACTIVE", "1001 HOLD"]);
        centre.Do("1002 HOLD")[1].ShouldBe("1002 PUT ACTIVE: 2001=HELD 2002=HELD");
        centre.Do("1002 DROP").ShouldBe(
        [
            "1001 PUT ACTIVE: 2001=HELD 2002=DROPPED",
            "1002 PUT ACTIVE: 2001=HELD 2002=DROPPED",
            "1001 PUT DROPPED: 2001=DROPPED 2002=DROPPED",
            "1002 PUT DROPPED: 2001=DROPPED 2002=DROPPED",
            "1001 PUT DROPPED: 2001=DROPPED 2002=DROPPED",
            "1002 PUT DROPPED: 2001=DROPPED 2002=DROPPED",
            "1001 DELETE DROPPED: 2001=DROPPED 2002=DROPPED",
            "1002 DELETE DROPPED: 2001=DROPPED 2002=DROPPED",
            "1001 NOT_READY",
            "1002 READY",
        ]);
    }

    [Theory]
    [InlineData("5550486", "BUSY")]
    [InlineData("5550404", "BAD_DESTINATION")]
    [InlineData("2002", "BUSY")]
    public void A_call_that_cannot_be_placed_fails_and_stays_until_it_is_dropped(string number, string cause)
    {
        var centre = new CentreHarness().With(("1001", AgentState.NotReady), ("1002", AgentState.NotReady));
        centre.Do("in 2002");
        centre.Do($"call 1001 {number}")[^1].ShouldBe($"1001 PUT FAILED: 2001=FAILED/{cause}");
        centre.State.Agents["1001"].State.ShouldBe(AgentState.Talking);
        centre.Do("1001 DROP").ShouldBe(
        [
            "1001 PUT DROPPED: 2001=DROPPED",
            "1001 PUT DROPPED: 2001=DROPPED",
            "1001 DELETE DROPPED: 2001=DROPPED",
            "1001 NOT_READY",
        ]);
    }

    [Fact]
    public void The_dialled_number_is_not_known_while_the_dialog_is_initiating()
    {
        var centre = new CentreHarness().With(("1001", AgentState.NotReady));
        var step = Centre.Apply(
            centre.State, new MakeCall("1001", "5559876", CentreHarness.NoVariables), centre.Rules, centre.Now);
        step.Notices.OfType<DialogNotice>().Select(notice => notice.Call.ToAddress).ShouldBe(["", "5559876", "5559876"]);
    }

    [Fact]
    public void A_ready_agent_who_calls_is_made_not_ready_first_and_stays_so()
    {
        var centre = new CentreHarness().With(("1001", AgentState.Ready));
        centre.Do("call 1001 5559876").Take(3).ShouldBe(
            ["1001 NOT_READY (50006)", "1001 POST INITIATING: 2001=INITIATING", "1001 TALKING"]);
        centre.Do("due");
        centre.Do("1001 DROP")[^1].ShouldBe("1001 NOT_READY (50006)");
    }

    [Fact]
    public void Taking_one_call_back_puts_the_other_on_hold()
    {
        var centre = Talking("1001", "in 2001", "1001 ANSWER", "1001 HOLD");
        var first = centre.CallId;
        centre.Do("call 1001 5559876");
        centre.Do("due");
        centre.Do($"1001 RETRIEVE {first}").ShouldBe(
            ["1001 PUT ACTIVE: 2001=HELD 5559876=ACTIVE", "1001 PUT ACTIVE: 2001=ACTIVE 5551234=ACTIVE"]);
    }

    [Fact]
    public void A_line_that_is_taken_is_busy_for_calls_from_outside()
    {
        var centre = Talking("1001", "in 2001");
        centre.Do("in 2001").ShouldBe(["problem to: extension 2001 is busy with another call"]);
    }

    [Theory]
    [InlineData("in 2001", "1001 HOLD", "CF_NO_ACTIVE_CALL, 24")]
    [InlineData("in 2001", "1001 RETRIEVE", "CF_NO_HELD_CALL, 25")]
    [InlineData("in 2001", "1001 DROP", "CF_NO_CALL_TO_CLEAR, 26")]
    [InlineData("in 2001|1001 ANSWER", "1001 ANSWER", "CF_NO_CALL_TO_ANSWER, 28")]
    [InlineData("in 2001|1001 ANSWER", "call 1001 5559876", "CF_RESOURCE_BUSY, 33")]
    public void An_action_that_the_leg_does_not_allow_is_refused_by_a_notification_and_changes_nothing(
        string before, string action, string error)
    {
        var centre = Talking("1001", before.Split('|'));
        var state = centre.State;
        centre.Do(action).ShouldBe([$"1001 refused: Call Operation Failure, {error}"]);
        centre.State.Calls.ShouldBeSameAs(state.Calls);
        centre.State.Agents.ShouldBeSameAs(state.Agents);
    }

    [Fact]
    public void Only_the_first_event_of_a_request_echoes_its_id()
    {
        var centre = Talking("1001", "in 2001", "1001 ANSWER");
        var step = Centre.Apply(
            centre.State, new ActOnCall("1001", centre.CallId, CallActions.Drop), centre.Rules, centre.Now,
            new Requester("r7", "1001"));
        step.Notices.Select(notice => notice.RequestId).ShouldBe(["r7", "", "", "", ""]);
    }

    [Fact]
    public void With_wrap_up_the_call_stays_until_it_is_written_up()
    {
        var centre = new CentreHarness(
            rules => rules with { WrapUp = WrapUpMode.Required, WrapUpTime = TimeSpan.FromSeconds(30) })
            .With(("1001", AgentState.Ready));
        centre.Do("in 2001");
        centre.Do("1001 ANSWER");
        centre.Do("outside hangs up").ShouldBe(
        [
            "1001 PUT ACTIVE: 2001=ACTIVE 5551234=DROPPED",
            "1001 PUT DROPPED: 2001=WRAP_UP 5551234=DROPPED",
            "1001 PUT DROPPED: 2001=WRAP_UP 5551234=DROPPED",
            "1001 WORK_READY",
        ]);
        centre.Scheduled[0].After.ShouldBe(TimeSpan.FromSeconds(30));
        centre.Do("due").ShouldBe(
        [
            "1001 READY",
            "1001 PUT DROPPED: 2001=DROPPED 5551234=DROPPED",
            "1001 DELETE DROPPED: 2001=DROPPED 5551234=DROPPED",
        ]);
        centre.State.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_wrap_up_timer_does_not_touch_a_later_wrap_up()
    {
        var centre = new CentreHarness(rules => rules with { WrapUp = WrapUpMode.Optional }).With(("1001", AgentState.NotReady));
        centre.Do("in 2001");
        centre.Do("1001 ANSWER");
        centre.Do("1001 WORK").ShouldBe(["1001 TALKING then WORK"]);
        centre.Do("1001 DROP")[^1].ShouldBe("1001 WORK");
        centre.Do("1001 NOT_READY")[0].ShouldBe("1001 NOT_READY");
        centre.Do("in 2001");
        centre.Do("1001 ANSWER");
        centre.Do("1001 WORK");
        centre.Do("1001 DROP")[^1].ShouldBe("1001 WORK");
        centre.Do("due").ShouldBeEmpty();
        centre.Do("due")[0].ShouldBe("1001 NOT_READY");
    }

    [Theory]
    [InlineData("INITIATING", false, "DROP UPDATE_CALL_DATA")]
    [InlineData("INITIATED", false, "DROP UPDATE_CALL_DATA")]
    [InlineData("ALERTING", false, "ANSWER")]
    [InlineData("ACTIVE", false, "HOLD DROP UPDATE_CALL_DATA CONSULT_CALL TRANSFER_SST SEND_DTMF")]
    [InlineData("ACCEPTED", false, "")]
    [InlineData("HELD", false, "RETRIEVE DROP UPDATE_CALL_DATA")]
    [InlineData("HELD", true, "RETRIEVE DROP UPDATE_CALL_DATA TRANSFER CONFERENCE")]
    [InlineData("FAILED", false, "DROP")]
    [InlineData("WRAP_UP", false, "UPDATE_CALL_DATA")]
    [InlineData("DROPPED", false, "")]
    public void A_participant_is_offered_the_actions_of_its_state(string state, bool hasActiveCall, string actions)
    {
        var leg = Enum.GetValues<LegState>().Single(value => value.ToWire() == state);
        string.Join(' ', CallActions.OfferedTo(leg, hasActiveCall)).ShouldBe(actions);
    }

    private static CentreHarness Talking(string agentId, params string[] script)
    {
        var centre = new CentreHarness().With((agentId, AgentState.Ready));
        foreach (var action in script) centre.Do(action);
        return centre;
    }
}
