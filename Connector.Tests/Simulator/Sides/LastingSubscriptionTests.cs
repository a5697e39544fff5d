using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Sides;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Sides;

/// <summary>Explicit pubsub subscriptions outlive the server that took them (fact sheet, chapters 5.2 and 8.20).</summary>
public sealed class LastingSubscriptionTests
{
    private const string Team = "/finesse/api/Team/5001/Users";

    [Theory]
    [InlineData(SideEvent.StopNotificationService, SideEvent.StartNotificationService)]
    [InlineData(SideEvent.Kill, SideEvent.Start)]
    public async Task Whoever_comes_back_under_the_same_address_has_his_subscriptions(SideEvent ends, SideEvent begins)
    {
        await using var finesse = await StartAsync();
        await using (var before = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1010", "gc"))
        {
            await SubscribeAsync(before, "subscribe");
            await finesse.A.HappenAsync(ends);
            await before.ClosedAsync();
        }

        await finesse.A.HappenAsync(begins);
        await using var again = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1010", "gc");
        await using var other = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1010", "gc-other");
        (await SubscriptionsAsync(again)).ShouldBe(["1010@localhost/gc"]);
        using var http = new FinesseHttp(finesse.A.RestBase);
        await http.SignInAsync("1001", "2001");
        // A service that starts also has its SystemInfo told, to everybody.
        await again.NextAsync("news of the team", IsOfTheTeam);
        (await other.DrainAsync()).ShouldNotContain(element => IsOfTheTeam(element));

        await SubscribeAsync(again, "unsubscribe");
        (await SubscriptionsAsync(again)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_server_has_its_own()
    {
        await using var finesse = await StartAsync();
        await using var atA = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1010", "gc");
        await SubscribeAsync(atA, "subscribe");
        await using var atB = await RawXmppClient.SignInAsync(finesse.B.XmppPort, "1010", "gc", domain: finesse.B.Domain);
        (await SubscriptionsAsync(atB)).ShouldBeEmpty();
    }

    private static bool IsOfTheTeam(System.Xml.Linq.XElement element) =>
        element.Name.LocalName == "message" && RawXmppClient.Read(element).Node == Team;

    private static Task<SimulatedFinesse> StartAsync() =>
        SimulatedFinesse.StartAsync(new SimulatorOptions { SideB = new SideOptions() }, default);

    private static async Task SubscribeAsync(RawXmppClient client, string action) =>
        (await AskAsync(client, "set", $"<{action} node='{Team}' jid='{client.Jid}'/>")).Attribute("type")!.Value.ShouldBe("result");

    private static async Task<string[]> SubscriptionsAsync(RawXmppClient client) =>
    [
        .. (await AskAsync(client, "get", "<subscriptions/>")).Descendants(XmppNamespaces.PubSub + "subscription")
            .Select(subscription => subscription.Attribute("jid")!.Value),
    ];

    private static Task<System.Xml.Linq.XElement> AskAsync(RawXmppClient client, string type, string action)
    {
        var id = Guid.NewGuid().ToString("N");
        var domain = client.Jid.Split('@')[1].Split('/')[0];
        return client.RequestAsync(
            $"<iq type='{type}' id='{id}' to='pubsub.{domain}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>{action}</pubsub></iq>", id);
    }
}
