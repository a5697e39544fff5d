using System.Xml.Linq;
using Connector.Finesse.Notifications;
using Connector.Finesse.Parsing;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

/// <summary>Finesse's spelling and order differ between REST, XMPP and releases, and a later one may add elements anywhere: none of it may
/// matter.</summary>
public sealed class OrderAndCaseTests
{
    [Fact]
    public void The_order_and_case_of_elements_do_not_matter_to_a_user() =>
        HoldsFor(FinesseSamples.RestUser, xml => FinesseXml.ParseUser(xml).Value.ShouldNotBeNull());

    [Fact]
    public void The_order_and_case_of_elements_do_not_matter_to_a_dialog() =>
        HoldsFor(FinesseSamples.Dialog, xml => FinesseXml.ParseDialog(xml).Value.ShouldNotBeNull());

    [Fact]
    public void The_order_and_case_of_elements_do_not_matter_to_SystemInfo() =>
        HoldsFor(FinesseSamples.SystemInfo, xml => FinesseXml.ParseSystemInfo(xml).Value.ShouldNotBeNull());

    [Fact]
    public void The_order_and_case_of_elements_do_not_matter_to_errors() =>
        HoldsFor(FinesseSamples.OutOfService, xml => FinesseXml.ParseApiErrors(xml).Value.ShouldNotBeNull());

    [Fact]
    public void The_order_and_case_of_elements_do_not_matter_to_a_team() =>
        HoldsFor(FinesseSamples.Team, xml => FinesseXml.ParseTeam(xml).Value.ShouldNotBeNull());

    [Fact]
    public void The_order_and_case_of_elements_do_not_matter_to_queues()
    {
        HoldsFor($"<Queues>{FinesseSamples.Queue}{FinesseSamples.UnknownQueue}</Queues>", xml => FinesseXml.ParseQueues(xml).Value.ShouldNotBeNull());
        HoldsFor(FinesseSamples.Queue, xml => FinesseXml.ParseQueues(xml).Value.ShouldNotBeNull());
    }

    [Fact]
    public void The_order_and_case_of_elements_do_not_matter_to_notifications()
    {
        HoldsFor(FinesseSamples.XmppUser, Notification);
        HoldsFor(FinesseSamples.XmppError, Notification);
        HoldsFor(FinesseSamples.Update($"<dialogs>{FinesseSamples.Dialog}</dialogs>", "DELETE", "/finesse/api/User/1001/Dialogs"), Notification);

        foreach (var data in new[] { FinesseSamples.Team, FinesseSamples.Queue, FinesseSamples.TeamMessage })
            HoldsFor(FinesseSamples.Update(data, "PUT", "/finesse/api/Team/500"), Notification);
        HoldsFor(FinesseSamples.XmppUser, xml => NotificationParser.ParseBody(xml, "item", "/finesse/api/Team/500/Users"));

        static FinesseNotification Notification(string xml)
        {
            var notification = NotificationParser.ParseBody(xml, "item", "node");
            notification.Payload.ShouldNotBeOfType<NotificationPayload.Unknown>();
            return notification;
        }
    }

    private static void HoldsFor<T>(string sample, Func<string, T> parse)
    {
        var expected = parse(sample);
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<int>(), seed => parse(Scrambled(sample, new System.Random(seed))).ShouldBe(expected));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
    }

    private static string Scrambled(string sample, System.Random random) =>
        Scrambled(XElement.Parse(sample), random).ToString(random.Next(2) == 0 ? SaveOptions.None : SaveOptions.DisableFormatting);

    private static XElement Scrambled(XElement element, System.Random random)
    {
        var name = string.Concat(element.Name.LocalName.Select(c => random.Next(2) == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));
        if (!element.HasElements)
            return new XElement(name, element.Value);
        var children = element.Elements().Select(e => Scrambled(e, random)).ToArray();
        // The order of things of one kind means something: participants, call variables, roles.
        var isList = element.Elements().Select(e => e.Name.LocalName).Distinct().Count() == 1;
        if (!isList)
            random.Shuffle(children);
        return new XElement(name, children.SelectMany(child => Unheard(random).Append(child)).Concat(Unheard(random)));
    }

    // What a later Finesse may add, between whatever there is.
    private static IEnumerable<XElement> Unheard(System.Random random) => random.Next(6) switch
    {
        0 => [new XElement("unknownToAll", "text")],
        1 => [new XElement("unknownToAll", new XAttribute("since", "99"), new XElement("state", "UNHEARD_OF"))],
        _ => [],
    };
}
