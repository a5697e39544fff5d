using System.Text;
using Connector.Xmpp.Streams;
using Shouldly;

namespace Connector.Tests.Xmpp.Streams;

internal static class ParserTestExtensions
{
    public const string ClientHeader =
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
        + "to='finesse.test' version='1.0'>";

    public static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>All events of the bytes, fed in pieces that end at the given positions.</summary>
    public static List<XmppStreamEvent> ReadAll(this XmppStreamParser parser, byte[] bytes, params IEnumerable<int> cuts)
    {
        var events = new List<XmppStreamEvent>();
        int from = 0;
        foreach (int to in cuts.Where(c => c > 0 && c < bytes.Length).Order().Append(bytes.Length))
        {
            ReadOnlySpan<byte> piece = bytes.AsSpan(from, to - from);
            while (parser.TryRead(ref piece, out XmppStreamEvent? streamEvent))
                events.Add(streamEvent);
            piece.IsEmpty.ShouldBeTrue();
            from = to;
        }

        return events;
    }

    /// <summary>The events as text, so that two readings can be compared, namespaces and white space included.</summary>
    public static string[] Describe(this IEnumerable<XmppStreamEvent> events) =>
        [.. events.Select(e => e is XmppStreamElement element ? Canonical(element.Element) : e.ToString())];

    public static string Canonical(System.Xml.Linq.XElement element)
    {
        var text = new StringBuilder().Append('(').Append(element.Name);
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration)
            .OrderBy(a => a.Name.ToString(), StringComparer.Ordinal))
        {
            text.Append(' ').Append(attribute.Name).Append("=[").Append(attribute.Value).Append(']');
        }

        foreach (var node in element.Nodes())
        {
            if (node is System.Xml.Linq.XElement child)
                text.Append(Canonical(child));
            else
                text.Append(((System.Xml.Linq.XText)node).Value);
        }

        return text.Append(')').ToString();
    }
}
