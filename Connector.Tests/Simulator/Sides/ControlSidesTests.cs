using System.Net;
using System.Text;
using System.Text.Json;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Lab.Simulators;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Sides;

/// <summary>Servers taken down and brought back by HTTP, at the real program.</summary>
public sealed class ControlSidesTests
{
    [Fact]
    public async Task Sessions_of_both_sides_are_told_with_their_priority()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { SideB = new SideOptions() }, default);
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        (await control.GetStringAsync("sim/sessions")).ShouldBe("[]");
        await using var atA = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc-1");
        await using var atB = await RawXmppClient.SignInAsync(finesse.B.XmppPort, "1001", "gc-2", domain: finesse.B.Domain);

        const string both =
            """[{"side":"A","user":"1001","resource":"gc-1","priority":0},{"side":"B","user":"1001","resource":"gc-2","priority":0}]""";
        await Eventually.HoldsAsync("both sessions", async () => await control.GetStringAsync("sim/sessions") == both);
    }

    [Fact]
    public async Task The_program_serves_two_sides_that_are_killed_and_started_by_HTTP()
    {
        await using var simulator = await SimulatorProcess.StartAsync(two: true);
        using var restB = new FinesseHttp(new Uri($"http://127.0.0.1:{simulator.SideB!.RestPort}/"));
        (await restB.SignInAsync("1001", "2001")).Code.ShouldBe(202);

        await simulator.HappenAsync("A", "kill");
        await simulator.HappenAsync("B", "kill");
        await Should.ThrowAsync<HttpRequestException>(() => restB.GetAsync("finesse/api/SystemInfo"));
        var sides = JsonDocument.Parse(await simulator.ControlAsync(HttpMethod.Get, "sim/sides")).RootElement;
        sides.EnumerateArray().Select(side => $"{side.GetProperty("name")} {side.GetProperty("servesRest")}").ShouldBe(
            ["A False", "B False"]);

        await simulator.HappenAsync("both", "start");
        using var restA = new FinesseHttp(new Uri($"http://127.0.0.1:{simulator.RestPort}/"));
        (await restA.GetAsync("finesse/api/User/1001")).Xml.Element("state")!.Value.ShouldBe("NOT_READY");
        (await restB.GetAsync("finesse/api/User/1001")).Xml.Element("state")!.Value.ShouldBe("NOT_READY");
        var asked = JsonDocument.Parse(await simulator.ControlAsync(HttpMethod.Get, "sim/requests?side=B")).RootElement;
        asked.EnumerateArray().Select(each => each.GetProperty("method").GetString()).ShouldBe(["PUT", "GET"]);
    }

    [Theory]
    [InlineData("sim/sides/C", """{"event":"kill"}""", 404, "there is no server C here")]
    [InlineData("sim/sides/B", """{"event":"explode"}""", 400, """the body must be {"event":"..."} with one of blockXmpp, """)]
    [InlineData("sim/sides/B", "kill", 400, """the body must be {"event":"..."} with one of """)]
    [InlineData("sim/sides/B", """{"event":"noticeCtiLoss"}""", 400, "the body must be")]
    [InlineData("sim/sides/B", """{"event":"stopEngine"}""", 409, "Only UCCX has an engine")]
    [InlineData("sim/sides/A", """{"event":"kill"}""", 409, "this request came in on the port that it would close")]
    [InlineData("sim/sides/both", """{"event":"stopWebApplication"}""", 409, "this request came in on the port that it would close")]
    public async Task What_cannot_be_done_is_refused_with_a_sentence(string path, string body, int status, string sentence)
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { SideB = new SideOptions() }, default);
        using var http = new HttpClient { BaseAddress = finesse.A.RestBase };
        using var answer = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        ((int)answer.StatusCode).ShouldBe(status);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!
            .ShouldStartWith(sentence);
    }

    [Fact]
    public async Task A_side_takes_the_other_down_and_status_means_the_side_that_was_asked()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { SideB = new SideOptions() }, default);
        using var atA = new HttpClient { BaseAddress = finesse.A.RestBase };
        using var atB = new HttpClient { BaseAddress = finesse.B.RestBase };
        (await PostAsync(atB, "sim/status", """{"status":"OUT_OF_SERVICE"}""")).ShouldBe(HttpStatusCode.NoContent);
        (finesse.A.IsInService, finesse.B.IsInService).ShouldBe((true, false));
        (await PostAsync(atA, "sim/sides/B", """{"event":"kill"}""")).ShouldBe(HttpStatusCode.NoContent);
        await Should.ThrowAsync<HttpRequestException>(() => atB.GetAsync("finesse/api/SystemInfo"));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, string body)
    {
        using var answer = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return answer.StatusCode;
    }
}
