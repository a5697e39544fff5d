using Connector.Tests.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>
/// The sequence tables of the fact sheet, chapter 3.4, as a client app of UCCE sees them through the connector: what Finesse repeats without
/// change (CALL_CLEARED) is told once. How the tables are written, <see cref="SequencePlay"/> says.
/// </summary>
[Collection(SharedSystemCollection.Name)]
public sealed class CallSequenceFlowTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string ComingIn = """
        > in
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > A answer #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        """;

    private const string Consulted = ComingIn + """

        > A consult #1 B
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        A Added #2 INITIATING: A=INITIATING
        A Updated #2 INITIATED: A=INITIATED
        A Updated #2 ALERTING: A=INITIATED B=ALERTING
        B Added #2 ALERTING: A=INITIATED B=ALERTING
        > B answer #2
        A Updated #2 ACTIVE: A=ACTIVE B=ACTIVE
        B Updated #2 ACTIVE: A=ACTIVE B=ACTIVE
        """;

    private const string Listening = ComingIn + """

        > S monitor A
        S Added #2 INITIATING: S=INITIATING
        S Updated #2 ACTIVE: S=ACTIVE A=ACTIVE
        A Added #2 ACTIVE: S=ACTIVE A=ACTIVE
        """;

    [Theory]
    [InlineData("1201", ComingIn + """

        > hang up #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=DROPPED
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1203", ComingIn + """

        > A drop #1
        A Updated #1 ACTIVE: A=DROPPED 5551234=ACTIVE
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1205", """
        > in
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > hang up #1
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1207", ComingIn + """

        > A hold #1
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        > A retrieve #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        """)]
    [InlineData("1211", """
        > A call 5559876
        A Added #1 INITIATING: A=INITIATING
        A Updated #1 INITIATED: A=INITIATED
        A Updated #1 ALERTING: A=INITIATED 5559876=ALERTING
        A Updated #1 ACTIVE: A=ACTIVE 5559876=ACTIVE
        > A drop #1
        A Updated #1 ACTIVE: A=DROPPED 5559876=ACTIVE
        A Updated #1 DROPPED: A=DROPPED 5559876=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5559876=DROPPED
        """)]
    [InlineData("1213", """
        > A call 5550486
        A Added #1 INITIATING: A=INITIATING
        A Updated #1 INITIATED: A=INITIATED
        A Updated #1 FAILED: A=FAILED/BUSY
        > A drop #1
        A Updated #1 DROPPED: A=DROPPED
        A Removed #1 DROPPED: A=DROPPED
        """)]
    [InlineData("1215", """
        > A call 5550404
        A Added #1 INITIATING: A=INITIATING
        A Updated #1 INITIATED: A=INITIATED
        A Updated #1 FAILED: A=FAILED/BAD_DESTINATION
        """)]
    [InlineData("1217", Consulted + """

        > A transfer #1
        A Removed #1 ACTIVE: A=DROPPED 5551234=ACTIVE
        A Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Added #1 ACTIVE: 5551234=ACTIVE B=ACTIVE
        """)]
    [InlineData("1221", Consulted + """

        > A conference #1
        A Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Removed #2 DROPPED: A=DROPPED B=DROPPED
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=ACTIVE
        B Added #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=ACTIVE
        > B drop #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=DROPPED
        B Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=DROPPED
        B Removed #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=DROPPED
        """)]

    // The caller is an agent too: told from the first state on, and both may hold.
    [InlineData("1271", """
        > B call A
        B Added #1 INITIATING: B=INITIATING
        B Updated #1 INITIATED: B=INITIATED
        B Updated #1 ALERTING: B=INITIATED A=ALERTING
        A Added #1 ALERTING: B=INITIATED A=ALERTING
        > A answer #1
        A Updated #1 ACTIVE: B=ACTIVE A=ACTIVE
        B Updated #1 ACTIVE: B=ACTIVE A=ACTIVE
        > A hold #1
        A Updated #1 ACTIVE: B=ACTIVE A=HELD
        B Updated #1 ACTIVE: B=ACTIVE A=HELD
        > B hold #1
        A Updated #1 ACTIVE: B=HELD A=HELD
        B Updated #1 ACTIVE: B=HELD A=HELD
        > B drop #1
        A Updated #1 ACTIVE: B=DROPPED A=HELD
        B Updated #1 ACTIVE: B=DROPPED A=HELD
        A Updated #1 DROPPED: B=DROPPED A=DROPPED
        B Updated #1 DROPPED: B=DROPPED A=DROPPED
        A Removed #1 DROPPED: B=DROPPED A=DROPPED
        B Removed #1 DROPPED: B=DROPPED A=DROPPED
        """)]

    // An agent who is the caller gets the new participants of a transfer.
    [InlineData("1281", """
        > C call A
        C Added #1 INITIATING: C=INITIATING
        C Updated #1 INITIATED: C=INITIATED
        C Updated #1 ALERTING: C=INITIATED A=ALERTING
        A Added #1 ALERTING: C=INITIATED A=ALERTING
        > A answer #1
        A Updated #1 ACTIVE: C=ACTIVE A=ACTIVE
        C Updated #1 ACTIVE: C=ACTIVE A=ACTIVE
        > A consult #1 B
        A Updated #1 ACTIVE: C=ACTIVE A=HELD
        C Updated #1 ACTIVE: C=ACTIVE A=HELD
        A Added #2 INITIATING: A=INITIATING
        A Updated #2 INITIATED: A=INITIATED
        A Updated #2 ALERTING: A=INITIATED B=ALERTING
        B Added #2 ALERTING: A=INITIATED B=ALERTING
        > B answer #2
        A Updated #2 ACTIVE: A=ACTIVE B=ACTIVE
        B Updated #2 ACTIVE: A=ACTIVE B=ACTIVE
        > A transfer #1
        A Removed #1 ACTIVE: C=ACTIVE A=DROPPED
        A Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Added #1 ACTIVE: C=ACTIVE B=ACTIVE
        C Updated #1 ACTIVE: C=ACTIVE B=ACTIVE
        """)]

    // Holds swapped: the call on which TRANSFER is asked for survives.
    [InlineData("1284", Consulted + """

        > A retrieve #1
        A Updated #2 ACTIVE: A=HELD B=ACTIVE
        B Updated #2 ACTIVE: A=HELD B=ACTIVE
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        > A transfer #2
        A Removed #2 ACTIVE: A=DROPPED B=ACTIVE
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        B Updated #2 ACTIVE: B=ACTIVE 5551234=ACTIVE
        """)]
    [InlineData("1287", ComingIn + """

        > A consult #1 5550404
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        A Added #2 INITIATING: A=INITIATING
        A Updated #2 INITIATED: A=INITIATED
        A Updated #2 FAILED: A=FAILED/BAD_DESTINATION
        > A drop #2
        A Updated #2 DROPPED: A=DROPPED
        A Removed #2 DROPPED: A=DROPPED
        > A retrieve #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        """)]
    [InlineData("1291", ComingIn + """

        > A blind #1 B
        A Removed #1 ACTIVE: A=DROPPED 5551234=ACTIVE
        B Added #1 ALERTING: 5551234=ACTIVE B=ALERTING
        > B answer #1
        B Updated #1 ACTIVE: 5551234=ACTIVE B=ACTIVE
        """)]

    // The supervisor listens: a dialog of its own, passive for the agent; it ends alone, or with barging in.
    [InlineData("1171", Listening + """

        > S stop #2
        S Updated #2 DROPPED: S=DROPPED A=DROPPED
        A Updated #2 DROPPED: S=DROPPED A=DROPPED
        S Removed #2 DROPPED: S=DROPPED A=DROPPED
        A Removed #2 DROPPED: S=DROPPED A=DROPPED
        """)]
    [InlineData("1181", Listening + """

        > S barge #2 A
        S Updated #2 DROPPED: S=DROPPED A=DROPPED
        A Updated #2 DROPPED: S=DROPPED A=DROPPED
        S Removed #2 DROPPED: S=DROPPED A=DROPPED
        A Removed #2 DROPPED: S=DROPPED A=DROPPED
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        A Added #3 INITIATING: A=INITIATING
        A Updated #3 ALERTING: A=INITIATED S=ALERTING
        S Added #3 ALERTING: A=INITIATED S=ALERTING
        A Updated #3 ACTIVE: A=ACTIVE S=ACTIVE
        S Updated #3 ACTIVE: A=ACTIVE S=ACTIVE
        A Removed #3 DROPPED: A=DROPPED S=DROPPED
        S Removed #3 DROPPED: A=DROPPED S=DROPPED
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE S=ACTIVE
        S Added #1 ACTIVE: A=ACTIVE 5551234=ACTIVE S=ACTIVE
        > S remove #1 A
        A Updated #1 ACTIVE: A=DROPPED 5551234=ACTIVE S=ACTIVE
        S Updated #1 ACTIVE: A=DROPPED 5551234=ACTIVE S=ACTIVE
        A Removed #1 ACTIVE: A=DROPPED 5551234=ACTIVE S=ACTIVE
        """)]
    public Task A_client_is_told_each_step_of_the_table_once_and_in_order(string agent, string table) =>
        new SequencePlay(Live, agent, tellsOfStates: false).PlayAsync(table);
}
