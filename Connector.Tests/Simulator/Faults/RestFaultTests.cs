using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Faults;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Faults;

/// <summary>Faults of REST and of XMPP connections, over real HTTP and real sockets.</summary>
public sealed class RestFaultTests : IAsyncLifetime, IDisposable
{
    private SimulatedFinesse _finesse = null!;
    private FinesseHttp _http = null!;

    public async Task InitializeAsync()
    {
        _finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        _http = new FinesseHttp(_finesse.RestBase);
    }

    public async Task DisposeAsync()
    {
        await _finesse.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(401, "Authorization Failure")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(503, "Service Unavailable")]
    public async Task REST_refuses_and_does_nothing(int status, string errorType)
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.RefuseRest, Status = status, Count = 1 });
        var refused = await _http.SignInAsync("1001", "2001");
        (refused.Code, refused.ErrorType).ShouldBe((status, errorType));
        _finesse.Agents[0].State.ShouldBe("LOGOUT");
        (await _http.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        _finesse.Requests.Select(request => request.Status).ShouldBe([status, 202]);
        _finesse.Requests[0].Body.ShouldContain("LOGIN");
    }

    [Fact]
    public async Task REST_is_slow()
    {
        var time = new ManualTime();
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { TimeProvider = time }, default);
        using var http = new FinesseHttp(finesse.RestBase);
        finesse.AddFault(new SimulatedFault { Kind = FaultKind.SlowRest, Delay = TimeSpan.FromSeconds(7), Path = "/User/" });
        var slow = http.GetAsync("finesse/api/User/1001");
        (await http.GetAsync("finesse/api/SystemInfo")).Code.ShouldBe(200);
        await Eventually.HoldsAsync("the request to be held", () => time.Timers > 0);
        slow.IsCompleted.ShouldBeFalse();
        await Eventually.HoldsAsync("the answer", () =>
        {
            time.Advance(TimeSpan.FromSeconds(7));
            return slow.IsCompleted;
        });
        (await slow).Code.ShouldBe(200);
    }

    [Fact]
    public async Task An_answer_is_lost_after_the_effect()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.LoseRestAnswers, Method = "PUT", Count = 1 });
        await Should.ThrowAsync<HttpRequestException>(() => _http.SignInAsync("1001", "2001"));
        await Eventually.HoldsAsync("the effect", () => _finesse.Agents[0].State == "NOT_READY");
        _finesse.Requests.Select(request => request.Status).ShouldBe([202]);
    }

    [Fact]
    public async Task An_answer_breaks_off_in_the_middle_by_a_reset()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.CutRest, Count = 1 });
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", _finesse.RestPort);
        var credentials = Convert.ToBase64String("1001:pw1001"u8);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /finesse/api/User/1001 HTTP/1.1\r\nHost: a\r\nAuthorization: Basic {credentials}\r\n\r\n"));
        var read = new MemoryStream();
        var broken = await Should.ThrowAsync<IOException>(() => socket.GetStream().CopyToAsync(read));
        (broken.InnerException as SocketException)!.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        var text = Encoding.ASCII.GetString(read.ToArray());
        text.ShouldStartWith("HTTP/1.1 200 OK");
        text.ShouldNotContain("</User>");
        (await _http.GetAsync("finesse/api/User/1001")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task XMPP_sessions_are_kicked_with_a_stream_error_and_may_come_back()
    {
        await using var meant = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        await using var spared = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1002", "gc");
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.KickXmpp, Agent = "1001", Condition = "system-shutdown" });
        (await meant.NextAsync("the stream error", element => element.Name.LocalName == "error"))
            .Elements().ShouldContain(element => element.Name.LocalName == "system-shutdown");
        await meant.ClosedAsync();
        await spared.DrainAsync();
        await using var back = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        await back.DrainAsync();
    }

    [Fact]
    public async Task XMPP_connections_are_reset_without_a_word()
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.ResetXmpp });
        await client.ClosedAsync();
        client.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_frozen_XMPP_says_nothing_and_hears_nothing_until_it_thaws()
    {
        await using var client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        await using var spared = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1002", "gc");
        await client.DrainAsync();
        var id = _finesse.AddFault(new SimulatedFault { Kind = FaultKind.FreezeXmpp, Agent = "1001" });
        await client.SendAsync("<iq type='get' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>");
        (await _http.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        await Eventually.HoldsAsync("the effect", () => _finesse.Agents[0].State == "NOT_READY");
        using var other = new FinesseHttp(_finesse.RestBase, "1002");
        (await other.SignInAsync("1002", "2002")).Code.ShouldBe(202);
        (await spared.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        client.Rest().ShouldBeEmpty();

        _finesse.RemoveFault(id);
        var next = await client.NextAsync("whatever was held back", _ => true);
        var after = await client.NextAsync("the rest of it", _ => true);
        new[] { next.Name.LocalName, after.Name.LocalName }.ShouldBe(["message", "iq"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_frozen_XMPP_takes_no_newcomers_and_thaws_by_itself()
    {
        var time = new ManualTime();
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { TimeProvider = time }, default);
        finesse.AddFault(new SimulatedFault { Kind = FaultKind.FreezeXmpp, Duration = TimeSpan.FromSeconds(30) });
        var signingIn = RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        await Eventually.HoldsAsync("the client to be there", () => finesse.A.XmppSessionCount == 1);
        time.Advance(TimeSpan.FromSeconds(29));
        signingIn.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        await using var client = await signingIn;
    }

    [Fact]
    public async Task Faults_are_added_listed_and_removed_by_HTTP()
    {
        using var http = new HttpClient { BaseAddress = _finesse.ControlBase };
        using var added = await http.PostAsync(
            "sim/faults", new StringContent("""{"kind":"refuseRest","status":500,"agent":"1001","count":2,"seed":5}"""));
        ((int)added.StatusCode).ShouldBe(201);
        var id = JsonDocument.Parse(await added.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        (await _http.GetAsync("finesse/api/User/1001")).Code.ShouldBe(500);
        using var spared = new FinesseHttp(_finesse.RestBase, "1002");
        (await spared.GetAsync("finesse/api/User/1002")).Code.ShouldBe(200);
        var listed = JsonDocument.Parse(await http.GetStringAsync("sim/faults")).RootElement.EnumerateArray().Single();
        (listed.GetProperty("kind").GetString(), listed.GetProperty("struck").GetInt32(), listed.GetProperty("isLive").GetBoolean())
            .ShouldBe(("refuseRest", 1, true));

        using var wrong = await http.PostAsync("sim/faults", new StringContent("""{"kind":"refuseRest","side":"B"}"""));
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("side: there is no server B here");
        ((int)(await http.DeleteAsync($"sim/faults/{id}")).StatusCode).ShouldBe(204);
        ((int)(await http.DeleteAsync($"sim/faults/{id}")).StatusCode).ShouldBe(404);
        (await _http.GetAsync("finesse/api/User/1001")).Code.ShouldBe(200);
        await http.PostAsync("sim/faults", new StringContent("""{"kind":"refuseRest"}"""));
        ((int)(await http.DeleteAsync("sim/faults")).StatusCode).ShouldBe(204);
        (await http.GetStringAsync("sim/faults")).ShouldBe("[]");
    }
}
