using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Connector.Tests.Infrastructure;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static Connector.Tests.Xmpp.Streams.ParserTestExtensions;

namespace Connector.Tests.Xmpp.Streams;

/// <summary>What holds for every stanza, every cut and every garbage.</summary>
public sealed class XmppStreamPropertyTests
{

    private static readonly XNamespace[] Namespaces =
        [XmppNamespaces.Client, XmppNamespaces.PubSub, XmppNamespaces.PubSubEvent, XmppNamespaces.Streams, XNamespace.None, "urn:x"];

    private static readonly Gen<string> Texts = Gen.Elements(
            "", "a", " ", "\n", "\r\n", "\t", "<", "&", "]]>", ">", "'", "\"", "&lt;", "\u00fc", "\u20ac", "\ud83d\ude00", "</message>", "<!--")
        .ArrayOf().Select(parts => string.Concat(parts));

    private static readonly Gen<XName> Names =
        Gen.Elements(Namespaces).SelectMany(space => Gen.Elements("message", "iq", "a", "_x-1.y", "\u00fc\u4e2d").Select(local => space + local));

    [Fact]
    public void What_the_writer_writes_the_parser_reads_however_it_is_cut() =>
        Prop.ForAll(
            (from stanzas in Gen.Sized(size => Elements(Math.Min(size, 12))).ArrayOf()
             from cuts in Gen.Choose(0, 4000).ArrayOf()
             select (stanzas, cuts)).ToArbitrary(),
            input =>
            {
                var output = new ArrayBufferWriter<byte>();
                XmppStreamWriter.WriteHeader(output, new XmppStreamHeader { Id = "1" });
                foreach (XElement stanza in input.stanzas)
                    XmppStreamWriter.WriteElement(output, stanza);
                XmppStreamWriter.WriteEnd(output);

                string[] read = new XmppStreamParser().ReadAll(output.WrittenSpan.ToArray(), input.cuts).Describe();

                string[] written =
                [
                    new XmppStreamHeader { Id = "1" }.ToString(), .. input.stanzas.Select(Canonical), new XmppStreamEnd().ToString(),
                ];
                return read.SequenceEqual(written);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    [Trait(Fuzz.Category, Fuzz.Name)]
    public void Mutated_streams_are_read_or_refused_and_nothing_else()
    {
        byte[] seed = (ClientHeader
            + "<message from='pubsub.finesse.test' to='1001@finesse.test'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
            + "<items node='/finesse/api/User/1001'><item id='a'><notification>&lt;Update/&gt; \u20ac <![CDATA[<x>]]></notification></item></items>"
            + "</event></message><stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>").Utf8();
        string[] pieces = ["<", ">", "/>", "</", "'", "\"", "&", "&#x0;", "&#99999999999;", "<!--", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE a [", "xmlns:a='b'", "xmlns=''", "\u0000", "\u00ff", "a:b", "=", " ", "<a>", "</a>", "<a b='1' b='1'>"];
        var random = new Random(20_120_160);
        var limits = new XmppStreamLimits { MaxStanzaBytes = 2000, MaxHeaderBytes = 500, MaxDepth = 8 };
        int streams = Fuzz.Inputs(200_000);
        int refused = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < streams; i++)
        {
            byte[] mutated = Mutate(seed, pieces, random);
            try
            {
                new XmppStreamParser(limits).ReadAll(mutated, random.Next(mutated.Length));
            }
            catch (XmppProtocolException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"Stream {i} made a {exception.GetType().Name}: {exception.Message}\n{Encoding.UTF8.GetString(mutated)}");
            }
        }

        refused.ShouldBeInRange(streams / 4, streams - 1, "mutations should mostly, but not always, break a stream");
        ((GC.GetAllocatedBytesForCurrentThread() - before) / streams).ShouldBeLessThan(100_000);
    }

    private static byte[] Mutate(byte[] seed, string[] pieces, Random random)
    {
        var bytes = new List<byte>(seed);
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.InsertRange(at, pieces[random.Next(pieces.Length)].Utf8());
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(1, 3000)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static Gen<XElement> Elements(int size) =>
        from name in Names
        from attributes in (from attribute in Names where attribute.LocalName != "xmlns" from value in Texts select (attribute, value)).ArrayOf(3)
        from children in size <= 1 ? Gen.Constant(Array.Empty<object>()) : Children(size / 2)
        select new XElement(
            name, attributes.DistinctBy(a => a.attribute).Select(a => new XAttribute(a.attribute, a.value)), children);

    private static Gen<object[]> Children(int size) =>
        Gen.OneOf(Texts.Select(text => (object)text), Elements(size).Select(element => (object)element)).ArrayOf(3);
}
