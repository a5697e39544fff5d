using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

[Collection(BrokerCollection.Name)]
public sealed class RequestTests(BrokerFixture fixture)
{
    private readonly string _name = BrokerFixture.UniqueName("endpoint");

    private int Port => fixture.Broker.OpenWirePort;

    [Fact]
    public async Task A_request_is_answered()
    {
        await using var responder = await StartResponderAsync();
        await using var requester = await TestBus.StartAsync(Port);

        var response = await Client(requester).GetResponse<Answer>(new Question("a"));

        response.Message.Text.ShouldBe("answer to a");
        response.SourceAddress!.AbsolutePath.ShouldBe("/" + _name);
    }

    [Fact]
    public async Task A_published_request_is_answered()
    {
        await using var bus = await TestBus.StartAsync(Port, _name, e => e.Handler<PublishedQuestion>(
            context => context.RespondAsync(new Answer("to " + context.Message.Text))));

        var response = await bus.RequestClient<PublishedQuestion>().GetResponse<Answer>(new PublishedQuestion("b"));

        response.Message.Text.ShouldBe("to b");
    }

    [Fact]
    public async Task Either_of_several_response_types_arrives()
    {
        await using var responder = await StartResponderAsync();
        await using var requester = await TestBus.StartAsync(Port);
        var client = Client(requester);

        (await client.GetResponse<Answer, Refusal>(new Question("yes"))).Is(out Response<Answer>? _).ShouldBeTrue();
        (await client.GetResponse<Answer, Refusal>(new Question("refuse"))).Is(out Response<Refusal>? _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_fault_reaches_the_requester()
    {
        await using var responder = await StartResponderAsync();
        await using var requester = await TestBus.StartAsync(Port);

        var fault = await Should.ThrowAsync<RequestFaultException>(() => Client(requester).GetResponse<Answer>(new Question("fail")));

        fault.Fault!.Exceptions[0].Message.ShouldBe("failed as asked");
    }

    [Fact]
    public async Task A_hundred_requests_at_once_get_each_their_own_answer()
    {
        await using var responder = await StartResponderAsync();
        await using var requester = await TestBus.StartAsync(Port);
        var client = Client(requester);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
            (await client.GetResponse<Answer>(new Question(i.ToString()))).Message.Text));

        answers.ShouldBe(Enumerable.Range(0, 100).Select(i => $"answer to {i}"));
    }

    [Fact]
    public async Task The_answer_to_a_forwarded_request_goes_to_the_first_requester()
    {
        await using var owner = await StartResponderAsync();
        await using var other = await TestBus.StartAsync(Port, _name + "-other", e => e.Handler<Question>(
            context => context.Forward(new Uri($"queue:{_name}"))));
        await using var requester = await TestBus.StartAsync(Port);
        var client = requester.Bus.CreateRequestClient<Question>(new Uri($"queue:{_name}-other"), RequestTimeout.After(s: 15));

        (await client.GetResponse<Answer>(new Question("x"))).Message.Text.ShouldBe("answer to x");
    }

    [Fact]
    public async Task An_answer_sent_later_and_from_elsewhere_reaches_the_requester()
    {
        var waiting = new Arrivals<(Uri Address, Guid? RequestId)>();
        await using var responder = await TestBus.StartAsync(Port, _name, e => e.Handler<Question>(context =>
        {
            waiting.Add((context.ResponseAddress!, context.RequestId));
            return Task.CompletedTask;
        }));
        await using var requester = await TestBus.StartAsync(Port);
        var asking = Client(requester).GetResponse<Answer>(new Question("x"));
        var (address, requestId) = await waiting.FirstAsync();

        var endpoint = await responder.Bus.GetSendEndpoint(address);
        await endpoint.Send(new Answer("at last"), context => context.RequestId = requestId);

        (await asking).Message.Text.ShouldBe("at last");
    }

    [Fact]
    public async Task A_request_carries_where_to_answer_and_until_when()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(_name));
        await using var requester = await TestBus.StartAsync(Port);

        var asking = Client(requester).GetResponse<Answer>(new Question("wire"));
        var request = await consumer.NextAsync();
        request.ReplyTo!.Kind.ShouldBe(DestinationKind.TemporaryQueue);
        (request.Expiration - request.Timestamp).ShouldBe(TimeSpan.FromSeconds(15));
        await peer.SendAsync(OutgoingMessage.FromText($$"""
            {
              "requestId": "{{Envelope.Of(request).GetProperty("requestId").GetString()}}",
              "messageType": ["urn:message:Connector.Tests.ActiveMqTransport:RequestTests+Answer"],
              "message": {"text": "from a foreign program"}
            }
            """) with { Destination = request.ReplyTo });

        (await asking).Message.Text.ShouldBe("from a foreign program");
    }

    [Fact]
    public async Task A_requester_that_has_gone_does_not_fail_the_consumer()
    {
        var done = new Arrivals<string>();
        await using var peer = await RawPeer.ConnectAsync(Port);
        var replyTo = await peer.CreateTemporaryQueueAsync();
        await using var responder = await TestBus.StartAsync(Port, _name, e => e.Handler<Question>(async context =>
        {
            await peer.DeleteTemporaryQueueAsync(replyTo);
            await context.RespondAsync(new Answer("to nobody"));
            done.Add(context.Message.Text);
        }));

        await peer.SendAsync(OutgoingMessage.FromText($$"""
            {
              "requestId": "{{Guid.NewGuid()}}",
              "responseAddress": "activemq://localhost/gone_bus_1?temporary=true",
              "messageType": ["urn:message:Connector.Tests.ActiveMqTransport:RequestTests+Question"],
              "message": {"text": "anyone?"}
            }
            """) with { Destination = Destination.Queue(_name), ReplyTo = replyTo });

        (await done.FirstAsync()).ShouldBe("anyone?");
        responder.Log.Lines().ShouldContain(line => line.Contains("the requester's temporary queue is gone"));
    }

    [Fact]
    public async Task A_foreign_requester_whose_queue_the_broker_has_removed_under_him_is_answered()
    {
        await using var broker = await RawPeer.ConnectAsync(Port);
        await using var peer = await RawPeer.ConnectAsync(Port);
        var replyTo = await peer.CreateTemporaryQueueAsync();
        await using var answers = await peer.ConsumeAsync(replyTo);
        await using var responder = await TestBus.StartAsync(Port, _name, e => e.Handler<Question>(async context =>
        {
            // As a broker does by itself when another one of its network is lost.
            await broker.DeleteTemporaryQueueAsync(replyTo);
            await context.RespondAsync(new Answer("in spite of it"));
        }));

        await peer.SendAsync(OutgoingMessage.FromText($$"""
            {
              "requestId": "{{Guid.NewGuid()}}",
              "responseAddress": "activemq://localhost/foreign_bus_1?temporary=true",
              "messageType": ["urn:message:Connector.Tests.ActiveMqTransport:RequestTests+Question"],
              "message": {"text": "anyone?"}
            }
            """) with { Destination = Destination.Queue(_name), ReplyTo = replyTo });

        Envelope.Of(await answers.NextAsync()).GetProperty("message").GetProperty("text").GetString().ShouldBe("in spite of it");
    }

    private IRequestClient<Question> Client(TestBus bus) =>
        bus.Bus.CreateRequestClient<Question>(new Uri($"queue:{_name}"), RequestTimeout.After(s: 15));

    private Task<TestBus> StartResponderAsync() => TestBus.StartAsync(Port, _name, e => e.Handler<Question>(context => context.Message.Text switch
    {
        "fail" => throw new InvalidOperationException("failed as asked"),
        "refuse" => context.RespondAsync(new Refusal("no")),
        var text => context.RespondAsync(new Answer("answer to " + text)),
    }));

    public sealed record Question(string Text);

    public sealed record PublishedQuestion(string Text);

    public sealed record Answer(string Text);

    public sealed record Refusal(string Reason);
}
