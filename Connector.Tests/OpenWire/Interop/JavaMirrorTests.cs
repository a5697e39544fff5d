using System.Text;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Interop;

/// <summary>Our client and ActiveMQ's own, each seen by the other, over a broker that has nothing to complain of.</summary>
public sealed class JavaMirrorTests(JavaMirror mirror) : IClassFixture<JavaMirror>, IAsyncLifetime
{
    private readonly string _queue = BrokerFixture.UniqueName("interop");

    public Task InitializeAsync() => Task.CompletedTask;

    // After each test, so that it is named by its failure.
    public Task DisposeAsync()
    {
        mirror.Log.HasNoWarnings();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Java_reads_our_header_fields_and_properties()
    {
        var said = await mirror.DescribeAsync(OutgoingMessage.FromText("Grüße 😀") with
        {
            Type = "order",
            CorrelationId = "c-1",
            Priority = 8,
            Persistent = false,
            TimeToLive = TimeSpan.FromMinutes(2),
            Properties = new Dictionary<string, object?>
            {
                ["bool"] = true,
                ["byte"] = (sbyte)-5,
                ["short"] = (short)-6,
                ["int"] = 7,
                ["long"] = 8L,
                ["float"] = 1.5f,
                ["double"] = -2.25,
                ["string"] = "Zürich €",
            },
        });

        said.ShouldBe(
            new Dictionary<string, string>
            {
                ["kind"] = "text",
                ["body"] = "Grüße 😀",
                ["type"] = "order",
                ["correlation"] = "c-1",
                ["priority"] = "8",
                ["persistent"] = "false",
                ["redelivered"] = "false",
                ["lives"] = "120000",
                ["replyTo"] = "temporary",
                ["p:bool"] = "Boolean:true",
                ["p:byte"] = "Byte:-5",
                ["p:short"] = "Short:-6",
                ["p:int"] = "Integer:7",
                ["p:long"] = "Long:8",
                ["p:float"] = "Float:1.5",
                ["p:double"] = "Double:-2.25",
                ["p:string"] = "String:Zürich €",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Java_reads_our_maps()
    {
        var said = await mirror.DescribeAsync(OutgoingMessage.FromMap(new Dictionary<string, object?>
        {
            ["bool"] = true,
            ["byte"] = (sbyte)-5,
            ["char"] = '€',
            ["short"] = (short)-6,
            ["int"] = 7,
            ["long"] = 8L,
            ["float"] = 1.5f,
            ["double"] = -2.25,
            // Not beyond the basic plane: there the Java client reads back other than what it writes itself; see docs/activemq.md.
            ["string"] = "Zürich €",
            ["bytes"] = new byte[] { 1, 2, 3 },
            ["null"] = null,
        }));

        said["kind"].ShouldBe("map");
        said.Where(word => word.Key.StartsWith("m:", StringComparison.Ordinal)).Select(word => $"{word.Key[2..]} {word.Value}").ShouldBe(
            [
                "bool Boolean:true", "byte Byte:-5", "char Character:€", "short Short:-6", "int Integer:7", "long Long:8", "float Float:1.5",
                "double Double:-2.25", "string String:Zürich €", "bytes bytes:[1, 2, 3]", "null null",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Java_reads_our_empty_map_and_our_message_without_a_body()
    {
        (await mirror.DescribeAsync(OutgoingMessage.FromMap(new Dictionary<string, object?>())))["kind"].ShouldBe("map");
        (await mirror.DescribeAsync(new OutgoingMessage { BodyKind = MessageBodyKind.None }))["kind"].ShouldBe("none");
        (await mirror.DescribeAsync(OutgoingMessage.FromText("")))["body"].ShouldBe("");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    public async Task Java_reads_our_bytes_and_texts_of_any_size(int size)
    {
        var body = new byte[size];
        for (var i = 0; i < size; i++)
            body[i] = (byte)(i * 7);
        var sum = body.Aggregate(0, (all, one) => unchecked((all * 31) + (sbyte)one));

        (await mirror.DescribeAsync(OutgoingMessage.FromBytes(body)))["body"].ShouldBe($"{size} bytes, sum {sum}");
        var text = new string('ä', size);
        var hash = text.Aggregate(0, (all, one) => unchecked((all * 31) + one));
        (await mirror.DescribeAsync(OutgoingMessage.FromText(text)))["body"].ShouldBe(size <= 100 ? text : $"{size} characters, hash {hash}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task We_read_Javas_texts_and_bytes_of_any_size_compressed_or_not(bool compressed)
    {
        foreach (var size in new[] { 0, 3, 1024 * 1024 })
        {
            var text = await MakeAsync("text", size, compressed);
            text.BodyKind.ShouldBe(MessageBodyKind.Text);
            (text.ReadText() == new string('ä', size)).ShouldBeTrue($"a text of {size} characters came out with {text.ReadText().Length}");

            var bytes = await MakeAsync("bytes", size, compressed);
            bytes.BodyKind.ShouldBe(MessageBodyKind.Bytes);
            bytes.Body.Span.SequenceEqual([.. Enumerable.Range(0, size).Select(i => (byte)i)]).ShouldBeTrue($"{size} bytes came out as {bytes.Body.Length}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task We_read_Javas_maps_with_their_types(bool compressed)
    {
        var map = await MakeAsync("map", 0, compressed);

        map.Type.ShouldBe("made-map");
        map.Properties["kind"].ShouldBe("map");
        map.ReplyTo.ShouldBe(Destination.Queue("mirror.answers"));
        map.Priority.ShouldBe((byte)4);
        map.Persistent.ShouldBeFalse();
        (map.Expiration - map.Timestamp).ShouldBe(TimeSpan.FromMinutes(1));
        map.ReadMap().ShouldBe(
            new Dictionary<string, object?>
            {
                ["bool"] = true,
                ["byte"] = (sbyte)-5,
                ["char"] = '€',
                ["short"] = (short)-6,
                ["int"] = 7,
                ["long"] = 8L,
                ["float"] = 1.5f,
                ["double"] = -2.25,
                ["string"] = "Zürich 😀",
                ["bytes"] = new byte[] { 1, 2, 3 },
                ["null"] = null,
            },
            ignoreOrder: true,
            comparer: new EntryComparer());
    }

    [Theory]
    [InlineData("stream", MessageBodyKind.Stream, "streamed")]
    [InlineData("object", MessageBodyKind.Object, "a java.lang.String")]
    public async Task Javas_streams_and_objects_are_read_as_raw_bytes(string kind, MessageBodyKind expected, string within)
    {
        foreach (var compressed in new[] { false, true })
        {
            var message = await MakeAsync(kind, 0, compressed);
            message.BodyKind.ShouldBe(expected);
            Encoding.Latin1.GetString(message.Body.Span).ShouldContain(within);
            Should.Throw<InvalidOperationException>(() => message.ReadMap()).Message.ShouldContain(kind, Case.Insensitive);
        }
    }

    [Fact]
    public async Task A_message_of_Javas_without_a_body_has_none()
    {
        var empty = await MakeAsync("empty", 0, compressed: false);

        empty.BodyKind.ShouldBe(MessageBodyKind.None);
        empty.Body.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Javas_selectors_find_our_properties_and_header_fields()
    {
        for (var i = 0; i < 6; i++)
        {
            await mirror.SendAsync(OutgoingMessage.FromText($"number {i}") with
            {
                Destination = Destination.Queue(_queue),
                Type = i % 2 == 0 ? "even" : "odd",
                Priority = (byte)i,
                CorrelationId = $"c{i}",
                Properties = new Dictionary<string, object?> { ["size"] = i, ["colour"] = i < 3 ? "red" : "blue" },
            });
        }

        (await TakeAsync("JMSType = 'odd' AND size > 2", 2)).ShouldBe(["number 3", "number 5"]);
        (await TakeAsync("colour LIKE 're%' AND JMSPriority >= 1", 2)).ShouldBe(["number 1", "number 2"]);
        (await TakeAsync("JMSCorrelationID = 'c4' OR colour IS NULL", 1)).ShouldBe(["number 4"]);
        (await TakeAsync("TRUE", 1)).ShouldBe(["number 0"]);
    }

    [Fact]
    public async Task What_Java_drops_comes_to_us_as_redelivered()
    {
        await mirror.SendAsync(OutgoingMessage.FromText("once more") with { Destination = Destination.Queue(_queue) });
        var seen = JavaMirror.Words((await mirror.AskAsync("drop", OutgoingMessage.FromText(""), ("queue", _queue))).ReadText());
        seen["redelivered"].ShouldBe("false");
        seen["body"].ShouldBe("once more");

        await using var connection = await mirror.Broker.ConnectAsync();
        var inbox = new Inbox();
        await using var consumer = await (await connection.OpenSessionAsync()).SubscribeAsync(
            new ConsumerOptions { Destination = Destination.Queue(_queue) }, inbox.Put);
        var again = await inbox.NextAsync();
        again.ReadText().ShouldBe("once more");
        again.Redelivered.ShouldBeTrue();
        again.RedeliveryCounter.ShouldBe(1);
        await consumer.AcknowledgeAsync(again);
    }

    [Fact]
    public async Task What_we_drop_comes_to_Java_as_redelivered()
    {
        await mirror.SendAsync(OutgoingMessage.FromText("once more") with { Destination = Destination.Queue(_queue) });
        await using (var connection = await mirror.Broker.ConnectAsync())
        {
            var inbox = new Inbox();
            await using var consumer = await (await connection.OpenSessionAsync()).SubscribeAsync(
                new ConsumerOptions { Destination = Destination.Queue(_queue) }, inbox.Put);
            (await inbox.NextAsync()).Redelivered.ShouldBeFalse();
        }

        var taken = await mirror.AskAsync("take", OutgoingMessage.FromText(""), ("queue", _queue), ("selector", "TRUE"), ("count", 1));

        JavaMirror.Words(taken.ReadText())["redelivered"].ShouldBe("true");
    }

    [Fact]
    public void A_map_with_a_value_that_JMS_does_not_know_is_refused() =>
        Should.Throw<ArgumentException>(() => OutgoingMessage.FromMap(new Dictionary<string, object?> { ["when"] = TimeSpan.Zero }))
            .Message.ShouldContain("'when'");

    private Task<Delivery> MakeAsync(string kind, int size, bool compressed) => mirror.AskAsync(
        "make", OutgoingMessage.FromText(""), ("kind", kind), ("size", size), ("compressed", compressed));

    private async Task<IEnumerable<string>> TakeAsync(string selector, int count)
    {
        var taken = await mirror.AskAsync("take", OutgoingMessage.FromText(""), ("queue", _queue), ("selector", selector), ("count", count));
        return taken.ReadText().Split('\n').Select(line => JavaMirror.Words(line)["body"]);
    }

    private sealed class EntryComparer : IEqualityComparer<KeyValuePair<string, object?>>
    {
        public bool Equals(KeyValuePair<string, object?> x, KeyValuePair<string, object?> y) => x.Key == y.Key
            && (x.Value is byte[] one && y.Value is byte[] other ? one.SequenceEqual(other) : Equals(x.Value, y.Value));

        public int GetHashCode(KeyValuePair<string, object?> obj) => obj.Key.GetHashCode(StringComparison.Ordinal);
    }
}
