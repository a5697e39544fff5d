using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>Consulting, transferring and conferencing: the sequence tables of the fact sheet, chapter 3.4, one case for each row
/// or rule. Agents 1001 to 1004 are signed in at 2001 to 2004, the first of them READY; <c>#n</c> is the n-th dialog.</summary>
public sealed class ConsultationTests
{
    private const string Talking = "in 2001|1001 ANSWER #1";
    private const string Consulting = Talking + "|1001 CONSULT #1 2002";
    private const string Consulted = Consulting + "|1002 ANSWER #2";

    [Theory]

    // The original is held, then the consultation goes through the states of an outgoing call.
    [InlineData(Talking, "1001 CONSULT #1 2002", """
        1001 PUT #1 ACD_IN ACTIVE: 2001=HELD 5551234=ACTIVE
        1001 POST #2 CONSULT INITIATING: 2001=INITIATING
        1001 PUT #2 CONSULT INITIATED: 2001=INITIATED
        1001 PUT #2 CONSULT ALERTING: 2001=INITIATED 2002=ALERTING
        1002 POST #2 CONSULT ALERTING: 2001=INITIATED 2002=ALERTING
        """)]
    [InlineData(Consulting, "1002 ANSWER #2", """
        1001 PUT #2 CONSULT ACTIVE: 2001=ACTIVE 2002=ACTIVE
        1002 PUT #2 CONSULT ACTIVE: 2001=ACTIVE 2002=ACTIVE
        1002 TALKING
        """)]

    // Somebody who is engaged: the consultation fails, and is dropped to get the caller back.
    [InlineData(Talking + "|in 2002", "1001 CONSULT #1 2002", """
        1001 PUT #1 ACD_IN ACTIVE: 2001=HELD 5551234=ACTIVE
        1001 POST #3 CONSULT INITIATING: 2001=INITIATING
        1001 PUT #3 CONSULT INITIATED: 2001=INITIATED
        1001 PUT #3 CONSULT FAILED: 2001=FAILED/BUSY
        """)]
    [InlineData(Talking + "|1001 CONSULT #1 5550404", "1001 DROP #2", """
        1001 PUT #2 CONSULT DROPPED: 2001=DROPPED
        1001 PUT #2 CONSULT DROPPED: 2001=DROPPED
        1001 DELETE #2 CONSULT DROPPED: 2001=DROPPED
        1001 HOLD
        """)]

    // CALL_TRANSFERRED: DELETE original, DELETE consultation at both, POST original at the one consulted.
    [InlineData(Consulted, "1001 TRANSFER #1", """
        1001 DELETE #1 ACD_IN ACTIVE: 2001=DROPPED 5551234=ACTIVE
        1001 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1002 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1002 POST #1 TRANSFER ACTIVE: 5551234=ACTIVE 2002=ACTIVE
        1001 READY
        """)]

    // An agent who is the caller gets a PUT with the new participants.
    [InlineData("call 1003 2001|1001 ANSWER #1|1001 CONSULT #1 2002|1002 ANSWER #2", "1001 TRANSFER #1", """
        1001 DELETE #1 AGENT_INSIDE ACTIVE: 2003=ACTIVE 2001=DROPPED
        1001 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1002 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1003 PUT #1 TRANSFER ACTIVE: 2003=ACTIVE 2002=ACTIVE
        1002 POST #1 TRANSFER ACTIVE: 2003=ACTIVE 2002=ACTIVE
        1001 READY
        """)]

    // Holds swapped: the call on which TRANSFER is asked for survives, which is the consultation then.
    [InlineData(Consulted + "|1001 RETRIEVE #1", "1001 TRANSFER #2", """
        1001 DELETE #2 CONSULT ACTIVE: 2001=DROPPED 2002=ACTIVE
        1001 DELETE #1 ACD_IN DROPPED: 2001=DROPPED 5551234=DROPPED
        1002 PUT #2 TRANSFER ACTIVE: 2002=ACTIVE 5551234=ACTIVE
        1001 READY
        """)]
    [InlineData(Consulted, "1001 RETRIEVE #1", """
        1001 PUT #2 CONSULT ACTIVE: 2001=HELD 2002=ACTIVE
        1002 PUT #2 CONSULT ACTIVE: 2001=HELD 2002=ACTIVE
        1001 PUT #1 ACD_IN ACTIVE: 2001=ACTIVE 5551234=ACTIVE
        """)]

    // The original is taken back before anybody answered: a phone cannot hold what only rings.
    [InlineData(Consulting, "1001 RETRIEVE #1", """
        1001 PUT #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1002 PUT #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1001 PUT #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1002 PUT #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1001 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1002 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1001 HOLD
        1001 PUT #1 ACD_IN ACTIVE: 2001=ACTIVE 5551234=ACTIVE
        1001 TALKING
        """)]

    // Conference: the consultation is deleted at both, and everybody has the original with three parties.
    [InlineData(Consulted, "1001 CONFERENCE #1", """
        1001 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1002 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED
        1001 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2002=ACTIVE
        1002 POST #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2002=ACTIVE
        """)]
    [InlineData(Consulted + "|1001 CONFERENCE #1", "1002 DROP #1", """
        1001 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2002=DROPPED
        1002 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2002=DROPPED
        1002 DELETE #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2002=DROPPED
        1002 NOT_READY
        """)]
    [InlineData(Consulted + "|1001 CONFERENCE #1", "hangup #1 5551234", """
        1001 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=DROPPED 2002=ACTIVE
        1002 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=DROPPED 2002=ACTIVE
        """)]
    [InlineData(Consulted + "|1001 CONFERENCE #1|1002 DROP #1", "1001 DROP #1", """
        1001 PUT #1 CONFERENCE ACTIVE: 2001=DROPPED 5551234=ACTIVE 2002=DROPPED
        1001 PUT #1 CONFERENCE DROPPED: 2001=DROPPED 5551234=DROPPED 2002=DROPPED
        1001 PUT #1 CONFERENCE DROPPED: 2001=DROPPED 5551234=DROPPED 2002=DROPPED
        1001 DELETE #1 CONFERENCE DROPPED: 2001=DROPPED 5551234=DROPPED 2002=DROPPED
        1001 READY
        """)]

    // Four in a conference, one of them outside.
    [InlineData(
        Consulted + "|1001 CONFERENCE #1|1001 CONSULT #1 5559876|due", "1001 CONFERENCE #1", """
        1001 DELETE #3 CONSULT DROPPED: 2001=DROPPED 5559876=DROPPED
        1001 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2002=ACTIVE 5559876=ACTIVE
        1002 PUT #1 CONFERENCE ACTIVE: 2001=ACTIVE 5551234=ACTIVE 2002=ACTIVE 5559876=ACTIVE
        """)]

    // Single-step transfer: the agent is gone at once, it rings at the destination.
    [InlineData(Talking, "1001 SST #1 2002", """
        1001 DELETE #1 ACD_IN ACTIVE: 2001=DROPPED 5551234=ACTIVE
        1002 POST #1 TRANSFER ALERTING: 5551234=ACTIVE 2002=ALERTING
        1001 READY
        """)]
    [InlineData(Talking + "|1001 SST #1 2002", "1002 ANSWER #1", """
        1002 PUT #1 TRANSFER ACTIVE: 5551234=ACTIVE 2002=ACTIVE
        1002 TALKING
        """)]
    [InlineData("call 1003 2001|1001 ANSWER #1", "1001 SST #1 2002", """
        1001 DELETE #1 AGENT_INSIDE ACTIVE: 2003=ACTIVE 2001=DROPPED
        1003 PUT #1 TRANSFER ALERTING: 2003=ACTIVE 2002=ALERTING
        1002 POST #1 TRANSFER ALERTING: 2003=ACTIVE 2002=ALERTING
        1001 READY
        """)]
    public void A_step_of_a_consultation_is_told_in_this_order(string before, string step, string told)
    {
        After(before).Do(step).ShouldBe(told.Split('\n'));
    }

    [Theory]
    [InlineData("in 2001", "1001 CONSULT #1 2002", "Generic Error, INVALID_ACTION CONSULT_CALL on extension 2001, 4047")]
    [InlineData(Talking + "|1001 HOLD #1", "1001 CONSULT #1 2002", "Generic Error, INVALID_ACTION CONSULT_CALL on extension 2001, 4047")]
    [InlineData(Consulted, "1001 CONSULT #2 2003", "Call Operation Failure, CF_RESOURCE_BUSY, 33")]
    [InlineData(Talking, "1001 TRANSFER #1", "Generic Error, INVALID_ACTION TRANSFER on extension 2001, 4047")]
    [InlineData(Consulted + "|1001 RETRIEVE #1", "1001 TRANSFER #1", "Generic Error, INVALID_ACTION TRANSFER on extension 2001, 4047")]
    [InlineData(Talking, "1001 CONFERENCE #1", "Generic Error, INVALID_ACTION CONFERENCE on extension 2001, 4047")]
    [InlineData(Consulted + "|1001 RETRIEVE #1", "1001 CONFERENCE #1", "Generic Error, INVALID_ACTION CONFERENCE on extension 2001, 4047")]
    [InlineData(Consulted, "1001 CONFERENCE #2", "Generic Error, INVALID_ACTION CONFERENCE on extension 2001, 4047")]
    [InlineData("in 2001", "1001 SST #1 2002", "Generic Error, INVALID_ACTION TRANSFER_SST on extension 2001, 4047")]
    [InlineData(Talking + "|1001 HOLD #1", "1001 SST #1 2002", "Generic Error, INVALID_ACTION TRANSFER_SST on extension 2001, 4047")]
    [InlineData(Talking, "1001 SST #1 5550486", "Call Operation Failure, CF_RESOURCE_BUSY, 33")]
    [InlineData(Talking, "1001 SST #1 5550404", "Call Operation Failure, CF_INVALID_DESTINATION, 14")]
    [InlineData(Talking, "1001 SST #1 5551234", "Call Operation Failure, CF_INVALID_DESTINATION, 14")]
    public void A_request_that_the_call_does_not_allow_is_refused_and_changes_nothing(string before, string step, string error)
    {
        var centre = After(before);
        var state = centre.State;
        centre.Do(step).ShouldBe([$"1001 refused: {error}"]);
        centre.State.ShouldBeSameAs(state);
    }

    [Theory]
    [InlineData("UCCE", "Generic Error, <ConferenceCallCommand>: Conference failed...causes include agent already has a consult call or conferencing a non-conference controller., 20999")]
    [InlineData("UCCX", "Invalid State, CF_INVALID_OBJECT_STATE, 22")]
    public void Only_the_controller_adds_parties_to_a_conference(string flavour, string error)
    {
        var centre = After(Consulted + "|1001 CONFERENCE #1|1002 CONSULT #1 2003|1003 ANSWER #3", flavour);
        centre.Do("1002 CONFERENCE #1").ShouldBe([$"1002 refused: {error}"]);
    }

    [Fact]
    public void A_conference_takes_so_many_parties_and_no_more()
    {
        var centre = After(Consulted, "UCCE", rules => rules with { MaxConferenceParties = 2 });
        centre.Do("1001 CONFERENCE #1").ShouldBe(["1001 refused: Generic Error, CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED, 38"]);
    }

    [Fact]
    public void The_consultation_names_its_original_and_the_survivor_what_was_merged_into_it()
    {
        var centre = After(Consulted);
        centre.State.Calls[CentreHarness.Id("#2")].AssociatedId.ShouldBe(CentreHarness.Id("#1"));
        centre.Do("1001 TRANSFER #1");
        var survivor = centre.State.Calls.Values.ShouldHaveSingleItem();
        (survivor.SecondaryId, survivor.FromAddress, survivor.ToAddress).ShouldBe((CentreHarness.Id("#2"), "5551234", "2001"));
    }

    [Fact]
    public void A_call_between_parties_outside_is_forgotten()
    {
        var centre = After(Talking + "|1001 CONSULT #1 5559876|due");
        centre.Do("1001 TRANSFER #1");
        centre.State.Calls.ShouldBeEmpty();
        centre = After(Talking);
        centre.Do("1001 SST #1 5559876");
        centre.State.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void Who_transfers_writes_the_call_up_and_who_is_consulted_only_what_he_got()
    {
        var centre = After(
            Consulted, "UCCE", rules => rules with { WrapUp = FinesseSimulator.WrapUpMode.Required });
        centre.Do("1001 TRANSFER #1").ShouldBe(
        [
            "1001 PUT #1 ACD_IN ACTIVE: 2001=WRAP_UP 5551234=ACTIVE",
            "1001 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED",
            "1002 DELETE #2 CONSULT DROPPED: 2001=DROPPED 2002=DROPPED",
            "1001 PUT #1 TRANSFER ACTIVE: 2001=WRAP_UP 5551234=ACTIVE 2002=ACTIVE",
            "1002 POST #1 TRANSFER ACTIVE: 2001=WRAP_UP 5551234=ACTIVE 2002=ACTIVE",
            "1001 WORK_READY",
        ]);

        // The end of a wrap-up is told to everybody on the call.
        centre.Do("1001 READY").ShouldBe(
        [
            "1001 READY",
            "1001 PUT #1 TRANSFER ACTIVE: 2001=DROPPED 5551234=ACTIVE 2002=ACTIVE",
            "1002 PUT #1 TRANSFER ACTIVE: 2001=DROPPED 5551234=ACTIVE 2002=ACTIVE",
            "1001 DELETE #1 TRANSFER ACTIVE: 2001=DROPPED 5551234=ACTIVE 2002=ACTIVE",
        ]);
        centre.Do("1002 DROP #1")[^1].ShouldBe("1002 WORK");
    }

    private static CentreHarness After(
        string script, string flavour = "UCCE", Func<CentreRules, CentreRules>? change = null)
    {
        var centre = new CentreHarness(rules =>
        {
            rules = rules with { Flavour = flavour is "UCCX" ? new UccxFlavour() : new UcceFlavour() };
            return change is null ? rules : change(rules);
        })
        { NamesDialogs = true };
        centre.With(
            ("1001", AgentState.Ready), ("1002", AgentState.NotReady), ("1003", AgentState.NotReady), ("1004", AgentState.NotReady));
        foreach (var action in script.Split('|')) centre.Do(action);
        return centre;
    }
}
