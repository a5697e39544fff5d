using System.Buffers;
using System.Xml.Linq;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using Shouldly;
using Xunit;
using static Connector.Tests.Xmpp.Streams.ParserTestExtensions;

namespace Connector.Tests.Xmpp.Streams;

public sealed class XmppStreamParserTests
{
    private const string Conversation =
        ClientHeader
        + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>"
        + " \n\t <message from='pubsub.finesse.test' to='1001@finesse.test'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
        + "<items node='/finesse/api/User/1001'><item id='a&apos;1'><notification xmlns='http://jabber.org/protocol/pubsub'>"
        + "&lt;Update&gt;&lt;data&gt;J\u00fcrgen \u20ac \ud83d\ude00&lt;/data&gt;&lt;/Update&gt;</notification></item></items></event></message>"
        + "<iq type='get' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>"
        + "<message><body><![CDATA[a < b ]] ]]]> &#x20AC; > '\"</body><x xmlns='x' a='>'  b=\"/>'\" /></message >"
        + "</stream:stream\n>\n";

    private readonly XmppStreamParser _parser = new();

    [Fact]
    public void A_header_tells_its_attributes()
    {
        var header = _parser.ReadAll(
            ("<stream:stream from='finesse.test' to='1001@finesse.test' id=\"a'&lt;b\" version='1.0' xml:lang='en' "
            + "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>").Utf8());

        header.ShouldBe([new XmppStreamHeader
        {
            From = "finesse.test", To = "1001@finesse.test", Id = "a'<b", Version = "1.0", Language = "en",
        }]);
    }

    [Fact]
    public void A_header_without_version_tells_so() =>
        _parser.ReadAll("<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'>".Utf8())
            .ShouldBe([new XmppStreamHeader { Version = null }]);

    [Fact]
    public void A_whole_conversation_gives_header_elements_and_end()
    {
        var events = _parser.ReadAll(Conversation.Utf8());

        events.Count.ShouldBe(6);
        events[0].ShouldBe(new XmppStreamHeader { To = "finesse.test" });
        Element(events[1]).Name.ShouldBe(XmppNamespaces.Streams + "features");
        var message = Element(events[2]);
        message.Name.ShouldBe(XmppNamespaces.Client + "message");
        message.Value.ShouldBe("<Update><data>J\u00fcrgen \u20ac \ud83d\ude00</data></Update>");
        message.Descendants(XmppNamespaces.PubSubEvent + "item").Single().Attribute("id")!.Value.ShouldBe("a'1");
        message.Attributes().Count().ShouldBe(2);
        Element(events[3]).Element(XmppNamespaces.Ping + "ping").ShouldNotBeNull();
        Element(events[4]).Element(XmppNamespaces.Client + "body")!.Value.ShouldBe("a < b ]] ] \u20ac > '\"");
        events[5].ShouldBe(new XmppStreamEnd());
    }

    [Fact]
    public void Every_single_cut_gives_the_same_events()
    {
        byte[] bytes = Conversation.Utf8();
        string[] whole = _parser.ReadAll(bytes).Describe();

        for (int cut = 1; cut < bytes.Length; cut++)
            new XmppStreamParser().ReadAll(bytes, cut).Describe().ShouldBe(whole, $"cut at {cut}");
        new XmppStreamParser().ReadAll(bytes, Enumerable.Range(1, bytes.Length)).Describe().ShouldBe(whole, "byte by byte");
    }

    [Fact]
    public void A_sequence_of_segments_is_read_up_to_the_event_and_no_further()
    {
        byte[] bytes = (ClientHeader + "<a/>rest").Utf8();
        var first = new Segment(bytes.AsMemory(0, 7), null);
        var middle = new Segment(ReadOnlyMemory<byte>.Empty, first);
        var last = new Segment(bytes.AsMemory(7), middle);
        var input = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);

        _parser.TryRead(ref input, out XmppStreamEvent? header).ShouldBeTrue();
        header.ShouldBeOfType<XmppStreamHeader>();
        _parser.TryRead(ref input, out XmppStreamEvent? element).ShouldBeTrue();
        element.ShouldBeOfType<XmppStreamElement>();
        input.ToArray().ShouldBe("rest"u8.ToArray());
    }

    [Fact]
    public void An_empty_stream_begins_and_ends()
    {
        ReadOnlySequence<byte> input = new("<stream xmlns='http://etherx.jabber.org/streams'/>".Utf8());

        _parser.TryRead(ref input, out XmppStreamEvent? header).ShouldBeTrue();
        header.ShouldBeOfType<XmppStreamHeader>();
        _parser.TryRead(ref input, out XmppStreamEvent? end).ShouldBeTrue();
        end.ShouldBeOfType<XmppStreamEnd>();
    }

    [Theory]
    [InlineData("<message><!-- x --></message>", "restricted-xml", "comment")]
    [InlineData("<!-- x -->", "restricted-xml", "comment")]
    [InlineData("<!DOCTYPE a>", "restricted-xml", "document type")]
    [InlineData("<message><!ENTITY a 'b'></message>", "restricted-xml", "declaration")]
    [InlineData("<message><?php x ?></message>", "restricted-xml", "processing instruction")]
    [InlineData("<?xml version='1.0'?>", "restricted-xml", "processing instruction")]
    [InlineData("<message>&nbsp;</message>", "not-well-formed", "not well-formed")]
    [InlineData("<message>&#0;</message>", "not-well-formed", "not well-formed")]
    [InlineData("<message>\u0001</message>", "not-well-formed", "not well-formed")]
    [InlineData("<message>\ufffe</message>", "not-well-formed", "not well-formed")]
    [InlineData("<message>]]></message>", "not-well-formed", "not well-formed")]
    [InlineData("<a><b></a></b>", "not-well-formed", "not well-formed")]
    [InlineData("<message><open></wrong>", "not-well-formed", "an end tag does not match")]
    [InlineData("<message><b><i></i></b></body>", "not-well-formed", "an end tag does not match")]
    [InlineData("<message><a/><b></bb>", "not-well-formed", "an end tag does not match")]
    [InlineData("<message><x:a></y:a>", "not-well-formed", "an end tag does not match")]
    [InlineData("<a b='1' b='2'/>", "not-well-formed", "not well-formed")]
    [InlineData("<a b=1/>", "not-well-formed", "not well-formed")]
    [InlineData("<a b='<'/>", "not-well-formed", "not well-formed")]
    [InlineData("<a/b>", "not-well-formed", "'/'")]
    [InlineData("<a<b>", "not-well-formed", "'<'")]
    [InlineData("< a/>", "not-well-formed", "name")]
    [InlineData("<\0a\0/\0>\0", "not-well-formed", "name")]
    [InlineData("<undeclared:a/>", "not-well-formed", "not well-formed")]
    [InlineData("<a xmlns:xml='x'/>", "not-well-formed", "not well-formed")]
    [InlineData("text", "bad-format", "text between stanzas")]
    [InlineData("</message>", "not-well-formed", "closes nothing")]
    [InlineData("</stream:stream x='y'>", "not-well-formed", "closes nothing")]
    [InlineData("</stream:stream><a/>", "bad-format", "after the end")]
    public void What_xmpp_forbids_is_refused_by_name(string afterHeader, string condition, string words)
    {
        var exception = Should.Throw<XmppProtocolException>(() => _parser.ReadAll((ClientHeader + afterHeader).Utf8()));

        exception.Condition.ShouldBe(condition);
        exception.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request", "not-well-formed")]
    [InlineData("\u0016\u0003\u0001", "not-well-formed")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?>", "unsupported-encoding")]
    [InlineData("<?xml encoding='UTF-8'?>", "not-well-formed")]
    [InlineData("<?xml-stylesheet href='x'?>", "not-well-formed")]
    [InlineData("\n<?xml version='1.0'?>", "restricted-xml")]
    [InlineData("<!DOCTYPE stream [<!ENTITY a 'b'>]>", "restricted-xml")]
    [InlineData("<html>", "invalid-namespace")]
    [InlineData("<stream xmlns='jabber:client'>", "invalid-namespace")]
    [InlineData("<stream:stream>", "not-well-formed")]
    [InlineData("</stream:stream>", "not-well-formed")]
    public void A_stream_that_begins_wrongly_is_refused(string start, string condition) =>
        Should.Throw<XmppProtocolException>(() => _parser.ReadAll(start.Utf8())).Condition.ShouldBe(condition);

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
    {
        byte[] bytes = [.. (ClientHeader + "<a>").Utf8(), 0xC3, 0x28, .. "</a>".Utf8()];

        Should.Throw<XmppProtocolException>(() => _parser.ReadAll(bytes)).Condition.ShouldBe("not-well-formed");
    }

    [Fact]
    public void A_declaration_of_utf8_is_accepted_in_any_case() =>
        _parser.ReadAll(("<?xml version=\"1.0\" encoding='utf-8' standalone='yes' ?>" + ClientHeader[21..]).Utf8()).Count.ShouldBe(1);

    [Fact]
    public void A_stanza_of_the_limit_is_read_and_one_byte_more_is_refused_before_it_ends()
    {
        var limits = new XmppStreamLimits { MaxStanzaBytes = 1000 };
        string atLimit = "<a>" + new string('x', 1000 - 7) + "</a>";

        new XmppStreamParser(limits).ReadAll((ClientHeader + atLimit + atLimit).Utf8()).Count.ShouldBe(3);
        Should.Throw<XmppProtocolException>(
                () => new XmppStreamParser(limits).ReadAll((ClientHeader + "<a>" + new string('x', 998)).Utf8()))
            .Message.ShouldContain("1000 bytes");
    }

    [Fact]
    public void A_header_over_its_limit_is_refused() =>
        Should.Throw<XmppProtocolException>(
                () => new XmppStreamParser(new XmppStreamLimits { MaxHeaderBytes = 100 }).ReadAll(ClientHeader[21..].Utf8()))
            .Condition.ShouldBe("policy-violation");

    [Fact]
    public void Elements_deeper_than_the_limit_are_refused()
    {
        static string Nested(int depth) =>
            ClientHeader + string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
        var limits = new XmppStreamLimits { MaxDepth = 10 };

        new XmppStreamParser(limits).ReadAll(Nested(10).Utf8()).Count.ShouldBe(2);
        var exception = Should.Throw<XmppProtocolException>(() => new XmppStreamParser(limits).ReadAll(Nested(11).Utf8()));
        exception.Condition.ShouldBe("policy-violation");
        exception.Message.ShouldContain("10 levels");
    }

    private static XElement Element(XmppStreamEvent streamEvent) => streamEvent.ShouldBeOfType<XmppStreamElement>().Element;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
