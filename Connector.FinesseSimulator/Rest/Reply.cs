using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>An answer of the REST API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; none for an empty one.</param>
/// <param name="Allow">The <c>Allow</c> header.</param>
/// <param name="Afterwards">What is done once the answer has gone out.</param>
internal sealed record Reply(int Status, string? Body = null, string? Allow = null, Action? Afterwards = null)
{
    public const string XmlDeclaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";

    public static Reply Ok(System.Xml.Linq.XElement element) =>
        new(200, XmlDeclaration + element.ToString(System.Xml.Linq.SaveOptions.DisableFormatting));

    public static implicit operator Reply(Refusal refusal) => new(refusal.Status, XmlDeclaration + refusal.ToXml());
}
