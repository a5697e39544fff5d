using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Connector.Contracts;
using Connector.Service.Requests;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Connector.Tests.Network;

/// <summary>The two files that operators take, read as files.</summary>
public sealed partial class ShippedFilesTests
{
    private static readonly XNamespace Amq = "http://activemq.apache.org/schema/core";
    private static readonly string[] WithoutDefault = ["bridge.password", "client.password", "connector.password", "peer.host"];

    // The broker itself tells this one: its configuration's folder has a data folder beside it.
    private static readonly string[] FromTheBroker = ["activemq.conf", "activemq.data", "broker.data", "broker.journal", "broker.name", "tls.password", "tls.port"];

    [Theory]
    [InlineData("broker-1.xml")]
    [InlineData("broker-2.xml")]
    public void Every_request_has_its_queue_before_a_connector_ever_came(string file)
    {
        var requests = typeof(AgentRequest).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(AgentRequest).Namespace && !type.IsAbstract)
            .Where(type => type.IsSubclassOf(typeof(AgentRequest)))
            .Select(type => $"Consumer.{RequestAddresses.Shared}.VirtualTopic.{type.FullName}")
            .Append($"Consumer.{RequestAddresses.Status}.VirtualTopic.{typeof(GetConnectorStatus).FullName}")
            .Append(RequestAddresses.Shared);

        Broker(file).Element(Amq + "destinations")!.Elements(Amq + "queue").Select(queue => queue.Attribute("physicalName")!.Value).Order()
            .ShouldBe(requests.Order());
    }

    [Fact]
    public void The_two_differ_in_the_bridge_and_the_name_alone()
    {
        var first = Broker("broker-1.xml");
        var second = Broker("broker-2.xml");
        first.Element(Amq + "networkConnectors")!.Remove();
        first.Attribute("brokerName")!.Value.ShouldBe("${broker.name:broker-1}");
        second.Attribute("brokerName")!.Value.ShouldBe("${broker.name:broker-2}");
        second.SetAttributeValue("brokerName", first.Attribute("brokerName")!.Value);

        // A second bridge would be a second way for every message.
        XNode.DeepEquals(WithoutComments(first), WithoutComments(second)).ShouldBeTrue();
    }

    [Fact]
    public void Every_property_stands_in_the_settings_and_only_secrets_and_hosts_have_no_default()
    {
        var properties = Repository.Read("packaging/activemq/broker.properties");
        var xml = Repository.Read("packaging/activemq/broker-1.xml");
        var used = Placeholder().Matches(xml).Select(match => match.Groups["name"].Value).Distinct().Except(["name"]).ToList();

        Setting().Matches(properties).Select(match => match.Groups["name"].Value).Order().ShouldBe(used.Except(FromTheBroker).Order());
        Setting().Matches(properties).Where(match => match.Value[0] == '#').Select(match => match.Groups["name"].Value).Order().ShouldBe(WithoutDefault);
        foreach (var name in WithoutDefault)
            xml.ShouldNotContain("${" + name + ":");
    }

    [Fact]
    public void The_bridge_gives_a_frozen_broker_up_before_any_client_does()
    {
        // Else both brokers can hold a message that was sent again, hand it to each other, and both delete it (decision 0112).
        var properties = Repository.Read("packaging/activemq/broker.properties");
        var client = Number("client.inactivity");
        var bridge = Number("bridge.inactivity");
        bridge.ShouldBeLessThanOrEqualTo(client / 3);

        var uri = Broker("broker-1.xml").Descendants(Amq + "networkConnector").Single().Attribute("uri")!.Value;
        uri.ShouldContain($"wireFormat.maxInactivityDuration=${{bridge.inactivity:{bridge}}}&wireFormat.maxInactivityDurationInitalDelay=${{bridge.inactivity:{bridge}}}");
        Broker("broker-1.xml").Descendants(Amq + "transportConnector").Single().Attribute("uri")!.Value
            .ShouldContain($"wireFormat.maxInactivityDuration=${{client.inactivity:{client}}}");

        int Number(string name) => int.Parse(
            Setting().Matches(properties).Single(match => match.Groups["name"].Value == name).Groups["value"].Value, CultureInfo.InvariantCulture);
    }

    private static XElement Broker(string file) =>
        XDocument.Parse(Repository.Read("packaging/activemq/" + file)).Descendants(Amq + "broker").Single();

    private static XElement WithoutComments(XElement element)
    {
        var copy = new XElement(element);
        copy.DescendantNodes().OfType<XComment>().Remove();
        return copy;
    }

    [GeneratedRegex(@"\$\{(?<name>[a-z.]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^#?(?<name>[a-z]+\.[a-z]+)=(?<value>.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
