using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

/// <summary>What Finesse's own state tells of a call to which no answer came: pure values.</summary>
public sealed class DoubtsTests
{
    private const string Own = "2001";

    private static readonly Dialog Original = Call("7", "5551234", Own, (Own, "HELD"), ("5551234", "ACTIVE"));

    /// <summary>The call in doubt, what was known before, what is read now, and the call that was made ("" for none; null: cannot be said).</summary>
    public static TheoryData<string, FinesseCall, Dialog[], Dialog[], string?> Cases => new()
    {
        { "a new call to the number", new PlaceCall(Own, "555", null), [], [Call("8", Own, "555", (Own, "INITIATED"))], "8" },
        { "dialled with a prefix", new PlaceCall(Own, "555", null), [], [Call("8", Own, "0555", (Own, "ACTIVE")) with { DialedNumber = "555" }], "8" },
        { "the call was there before", new PlaceCall(Own, "555", null), [Call("8", Own, "555")], [Call("8", Own, "555")], null },
        { "a new call to another number", new PlaceCall(Own, "555", null), [], [Call("8", Own, "556")], null },
        { "a call that came in", new PlaceCall(Own, "555", null), [], [Call("8", "555", Own)], null },
        { "no call", new PlaceCall(Own, "555", null), [], [], null },
        {
            "a consult call that names the original, before it has a number", Act("CONSULT_CALL", to: "2002"), [Original],
            [Original, Call("8", Own, "", (Own, "INITIATING")) with { AssociatedDialogId = "7", CallType = "CONSULT" }], "8"
        },
        {
            "a consult call by its number", Act("CONSULT_CALL", to: "2002"), [Original],
            [Original, Call("8", Own, "2002", (Own, "INITIATED"))], "8"
        },
        {
            "a call of another consultation", Act("CONSULT_CALL", to: "2002"), [Original],
            [Original, Call("8", Own, "2002", (Own, "INITIATED")) with { AssociatedDialogId = "6" }], null
        },
        { "held, and nothing else", Act("CONSULT_CALL", to: "2002"), [Original], [Original], null },
        { "transferred: the consult call is merged", Act("TRANSFER"), [Original], [Original with { SecondaryId = "8" }], "" },
        { "merged long before", Act("TRANSFER"), [Original with { SecondaryId = "6" }], [Original with { SecondaryId = "6" }], null },
        { "a conference by its type", Act("CONFERENCE"), [Original], [Original with { CallType = "CONFERENCE" }], "" },
        { "no transfer by that type", Act("TRANSFER"), [Original], [Original with { CallType = "CONFERENCE" }], null },
        { "a conference before and after", Act("CONFERENCE"), [Original with { CallType = "CONFERENCE" }], [Original with { CallType = "CONFERENCE" }], null },
        {
            "blind: the number is on the call", Act("TRANSFER_SST", to: "2002"), [Original],
            [Call("7", "5551234", Own, ("5551234", "ACTIVE"), ("2002", "ALERTING"))], ""
        },
        { "blind: not yet", Act("TRANSFER_SST", to: "2002"), [Original], [Original], null },
        { "the party is off", new ActOnDialog("7", "PARTICIPANT_DROP", "2002"), [Original], [Call("7", "5551234", Own, ("2002", "DROPPED"))], "" },
        { "the party is on", new ActOnDialog("7", "PARTICIPANT_DROP", "2002"), [Original], [Call("7", "5551234", Own, ("2002", "ACTIVE"))], null },
        { "the preview is taken", Act("ACCEPT"), [Original], [Call("7", Own, "555", (Own, "ACCEPTED"))], "" },
        { "the preview waits", Act("ACCEPT"), [Original], [Call("7", Own, "555", (Own, "ALERTING"))], null },
        {
            "listening", new MonitorAgent(Own, "2002"), [],
            [Call("8", Own, "2002", (Own, "ACTIVE"), ("2002", "ACTIVE")) with { CallType = "SUPERVISOR_MONITOR" }], "8"
        },
        { "not listening", new MonitorAgent(Own, "2002"), [], [Call("8", Own, "2002", (Own, "ACTIVE"), ("2002", "ACTIVE"))], null },
        {
            "barged in", new BargeIntoCall(Own, "2002", "8"), [Call("8", Own, "2002") with { CallType = "SUPERVISOR_MONITOR" }],
            [Call("9", "5551234", "2002", ("2002", "ACTIVE"), (Own, "ACTIVE")) with { CallType = "CONFERENCE" }], "9"
        },
        { "nothing to see of tones", Act("SEND_DTMF"), [Original], [Original with { SecondaryId = "8" }], null },
        { "nothing to see of a recording", Act("START_RECORDING"), [Original], [Original with { SecondaryId = "8" }], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Finesse_state_tells_only_what_it_shows(string why, FinesseCall call, Dialog[] before, Dialog[] now, string? made)
    {
        var found = Doubts.Resolve(call, before, now);

        if (made is null)
            found.ShouldBeNull(why);
        else
            found.ShouldNotBeNull(why).DialogId.ShouldBe(made.Length == 0 ? null : made, why);
    }

    [Fact]
    public void New_calls_are_looked_for_among_all_and_others_where_they_are()
    {
        Doubts.Question(new PlaceCall(Own, "555", null)).ShouldBe(new ReadDialogs(null));
        Doubts.Question(Act("CONSULT_CALL", to: "1")).ShouldBe(new ReadDialogs(null));
        Doubts.Question(new MonitorAgent(Own, "2002")).ShouldBe(new ReadDialogs(null));
        Doubts.Question(new BargeIntoCall(Own, "2002", "8")).ShouldBe(new ReadDialogs(null));
        foreach (var action in new[] { "TRANSFER", "CONFERENCE", "TRANSFER_SST", "PARTICIPANT_DROP", "ACCEPT" })
            Doubts.Question(Act(action)).ShouldBe(new ReadDialogs("7"));
        foreach (var action in new[] { "SEND_DTMF", "START_RECORDING", "REJECT", "CLOSE" })
            Doubts.Question(Act(action)).ShouldBeNull();
    }

    private static ActOnDialog Act(string action, string? to = null) => new("7", action, Own, to);

    private static Dialog Call(string id, string from, string to, params (string Address, string State)[] parties) => new()
    {
        DialogId = id,
        FromAddress = from,
        ToAddress = to,
        Participants = [.. parties.Select(party => new Participant { Address = party.Address, State = party.State })],
    };
}
