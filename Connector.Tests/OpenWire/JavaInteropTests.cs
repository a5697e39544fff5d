using System.Globalization;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>ActiveMQ's own Java client at the other end of the queue.</summary>
[Collection(BrokerCollection.Name)]
public sealed class JavaInteropTests(BrokerFixture fixture)
{
    private const string Grin = "Grüße 😀 \0 ";

    [Fact]
    public async Task What_the_Java_client_sends_is_understood_compressed_or_not()
    {
        var queue = Destination.Queue(BrokerFixture.UniqueName("from-java"));
        await using var connection = await fixture.Broker.ConnectAsync();
        var inbox = new Inbox();
        await (await connection.OpenSessionAsync()).SubscribeAsync(new ConsumerOptions { Destination = queue }, inbox.Put);
        await using var java = JavaPeer.Start("JmsPeer", "send", Port, queue.Name);
        (await java.WaitForExitAsync(JavaPeer.Limit)).ShouldBe(0, java.TailOfOutput());

        for (var round = 0; round < 2; round++)
        {
            var text = await inbox.NextAsync();
            text.BodyKind.ShouldBe(MessageBodyKind.Text);
            text.ReadText().ShouldBe(Grin + string.Concat(Enumerable.Repeat("long ", 100)));
            text.Type.ShouldBe("order");
            text.CorrelationId.ShouldBe("c1");
            text.ReplyTo.ShouldBe(Destination.Topic("answers"));
            text.Priority.ShouldBe((byte)7);
            text.Persistent.ShouldBeTrue();
            (text.Expiration - text.Timestamp).ShouldBe(TimeSpan.FromMinutes(1));
            text.Properties.ShouldBe(
                new Dictionary<string, object?>
                {
                    ["bool"] = true,
                    ["byte"] = (sbyte)-5,
                    ["short"] = (short)-6,
                    ["int"] = 7,
                    ["long"] = 8L,
                    ["float"] = 1.5f,
                    ["double"] = -2.25,
                    ["string"] = "😀",
                },
                ignoreOrder: true);

            var bytes = await inbox.NextAsync();
            bytes.BodyKind.ShouldBe(MessageBodyKind.Bytes);
            bytes.ReadText().ShouldBe(string.Concat(Enumerable.Repeat("the body", 50)));

            var map = await inbox.NextAsync();
            map.BodyKind.ShouldBe(MessageBodyKind.Map);
            var read = map.ReadMap();
            read["name"].ShouldBe("Ada");
            read["age"].ShouldBe(36);
            read["raw"].ShouldBe(new byte[] { 1, 2 });
        }
    }

    [Fact]
    public async Task What_we_send_is_understood_by_the_Java_client()
    {
        var queue = Destination.Queue(BrokerFixture.UniqueName("to-java"));
        await using var java = JavaPeer.Start("JmsPeer", "echo", Port, queue.Name, "2");
        await java.WaitForOutputAsync("ready", JavaPeer.Limit);
        await using var connection = await fixture.Broker.ConnectAsync();
        await using var producer = await (await connection.OpenSessionAsync()).CreateProducerAsync(queue);
        await producer.SendAsync(OutgoingMessage.FromText(Grin) with
        {
            Type = "order",
            CorrelationId = "c2",
            ReplyTo = Destination.Queue("answers"),
            Priority = 8,
            Persistent = false,
            Properties = new Dictionary<string, object?> { ["flag"] = true, ["small"] = (sbyte)-1, ["number"] = 5L, ["name"] = "Zoë" },
        });
        await producer.SendAsync(OutgoingMessage.FromBytes(new byte[] { 0x41, 0, 0xff }));
        (await java.WaitForExitAsync(JavaPeer.Limit)).ShouldBe(0, java.TailOfOutput());

        java.Output.ShouldContain(@"text|type=order|correlation=c2|replyTo=queue://answers|priority=8|mode=1|redelivered=false");
        java.Output.ShouldContain("|flag=Boolean:true");
        java.Output.ShouldContain("|small=Byte:-1");
        java.Output.ShouldContain("|number=Long:5");
        java.Output.ShouldContain(@"|name=String:Zo\u00eb");
        java.Output.ShouldContain(@"|body=Gr\u00fc\u00dfe \ud83d\ude00 \u0000 ");
        java.Output.ShouldContain(@"bytes|type=null|correlation=null|replyTo=null|priority=4|mode=2|redelivered=false|body=A\u0000\u00ff");
    }

    private string Port => fixture.Broker.OpenWirePort.ToString(CultureInfo.InvariantCulture);
}
