using System.Text;
using System.Xml.Linq;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp.Streams;

/// <summary>A stream on a WebSocket, as values (RFC 7395).</summary>
public sealed class XmppMessageTests
{
    private static readonly string[] Messages =
    [
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='finesse.test' id='a&amp;b' xml:lang='en' version='1.0'/>",
        "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>",
        "<message xmlns='jabber:client' from='pubsub.finesse.test'><body>\u20ac \ud83d\ude00 &lt;&amp;&gt; <![CDATA[</message>]]></body></message>",
        "<presence/>",
        " \r\n",
        "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='wss://other/ws'/>",
    ];

    [Fact]
    public void Messages_are_the_events_of_a_stream()
    {
        var events = Read(Messages, _ => 7);

        events[0].ShouldBe(new XmppStreamHeader { From = "finesse.test", Id = "a&b", Language = "en" });
        ((XmppStreamElement)events[1]!).Element.Name.ShouldBe(XmppNamespaces.Streams + "features");
        ((XmppStreamElement)events[2]!).Element.Value.ShouldBe("\u20ac \ud83d\ude00 <&> </message>");
        ((XmppStreamElement)events[3]!).Element.Name.ShouldBe(XmppNamespaces.Client + "presence");
        events[4].ShouldBeNull();
        events[5].ShouldBe(new XmppStreamEnd { SeeOtherUri = "wss://other/ws" });
    }

    [Fact]
    public void Wherever_a_message_is_cut_it_means_the_same()
    {
        string whole = Print(Read(Messages, length => length));
        Prop.ForAll<int>(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            return Print(Read(Messages, length => random.Next(0, length + 1))) == whole;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_the_writer_writes_is_read_back_whatever_its_namespaces()
    {
        XElement[] elements =
        [
            new(XmppNamespaces.Client + "message", new XAttribute("id", "'\"<&>\n"), new XElement(XmppNamespaces.Client + "body", "\u20ac<&>]]>")),
            new(XmppNamespaces.Sasl + "auth", new XAttribute("mechanism", "PLAIN"), "="),
            new(XmppNamespaces.Streams + "error", new XElement(XmppNamespaces.StreamErrors + "conflict")),
            new(XmppNamespaces.Client + "iq", new XElement(XmppNamespaces.PubSub + "pubsub", new XElement(XmppNamespaces.Streams + "inner"))),
            new(XmppNamespaces.Client + "x", new XAttribute(XmppNamespaces.Streams + "a", "1"), new XAttribute(XNamespace.Get("urn:b") + "b", "2")),
        ];
        foreach (XElement element in elements)
        {
            byte[] bytes = XmppMessageWriter.ToBytes(element);
            var parser = new XmppMessageParser();
            parser.Append(bytes);
            parser.TryComplete(out XmppStreamEvent? read).ShouldBeTrue();
            XElement back = read.ShouldBeOfType<XmppStreamElement>().Element;
            back.DescendantsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
            XNode.DeepEquals(back, element).ShouldBeTrue($"{element} became {Encoding.UTF8.GetString(bytes)}");

            // A document of its own: an XML reader that knows of no stream takes it too.
            XElement.Parse(Encoding.UTF8.GetString(bytes)).Name.ShouldBe(element.Name);
        }
    }

    [Theory]
    [InlineData("<a>", "not-well-formed")]
    [InlineData("<a/><b", "bad-format")]
    [InlineData("<a/>text", "bad-format")]
    [InlineData("text", "bad-format")]
    [InlineData("</stream:stream>", "not-well-formed")]
    [InlineData("<a><!-- --></a>", "restricted-xml")]
    [InlineData("<!DOCTYPE a><a/>", "restricted-xml")]
    [InlineData("<a><b><c><d><e/></d></c></b></a>", "policy-violation")]
    [InlineData("<a x='0123456789012345678901234567890123456789012345678901234567890123456789'/>", "policy-violation")]
    public void What_is_not_one_element_within_the_limits_is_refused(string message, string condition)
    {
        var parser = new XmppMessageParser(new XmppStreamLimits { MaxStanzaBytes = 64, MaxDepth = 4 });

        Should.Throw<XmppProtocolException>(() =>
        {
            parser.Append(Encoding.UTF8.GetBytes(message));
            parser.TryComplete(out _);
        }).Condition.ShouldBe(condition);
    }

    [Fact]
    public void An_endless_message_costs_no_more_than_the_limit()
    {
        var parser = new XmppMessageParser(new XmppStreamLimits { MaxStanzaBytes = 10_000 });
        byte[] piece = Encoding.UTF8.GetBytes(new string('x', 1000));
        parser.Append("<message>"u8);
        int taken = 0;

        Should.Throw<XmppProtocolException>(() =>
        {
            for (; taken < 100; taken++)
                parser.Append(piece);
        });

        taken.ShouldBeLessThan(10);
    }

    private static List<XmppStreamEvent?> Read(string[] messages, Func<int, int> cut)
    {
        var parser = new XmppMessageParser();
        var events = new List<XmppStreamEvent?>();
        foreach (string message in messages)
        {
            ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(message);
            while (!rest.IsEmpty)
            {
                int length = Math.Min(cut(rest.Length), rest.Length);
                parser.Append(rest[..length]);
                rest = rest[length..];
            }

            parser.TryComplete(out XmppStreamEvent? streamEvent);
            events.Add(streamEvent);
        }

        return events;
    }

    private static string Print(List<XmppStreamEvent?> events) => string.Join('\n', events);
}
