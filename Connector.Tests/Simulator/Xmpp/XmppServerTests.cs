using System.Xml.Linq;
using Connector.FinesseSimulator;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Xmpp;

/// <summary>The notification service as a client on a bare socket sees it.</summary>
public sealed class XmppServerTests : IAsyncLifetime
{
    private SimulatedFinesse _finesse = null!;

    public async Task InitializeAsync() =>
        _finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { AgentCount = 20 }, default);

    public Task DisposeAsync() => _finesse.DisposeAsync().AsTask();

    [Fact]
    public async Task It_offers_plain_then_bind_and_session()
    {
        await using var client = await RawXmppClient.ConnectAsync(_finesse.XmppPort);
        (await client.OpenAsync()).Descendants(XmppNamespaces.Sasl + "mechanism").Select(x => x.Value).ShouldBe(["PLAIN"]);
        await client.AuthenticateAsync("1001", "pw1001");
        (await client.OpenAsync()).Elements().Select(x => x.Name.LocalName).ShouldBe(["bind", "session"]);
        (await client.BindAsync("gc")).ShouldBe("1001@localhost/gc");
        (await client.RequestAsync("<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>", "s"))
            .Attribute("type")!.Value.ShouldBe("result");
    }

    [Theory]
    [InlineData("1001", "wrong")]
    [InlineData("4711", "pw4711")]
    [InlineData("finesse", "pwfinesse")]
    public async Task A_wrong_password_is_not_authorized_and_can_be_tried_again(string user, string password)
    {
        await using var client = await RawXmppClient.ConnectAsync(_finesse.XmppPort);
        await client.OpenAsync();
        var failure = await client.AuthenticateAsync(user, password);
        (failure.Name.LocalName, failure.Elements().Single().Name.LocalName).ShouldBe(("failure", "not-authorized"));
        (await client.AuthenticateAsync("1001", "pw1001")).Name.LocalName.ShouldBe("success");
    }

    [Fact]
    public async Task Three_wrong_passwords_end_the_stream()
    {
        await using var client = await RawXmppClient.ConnectAsync(_finesse.XmppPort);
        await client.OpenAsync();
        for (var i = 0; i < 3; i++) await client.AuthenticateAsync("1001", "wrong");
        (await StreamErrorAsync(client)).ShouldBe("policy-violation");
        await client.ClosedAsync();
    }

    [Fact]
    public async Task Nothing_but_the_sign_in_is_heard_before_the_sign_in()
    {
        await using var client = await RawXmppClient.ConnectAsync(_finesse.XmppPort);
        await client.OpenAsync();
        await client.SendAsync("<presence/>");
        (await StreamErrorAsync(client)).ShouldBe("not-authorized");
        await client.ClosedAsync();
    }

    [Fact]
    public async Task The_newer_session_of_a_resource_wins_and_the_older_one_is_told_of_the_conflict()
    {
        await using var older = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        await using var newer = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        (await StreamErrorAsync(older)).ShouldBe("conflict");
        await older.ClosedAsync();
        using var http = new FinesseHttp(_finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        (await newer.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        _finesse.XmppResourcesOf("1001").ShouldBe(["gc"]);
    }

    [Fact]
    public async Task Siblings_see_each_other_come_and_vanish_and_both_get_a_copy()
    {
        await using var first = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc-A");
        await using var second = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc-B");
        (await PresenceFromAsync(first, second.Jid)).Attribute("type").ShouldBeNull();
        (await PresenceFromAsync(second, first.Jid)).Attribute("type").ShouldBeNull();

        using var http = new FinesseHttp(_finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        var atFirst = await first.NextUpdateAsync();
        var atSecond = await second.NextUpdateAsync();
        (atFirst.ItemId, atFirst.Message.Attribute("to")!.Value).ShouldBe((atSecond.ItemId, "1001@localhost"));

        second.Abort();
        (await PresenceFromAsync(first, second.Jid)).Attribute("type")!.Value.ShouldBe("unavailable");
    }

    [Fact]
    public async Task The_presence_of_the_finesse_user_follows_the_first_own_presence()
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        var presence = await client.NextAsync("the presence of finesse", x =>
            x.Attribute("from")!.Value.StartsWith("finesse@localhost/", StringComparison.Ordinal));
        (presence.Name.LocalName, presence.Attribute("type")).ShouldBe(("presence", null));
    }

    [Fact]
    public async Task A_negative_priority_sees_siblings_and_gets_no_events()
    {
        await using var watcher = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "watch", priority: -1);
        await using var worker = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        await PresenceFromAsync(watcher, worker.Jid);
        using var http = new FinesseHttp(_finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        await worker.NextUpdateAsync();
        (await watcher.DrainAsync()).ShouldAllBe(element => element.Name.LocalName == "presence");
    }

    [Fact]
    public async Task Without_presence_nothing_is_sent()
    {
        await using var silent = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "silent", priority: null);
        await using var worker = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        using var http = new FinesseHttp(_finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        await worker.NextUpdateAsync();
        (await silent.DrainAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<ping xmlns='urn:xmpp:ping'/>", "localhost", "")]
    [InlineData("<ping xmlns='urn:xmpp:ping'/>", "pubsub.localhost", "")]
    [InlineData("<query xmlns='jabber:iq:roster'/>", "", "query")]
    [InlineData("<vCard xmlns='vcard-temp'/>", "", "vCard")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#items'/>", "localhost", "query item")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#items'/>", "pubsub.localhost", "query item item item")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#info'/>", "pubsub.localhost", "query identity feature feature feature feature")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#info' node='/finesse/api/User/1001'/>", "pubsub.localhost", "query identity feature")]
    public async Task A_get_is_answered(string payload, string to, string elements)
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        var answer = await client.RequestAsync(
            $"<iq type='get' id='q'{(to.Length > 0 ? $" to='{to}'" : "")}>{payload}</iq>", "q");
        answer.Attribute("type")!.Value.ShouldBe("result");
        answer.Attribute("to")!.Value.ShouldBe(client.Jid);
        string.Join(' ', answer.Descendants().Select(x => x.Name.LocalName)).ShouldBe(elements);
    }

    [Theory]
    [InlineData("<query xmlns='jabber:iq:last'/>", "localhost", "service-unavailable")]
    [InlineData("<ping xmlns='urn:xmpp:ping'/>", "1002@localhost/x", "service-unavailable")]
    [InlineData("<pubsub xmlns='http://jabber.org/protocol/pubsub'><default/></pubsub>", "pubsub.localhost", "feature-not-implemented")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#info' node='/nothing'/>", "pubsub.localhost", "item-not-found")]
    [InlineData("", "localhost", "bad-request")]
    public async Task What_it_does_not_serve_is_answered_by_an_error(string payload, string to, string condition)
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        var answer = await client.RequestAsync($"<iq type='get' id='q' to='{to}'>{payload}</iq>", "q");
        answer.Attribute("type")!.Value.ShouldBe("error");
        answer.Descendants().Single(x => x.Name.Namespace == XmppNamespaces.StanzaErrors).Name.LocalName.ShouldBe(condition);
    }

    [Fact]
    public async Task An_explicit_subscription_is_addressed_to_the_full_jid_and_doubles_the_event_until_it_is_ended()
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        using var http = new FinesseHttp(_finesse.RestBase);
        const string Node = "/finesse/api/User/1001";
        (await client.RequestAsync(PubSub("subscribe", Node, client.Jid), "p"))
            .Descendants(XmppNamespaces.PubSub + "subscription").Single()
            .Attribute("subscription")!.Value.ShouldBe("subscribed");
        await http.SignInAsync("1001", "2001");
        var bare = await client.NextUpdateAsync();
        var full = await client.NextUpdateAsync();
        (bare.Message.Attribute("to")!.Value, full.Message.Attribute("to")!.Value, full.ItemId).ShouldBe(
            ("1001@localhost", client.Jid, bare.ItemId));

        var subscriptions = await client.RequestAsync(
            "<iq type='get' id='l' to='pubsub.localhost'><pubsub xmlns='http://jabber.org/protocol/pubsub'><subscriptions/></pubsub></iq>", "l");
        subscriptions.Descendants(XmppNamespaces.PubSub + "subscription").Single().Attribute("node")!.Value.ShouldBe(Node);
        (await client.RequestAsync(PubSub("unsubscribe", Node, client.Jid), "p")).Attribute("type")!.Value.ShouldBe("result");
        await http.PutUserAsync("1001", "<state>READY</state>");
        (await client.NextUpdateAsync()).Gist.ShouldBe("user PUT READY");
        (await client.DrainAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1001", "/finesse/api/User/1002", "gc", "forbidden")]
    [InlineData("1001", "/finesse/api/User/4711", "gc", "item-not-found")]
    [InlineData("1001", "/nothing", "gc", "item-not-found")]
    [InlineData("1001", "/finesse/api/Team/5001/Users", "gc", "forbidden")]
    [InlineData("1010", "/finesse/api/Team/5002/Users", "gc", "forbidden")]
    [InlineData("1010", "/finesse/api/Team/5001/Users", "gc", "")]
    [InlineData("1001", "/finesse/api/SystemInfo", "gc", "")]
    public async Task Only_nodes_of_ones_own_can_be_subscribed(string user, string node, string resource, string condition)
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, user, resource);
        var answer = await client.RequestAsync(PubSub("subscribe", node, client.Jid), "p");
        (answer.Descendants().FirstOrDefault(x => x.Name.Namespace == XmppNamespaces.StanzaErrors)?.Name.LocalName ?? "")
            .ShouldBe(condition);
    }

    [Fact]
    public async Task Somebody_elses_address_cannot_be_subscribed_and_nothing_can_be_unsubscribed_twice()
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        (await client.RequestAsync(PubSub("subscribe", "/finesse/api/SystemInfo", "1002@localhost/gc"), "p"))
            .ToString().ShouldContain("invalid-jid");
        (await client.RequestAsync(PubSub("unsubscribe", "/finesse/api/SystemInfo", client.Jid), "p")).ToString().ShouldContain(
            "not-subscribed");
    }

    [Theory]
    [InlineData("<iq><a></b></iq>", "not-well-formed")]
    [InlineData("<!-- hello --><presence/>", "restricted-xml")]
    [InlineData("<strange/>", "unsupported-stanza-type")]
    [InlineData("OVERSIZED", "policy-violation")]
    public async Task What_breaks_one_connection_does_not_disturb_another(string bytes, string condition)
    {
        await using var good = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1002", "gc");
        await using var bad = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        await bad.SendAsync(bytes == "OVERSIZED" ? $"<message><body>{new string('x', 70_000)}</body></message>" : bytes);
        (await StreamErrorAsync(bad)).ShouldBe(condition);
        await bad.ClosedAsync();

        using var http = new FinesseHttp(_finesse.RestBase, "1002");
        await http.SignInAsync("1002", "2002");
        (await good.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
    }

    [Fact]
    public async Task What_is_not_xmpp_at_all_is_refused_and_the_server_lives_on()
    {
        await using (var stranger = await RawXmppClient.ConnectAsync(_finesse.XmppPort))
        {
            await stranger.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            (await StreamErrorAsync(stranger)).ShouldBe("not-well-formed");
            await stranger.ClosedAsync();
        }

        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        client.Jid.ShouldBe("1001@localhost/gc");
    }

    [Fact]
    public async Task A_stream_for_another_domain_is_refused()
    {
        await using var client = await RawXmppClient.ConnectAsync(_finesse.XmppPort);
        await client.OpenAsync("elsewhere.example").ShouldHaveConditionAsync("host-unknown");
        await client.ClosedAsync();
    }

    [Fact]
    public async Task Stopping_tells_the_clients_and_closes_their_streams()
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        await _finesse.DisposeAsync();
        (await StreamErrorAsync(client)).ShouldBe("system-shutdown");
        await client.ClosedAsync();
    }

    private static string PubSub(string action, string node, string jid) =>
        $"<iq type='set' id='p' to='pubsub.localhost'><pubsub xmlns='http://jabber.org/protocol/pubsub'><{action} node='{node}' jid='{jid}'/></pubsub></iq>";

    private static Task<XElement> PresenceFromAsync(RawXmppClient client, string from) =>
        client.NextAsync($"presence of {from}", x => x.Name.LocalName == "presence" && x.Attribute("from")?.Value == from);

    private static async Task<string> StreamErrorAsync(RawXmppClient client)
    {
        var error = await client.NextAsync("a stream error", x => x.Name == XmppNamespaces.Streams + "error");
        return error.Elements().First().Name.LocalName;
    }
}

internal static class StreamErrorAssertions
{
    public static async Task ShouldHaveConditionAsync(this Task<XElement> answer, string condition)
    {
        var error = await answer;
        error.Name.ShouldBe(XmppNamespaces.Streams + "error");
        error.Elements().First().Name.LocalName.ShouldBe(condition);
    }
}
