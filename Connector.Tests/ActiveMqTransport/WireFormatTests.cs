using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

/// <summary>Names, properties and envelope as the official transport puts them on the wire, seen by a peer that knows neither.</summary>
[Collection(BrokerCollection.Name)]
public sealed class WireFormatTests(BrokerFixture fixture) : IAsyncLifetime
{
    private const string Namespace = "Connector.Tests.ActiveMqTransport.";

    private readonly string _group = BrokerFixture.UniqueName("peer");
    private TestBus? _bus;
    private RawPeer? _peer;

    private TestBus Bus => _bus!;

    private RawPeer Peer => _peer!;

    public async Task InitializeAsync()
    {
        _bus = await TestBus.StartAsync(fixture.Broker.OpenWirePort);
        _peer = await RawPeer.ConnectAsync(fixture.Broker.OpenWirePort);
    }

    public async Task DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Bus.DisposeAsync();
    }

    [Fact]
    public Task A_type_is_published_under_namespace_and_name() =>
        IsPublishedAsync(new TopLevelMessage("a"), "VirtualTopic." + Namespace + "TopLevelMessage", "Connector.Tests.ActiveMqTransport:TopLevelMessage");

    [Fact]
    public Task A_nested_type_is_published_with_a_hyphen() =>
        IsPublishedAsync(
            new Nested("a"), "VirtualTopic." + Namespace + "WireFormatTests-Nested", "Connector.Tests.ActiveMqTransport:WireFormatTests+Nested");

    [Fact]
    public Task A_generic_type_is_published_with_its_arguments() =>
        IsPublishedAsync(
            new GenericMessage<TopLevelMessage>(new TopLevelMessage("a")),
            "VirtualTopic." + Namespace + "GenericMessage--TopLevelMessage--",
            "Connector.Tests.ActiveMqTransport:GenericMessage[[Connector.Tests.ActiveMqTransport:TopLevelMessage]]");

    [Fact]
    public async Task A_published_type_goes_to_the_topic_of_that_type_only_and_names_its_interfaces()
    {
        await using var byInterface = await ConsumerAsync("VirtualTopic." + Namespace + "ISomething");
        await using var byClass = await ConsumerAsync("VirtualTopic." + Namespace + "Something");

        await Bus.Bus.Publish(new Something("first"));
        await Bus.Bus.Publish<ISomething>(new Something("second"));

        var envelope = Envelope.Of(await byClass.NextAsync());
        envelope.GetProperty("messageType").EnumerateArray().Select(type => type.GetString()).ShouldBe(
        [
            "urn:message:Connector.Tests.ActiveMqTransport:Something",
            "urn:message:Connector.Tests.ActiveMqTransport:ISomething",
        ]);
        (await byInterface.NextAsync()).ReadText().ShouldContain("second");
    }

    [Fact]
    public async Task The_message_and_its_envelope_are_the_official_ones()
    {
        var queue = BrokerFixture.UniqueName("wire");
        await using var consumer = await Peer.ConsumeAsync(Destination.Queue(queue));
        var correlationId = NewId.NextGuid();

        await Bus.SendAsync(queue, new TopLevelMessage("grüß Gott"), context =>
        {
            context.CorrelationId = correlationId;
            context.TimeToLive = TimeSpan.FromMinutes(1);
            context.Headers.Set("Text", "t");
            context.Headers.Set("Number", 5, overwrite: true);
        });

        var message = await consumer.NextAsync();
        message.BodyKind.ShouldBe(MessageBodyKind.Bytes);
        message.Persistent.ShouldBeTrue();
        message.Priority.ShouldBe((byte)5);
        message.CorrelationId.ShouldBe(correlationId.ToString());
        message.ReplyTo.ShouldBeNull();
        message.Type.ShouldBeNull();
        message.GroupId.ShouldBeNull();
        (message.Expiration - message.Timestamp).ShouldBe(TimeSpan.FromMinutes(1));
        message.Properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => (property.Key, property.Value)).ShouldBe(
        [
            ("Content-Type", (object?)"application/vnd.masstransit+json"),
            ("Number", 5),
            ("Text", "t"),
        ]);

        var text = Encoding.UTF8.GetString(message.Body.Span);
        text.ShouldStartWith("{\n  \"messageId\": ");
        var envelope = Envelope.Of(message);
        envelope.EnumerateObject().Select(field => field.Name).ShouldBe(
        [
            "messageId", "requestId", "correlationId", "conversationId", "initiatorId", "sourceAddress", "destinationAddress",
            "responseAddress", "faultAddress", "messageType", "message", "expirationTime", "sentTime", "headers", "host",
        ]);
        envelope.GetProperty("requestId").ValueKind.ShouldBe(JsonValueKind.Null);
        envelope.GetProperty("destinationAddress").GetString()
            .ShouldBe(string.Create(CultureInfo.InvariantCulture, $"activemq://127.0.0.1:{fixture.Broker.OpenWirePort}/{queue}"));
        envelope.GetProperty("sourceAddress").GetString().ShouldEndWith("?temporary=true");
        envelope.GetProperty("message").GetProperty("text").GetString().ShouldBe("grüß Gott");
        envelope.GetProperty("headers").GetProperty("Number").GetInt32().ShouldBe(5);
        envelope.GetProperty("host").EnumerateObject().Select(field => field.Name).ShouldBe(
        [
            "machineName", "processName", "processId", "assembly", "assemblyVersion", "frameworkVersion", "massTransitVersion",
            "operatingSystemVersion",
        ]);
    }

    [Fact]
    public async Task What_need_not_last_is_not_persistent()
    {
        var queue = BrokerFixture.UniqueName("wire");
        await using var consumer = await Peer.ConsumeAsync(Destination.Queue(queue));

        await Bus.SendAsync(queue, new TopLevelMessage("a"), context => context.Durable = false);

        (await consumer.NextAsync()).Persistent.ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_names_the_answers_it_takes_and_the_reply_endpoint()
    {
        var queue = BrokerFixture.UniqueName("wire");
        await using var consumer = await Peer.ConsumeAsync(Destination.Queue(queue));
        var client = Bus.Bus.CreateRequestClient<TopLevelMessage>(new Uri($"queue:{queue}"), RequestTimeout.After(s: 60));
        using var given = new CancellationTokenSource();

        var asking = client.GetResponse<Something>(new TopLevelMessage("a"), given.Token);
        var request = await consumer.NextAsync();

        var envelope = Envelope.Of(request);
        envelope.GetProperty("responseAddress").GetString().ShouldBe(Bus.Bus.Address.ToString());
        envelope.GetProperty("requestId").GetGuid().ShouldNotBe(Guid.Empty);
        envelope.GetProperty("headers").GetProperty("MT-Request-AcceptType").EnumerateArray().Select(type => type.GetString())
            .ShouldBe(["urn:message:Connector.Tests.ActiveMqTransport:Something"]);
        request.Properties.ContainsKey("MT-Request-AcceptType").ShouldBeFalse();
        request.ReplyTo!.Name.ShouldStartWith("ID:");
        // Given up by hand: a request expires with its time, and a short one could before it is read.
        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    private async Task IsPublishedAsync<T>(T message, string topic, string urn)
        where T : class
    {
        await using var consumer = await ConsumerAsync(topic);

        await Bus.Bus.Publish(message);

        var received = await consumer.NextAsync();
        Envelope.Of(received).GetProperty("messageType")[0].GetString().ShouldBe("urn:message:" + urn);
        Envelope.Of(received).GetProperty("destinationAddress").GetString().ShouldEndWith($"/{topic}?type=topic");
    }

    private Task<RawPeer.RawConsumer> ConsumerAsync(string topic) =>
        Peer.ConsumeAsync(Destination.Queue($"Consumer.{_group}.{topic}"));

    public sealed record Nested(string Text);
}

public sealed record TopLevelMessage(string Text);

public sealed record GenericMessage<T>(T Value);

public interface ISomething
{
    string Text { get; }
}

public sealed record Something(string Text) : ISomething;
