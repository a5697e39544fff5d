using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>A Finesse that says things twice, late, otherwise or wrong, and one that answers badly: what a client app is told then.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class FaultyFinesseFlowTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string Call = """
        > A ready
        A is READY
        > in
        A is RESERVED
        A Added #1 ALERTING: A=ALERTING 5551234=INITIATED
        > A answer #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        A is TALKING
        > A hold #1
        A Updated #1 ACTIVE: A=HELD 5551234=ACTIVE
        A is HOLD
        > A retrieve #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=ACTIVE
        A is TALKING
        > hang up #1
        A Updated #1 ACTIVE: A=ACTIVE 5551234=DROPPED
        A Updated #1 DROPPED: A=DROPPED 5551234=DROPPED
        A Removed #1 DROPPED: A=DROPPED 5551234=DROPPED
        A is READY
        """;

    [Theory]
    [InlineData("1261", """ "kind":"duplicateNotifications" """)]
    [InlineData("1262", """ "kind":"delayNotifications","delayMs":200,"jitterMs":100 """)]
    [InlineData("1263", """ "kind":"malformNotifications","how":"unknownElements" """)]
    [InlineData("1264", """ "kind":"malformNotifications","how":"otherCase" """)]
    [InlineData("1265", """ "kind":"malformNotifications","how":"otherOrder" """)]
    [InlineData("1266", """ "kind":"malformNotifications","how":"missingOptionals" """)]
    public async Task A_call_is_told_as_ever(string agent, string fault)
    {
        await FaultAsync(agent, fault);

        await new SequencePlay(Live, agent, tellsOfStates: true).PlayAsync(Call);

        MainFlow.ShouldBeWellFormed(await Client.Events.WithoutGapAsync(agent), agent);
    }

    [Fact]
    public async Task A_notification_that_is_no_XML_costs_itself_and_nothing_else()
    {
        const string agent = "1267";
        var last = await SignInAsync(agent);
        await FaultAsync(agent, """ "kind":"malformNotifications","how":"brokenXml","count":1 """);

        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        var (id, _) = await Client.AcceptedAsync(new MakeNotReady { AgentId = agent });

        (await Client.Events.WaitForStateAsync(agent, AgentStates.NotReady, last)).RequestId.ShouldBe(RequestIds.Of(id));
        var events = await Client.Events.WithoutGapAsync(agent);
        MainFlow.ShouldBeWellFormed(events, agent);
        events.OfType<AgentSessionChanged>().Select(changed => changed.SessionState).ShouldBe([SessionState.Connected]);
    }

    [Theory]
    [InlineData("1268", 500, RejectionCode.FinesseUnavailable, "Finesse said: Internal Server Error")]
    [InlineData("1269", 503, RejectionCode.FinesseUnavailable, "is out of service (503)")]
    [InlineData("1270", 401, RejectionCode.Unauthorized, "refused the agent's credentials")]
    public async Task An_answer_that_is_an_error_is_told_by_its_kind_and_the_agent_is_served_again(
        string agent, int status, RejectionCode code, string words)
    {
        var last = await SignInAsync(agent);
        var fault = await FaultAsync(agent, $""" "kind":"refuseRest","method":"PUT","status":{status} """);

        var rejected = await Client.RejectedAsync(new MakeReady { AgentId = agent });

        rejected.Code.ShouldBe(code, rejected.Message);
        rejected.Message.ShouldContain(words);
        await Live.Simulator.ControlAsync(HttpMethod.Delete, "sim/faults/" + fault);
        await Client.AcceptedAsync(new MakeReady { AgentId = agent });
        await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, last);
    }

    private async Task<string> FaultAsync(string agent, string fields)
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            await Live.Simulator.ControlAsync(HttpMethod.Post, "sim/faults", $$"""{"agent":"{{agent}}",{{fields}}}"""));
        return json.RootElement.GetProperty("id").GetString()!;
    }
}
