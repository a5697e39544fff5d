using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>Listening, barging in and dropping others (facts 3.1 and 3.4; guide 12.5, pages 97 to 106). 1010 supervises the
/// team.</summary>
public sealed class SupervisionTests
{
    private const string Talking = "in 2001|1001 ANSWER #1";
    private const string Listening = Talking + "|1010 MONITOR 2001";
    private const string Barged = Listening + "|1010 BARGE #2 2001";

    [Theory]
    [InlineData(Talking, "1010 MONITOR 2001", """
        1010 POST #2 SUPERVISOR_MONITOR INITIATING: 2010=INITIATING
        1010 PUT #2 SUPERVISOR_MONITOR ACTIVE: 2010=ACTIVE 2001=ACTIVE
        1001 POST #2 SUPERVISOR_MONITOR ACTIVE: 2010=ACTIVE 2001=ACTIVE
        1010 TALKING
        """)]
    [InlineData(Listening, "1010 DROP #2", """
        1010 PUT #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1001 PUT #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1010 DELETE #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1001 DELETE #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1010 NOT_READY
        """)]

    // The one listened to leaves: the listening ends with it.
    [InlineData(Listening, "1001 SST #1 2002", """
        1001 DELETE #1 ACD_IN ACTIVE: 2001=DROPPED 5551234=ACTIVE
        1002 POST #1 TRANSFER ALERTING: 5551234=ACTIVE 2002=ALERTING
        1001 READY
        1010 PUT #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1001 PUT #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1010 DELETE #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1001 DELETE #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1010 NOT_READY
        """)]

    // Barging in: the listening ends, the agent's leg is held, a consultation that answers itself, the conference. No state changes.
    [InlineData(Listening, "1010 BARGE #2 2001", """
        1010 PUT #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1001 PUT #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1010 DELETE #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1001 DELETE #2 SUPERVISOR_MONITOR DROPPED: 2010=DROPPED 2001=DROPPED
        1001 PUT #1 ACD_IN ACTIVE: 2001=HELD 5551234=ACTIVE
        1001 POST #3 BARGE_IN_CONSULT INITIATING: 2001=INITIATING
        1001 PUT #3 BARGE_IN_CONSULT ALERTING: 2001=INITIATED 2010=ALERTING
        1010 POST #3 BARGE_IN_CONSULT ALERTING: 2001=INITIATED 2010=ALERTING
        1001 PUT #3 BARGE_IN_CONSULT ACTIVE: 2001=ACTIVE 2010=ACTIVE
        1010 PUT #3 BARGE_IN_CONSULT ACTIVE: 2001=ACTIVE 2010=ACTIVE
        1001 DELETE #3 BARGE_IN_CONSULT DROPPED: 2001=DROPPED 2010=DROPPED
        1010 DELETE #3 BARGE_IN_CONSULT DROPPED: 2001=DROPPED 2010=DROPPED
        1001 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2010=ACTIVE
        1010 POST #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2010=ACTIVE
        """)]

    // The supervisor takes the call over by dropping the agent.
    [InlineData(Barged, "1010 KICK #1 2001", """
        1001 PUT #1 CONFERENCE ACTIVE: 2001=DROPPED 5551234=ACTIVE 2010=ACTIVE
        1010 PUT #1 CONFERENCE ACTIVE: 2001=DROPPED 5551234=ACTIVE 2010=ACTIVE
        1001 DELETE #1 CONFERENCE ACTIVE: 2001=DROPPED 5551234=ACTIVE 2010=ACTIVE
        1001 READY
        """)]
    public void A_step_of_a_supervisor_is_told_in_this_order(string before, string step, string told)
    {
        After(before).Do(step).ShouldBe(told.Split('\n'));
    }

    [Theory]

    // UCCE: 13145 on hold and in NOT_READY, Invalid State in READY and wrap-up; UCCX: 88049 in all of them (page 99).
    [InlineData("UCCE", Talking + "|1001 HOLD #1", "13145, The agent cannot be monitored in this state., 13145")]
    [InlineData("UCCE", "1001 NOT_READY", "13145, The agent cannot be monitored in this state., 13145")]
    [InlineData("UCCE", "1001 READY", "Invalid State, CF_INVALID_OBJECT_STATE, 22")]
    [InlineData("UCCE", Talking + "|1001 WORK|1001 DROP #1", "Invalid State, CF_INVALID_OBJECT_STATE, 22")]
    [InlineData("UCCX", "1001 READY", "88049, The agent cannot be monitored in this state., 88049")]
    [InlineData("UCCX", "1001 NOT_READY", "88049, The agent cannot be monitored in this state., 88049")]
    [InlineData("UCCX", Talking + "|1001 HOLD #1", "88049, The agent cannot be monitored in this state., 88049")]
    [InlineData("UCCX", Talking + "|1001 WORK|1001 DROP #1", "88049, The agent cannot be monitored in this state., 88049")]
    [InlineData("UCCE", Talking + "|1010 READY", "Invalid State, CF_INVALID_OBJECT_STATE, 22")]
    public void An_agent_who_cannot_be_listened_to_is_refused_with_the_documented_number(
        string flavour, string before, string error)
    {
        After(before, flavour).Do("1010 MONITOR 2001").ShouldBe([$"1010 refused: {error}"]);
    }

    [Fact]
    public void On_uccx_the_supervisor_stays_not_ready_while_listening_and_talks_after_barging_into_an_icd_call()
    {
        var centre = After(Talking, "UCCX");
        centre.Do("1010 MONITOR 2001")[^1].ShouldBe("1001 POST #2 SUPERVISOR_MONITOR ACTIVE: 2010=ACTIVE 2001=ACTIVE");
        centre.Do("1010 BARGE #2 2001")[^1].ShouldBe("1010 TALKING");
    }

    [Theory]
    [InlineData(Listening, nameof(BargeProblem.None))]
    [InlineData(Talking, nameof(BargeProblem.NotMonitoring))]
    [InlineData(Listening + "|1001 HOLD #1", nameof(BargeProblem.OnHold))]
    [InlineData(Listening + "|1001 CONSULT #1 2002|1001 RETRIEVE #1", nameof(BargeProblem.None))]
    [InlineData(Listening + "|1001 CONSULT #1 2002|1002 ANSWER #3|1001 RETRIEVE #1", nameof(BargeProblem.NotController))]
    [InlineData("in 2002|1002 ANSWER #1|1002 CONSULT #1 2001|1001 ANSWER #2|1002 CONFERENCE #1|1010 MONITOR 2001", nameof(BargeProblem.NotController), "#3")]
    public void Barging_in_is_judged(string before, string problem, string monitor = "#2")
    {
        var centre = After(before);
        Supervision.JudgeBarge(centre.State, centre.Rules, new BargeIn("1010", CentreHarness.Id(monitor), "2001"))
            .ToString().ShouldBe(problem);
    }

    [Fact]
    public void A_full_conference_takes_no_supervisor()
    {
        var centre = After(Listening, change: rules => rules with { MaxConferenceParties = 2 });
        Supervision.JudgeBarge(centre.State, centre.Rules, new BargeIn("1010", CentreHarness.Id("#2"), "2001"))
            .ShouldBe(BargeProblem.Full);
    }

    [Theory]
    [InlineData(DropPermission.SupervisorOnly, "1001", false)]
    [InlineData(DropPermission.SupervisorOnly, "1010", true)]
    [InlineData(DropPermission.ControllerAndSupervisor, "1001", true)]
    [InlineData(DropPermission.All, "1001", true)]
    public void Who_may_drop_others_is_configured_and_offered(DropPermission permission, string agentId, bool may)
    {
        var centre = After(Barged, change: rules => rules with { DropPermission = permission });
        var call = centre.State.Calls[CentreHarness.Id("#1")];
        var place = call.Legs.IndexOf(call.LegOf(agentId)!);
        CallActions.OfferedOn(call, centre.State, centre.Rules)[place].Contains(CallActions.ParticipantDrop).ShouldBe(may);
        var told = centre.Do($"{agentId} KICK #1 {(agentId == "1001" ? "2010" : "2001")}");
        if (may) told.ShouldNotContain(line => line.Contains("refused"));
        else told.ShouldBe([$"{agentId} refused: Call Operation Failure, CF_DROP_ANY_PARTY_NOT_ENABLED_CTI, 290"]);
    }

    [Fact]
    public void Who_is_listened_to_can_do_nothing_with_the_dialog()
    {
        var centre = After(Listening);
        var call = centre.State.Calls[CentreHarness.Id("#2")];
        CallActions.OfferedOn(call, centre.State, centre.Rules).Select(actions => string.Join(' ', actions)).ShouldBe(
            ["DROP BARGE_CALL", ""]);
        centre.Do("1001 DROP #2").ShouldBe(["1001 refused: Generic Error, INVALID_ACTION DROP on extension 2001, 4047"]);
    }

    private static CentreHarness After(
        string script, string flavour = "UCCE", Func<CentreRules, CentreRules>? change = null)
    {
        var centre = new CentreHarness(rules =>
        {
            rules = rules with
            {
                Flavour = flavour is "UCCX" ? new UccxFlavour() : new UcceFlavour(),
                WrapUp = WrapUpMode.Optional,
            };
            return change is null ? rules : change(rules);
        })
        { NamesDialogs = true };
        centre.With(("1001", AgentState.Ready), ("1002", AgentState.NotReady), ("1010", AgentState.NotReady));
        foreach (var action in script.Split('|')) centre.Do(action);
        return centre;
    }
}
