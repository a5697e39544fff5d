using System.Diagnostics;
using System.Xml.Linq;
using Connector.Lab.XmppServers;
using Connector.Tests.Infrastructure;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

[Collection(EjabberdCollection.Name)]
public sealed class EjabberdStanzaTests(EjabberdFixture fixture) : RealServerStanzaTests(fixture.Server)
{
    // ejabberd 23.01 has a limit for what comes by TCP only.
    protected override bool LimitsWebSockets => false;
}

[Collection(ProsodyCollection.Name)]
public sealed class ProsodyStanzaTests(ProsodyFixture fixture) : RealServerStanzaTests(fixture.Server);

/// <summary>Stanzas that are malformed or too large, in both directions. No server lets XML through that is not well-formed, so that is slipped in on
/// the way.</summary>
public abstract class RealServerStanzaTests(XmppServer server) : RealServerTests(server)
{
    private const string Broken = "<message><open></wrong>";

    private static readonly XNamespace Client = XmppNamespaces.Client;

    // The server hangs up while we still write: its last words may be lost with the connection.
    private static readonly XmppEndReason[] EndsOfTooMuch = [XmppEndReason.PolicyRefused, XmppEndReason.ConnectionLost, XmppEndReason.ClosedByServer];

    protected virtual bool LimitsWebSockets => true;

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task Malformed_stanzas_that_a_server_passes_on_leave_the_session_as_it_is(Way way)
    {
        var session = await ConnectAsync(Options(way));
        XElement[] odd =
        [
            new(Client + "message"),
            new(Client + "message", new XAttribute("type", "no-such-type"), new XElement(Client + "body", "\u20ac <&>")),
            new(Client + "message", new XElement(XmppNamespaces.PubSubEvent + "event")),
            new(Client + "message", new XElement(XmppNamespaces.PubSubEvent + "event", new XElement(XmppNamespaces.PubSubEvent + "items"))),
            new(Client + "message", new XElement(XName.Get("future", "urn:of:another:time"), new XElement(XName.Get("deep", "urn:deeper")))),
            new(Client + "presence", new XElement(XName.Get("future", "urn:of:another:time")), new XElement(Client + "status")),
            new(Client + "iq", new XAttribute("type", "result"), new XAttribute("id", "nobody-asked")),
            new(Client + "message", new XAttribute("id", "the-last")),
        ];

        foreach (XElement stanza in odd)
        {
            stanza.Add(new XAttribute("from", Server.PubSubService), new XAttribute("to", session.Jid));
            await Server.SendStanzaAsync(stanza);
        }

        await Handler.MessageAsync("the last", message => message.Attribute("id")?.Value == "the-last");
        session.Ended.IsCompleted.ShouldBeFalse();
        (await session.RequestAsync(Disco(Server), null, CancellationToken.None)).Attribute("type")!.Value.ShouldBe("result");
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task A_malformed_stanza_of_ours_is_refused_by_the_server_in_its_words(Way way)
    {
        var session = await ConnectAsync(Options(way));
        var request = new XElement(
            Client + "iq", new XAttribute("type", "get"), new XAttribute("to", Server.Domain), new XElement(XName.Get("query", "urn:no:such:query")));

        (await Should.ThrowAsync<XmppStanzaException>(() => session.RequestAsync(request, null, CancellationToken.None)))
            .Condition.ShouldBe("service-unavailable");
        session.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task A_stanza_over_the_servers_limit_ends_the_session_and_the_next_one_is_well(Way way)
    {
        var session = await ConnectAsync(Options(way));
        var big = new XElement(Client + "message", new XAttribute("to", session.Jid.Bare), new XElement(Client + "body", new string('x', 600_000)));

        await session.SendAsync(big, CancellationToken.None);

        if (way is Way.WebSocketTls && !LimitsWebSockets)
        {
            (await Handler.MessageAsync("the large one", message => message.Value.Length > 1000)).Value.Length.ShouldBe(600_000);
            session.Ended.IsCompleted.ShouldBeFalse();
            return;
        }

        XmppSessionEnd end = await EndAsync(session);
        EndsOfTooMuch.ShouldContain(end.Reason, $"{end} {end.Cause}");
        Handler.Messages.ShouldBeEmpty();
        await ConnectAsync(Options(way), new RecordingHandler());
    }

    [Theory]
    [InlineData(Way.Plain, XmppEndReason.ProtocolViolation)]
    [InlineData(Way.WebSocket, XmppEndReason.ProtocolViolation)]
    [InlineData(Way.StartTls, XmppEndReason.ConnectionLost)]
    [InlineData(Way.DirectTls, XmppEndReason.ConnectionLost)]
    [InlineData(Way.WebSocketTls, XmppEndReason.ConnectionLost)]
    public async Task What_is_slipped_in_on_the_way_ends_the_session_at_once_and_the_next_one_is_well(Way way, XmppEndReason reason)
    {
        await using var link = new SpoilingLink(PortFor(Server, way));
        var options = Options(way) with { Port = link.Port };
        var session = await ConnectAsync(options);
        (await session.RequestAsync(Disco(Server), null, CancellationToken.None)).Attribute("type")!.Value.ShouldBe("result");

        var since = Stopwatch.StartNew();
        await link.SpoilAsync(Frame(way));

        XmppSessionEnd end = await EndAsync(session);
        end.Reason.ShouldBe(reason, $"{end} {end.Cause}");
        if (reason is XmppEndReason.ProtocolViolation)
            end.Condition.ShouldBe("not-well-formed");
        since.Elapsed.ShouldBeLessThan(options.PingInterval, "The bytes themselves tell, before any ping can.");
        Handler.Messages.ShouldBeEmpty();
        await ConnectAsync(options, new RecordingHandler());
    }

    // A text message of a server's WebSocket is a byte for its kind, one for its length, and the text; anything is no record of TLS.
    private static byte[] Frame(Way way)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes(Broken);
        return way is Way.WebSocket ? [0x81, (byte)text.Length, .. text] : text;
    }
}
