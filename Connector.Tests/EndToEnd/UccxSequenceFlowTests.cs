using Connector.Tests.EndToEnd.Harness;
using Xunit;

namespace Connector.Tests.EndToEnd;

/// <summary>The sequence tables of the fact sheet, chapter 3.4, as a client app of UCCX sees them through the connector, with the agents' states
/// (chapter 2.4): there is no HOLD, only calls that came through the router (ICD) change a state, and those are written up.</summary>
[Collection(UccxSystemCollection.Name)]
public sealed class UccxSequenceFlowTests(UccxSystem uccx)
{
    private const string Talking = """
        > A ready
        A is READY
        > in
        A is RESERVED
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > A answer #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        A is TALKING
        """;

    private const string Consulted = Talking + """

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

    [Theory]
    [InlineData("1021", Talking + """

        > A hold #1
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        > A retrieve #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        > hang up #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=DROPPED
        A Updated #1 DROPPED: A=WRAP_UP 5551234=DROPPED
        A is WORK
        > A ready
        A is READY
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1024", """
        > in
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > A answer #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        > A drop #1
        A Updated #1 ACTIVE: A=DROPPED 5551234=ACTIVE
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        """)]
    [InlineData("1025", """
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

    // Who transfers still writes up; that he is done is told to everybody on the call.
    [InlineData("1026", Consulted + """

        > A transfer #1
        A Updated #1 ACTIVE: A=WRAP_UP 5551234=ACTIVE
        A Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Removed #2 DROPPED: A=DROPPED B=DROPPED
        A Updated #1 ACTIVE: A=WRAP_UP 5551234=ACTIVE B=ACTIVE
        B Added #1 ACTIVE: A=WRAP_UP 5551234=ACTIVE B=ACTIVE
        A is WORK
        B is TALKING
        > A ready
        A is READY
        A Updated #1 ACTIVE: A=DROPPED 5551234=ACTIVE B=ACTIVE
        B Updated #1 ACTIVE: A=DROPPED 5551234=ACTIVE B=ACTIVE
        A Removed #1 ACTIVE: A=DROPPED 5551234=ACTIVE B=ACTIVE
        """)]
    [InlineData("1031", Consulted + """

        > A conference #1
        A Removed #2 DROPPED: A=DROPPED B=DROPPED
        B Removed #2 DROPPED: A=DROPPED B=DROPPED
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=ACTIVE
        B Added #1 ACTIVE: A=ACTIVE 5551234=ACTIVE B=ACTIVE
        B is TALKING
        """)]
    [InlineData("1034", """
        > in
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > A answer #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        > A blind #1 B
        A Removed #1 ACTIVE: A=DROPPED 5551234=ACTIVE
        B Added #1 ALERTING: 5551234=ACTIVE B=ALERTING
        """)]

    // The supervisor listens and barges in.
    [InlineData("1041", Talking + """

        > S monitor A
        S Added #2 INITIATING: S=INITIATING
        S Updated #2 ACTIVE: S=ACTIVE A=ACTIVE
        A Added #2 ACTIVE: S=ACTIVE A=ACTIVE
        > S stop #2
        S Updated #2 DROPPED: S=DROPPED A=DROPPED
        A Updated #2 DROPPED: S=DROPPED A=DROPPED
        S Removed #2 DROPPED: S=DROPPED A=DROPPED
        A Removed #2 DROPPED: S=DROPPED A=DROPPED
        > S monitor A
        S Added #3 INITIATING: S=INITIATING
        S Updated #3 ACTIVE: S=ACTIVE A=ACTIVE
        A Added #3 ACTIVE: S=ACTIVE A=ACTIVE
        > S barge #3 A
        S Updated #3 DROPPED: S=DROPPED A=DROPPED
        A Updated #3 DROPPED: S=DROPPED A=DROPPED
        S Removed #3 DROPPED: S=DROPPED A=DROPPED
        A Removed #3 DROPPED: S=DROPPED A=DROPPED
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        A Added #4 INITIATING: A=INITIATING
        A Updated #4 ALERTING: A=INITIATED S=ALERTING
        S Added #4 ALERTING: A=INITIATED S=ALERTING
        A Updated #4 ACTIVE: A=ACTIVE S=ACTIVE
        S Updated #4 ACTIVE: A=ACTIVE S=ACTIVE
        A Removed #4 DROPPED: A=DROPPED S=DROPPED
        S Removed #4 DROPPED: A=DROPPED S=DROPPED
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE S=ACTIVE
        S Added #1 ACTIVE: A=ACTIVE 5551234=ACTIVE S=ACTIVE
        S is TALKING
        """)]
    public Task A_client_is_told_each_step_of_the_table_once_and_in_order(string agent, string table) =>
        new SequencePlay(uccx.Live, agent, tellsOfStates: true).PlayAsync(table);
}
