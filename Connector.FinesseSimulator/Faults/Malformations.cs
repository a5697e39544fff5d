using System.Security;
using System.Xml.Linq;

namespace Connector.FinesseSimulator.Faults;

/// <summary>Makes the <c>Update</c> of a notification such as clients do not expect, but must survive (facts 8.7, 10.10).
/// Pure.</summary>
internal static class Malformations
{
    private static readonly HashSet<string> Optional = new(StringComparer.Ordinal)
    {
        "requestId", "settings", "stateChangeTime", "pendingState", "reasonCode", "reasonCodeId", "ReasonCode", "wrapUpTimer",
        "mediaProperties", "stateCause", "startTime", "mediaAddressType", "associatedDialogUri", "teamName", "teams", "roles",
    };

    /// <summary>Malforms an Update.</summary>
    /// <param name="how">How.</param>
    /// <param name="updateXml">The Update as it should be.</param>
    /// <param name="draw">A number from 0 to below 1 that decides what is left to chance.</param>
    public static string Apply(Malformation how, string updateXml, double draw) => how switch
    {
        Malformation.BrokenXml => updateXml[..(int)(1 + (updateXml.Length - 2) * draw)],
        Malformation.DoubleEscaped => SecurityElement.Escape(updateXml),
        Malformation.UnknownElements => Rewrite(updateXml, AddUnknown),
        Malformation.OtherCase => Rewrite(updateXml, TurnCase),
        Malformation.MissingOptionals => Rewrite(updateXml, root => root.Descendants()
            .Where(each => Optional.Contains(each.Name.LocalName)).ToList().ForEach(Detach)),
        Malformation.OtherOrder => Rewrite(updateXml, root => root.DescendantsAndSelf().Where(each => each.HasElements).ToList()
            .ForEach(each => each.ReplaceNodes(each.Elements().Reverse().ToList()))),
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "There is no such malformation."),
    };

    /// <summary>Takes the name of the request out of an Update.</summary>
    public static string ForgetRequestId(string updateXml) =>
        Rewrite(updateXml, root => root.Element("requestId")?.SetValue(""));

    private static void AddUnknown(XElement root)
    {
        foreach (var each in root.DescendantsAndSelf().Where(each => each.HasElements).ToList())
        {
            each.AddFirst(new XElement("unknownToAll", new XAttribute("since", "99"), new XElement("state", "UNHEARD_OF")));
            each.Add(new XElement("unknownToAll", "text"));
        }
    }

    private static void TurnCase(XElement root)
    {
        foreach (var each in root.Descendants())
        {
            var name = each.Name.LocalName;
            var first = char.IsUpper(name[0]) ? char.ToLowerInvariant(name[0]) : char.ToUpperInvariant(name[0]);
            each.Name = first + name[1..];
        }

        if (root.Element("Event") is { } happened) happened.Value = happened.Value.ToLowerInvariant();
    }

    // One that is part of another has gone with it.
    private static void Detach(XElement element)
    {
        if (element.Parent is not null) element.Remove();
    }

    private static string Rewrite(string updateXml, Action<XElement> change)
    {
        var root = XElement.Parse(updateXml, LoadOptions.PreserveWhitespace);
        change(root);
        return root.ToString(SaveOptions.DisableFormatting);
    }
}
