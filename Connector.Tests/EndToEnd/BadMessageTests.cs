using System.Text.Json;
using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>What the bus itself can bring: garbage, strangers, the late and the doubled. Put on the queue by a raw STOMP client.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class BadMessageTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string Queue = "/queue/connector";

    [Theory]
    [InlineData("{\"messageId\": \"not even closed", "1041")]
    [InlineData("Grüße, kein JSON", "1046")]
    [InlineData("{\"messageType\":[\"urn:message:Connector.Contracts:MakeReady\"],\"message\":42}", "1047")]
    public async Task A_body_that_cannot_be_read_goes_to_the_error_queue_as_it_came(string body, string nextAgent)
    {
        await using var stomp = await Live.StompAsync();

        await stomp.SendAsync(Queue, body, ("Content-Type", Envelopes.ContentType), ("persistent", "true"));

        await stomp.SubscribeAsync("/queue/connector_error");
        var copy = await stomp.ReadMessageAsync();
        copy.Body.ShouldBe(body);
        copy.Headers["MT-Reason"].ShouldBe("fault");
        copy.Headers["MT-Fault-Message"].ShouldNotBeEmpty();
        await Client.ServesAsync(nextAgent);
    }

    [Fact]
    public async Task A_message_of_a_type_nobody_knows_goes_to_the_skipped_queue_as_it_came()
    {
        await using var stomp = await Live.StompAsync();
        var body = Envelopes.Of("MakeCoffee", new { agentId = "1042" }, Guid.NewGuid());

        await stomp.SendAsync(Queue, body, ("Content-Type", Envelopes.ContentType), ("persistent", "true"));

        await stomp.SubscribeAsync("/queue/connector_skipped");
        var copy = await stomp.ReadMessageAsync();
        copy.Body.ShouldBe(body);
        copy.Headers["MT-Reason"].ShouldBe("dead-letter");
        await Client.ServesAsync("1042");
    }

    [Fact]
    public async Task A_request_past_its_expiration_is_answered_Timeout_and_not_carried_out()
    {
        const string agent = "1043";
        await SignInAsync(agent);
        await using var stomp = await Live.StompAsync();
        await stomp.SubscribeAsync("/queue/stomp-replies");
        var late = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(5);
        var messageId = Guid.NewGuid();

        await stomp.SendAsync(Queue,
            Envelopes.Of("MakeReady", new { agentId = agent }, messageId, "activemq://localhost/stomp-replies", late),
            ("Content-Type", Envelopes.ContentType), ("persistent", "true"), ("reply-to", "/queue/stomp-replies"));

        using var envelope = JsonDocument.Parse((await stomp.ReadMessageAsync()).Body);
        envelope.RootElement.GetProperty("messageType")[0].GetString().ShouldBe("urn:message:Connector.Contracts:CommandRejected");
        var rejected = envelope.RootElement.GetProperty("message");
        rejected.GetProperty("code").GetString().ShouldBe("Timeout");
        rejected.GetProperty("requestId").GetString().ShouldBe(RequestIds.Of(messageId));
        await Client.AcceptedAsync(new MakeNotReady { AgentId = agent });
        (await Live.Simulator.EffectsAsync($"User/{agent}")).ShouldBe([$"PUT User/{agent} LOGIN", $"PUT User/{agent} NOT_READY"]);
    }

    [Fact]
    public async Task The_same_message_twice_has_one_effect_and_two_equal_answers()
    {
        const string agent = "1044";
        var last = await SignInAsync(agent);
        var messageId = Guid.NewGuid();
        var call = new MakeCall { AgentId = agent, To = "5559876" };

        var answers = await Task.WhenAll(
            Client.AcceptedAsync(call, messageId), Client.AcceptedAsync(call, messageId), Client.AcceptedAsync(call, messageId));
        var (_, later) = await Client.AcceptedAsync(call, messageId);

        answers.ShouldAllBe(answer => answer.Answer == later);
        var added = await Client.Events.WaitForAsync<DialogChanged>(agent, "Added", changed => changed.Change == DialogChange.Added, last);
        added.RequestId.ShouldBe(RequestIds.Of(messageId));
        (await Live.Simulator.EffectsAsync($"User/{agent}/Dialogs")).ShouldBe([$"POST User/{agent}/Dialogs MAKE_CALL 5559876"]);
        await Client.AcceptedAsync(new ReleaseCall { AgentId = agent, DialogId = added.Dialog.DialogId });
        await Client.Events.WaitForAsync<DialogChanged>(agent, "Removed", changed => changed.Change == DialogChange.Removed, last);
    }
}
