using System.Text;
using System.Xml;
using System.Xml.Linq;
using Connector.Finesse.Notifications;
using Connector.Finesse.Parsing;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

/// <summary>The cursor against the framework's XML reader, and against noise.</summary>
public sealed class XmlCursorTests
{
    private static readonly string[] Seeds =
    [
        FinesseSamples.RestUser, FinesseSamples.XmppUser, FinesseSamples.SystemInfo, FinesseSamples.XmppError, FinesseSamples.OutOfService,
        $"<Dialogs>{FinesseSamples.Dialog}</Dialogs>", FinesseSamples.Update($"<dialog>{FinesseSamples.Dialog}</dialog>", "PUT", "/x"),
        "<a x='1>2' y=\"'\"><![CDATA[<b>&amp;]]>t<!-- c <d> -->u<?p i?>&#65;&#x1F600;\r\n\r<b/><c\n/></a >\n<!-- after -->",
    ];

    /// <summary>Pieces that make trouble when put together.</summary>
    private static readonly string[] Pieces =
    [
        "<", ">", "</", "/>", "<a>", "</a>", "<User>", "</User>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "<!DOCTYPE a>", "&", "&lt;",
        "&#x0;", "&#x110000;", "&#99999999999;", ";", "\"", "'", "=", ":", " ", "\r", "\n", "\0", "\uD800", "\uFEFF", "é", "<é/>", "<a:b>", "<:>",
    ];

    [Fact]
    public void Every_text_that_the_framework_reads_is_read_alike()
    {
        var random = new Random(4711);
        var compared = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var text = i < Seeds.Length ? Seeds[i] : TextDamage.Mutate(Seeds[random.Next(Seeds.Length)], Pieces, random);
            if (OutlineByFramework(text) is not { } expected)
                continue;
            OutlineByCursor(text).ShouldBe(expected, $"round {i}: {text}");
            compared++;
        }
        // Guards the test itself: most mutations are refused by the framework, but not nearly all.
        compared.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    [Trait(Fuzz.Category, Fuzz.Name)]
    public void No_text_makes_a_parser_throw_or_hang()
    {
        var texts = Fuzz.Inputs(200_000);
        var random = new Random(815);
        var read = 0;
        for (var i = 0; i < texts; i++)
        {
            var text = TextDamage.Mutate(Seeds[random.Next(Seeds.Length)], Pieces, random);
            read += FinesseXml.ParseUser(text).TryGet(out _, out _) ? 1 : 0;
            read += FinesseXml.ParseDialogs(text).TryGet(out _, out _) ? 1 : 0;
            read += FinesseXml.ParseSystemInfo(text).TryGet(out _, out _) ? 1 : 0;
            read += FinesseXml.ParseApiErrors(text).TryGet(out _, out _) ? 1 : 0;
            NotificationParser.ParseBody(text, "i", "n").Payload.ShouldNotBeNull();
        }
        read.ShouldBeGreaterThan(1_000);
    }

    /// <summary>Every element's local name and own text, nested; null where the framework refuses the text.</summary>
    private static string? OutlineByFramework(string text)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(text.TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return OutlineOf(XElement.Load(reader, LoadOptions.PreserveWhitespace), new StringBuilder()).ToString();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static StringBuilder OutlineOf(XElement element, StringBuilder outline)
    {
        outline.Append('(').Append(NameAsSeen(element.Name.LocalName)).Append('"');
        foreach (var text in element.Nodes().OfType<XText>())
            outline.Append(text.Value);
        outline.Append('"');
        foreach (var child in element.Elements())
            OutlineOf(child, outline);
        return outline.Append(')');
    }

    private static string OutlineByCursor(string text)
    {
        var cursor = new XmlCursor(text, stackalloc char[XmlCursor.MaxNameLength], stackalloc Range[XmlCursor.MaxDepth]);
        var outline = new StringBuilder();
        if (cursor.EnterRoot())
            Outline(ref cursor, outline);
        cursor.ExpectEnd();
        return cursor.Failure ?? outline.ToString();
    }

    private static void Outline(ref XmlCursor cursor, StringBuilder outline)
    {
        outline.Append('(').Append(cursor.Name);
        // The text is read by a copy, so that the children can be visited as well.
        var copy = cursor;
        outline.Append('"').Append(copy.ReadText()).Append('"');
        while (cursor.NextChild())
            Outline(ref cursor, outline);
        outline.Append(')');
    }

    private static string NameAsSeen(string local) =>
        local.Length <= XmlCursor.MaxNameLength && Ascii.IsValid(local) ? local.ToLowerInvariant() : "";
}
