using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;

namespace Connector.FinesseSimulator.Wire;

/// <summary>Reads the body of a PUT or POST: by local name, in any case and any order, as Finesse is lenient about
/// both.</summary>
internal sealed class RequestXml
{
    private readonly XElement _root;

    private RequestXml(XElement root) => _root = root;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The text that came.</param>
    /// <param name="rootName">The element that must be its root, such as <c>User</c>.</param>
    /// <returns>The request, or none where the body is not well-formed, has a DTD or another root.</returns>
    public static RequestXml? Read(string body, string rootName)
    {
        try
        {
            // A DTD could read files and blow up entities; no Finesse client sends one.
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(body), settings);
            var root = XDocument.Load(reader).Root;
            return root is not null && Is(root, rootName) ? new RequestXml(root) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The trimmed text of a child of the root; none where it is missing or empty.</summary>
    public string? Text(string name) => TextOf(_root, name);

    /// <summary>The trimmed text of a child of a child.</summary>
    public string? Text(string parent, string name) => Child(_root, parent) is { } element ? TextOf(element, name) : null;

    /// <summary>Whether the root has this child, empty or not.</summary>
    public bool Has(string name) => Child(_root, name) is not null;

    /// <summary>Whether a child has this child, empty or not.</summary>
    public bool Has(string parent, string name) => Child(_root, parent) is { } element && Child(element, name) is not null;

    /// <summary>The call variables under <c>mediaProperties/callvariables</c>, in order, as they were sent.</summary>
    public ImmutableArray<KeyValuePair<string, string>> CallVariables() =>
        Child(_root, "mediaProperties") is { } media && Child(media, "callvariables") is { } variables
            ? [.. variables.Elements().Where(element => Is(element, "CallVariable"))
                .Select(element => KeyValuePair.Create(TextOf(element, "name") ?? "", Child(element, "value")?.Value ?? ""))]
            : [];

    /// <summary>The value of a parameter of the action, under <c>actionParams/ActionParam</c>; none where it is missing or
    /// empty.</summary>
    public string? ActionParam(string name) => Child(_root, "actionParams")?.Elements()
        .Where(element => Is(element, "ActionParam") && TextOf(element, "name") == name)
        .Select(element => TextOf(element, "value")).FirstOrDefault();

    /// <summary>The wrap-up reasons under <c>mediaProperties/wrapUpItems</c>, in order.</summary>
    public ImmutableArray<string> WrapUpItems() =>
        Child(_root, "mediaProperties") is { } media && Child(media, "wrapUpItems") is { } items
            ? [.. items.Elements().Where(element => Is(element, "wrapUpItem")).Select(element => element.Value.Trim())]
            : [];

    private static string? TextOf(XElement parent, string name) =>
        Child(parent, name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static XElement? Child(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => Is(element, name));

    private static bool Is(XElement element, string name) =>
        string.Equals(element.Name.LocalName, name, StringComparison.OrdinalIgnoreCase);
}
