using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Rest;

/// <summary>Order, delay, lockout and the control API.</summary>
public sealed class RestBehaviourTests
{
    [Fact]
    public async Task Five_wrong_passwords_lock_a_user_out_for_five_minutes()
    {
        var time = new ManualTime();
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { TimeProvider = time }, default);
        using var wrong = new FinesseHttp(finesse.RestBase, "1001", "wrong");
        using var right = new FinesseHttp(finesse.RestBase);
        using var other = new FinesseHttp(finesse.RestBase, "1002");
        for (var i = 0; i < 4; i++) (await wrong.GetAsync("finesse/api/User/1001")).Code.ShouldBe(401);
        (await right.GetAsync("finesse/api/User/1001")).Code.ShouldBe(200);
        for (var i = 0; i < 5; i++) (await wrong.GetAsync("finesse/api/User/1001")).Code.ShouldBe(401);
        (await right.GetAsync("finesse/api/User/1001")).Code.ShouldBe(401);
        (await other.GetAsync("finesse/api/User/1002")).Code.ShouldBe(200);
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        (await right.GetAsync("finesse/api/User/1001")).Code.ShouldBe(401);
        time.Advance(TimeSpan.FromSeconds(1));
        (await right.GetAsync("finesse/api/User/1001")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Requests_on_one_object_are_carried_out_one_after_the_other_in_order()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { AsyncDelay = TimeSpan.FromMilliseconds(50) }, default);
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        using var http = new FinesseHttp(finesse.RestBase);
        string[] states = ["READY", "NOT_READY", "READY", "NOT_READY", "LOGOUT"];

        // Each is sent at once after the last 202, before the state it needs is there.
        await http.SignInAsync("1001", "2001");
        foreach (var state in states) (await http.PutUserAsync("1001", $"<state>{state}</state>")).Code.ShouldBe(202);
        (await xmpp.NextGistsAsync(6)).ShouldBe(
            ["user PUT NOT_READY", "user PUT READY", "user PUT NOT_READY", "user PUT READY",
                "user PUT NOT_READY", "user PUT LOGOUT"]);
    }

    [Fact]
    public async Task A_delay_lets_the_202_go_out_at_once_and_the_event_come_late()
    {
        var time = new ManualTime();
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { AsyncDelay = TimeSpan.FromSeconds(5), TimeProvider = time, PresenceGrace = null }, default);
        using var http = new FinesseHttp(finesse.RestBase);
        (await http.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        finesse.Agents[0].State.ShouldBe("LOGOUT");
        await Eventually.HoldsAsync("the sign-in five seconds later", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return finesse.Agents[0].State == "NOT_READY";
        });
    }

    [Fact]
    public async Task The_event_can_overtake_the_202()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { NotifyBeforeResponse = true }, default);
        using var http = new FinesseHttp(finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        finesse.Agents[0].State.ShouldBe("NOT_READY");
    }

    [Theory]
    [InlineData("CALL_BY_CALL")]
    [InlineData("NAILED_CONNECTION")]
    public async Task A_mobile_agent_signs_in_with_his_telephone_and_signs_out_without_it(string mode)
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { NotifyBeforeResponse = true, PresenceGrace = null }, default);
        using var http = new FinesseHttp(finesse.RestBase, "1002");
        (await http.PutUserAsync(
            "agent1002",
            $"<mobileAgent><dialNumber>4085551234</dialNumber><mode>{mode}</mode></mobileAgent><extension>2002</extension><state>LOGIN</state>"))
            .Code.ShouldBe(202);
        var mobile = (await http.GetAsync("finesse/api/User/1002")).Xml.Element("mobileAgent")!;
        (mobile.Element("mode")!.Value, mobile.Element("dialNumber")!.Value).ShouldBe((mode, "4085551234"));
        await http.PutUserAsync("1002", "<state>LOGOUT</state>");
        (await http.GetAsync("finesse/api/User/1002")).Xml.Element("mobileAgent").ShouldBeNull();
    }

    [Theory]
    [InlineData(SimulatedDeployment.Ucce, "+4930123", 400)]
    [InlineData(SimulatedDeployment.Uccx, "+4930123", 202)]
    [InlineData(SimulatedDeployment.Uccx, "+493012345678901", 400)]
    [InlineData(SimulatedDeployment.Uccx, "+", 400)]
    public async Task Only_uccx_signs_in_at_an_international_number_of_fifteen_characters(
        SimulatedDeployment deployment, string extension, int status)
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { Deployment = deployment, NotifyBeforeResponse = true }, default);
        using var http = new FinesseHttp(finesse.RestBase);
        (await http.SignInAsync("1001", extension)).Code.ShouldBe(status);
    }

    [Fact]
    public async Task Reason_codes_appear_with_their_database_id()
    {
        var options = new SimulatorOptions
        {
            ReasonCodes = [new SimulatedReasonCode(16, "NOT_READY", 10, "Team Meeting")],
            NotifyBeforeResponse = true,
        };
        await using var finesse = await SimulatedFinesse.StartAsync(options, default);
        using var http = new FinesseHttp(finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        (await http.PutUserAsync("1001", "<state>NOT_READY</state>")).ErrorType.ShouldBe("Parameter Missing");
        (await http.PutUserAsync("1001", "<state>NOT_READY</state><reasonCodeId>16</reasonCodeId>")).Code.ShouldBe(202);
        var user = (await http.GetAsync("finesse/api/User/1001")).Xml;
        (user.Element("reasonCodeId")!.Value, user.Element("ReasonCode")!.Element("code")!.Value,
            user.Element("ReasonCode")!.Element("label")!.Value)
            .ShouldBe(("16", "10", "Team Meeting"));
        await http.PutUserAsync("1001", "<state>READY</state>");
        (await http.GetAsync("finesse/api/User/1001")).Xml.Element("reasonCodeId").ShouldBeNull();
    }

    [Theory]
    [InlineData("{", 400, "the body must be a JSON object")]
    [InlineData("[]", 400, "the body must be a JSON object")]
    [InlineData("""{"to":"2001"}""", 400, "from: missing")]
    [InlineData("""{"from":"5551234"}""", 400, "to: missing")]
    [InlineData("""{"from":"5551234","to":2001}""", 400, "to: missing")]
    [InlineData("""{"from":"5551234","to":"2001","colour":"red"}""", 400, "colour: not known")]
    [InlineData("""{"from":"5551234","to":"2001","callType":"X"}""", 400, "callType: X is not known")]
    [InlineData("""{"from":"5551234","to":"2001","callVariables":[]}""", 400, "callVariables: must be an object")]
    [InlineData("""{"from":"5551234","to":"2001","callVariables":{"callVariable1":7}}""", 400, "callVariables.callVariable1: must be a text")]
    [InlineData("""{"from":"5551234","to":"2001","callVariables":{"nothing":"x"}}""", 400, "callVariables: nothing is no call variable")]
    [InlineData("""{"from":"55\u00011234","to":"2001"}""", 400, "from: must be")]
    [InlineData("""{"from":"5551234","to":"2009"}""", 409, "to: nobody is signed in at extension 2009")]
    public async Task The_control_api_says_in_a_sentence_what_is_wrong_with_a_call(string json, int status, string sentence)
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        using var http = new HttpClient { BaseAddress = finesse.RestBase };
        using var response = await http.PostAsync("sim/calls", new StringContent(json, Encoding.UTF8, "application/json"));
        ((int)response.StatusCode).ShouldBe(status);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync())
            .RootElement.GetProperty("error").GetString()!.ShouldStartWith(sentence);
    }

    [Fact]
    public async Task The_caller_can_be_made_to_hang_up_and_a_number_outside_to_answer()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { OutsideRings = null, NotifyBeforeResponse = true }, default);
        using var agent = new FinesseHttp(finesse.RestBase);
        using var http = new HttpClient { BaseAddress = finesse.RestBase };
        await agent.SignInAsync("1001", "2001");
        await agent.SendAsync(
            "POST", "finesse/api/User/1001/Dialogs",
            "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2001</fromAddress><toAddress>5559876</toAddress></Dialog>");
        var dialogId = finesse.Agents[0].DialogIds.Single();
        (await agent.GetAsync($"finesse/api/Dialog/{dialogId}")).Xml.Element("state")!.Value.ShouldBe("ALERTING");
        ((int)(await http.PostAsync($"sim/calls/{dialogId}/answer", content: null)).StatusCode).ShouldBe(204);
        (await agent.GetAsync($"finesse/api/Dialog/{dialogId}")).Xml.Element("state")!.Value.ShouldBe("ACTIVE");
        ((int)(await http.DeleteAsync($"sim/calls/{dialogId}")).StatusCode).ShouldBe(204);
        finesse.Agents[0].DialogIds.ShouldBeEmpty();
        ((int)(await http.DeleteAsync($"sim/calls/{dialogId}")).StatusCode).ShouldBe(404);
    }

    [Fact]
    public async Task Pages_of_this_machine_may_use_the_api_and_others_may_not()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        using var http = new HttpClient { BaseAddress = finesse.RestBase };
        (await AllowedOriginAsync("http://127.0.0.1:8112")).ShouldBe("http://127.0.0.1:8112");
        (await AllowedOriginAsync("https://evil.example")).ShouldBeNull();

        async Task<string?> AllowedOriginAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "sim/agents");
            request.Headers.Add("Origin", origin);
            using var response = await http.SendAsync(request);
            return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
        }
    }

    [Fact]
    public async Task The_request_log_forgets_the_oldest_first()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { RequestLogCapacity = 3 }, default);
        using var http = new FinesseHttp(finesse.RestBase);
        for (var i = 0; i < 5; i++) await http.GetAsync($"finesse/api/SystemInfo?n={i}");
        finesse.Requests.Select(request => request.Path).ShouldBe(
            ["/finesse/api/SystemInfo?n=2", "/finesse/api/SystemInfo?n=3", "/finesse/api/SystemInfo?n=4"]);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_requests_that_are_still_delayed()
    {
        var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { AsyncDelay = TimeSpan.FromMinutes(5) }, default);
        using var http = new FinesseHttp(finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        var stopping = Stopwatch.StartNew();
        await finesse.DisposeAsync();
        stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }
}
