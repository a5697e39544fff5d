using System.Globalization;
using System.Text.Json;
using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>Programs that know nothing of this code and hold to the official transport's conventions only (facts/activemq.md 3).</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class ForeignPeerTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Theory]
    [InlineData("bytes", "1011")]
    [InlineData("text", "1012")]
    public async Task A_java_program_makes_an_agent_ready_and_reads_the_event(string bodyType, string agent)
    {
        var before = await SignInAsync(agent);
        using var folder = new JmsPeerProgram();
        await folder.CompileAsync();

        await using var peer = folder.Run(
            string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{Live.Broker.OpenWirePort}"), agent, bodyType, AgentStates.Ready);
        var exitCode = await peer.WaitForExitAsync(TimeSpan.FromSeconds(40));

        exitCode.ShouldBe(0, peer.Output);
        var lines = peer.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var messageId = lines.Single(line => line.StartsWith("SENT ", StringComparison.Ordinal))[5..];
        lines.ShouldContain("CONTENT-TYPE " + Envelopes.ContentType);
        using var envelope = JsonDocument.Parse(lines.Last(line => line.StartsWith("EVENT ", StringComparison.Ordinal))[6..]);
        ShouldBeReady(envelope.RootElement, agent, RequestIds.Of(Guid.Parse(messageId)), before);
        (await Client.Events.WaitForStateAsync(agent, AgentStates.Ready, before)).RequestId.ShouldBe(RequestIds.Of(Guid.Parse(messageId)));
    }

    [Fact]
    public async Task A_stomp_client_makes_an_agent_ready_and_reads_the_event()
    {
        const string agent = "1013";
        await using var stomp = await Live.StompAsync();
        await stomp.SubscribeAsync("/queue/Consumer.stomp-peer.VirtualTopic.Connector.Contracts.AgentStateChanged");
        var before = await SignInAsync(agent);
        var messageId = Guid.NewGuid();

        await stomp.SendAsync("/topic/VirtualTopic.Connector.Contracts.MakeReady", Envelopes.Of("MakeReady", new { agentId = agent }, messageId),
            ("Content-Type", Envelopes.ContentType), ("persistent", "true"));

        var frame = await stomp.ReadMessageAsync(body => IsOf(body, agent, AgentStates.Ready));
        frame.Headers["Content-Type"].ShouldBe(Envelopes.ContentType);
        using var envelope = JsonDocument.Parse(frame.Body);
        ShouldBeReady(envelope.RootElement, agent, RequestIds.Of(messageId), before);
    }

    private static bool IsOf(string body, string agent, string state)
    {
        using var envelope = JsonDocument.Parse(body);
        var message = envelope.RootElement.GetProperty("message");
        return message.GetProperty("agentId").GetString() == agent && message.GetProperty("state").GetString() == state;
    }

    private static void ShouldBeReady(JsonElement envelope, string agent, string requestId, long after)
    {
        envelope.GetProperty("messageType").EnumerateArray().Select(urn => urn.GetString())
            .ShouldContain("urn:message:Connector.Contracts:AgentStateChanged");
        var message = envelope.GetProperty("message");
        message.GetProperty("agentId").GetString().ShouldBe(agent);
        message.GetProperty("state").GetString().ShouldBe(AgentStates.Ready);
        message.GetProperty("previousState").GetString().ShouldBe(AgentStates.NotReady);
        message.GetProperty("requestId").GetString().ShouldBe(requestId);
        message.GetProperty("sequence").GetInt64().ShouldBe(after + 1);
    }
}
