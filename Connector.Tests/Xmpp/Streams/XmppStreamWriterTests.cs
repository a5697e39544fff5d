using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp.Streams;

public sealed class XmppStreamWriterTests
{
    private static readonly XNamespace Client = XmppNamespaces.Client;

    [Fact]
    public void A_stanza_is_written_without_prefix_and_declares_nothing_the_header_did() =>
        Text(new XElement(Client + "iq", new XAttribute("type", "get"), new XElement(XmppNamespaces.Ping + "ping")))
            .ShouldBe("<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>");

    [Fact]
    public void A_namespace_is_declared_once_for_all_that_inherit_it()
    {
        XNamespace ps = XmppNamespaces.PubSub;
        Text(new XElement(
                Client + "iq",
                new XElement(ps + "pubsub", new XElement(ps + "publish", new XElement(ps + "item"), new XElement("bare")))))
            .ShouldBe("<iq><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish><item/><bare xmlns=''/></publish></pubsub></iq>");
    }

    [Fact]
    public void The_streams_own_elements_have_its_prefix() =>
        Text(new XElement(XmppNamespaces.Streams + "error", new XElement(XmppNamespaces.StreamErrors + "conflict")))
            .ShouldBe("<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");

    [Fact]
    public void Prefixes_of_the_source_are_not_repeated() =>
        Text(XElement.Parse("<p:message xmlns:p='jabber:client' xmlns:q='q'><p:body xml:lang='en' q:a='1'/></p:message>"))
            .ShouldBe("<message><body xml:lang='en' xmlns:ns1='q' ns1:a='1'/></message>");

    [Fact]
    public void Text_and_attributes_are_escaped() =>
        Text(new XElement(Client + "a", new XAttribute("b", "<&>'\"\t\r\n"), "<&>'\"\t\r\n", new XCData("<]]>")))
            .ShouldBe("<a b='&lt;&amp;&gt;&apos;\"&#x9;&#xD;&#xA;'>&lt;&amp;&gt;'\"\t&#xD;\n&lt;]]&gt;</a>");

    [Fact]
    public void A_refused_element_leaves_nothing_in_the_output()
    {
        var output = new ArrayBufferWriter<byte>();

        Should.Throw<ArgumentException>(
            () => XmppStreamWriter.WriteElement(output, new XElement(Client + "a", new XElement("b"), "\u0000")));
        Should.Throw<ArgumentException>(() => XmppStreamWriter.WriteElement(output, new XElement(Client + "a", "\ud800")));
        Should.Throw<ArgumentException>(() => XmppStreamWriter.WriteElement(output, new XElement(Client + "a", new XComment("b"))));
        output.WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void A_header_is_read_as_it_was_written()
    {
        var header = new XmppStreamHeader { From = "finesse.test", To = "a'<b@finesse.test", Id = "\u20ac&", Language = "en" };
        var output = new ArrayBufferWriter<byte>();
        XmppStreamWriter.WriteHeader(output, header);
        XmppStreamWriter.WriteEnd(output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldStartWith(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from=");
        new XmppStreamParser().ReadAll(output.WrittenSpan.ToArray()).ShouldBe([header, new XmppStreamEnd()]);
    }

    private static string Text(XElement element) => Encoding.UTF8.GetString(XmppStreamWriter.ToBytes(element));
}
