using System.Xml;
using System.Xml.Linq;
using Connector.FinesseSimulator.Faults;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Faults;

/// <summary>What a malformed notification looks like.</summary>
public sealed class MalformationTests
{
    private const string Update =
        "<Update><data><user><dialogs>/d</dialogs><settings><wrapUpOnIncoming>OPTIONAL</wrapUpOnIncoming></settings>"
        + "<state>READY</state><stateChangeTime>t</stateChangeTime></user></data><event>PUT</event><requestId>r1</requestId>"
        + "<source>/s</source></Update>";

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.999999)]
    public void Broken_XML_breaks_off_and_is_never_whole(double draw)
    {
        var broken = Malformations.Apply(Malformation.BrokenXml, Update, draw);
        broken.Length.ShouldBeInRange(1, Update.Length - 1);
        Should.Throw<XmlException>(() => XElement.Parse(broken));
    }

    [Fact]
    public void Unknown_elements_are_among_the_known_ones()
    {
        var xml = XElement.Parse(Malformations.Apply(Malformation.UnknownElements, Update, 0));
        xml.Descendants("unknownToAll").Count().ShouldBe(8);
        xml.Descendants("unknownToAll").Remove();
        XNode.DeepEquals(xml, XElement.Parse(Update)).ShouldBeTrue();
    }

    [Fact]
    public void The_other_case_is_in_names_and_in_the_event()
    {
        var xml = XElement.Parse(Malformations.Apply(Malformation.OtherCase, Update, 0));
        xml.Element("Data")!.Element("User")!.Element("State")!.Value.ShouldBe("READY");
        xml.Element("Event")!.Value.ShouldBe("put");
    }

    [Fact]
    public void Optional_elements_are_missing_and_the_state_is_there()
    {
        var xml = XElement.Parse(Malformations.Apply(Malformation.MissingOptionals, Update, 0));
        xml.Descendants().Select(each => each.Name.LocalName).ShouldBe(
            ["data", "user", "dialogs", "state", "event", "source"]);
    }

    [Fact]
    public void Double_escaped_is_the_whole_once_more()
    {
        var text = Malformations.Apply(Malformation.DoubleEscaped, Update, 0);
        text.ShouldStartWith("&lt;Update&gt;");
        XElement.Parse($"<x>{text}</x>").Value.ShouldBe(Update);
    }

    [Fact]
    public void Another_order_has_the_same_elements()
    {
        var xml = XElement.Parse(Malformations.Apply(Malformation.OtherOrder, Update, 0));
        xml.Elements().Select(each => each.Name.LocalName).ShouldBe(["source", "requestId", "event", "data"]);
        xml.Descendants("user").Single().Elements().Last().Name.LocalName.ShouldBe("dialogs");
        xml.Descendants("wrapUpOnIncoming").Single().Value.ShouldBe("OPTIONAL");
    }

    [Fact]
    public void A_forgotten_request_id_is_an_empty_one() =>
        Malformations.ForgetRequestId(Update).ShouldBe(Update.Replace("r1", "", StringComparison.Ordinal));
}
