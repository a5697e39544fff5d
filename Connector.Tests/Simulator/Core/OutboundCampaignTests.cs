using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>Outbound campaigns (facts 2.4 and 3.1; guide 12.5, pages 108 to 113).</summary>
public sealed class OutboundCampaignTests
{
    [Theory]
    [InlineData("UCCE", "", "preview 2001 5559876", """
        1001 RESERVED_OUTBOUND_PREVIEW
        1001 POST #1 OUTBOUND_PREVIEW ALERTING: 2001=ALERTING 7000=INITIATED
        """)]
    [InlineData("UCCE", "preview 2001 5559876", "1001 ACCEPT #1", """
        1001 PUT #1 OUTBOUND_PREVIEW ACCEPTED: 2001=ACCEPTED 7000=INITIATED
        """)]
    [InlineData("UCCE", "preview 2001 5559876|1001 ACCEPT #1", "due", """
        1001 PUT #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 DELETE #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 POST #2 OUTBOUND ALERTING: 2001=ALERTING 5559876=ACTIVE
        1001 PUT #2 OUTBOUND ACTIVE: 2001=ACTIVE 5559876=ACTIVE
        1001 TALKING
        """)]

    // The customer is engaged: the agent is free again.
    [InlineData("UCCE", "preview 2001 5550486|1001 ACCEPT #1", "due", """
        1001 PUT #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 DELETE #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 READY
        """)]
    [InlineData("UCCE", "preview 2001 5559876", "1001 REJECT #1", """
        1001 PUT #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 DELETE #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 READY
        """)]
    [InlineData("UCCE", "preview 2001 5559876|1001 NOT_READY", "1001 CLOSE #1", """
        1001 PUT #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 DELETE #1 OUTBOUND_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 NOT_READY
        """)]

    // Direct preview: the agent's own phone calls the customer.
    [InlineData("UCCX", "direct 2001 5559876", "1001 ACCEPT #1", """
        1001 PUT #1 OUTBOUND_DIRECT_PREVIEW ACCEPTED: 2001=ACCEPTED 7000=INITIATED
        1001 PUT #1 OUTBOUND_DIRECT_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 DELETE #1 OUTBOUND_DIRECT_PREVIEW DROPPED: 2001=DROPPED 7000=DROPPED
        1001 POST #2 OUTBOUND INITIATING: 2001=INITIATING
        1001 TALKING
        1001 PUT #2 OUTBOUND INITIATED: 2001=INITIATED
        1001 PUT #2 OUTBOUND ALERTING: 2001=INITIATED 5559876=ALERTING
        """)]
    [InlineData("UCCE", "", "progressive 2001 5559876", "1001 RESERVED_OUTBOUND")]
    [InlineData("UCCE", "progressive 2001 5559876", "due", """
        1001 POST #1 OUTBOUND ALERTING: 2001=ALERTING 5559876=ACTIVE
        1001 PUT #1 OUTBOUND ACTIVE: 2001=ACTIVE 5559876=ACTIVE
        1001 TALKING
        """)]
    [InlineData("UCCE", "progressive 2001 5559876", "1001 NOT_READY", "1001 NOT_READY")]
    [InlineData("UCCE", "progressive 2001 5559876|1001 NOT_READY", "due", "")]
    [InlineData("UCCX", "progressive 2001 5559876", "1001 NOT_READY", "1001 refused: Internal Server Error, CF_INTERNAL_PROCESSING_ERROR, 269")]
    [InlineData("UCCX", "direct 2001 5559876", "1001 NOT_READY", "1001 refused: Invalid State, CF_INVALID_OBJECT_STATE, 22")]
    [InlineData("UCCX", "", "preview 2001 5559876", "problem mode: UCCX has no Outbound Option Preview; use a direct preview")]
    [InlineData("UCCE", "1001 NOT_READY", "preview 2001 5559876", "problem to: the agent at extension 2001 is NOT_READY; a dialer takes only one who is READY")]

    // A preview can only be accepted, closed or rejected; anything else only what it is.
    [InlineData("UCCE", "preview 2001 5559876", "1001 RETRIEVE #1", "1001 refused: Generic Error, INVALID_ACTION RETRIEVE on extension 2001, 4047")]
    [InlineData("UCCE", "preview 2001 5559876", "1001 DROP #1", "1001 refused: Generic Error, INVALID_ACTION DROP on extension 2001, 4047")]
    [InlineData("UCCE", "preview 2001 5559876", "1001 CONSULT #1 2002", "1001 refused: Generic Error, INVALID_ACTION CONSULT_CALL on extension 2001, 4047")]
    [InlineData("UCCE", "preview 2001 5559876", "1001 SST #1 2002", "1001 refused: Generic Error, INVALID_ACTION TRANSFER_SST on extension 2001, 4047")]
    [InlineData("UCCE", "preview 2001 5559876", "1001 RECLASSIFY #1 FAX", "1001 refused: Generic Error, INVALID_ACTION RECLASSIFY on extension 2001, 4047")]
    [InlineData("UCCE", "in 2001|1001 ANSWER #1", "1001 ACCEPT #1", "1001 refused: Generic Error, INVALID_ACTION ACCEPT on extension 2001, 4047")]
    [InlineData("UCCE", "in 2001|1001 ANSWER #1", "1001 RECLASSIFY #1 FAX", "1001 refused: Generic Error, INVALID_ACTION RECLASSIFY on extension 2001, 4047")]
    [InlineData("UCCE", "in 2001|1001 ANSWER #1", "1001 UNCALLBACK #1", "1001 refused: Generic Error, INVALID_ACTION CANCEL_SCHEDULED_CALLBACK on extension 2001, 4047")]
    public void A_step_of_a_campaign_is_told_in_this_order(string flavour, string before, string step, string told)
    {
        After(flavour, before).Do(step).ShouldBe(told.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("VOICE", "REX_VOICE")]
    [InlineData("ANS_MACHINE", "REX_ANS_MACHINE")]
    [InlineData("DO_NOT_CALL", "DO_NOT_CALL")]
    public void A_classification_is_shown_as_the_response_to_the_dialer(string classification, string response)
    {
        var centre = After("UCCE", "progressive 2001 5559876|due");
        centre.Do($"1001 RECLASSIFY #1 {classification}").ShouldHaveSingleItem().ShouldStartWith("1001 PUT #1");
        centre.State.Calls[centre.CallId].Variables["BAResponse"].ShouldBe(response);
        centre.State.Calls[centre.CallId].Variables["BACustomerNumber"].ShouldBe("5559876");
    }

    [Fact]
    public void A_callback_is_arranged_changed_and_taken_back()
    {
        var centre = After("UCCE", "progressive 2001 5559876|due");
        centre.Do("1001 CALLBACK #1 2026-03-07T14:30 5551212").ShouldHaveSingleItem();
        centre.State.Calls[centre.CallId].Callback.ShouldBe(new Callback("2026-03-07T14:30", "5551212"));
        centre.Do(new ArrangeCallback("1001", centre.CallId, Cancels: false, "2026-03-08T09:00", Number: null));
        centre.State.Calls[centre.CallId].Callback.ShouldBe(new Callback("2026-03-08T09:00", "5551212"));
        centre.Do("1001 UNCALLBACK #1").ShouldHaveSingleItem();
        centre.State.Calls[centre.CallId].Callback.ShouldBeNull();
    }

    [Fact]
    public void Recording_is_uccx_only_and_needs_a_call_that_stands()
    {
        var centre = After("UCCX", "in 2001");
        centre.Do("1001 START_RECORDING #1").ShouldBe(
            ["1001 refused: Generic Error, INVALID_ACTION START_RECORDING on extension 2001, 4047"]);
        centre.Do("1001 ANSWER #1");
        centre.Do("1001 START_RECORDING #1").ShouldHaveSingleItem().ShouldStartWith("1001 PUT #1");
        centre.State.Calls[centre.CallId].IsRecorded.ShouldBeTrue();
        CallActions.OfferedOn(centre.State.Calls[centre.CallId], centre.State, centre.Rules)[0].ShouldContain("START_RECORDING");
    }

    private static CentreHarness After(string flavour, string script)
    {
        Flavour chosen = flavour is "UCCX" ? new UccxFlavour() : new UcceFlavour();
        var centre = new CentreHarness(rules => rules with { Flavour = chosen }) { NamesDialogs = true };
        centre.With(("1001", AgentState.Ready), ("1002", AgentState.NotReady));
        foreach (var action in script.Split('|', StringSplitOptions.RemoveEmptyEntries)) centre.Do(action);
        return centre;
    }
}
