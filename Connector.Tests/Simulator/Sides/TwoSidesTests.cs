using System.Net.Sockets;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Sides;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Sides;

/// <summary>Two Finesse servers on one contact centre, over real HTTP and real sockets.</summary>
public sealed class TwoSidesTests
{
    [Fact]
    public async Task Agents_and_calls_are_shared_and_both_sides_tell_of_them()
    {
        await using var finesse = await StartAsync();
        await using var atA = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        await using var atB = await SignInAtBAsync(finesse, "1001");
        using var restA = new FinesseHttp(finesse.A.RestBase);
        using var restB = new FinesseHttp(finesse.B.RestBase);

        (await restA.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        var toldAtA = await atA.NextUpdateAsync();
        var toldAtB = await atB.NextUpdateAsync();
        (toldAtA.Gist, toldAtB.Gist).ShouldBe(("user PUT NOT_READY", "user PUT NOT_READY"));
        toldAtA.Message.Attribute("from")!.Value.ShouldBe("pubsub.localhost");
        toldAtB.Message.Attribute("from")!.Value.ShouldBe("pubsub.finesse-b.sim");
        toldAtB.ItemId.ShouldNotBe(toldAtA.ItemId);
        (await restB.GetAsync("finesse/api/User/1001")).Xml.Element("state")!.Value.ShouldBe("NOT_READY");

        (await restB.PutUserAsync("1001", "<state>READY</state>")).Code.ShouldBe(202);
        (await atA.NextUpdateAsync()).Gist.ShouldBe("user PUT READY");
        finesse.A.ReceivedRequests.Select(request => request.Method).ShouldBe(["PUT"]);
        finesse.B.ReceivedRequests.Select(request => request.Method).ShouldBe(["GET", "PUT"]);
    }

    [Fact]
    public async Task SystemInfo_names_both_nodes_and_its_own_domain()
    {
        await using var finesse = await StartAsync();
        foreach (var side in finesse.Sides)
        {
            using var rest = new FinesseHttp(side.RestBase);
            var info = (await rest.GetAsync("finesse/api/SystemInfo")).Xml;
            info.Element("xmppDomain")!.Value.ShouldBe(side.Domain);
            info.Element("xmppPubSubDomain")!.Value.ShouldBe("pubsub." + side.Domain);
            info.Element("primaryNode")!.Element("host")!.Value.ShouldBe("localhost");
            info.Element("primaryNode")!.Element("xmppPort")!.Value.ShouldBe($"{finesse.A.XmppPort}");
            info.Element("secondaryNode")!.Element("host")!.Value.ShouldBe("finesse-b.sim");
            info.Element("secondaryNode")!.Element("xmppPort")!.Value.ShouldBe($"{finesse.B.XmppPort}");
        }
    }

    [Fact]
    public async Task A_killed_side_resets_everything_without_a_goodbye_and_comes_back_on_its_ports()
    {
        await using var finesse = await StartAsync();
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", finesse.A.XmppPort);
        using var web = new TcpClient();
        await web.ConnectAsync("127.0.0.1", finesse.A.RestPort);
        await web.GetStream().WriteAsync("GET /finesse/api/SystemInfo HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        var buffer = new byte[16_384];
        (await web.GetStream().ReadAsync(buffer)).ShouldBeGreaterThan(0);
        using var rest = new FinesseHttp(finesse.A.RestBase);
        (await rest.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        (await xmpp.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");

        await finesse.A.HappenAsync(SideEvent.Kill);
        await xmpp.ClosedAsync();
        xmpp.Rest().ShouldBeEmpty("nobody says goodbye");
        foreach (var connection in new[] { socket, web })
        {
            var broken = await Should.ThrowAsync<IOException>(
                () => connection.GetStream().CopyToAsync(Stream.Null, CancellationToken.None));
            (broken.InnerException as SocketException)!.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }

        foreach (var port in new[] { finesse.A.RestPort, finesse.A.XmppPort })
        {
            using var refused = new TcpClient();
            (await Should.ThrowAsync<SocketException>(() => refused.ConnectAsync("127.0.0.1", port)))
                .SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        }

        // The other side goes on, with the same agents.
        using var restB = new FinesseHttp(finesse.B.RestBase);
        (await restB.GetAsync("finesse/api/User/1001")).Xml.Element("state")!.Value.ShouldBe("NOT_READY");

        var (restPort, xmppPort) = (finesse.A.RestPort, finesse.A.XmppPort);
        await finesse.A.HappenAsync(SideEvent.Start);
        (finesse.A.RestPort, finesse.A.XmppPort).ShouldBe((restPort, xmppPort));
        (await rest.GetAsync("finesse/api/SystemInfo")).Xml.Element("status")!.Value.ShouldBe("IN_SERVICE");
        await using var again = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        (await rest.PutUserAsync("1001", "<state>READY</state>")).Code.ShouldBe(202);
        (await again.NextUpdateAsync()).Gist.ShouldBe("user PUT READY");
    }

    [Fact]
    public async Task With_the_web_application_down_XMPP_stays_and_the_finesse_user_goes()
    {
        await using var finesse = await StartAsync();
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        await using var atB = await SignInAtBAsync(finesse, "1001");
        using var restB = new FinesseHttp(finesse.B.RestBase);
        (await xmpp.NextAsync("the presence of finesse", IsFinesse)).Attribute("type").ShouldBeNull();
        await atB.DrainAsync();

        await finesse.A.HappenAsync(SideEvent.StopWebApplication);
        (await xmpp.NextAsync("the presence of finesse", IsFinesse)).Attribute("type")!.Value.ShouldBe("unavailable");
        using var rest = new FinesseHttp(finesse.A.RestBase);
        await Should.ThrowAsync<HttpRequestException>(() => rest.GetAsync("finesse/api/SystemInfo"));

        // What happens meanwhile is told at the other side only, and here once it is over.
        (await restB.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        (await atB.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        (await xmpp.DrainAsync()).ShouldBeEmpty();
        await using var newcomer = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1002", "gc");
        (await newcomer.DrainAsync()).ShouldNotContain(element => IsFinesse(element));

        await finesse.A.HappenAsync(SideEvent.StartWebApplication);
        (await xmpp.NextAsync("the presence of finesse", IsFinesse)).Attribute("type").ShouldBeNull();
        (await xmpp.NextUpdateAsync()).Gist.ShouldBe("systemInfo PUT ");
        (await xmpp.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        (await rest.GetAsync("finesse/api/SystemInfo")).Code.ShouldBe(200);
        (await atB.DrainAsync()).ShouldBeEmpty("the other side had no outage");
    }

    [Fact]
    public async Task With_the_notification_service_down_REST_stays_and_says_out_of_service()
    {
        await using var finesse = await StartAsync();
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        await finesse.A.HappenAsync(SideEvent.StopNotificationService);
        await xmpp.ClosedAsync();
        xmpp.Rest().ShouldContain(element => element.Name.LocalName == "error", "a service that is stopped says goodbye");
        using var rest = new FinesseHttp(finesse.A.RestBase);
        (await rest.GetAsync("finesse/api/SystemInfo")).Xml.Element("status")!.Value.ShouldBe("OUT_OF_SERVICE");
        (await rest.GetAsync("finesse/api/User/1001")).Code.ShouldBe(503);

        await finesse.A.HappenAsync(SideEvent.StartNotificationService);
        (await rest.GetAsync("finesse/api/SystemInfo")).Xml.Element("status")!.Value.ShouldBe("IN_SERVICE");
        await using var again = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
    }

    [Fact]
    public async Task With_XMPP_blocked_the_server_notices_nothing()
    {
        await using var finesse = await StartAsync();
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        await finesse.A.HappenAsync(SideEvent.BlockXmpp);
        await xmpp.ClosedAsync();
        xmpp.Rest().ShouldBeEmpty();
        using var rest = new FinesseHttp(finesse.A.RestBase);
        (await rest.GetAsync("finesse/api/User/1001")).Code.ShouldBe(200);
        await finesse.A.HappenAsync(SideEvent.UnblockXmpp);
        await using var again = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
    }

    [Fact]
    public async Task A_lost_CTI_server_shows_first_as_a_missing_heartbeat_and_then_as_out_of_service_with_a_burst_after_it()
    {
        var time = new ManualTime();
        await using var finesse = await StartAsync(options => options with { TimeProvider = time, NotifyBeforeResponse = true });
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        using var rest = new FinesseHttp(finesse.A.RestBase);
        (await rest.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        var call = await finesse.StartIncomingCallAsync("5551234", "2001");
        await xmpp.NextGistsAsync(2);

        await finesse.A.HappenAsync(SideEvent.LoseCti);
        (await HealthAsync(rest)).ShouldBe("IN_SERVICE failure");
        using var restB = new FinesseHttp(finesse.B.RestBase);
        (await HealthAsync(restB)).ShouldBe("IN_SERVICE success");
        time.Advance(TimeSpan.FromSeconds(14.9));
        (await xmpp.DrainAsync()).ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(0.1));
        (await xmpp.NextUpdateAsync()).Data.Element("status")!.Value.ShouldBe("OUT_OF_SERVICE");
        (await HealthAsync(rest)).ShouldBe("OUT_OF_SERVICE failure");
        (await rest.GetAsync("finesse/api/User/1001")).Code.ShouldBe(503);

        await finesse.HangUpAsync(call);
        var next = await finesse.StartIncomingCallAsync("5559999", "2001");
        (await xmpp.DrainAsync()).ShouldBeEmpty("nobody hears of the contact centre");

        await finesse.A.HappenAsync(SideEvent.RestoreCti);
        (await xmpp.NextUpdateAsync()).Data.Element("status")!.Value.ShouldBe("IN_SERVICE");
        (await xmpp.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        var dialog = await xmpp.NextUpdateAsync();
        (dialog.Gist, dialog.Source).ShouldBe(("dialog PUT ALERTING", $"/finesse/api/Dialog/{next}"));
        (await xmpp.DrainAsync()).ShouldBeEmpty("the first call began and ended in the outage");
    }

    [Fact]
    public async Task Only_the_master_of_UCCX_is_in_service_and_the_other_takes_over()
    {
        await using var finesse = await StartAsync(options => options with { Deployment = SimulatedDeployment.Uccx });
        await using var atB = await SignInAtBAsync(finesse, "1001");
        (finesse.A.IsInService, finesse.B.IsInService).ShouldBe((true, false));
        await finesse.A.HappenAsync(SideEvent.StopEngine);
        (finesse.A.IsInService, finesse.B.IsInService).ShouldBe((false, true));
        (await atB.NextUpdateAsync()).Data.Element("status")!.Value.ShouldBe("IN_SERVICE");
        await finesse.A.HappenAsync(SideEvent.StartEngine);
        (finesse.A.IsInService, finesse.B.IsInService).ShouldBe((true, false));
        (await atB.NextUpdateAsync()).Data.Element("status")!.Value.ShouldBe("OUT_OF_SERVICE");
    }

    [Fact]
    public async Task A_second_server_with_the_domain_of_the_first_is_refused() =>
        (await Should.ThrowAsync<ArgumentException>(() => SimulatedFinesse.StartAsync(
            new SimulatorOptions { SideB = new SideOptions { Domain = "LOCALHOST" } }, default))).Message.ShouldContain("its own");

    private static bool IsFinesse(System.Xml.Linq.XElement element) => element.Name.LocalName == "presence"
        && element.Attribute("from")!.Value.StartsWith("finesse@", StringComparison.Ordinal);

    private static async Task<string> HealthAsync(FinesseHttp rest)
    {
        var info = (await rest.GetAsync("finesse/api/SystemInfo")).Xml;
        return $"{info.Element("status")!.Value} {info.Element("lastCTIHeartbeatStatus")!.Value}";
    }

    private static Task<RawXmppClient> SignInAtBAsync(SimulatedFinesse finesse, string user) =>
        RawXmppClient.SignInAsync(finesse.B.XmppPort, user, "gc", domain: finesse.B.Domain);

    private static Task<SimulatedFinesse> StartAsync(Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions { SideB = new SideOptions() };
        return SimulatedFinesse.StartAsync(change is null ? options : change(options), default);
    }
}
