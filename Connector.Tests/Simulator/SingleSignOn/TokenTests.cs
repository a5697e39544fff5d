using System.Net.Http.Headers;
using System.Text.Json;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.SingleSignOn;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.SingleSignOn;

/// <summary>Access tokens in the place of passwords (fact sheet, chapter 1.2), on both channels and on a clock that the test moves.</summary>
public sealed class TokenTests
{
    private const string Me = "finesse/api/User/1001";

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(SimulatedAuthMode.NonSso, "NON_SSO", false, false)]
    [InlineData(SimulatedAuthMode.Hybrid, "HYBRID", true, false)]
    [InlineData(SimulatedAuthMode.Sso, "SSO", true, true)]
    public async Task SystemInfo_names_the_mode_and_each_user_signs_in_with_his_kind_only(
        SimulatedAuthMode mode, string word, bool firstUsesToken, bool secondUsesToken)
    {
        await using var finesse = await StartAsync(mode);
        using var nobody = new FinesseHttp(finesse.RestBase, "");
        (await nobody.GetAsync("finesse/api/SystemInfo")).Xml.Element("systemAuthMode")!.Value.ShouldBe(word);

        foreach (var (agent, usesToken) in new[] { ("1001", firstUsesToken), ("1002", secondUsesToken) })
        {
            using var withPassword = new FinesseHttp(finesse.RestBase, agent);
            (await withPassword.GetAsync($"finesse/api/User/{agent}")).Code.ShouldBe(usesToken ? 401 : 200, agent);
            (await SaslAsync(finesse, agent, "pw" + agent)).ShouldBe(usesToken ? "not-authorized" : "success", agent);
            finesse.Agents.Single(each => each.Id == agent).Password.ShouldBe(usesToken ? "" : "pw" + agent);
            if (!usesToken)
            {
                Should.Throw<SimulationException>(() => finesse.IssueToken(agent));
                continue;
            }

            var token = finesse.IssueToken(agent);
            using var withToken = FinesseHttp.WithToken(finesse.RestBase, token);
            (await withToken.GetAsync($"finesse/api/User/{agent}")).Xml.Element("loginId")!.Value.ShouldBe(agent);
            (await SaslAsync(finesse, agent, token)).ShouldBe("success", agent);
        }
    }

    [Fact]
    public async Task A_token_speaks_for_its_own_agent_only()
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Sso);
        var token = finesse.IssueToken("1001");
        using var http = FinesseHttp.WithToken(finesse.RestBase, token);
        var refused = await http.GetAsync("finesse/api/User/1002");
        (refused.Code, refused.ErrorType).ShouldBe((401, "Invalid Authorization User Specified"));
        (await SaslAsync(finesse, "1002", token)).ShouldBe("not-authorized");
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("never issued")]
    public async Task A_token_that_is_not_good_is_refused_on_both_channels(string how)
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Sso);
        var token = how == "never issued" ? "eyJhbGciOiJIUzI1NiJ9.e30.x" : finesse.IssueToken("1001", TimeSpan.FromSeconds(10));
        using var http = FinesseHttp.WithToken(finesse.RestBase, token);
        if (how == "expired")
        {
            _time.Advance(TimeSpan.FromSeconds(9));
            (await http.GetAsync(Me)).Code.ShouldBe(200);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        else
        {
            finesse.RevokeTokens("1001");
        }

        var refused = await http.GetAsync(Me);

        (refused.Code, refused.ErrorType, refused.ErrorMessage).ShouldBe((401, "Authorization Failure", "UNAUTHORIZED"));
        refused.ErrorData.ShouldBe(how == "never issued" ? "" : "1001");
        (await SaslAsync(finesse, "1001", token)).ShouldBe("not-authorized");
        using var raw = new HttpClient();
        raw.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await raw.GetAsync(new Uri(finesse.RestBase, Me));
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"Cisco Finesse\"");
    }

    [Fact]
    public async Task An_agent_has_as_many_tokens_as_were_issued_and_each_has_its_own_time()
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Sso);
        using var first = FinesseHttp.WithToken(finesse.RestBase, finesse.IssueToken("1001", TimeSpan.FromSeconds(10)));
        using var second = FinesseHttp.WithToken(finesse.RestBase, finesse.IssueToken("1001"));
        _time.Advance(TimeSpan.FromSeconds(10));
        ((await first.GetAsync(Me)).Code, (await second.GetAsync(Me)).Code).ShouldBe((401, 200));
        _time.Advance(TimeSpan.FromHours(1));
        (await second.GetAsync(Me)).Code.ShouldBe(401);
    }

    [Fact]
    public async Task Wrong_tokens_lock_nobody_out()
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Sso);
        using var wrong = FinesseHttp.WithToken(finesse.RestBase, finesse.IssueToken("1001", TimeSpan.Zero));
        using var password = new FinesseHttp(finesse.RestBase);
        for (var i = 0; i < 6; i++) ((await wrong.GetAsync(Me)).Code, (await password.GetAsync(Me)).Code).ShouldBe((401, 401));
        using var right = FinesseHttp.WithToken(finesse.RestBase, finesse.IssueToken("1001"));
        (await right.GetAsync(Me)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_session_that_lives_outlives_its_token()
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Sso);
        await using var client = await SessionAsync(finesse, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(11));
        (await client.DrainAsync()).ShouldNotContain(element => element.Name.LocalName == "error");
        finesse.XmppResourcesOf("1001").ShouldBe(["gc"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_ends_with_its_token_where_that_is_wanted(bool expires)
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Sso, endsXmpp: true);
        await using var client = await SessionAsync(finesse, TimeSpan.FromSeconds(10));
        await using var other = await RawXmppClient.SignInAsync(
            finesse.XmppPort, "1002", "gc", password: finesse.IssueToken("1002", TimeSpan.FromMinutes(5)));
        if (expires) _time.Advance(TimeSpan.FromSeconds(10));
        else finesse.RevokeTokens("1001");
        var error = await client.NextAsync("a stream error", element => element.Name.LocalName == "error");
        error.Elements().First().Name.LocalName.ShouldBe("not-authorized");
        await client.ClosedAsync();
        (await other.DrainAsync()).ShouldNotContain(element => element.Name.LocalName == "error");
    }

    [Fact]
    public async Task A_token_is_good_at_both_servers()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { AuthMode = SimulatedAuthMode.Sso, SideB = new SideOptions(), TimeProvider = _time }, default);
        var token = finesse.IssueToken("1001");
        foreach (var side in finesse.Sides)
        {
            using var http = FinesseHttp.WithToken(side.RestBase, token);
            (await http.GetAsync(Me)).Code.ShouldBe(200);
            await using var client = await RawXmppClient.SignInAsync(side.XmppPort, "1001", "gc", domain: side.Domain, password: token);
        }
    }

    [Fact]
    public async Task The_control_api_issues_lists_and_revokes()
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Hybrid);
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        var (first, second) = (await IssueAsync(control, """{"agent":"1001","lifetimeSeconds":30}"""), await IssueAsync(control, """{"agent":"1001"}"""));
        first.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(_time.GetUtcNow().AddSeconds(30));
        second.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(_time.GetUtcNow().AddHours(1));
        using var http = FinesseHttp.WithToken(finesse.RestBase, first.GetProperty("token").GetString()!);
        (await http.GetAsync(Me)).Code.ShouldBe(200);

        (await control.DeleteAsync($"sim/tokens/{first.GetProperty("id").GetString()}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);

        (await http.GetAsync(Me)).Code.ShouldBe(401);
        var list = await control.GetStringAsync("sim/tokens");
        list.ShouldNotContain(first.GetProperty("token").GetString()!);
        Live(list).ShouldBe([("t1", "1001", false), ("t2", "1001", true)]);
        ((int)(await control.DeleteAsync("sim/tokens?agent=1002")).StatusCode).ShouldBe(204);
        Live(await control.GetStringAsync("sim/tokens")).ShouldContain(("t2", "1001", true));
        ((int)(await control.DeleteAsync("sim/tokens?agent=1001")).StatusCode).ShouldBe(204);
        Live(await control.GetStringAsync("sim/tokens")).ShouldAllBe(each => !each.IsLive);
        ((int)(await control.DeleteAsync("sim/tokens/t9")).StatusCode).ShouldBe(404);
        using var agents = JsonDocument.Parse(await control.GetStringAsync("sim/agents"));
        agents.RootElement.EnumerateArray().Where(agent => agent.GetProperty("usesToken").GetBoolean())
            .Select(agent => agent.GetProperty("id").GetString()).ShouldBe(["1001"]);
    }

    [Theory]
    [InlineData("""{"agent":"1001","lifetime":30}""", 400, "lifetime: not known here; agent, lifetimeSeconds are")]
    [InlineData("""{"agent":"1001","lifetimeSeconds":-1}""", 400, "lifetimeSeconds: must be a number from 0 to 86400")]
    [InlineData("{}", 400, "agent: missing; the id of an agent")]
    [InlineData("[]", 400, "the body must be a JSON object")]
    [InlineData("now", 400, "the body must be a JSON object")]
    [InlineData("""{"agent":"4711"}""", 404, "agent: there is no agent 4711")]
    [InlineData("""{"agent":"1002"}""", 409, "agent: 1002 signs in with a password")]
    public async Task A_token_that_cannot_be_issued_is_refused_with_a_sentence(string body, int status, string sentence)
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Hybrid);
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        using var response = await control.PostAsync("sim/tokens", new StringContent(body));
        ((int)response.StatusCode).ShouldBe(status);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("error").GetString()!.ShouldStartWith(sentence);
    }

    [Fact]
    public async Task Tokens_count_for_logs_faults_and_recordings_as_their_agents_and_are_in_none_of_them()
    {
        await using var finesse = await StartAsync(SimulatedAuthMode.Sso);
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        await control.PostAsync("sim/recording", null);
        var token = finesse.IssueToken("1001");
        using var http = FinesseHttp.WithToken(finesse.RestBase, token);
        using var other = FinesseHttp.WithToken(finesse.RestBase, finesse.IssueToken("1002"));
        await using var client = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc", password: token);
        finesse.AddFault(new SimulatedFault { Kind = FaultKind.RefuseRest, Status = 401, Agent = "1001", Count = 1 });

        (await other.GetAsync("finesse/api/User/1002")).Code.ShouldBe(200);
        var struck = await http.GetAsync(Me);

        (struck.Code, struck.ErrorData).ShouldBe((401, "1001"));
        finesse.Requests.Select(request => request.User).ShouldBe(["1002", "1001"]);
        await control.DeleteAsync("sim/recording");
        var recording = await control.GetStringAsync("sim/recording");
        recording.ShouldContain("\"user\":\"1001\"");
        (recording + await control.GetStringAsync("sim/requests")).ShouldNotContain(token.Split('.')[2]);
    }

    [Fact]
    public async Task Agents_with_tokens_must_exist() => (await Should.ThrowAsync<ArgumentException>(() => SimulatedFinesse.StartAsync(
        new SimulatorOptions { AuthMode = SimulatedAuthMode.Hybrid, SsoAgents = ["1011"] }, default)))
        .Message.ShouldStartWith("SsoAgents names 1011; agents are 1001 to 1010.");

    [Fact]
    public void So_many_tokens_are_remembered_and_the_oldest_is_forgotten_first()
    {
        using var identity = new IdentityService(new SimulatorOptions { AuthMode = SimulatedAuthMode.Sso, TimeProvider = _time });
        var first = identity.Issue("1001", null);
        var second = identity.Issue("1001", null);
        for (var i = 2; i <= IdentityService.Most; i++) identity.Issue("1002", null);
        identity.Tokens.Count.ShouldBe(IdentityService.Most);
        (identity.Find(first.Value), first.IsLive).ShouldBe((null, false));
        identity.Find(second.Value).ShouldBe(second);
    }

    private Task<SimulatedFinesse> StartAsync(SimulatedAuthMode mode, bool endsXmpp = false) => SimulatedFinesse.StartAsync(
        new SimulatorOptions
        {
            AuthMode = mode,
            SsoAgents = mode is SimulatedAuthMode.Hybrid ? ["1001"] : [],
            TokenEndsXmpp = endsXmpp,
            TimeProvider = _time,
        },
        default);

    private static Task<RawXmppClient> SessionAsync(SimulatedFinesse finesse, TimeSpan lifetime) =>
        RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc", password: finesse.IssueToken("1001", lifetime));

    private static async Task<string> SaslAsync(SimulatedFinesse finesse, string user, string password)
    {
        await using var client = await RawXmppClient.ConnectAsync(finesse.XmppPort);
        await client.OpenAsync();
        var answer = await client.AuthenticateAsync(user, password);
        return answer.Name.LocalName == "success" ? "success" : answer.Elements().Single().Name.LocalName;
    }

    private static async Task<JsonElement> IssueAsync(HttpClient control, string body)
    {
        using var response = await control.PostAsync("sim/tokens", new StringContent(body));
        ((int)response.StatusCode).ShouldBe(201);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    private static (string Id, string Agent, bool IsLive)[] Live(string list)
    {
        using var json = JsonDocument.Parse(list);
        return
        [
            .. json.RootElement.EnumerateArray().Select(token => (
                token.GetProperty("id").GetString()!, token.GetProperty("agent").GetString()!, token.GetProperty("isLive").GetBoolean())),
        ];
    }
}
