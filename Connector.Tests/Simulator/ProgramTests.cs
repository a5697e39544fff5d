using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator;

/// <summary>The simulator as a program of its own.</summary>
public sealed class ProgramTests
{
    private static readonly string Program = typeof(SimulatedFinesse).Assembly.Location;

    [Fact]
    public async Task It_serves_what_the_environment_says_and_ends_on_sigterm()
    {
        var (rest, xmpp) = (FreePort.Next(), FreePort.Next());
        await using var program = Start(("SIM_AGENTS", "12"), ("SIM_REST_PORT", $"{rest}"),
            ("SIM_XMPP_PORT", $"{xmpp}"), ("SIM_DOMAIN", "fin-a.example.com"));
        await program.WaitForOutputAsync("Ctrl-C ends it.");
        program.Output.ShouldContain("1001 to 1012");

        using var http = new FinesseHttp(new Uri($"http://127.0.0.1:{rest}/"), "1012");
        (await http.GetAsync("finesse/api/SystemInfo")).Xml.Element("xmppDomain")!.Value.ShouldBe("fin-a.example.com");
        await using var client = await RawXmppClient.SignInAsync(xmpp, "1012", "gc", domain: "fin-a.example.com");
        (await http.SignInAsync("1012", "2012")).Code.ShouldBe(202);
        (await client.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");

        (await program.StopAsync()).ShouldBeTrue();
        program.ExitCode.ShouldBe(0);
        program.Output.ShouldNotContain("pw1012");
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_it_with_a_sentence()
    {
        await using var other = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        foreach (var (rest, xmpp) in new[] { (other.RestPort, FreePort.Next()), (FreePort.Next(), other.XmppPort) })
        {
            await using var program = Start(("SIM_REST_PORT", $"{rest}"), ("SIM_XMPP_PORT", $"{xmpp}"));
            (await program.WaitForExitAsync()).ShouldBe(1);
            program.Output.ShouldContain("The simulator cannot listen");
            program.Output.ShouldContain($"127.0.0.1:{(rest == other.RestPort ? rest : xmpp)}");
        }
    }

    [Fact]
    public async Task A_wrong_value_ends_it_with_one_sentence()
    {
        await using var program = Start(("SIM_AGENTS", "many"));
        (await program.WaitForExitAsync()).ShouldBe(2);
        program.Output.Trim().ShouldBe("SIM_AGENTS is 'many'; it must be a whole number from 1 to 7999.");
    }

    [Theory]
    [InlineData("SIM_AGENTS", "0", "SIM_AGENTS is '0'; it must be a whole number from 1 to 7999.")]
    [InlineData("SIM_AGENTS", "8000", "SIM_AGENTS is '8000'; it must be a whole number from 1 to 7999.")]
    [InlineData("SIM_REST_PORT", "0", "SIM_REST_PORT is '0'; it must be a whole number from 1 to 65535.")]
    [InlineData("SIM_XMPP_PORT", "70000", "SIM_XMPP_PORT is '70000'; it must be a whole number from 1 to 65535.")]
    [InlineData("SIM_XMPP_PORT", "8082", "SIM_XMPP_PORT is '8082', which is also SIM_REST_PORT; they must be two different ports.")]
    [InlineData("SIM_DOMAIN", "not a host", "SIM_DOMAIN is 'not a host'; it must be a host name such as localhost or finesse.example.com.")]
    [InlineData("SIM_CONTROL_PORT", "5222", "SIM_CONTROL_PORT is '5222', which is also SIM_XMPP_PORT; they must be two different ports.")]
    [InlineData("SIM_B_REST_PORT", "x", "SIM_B_REST_PORT is 'x'; it must be a whole number from 1 to 65535.")]
    [InlineData("SIM_B_DOMAIN", "b.sim", "SIM_B_DOMAIN is 'b.sim', there is no second server; SIM_B_REST_PORT or SIM_B_XMPP_PORT makes one.")]
    [InlineData("SIM_DEPLOYMENT", "UCCM", "SIM_DEPLOYMENT is 'UCCM'; it must be one of Ucce, Uccx.")]
    [InlineData("SIM_DEPLOYMENT", "1", "SIM_DEPLOYMENT is '1'; it must be one of Ucce, Uccx.")]
    [InlineData("SIM_PRESENCE_GRACE", "-1", "SIM_PRESENCE_GRACE is '-1'; it must be a number of seconds from 0 to 86400, such as 1.5.")]
    [InlineData("SIM_FORCED_LOGOUT_PER_SIDE", "yes", "SIM_FORCED_LOGOUT_PER_SIDE is 'yes'; it must be true or false.")]
    [InlineData("SIM_AUTH_MODE", "SSO2", "SIM_AUTH_MODE is 'SSO2'; it must be one of NonSso, Sso, Hybrid.")]
    [InlineData("SIM_AUTH_MODE", "hybrid", "SIM_AUTH_MODE is 'hybrid', but SIM_SSO_AGENTS names nobody who signs in with a token, such as 1001,1005-1008.")]
    [InlineData("SIM_SSO_AGENTS", "1001", "SIM_SSO_AGENTS is '1001', but only SIM_AUTH_MODE=Hybrid tells agents apart.")]
    [InlineData("SIM_SSO_AGENTS", "1001,1011", "SIM_SSO_AGENTS is '1001,1011'; it must name agents from 1001 to 1010, such as 1001,1005-1008.")]
    [InlineData("SIM_SSO_AGENTS", "1004-1002", "SIM_SSO_AGENTS is '1004-1002'; it must name agents from 1001 to 1010, such as 1001,1005-1008.")]
    [InlineData("SIM_SSO_AGENTS", "agent1001", "SIM_SSO_AGENTS is 'agent1001'; it must name agents from 1001 to 1010, such as 1001,1005-1008.")]
    [InlineData("SIM_TOKEN_LIFETIME", "1h", "SIM_TOKEN_LIFETIME is '1h'; it must be a number of seconds from 0 to 86400, such as 1.5.")]
    public void A_setting_out_of_range_is_named_with_what_is_allowed(string key, string value, string sentence)
    {
        var (options, problem) = ProgramSettings.Read([], name => name == key ? value : null);
        (options, problem).ShouldBe((null, sentence));
    }

    [Fact]
    public void Unset_settings_have_their_documented_values_and_arguments_win()
    {
        var unset = ProgramSettings.Read([], _ => null).Options!;
        (unset.AgentCount, unset.RestPort, unset.XmppPort, unset.Domain).ShouldBe((10, 8082, 5222, "localhost"));
        ProgramSettings.Read(["SIM_AGENTS=3"], name => name == "SIM_AGENTS" ? "7" : null).Options!.AgentCount.ShouldBe(3);
        (unset.SideB, unset.ControlPort, unset.Deployment).ShouldBe((null, null, SimulatedDeployment.Ucce));
        (unset.PresenceGrace, unset.XmppIdleTimeout, unset.CtiDetection).ShouldBe(
            (TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(15)));
        (unset.WrapUp, unset.WrapUpTime).ShouldBe((WrapUpMode.NotAllowed, TimeSpan.FromHours(2)));
        ProgramSettings.Read(["--help"], _ => null).Problem!.ShouldStartWith(
            "The argument '--help' is not known; allowed are SIM_AGENTS=value");
    }

    [Fact]
    public void Two_sides_and_short_times_are_read()
    {
        var set = ProgramSettings.Read(
            [
                "SIM_B_REST_PORT=9001", "SIM_B_DOMAIN=FIN-B.example.com", "SIM_CONTROL_PORT=9002", "SIM_DEPLOYMENT=uccx",
                "SIM_PRESENCE_GRACE=1.5", "SIM_LOST_CLIENT=ForceNotReady", "SIM_FORCED_LOGOUT_PER_SIDE=true",
                "SIM_WRAP_UP=Required", "SIM_WRAP_UP_TIME=30",
            ],
            _ => null).Options!;
        set.SideB.ShouldBe(new SideOptions { RestPort = 9001, XmppPort = 6222, Domain = "fin-b.example.com" });
        (set.ControlPort, set.Deployment, set.PresenceGrace).ShouldBe(
            (9002, SimulatedDeployment.Uccx, TimeSpan.FromSeconds(1.5)));
        (set.LostClient, set.ForcedLogoutPerSide).ShouldBe((LostClientAction.ForceNotReady, true));
        (set.WrapUp, set.WrapUpTime).ShouldBe((WrapUpMode.Required, TimeSpan.FromSeconds(30)));
        ProgramSettings.Read(["SIM_B_REST_PORT=9001", "SIM_B_DOMAIN=localhost"], _ => null).Problem.ShouldBe(
            "SIM_B_DOMAIN is 'localhost', which is also SIM_DOMAIN; they must be two.");
    }

    [Fact]
    public void Agents_who_sign_in_with_tokens_are_read()
    {
        var set = ProgramSettings.Read(
            ["SIM_AUTH_MODE=Hybrid", "SIM_SSO_AGENTS=1002, 1004-1006", "SIM_TOKEN_LIFETIME=90", "SIM_TOKEN_ENDS_XMPP=true"], _ => null).Options!;
        set.SsoAgents.ShouldBe(["1002", "1004", "1005", "1006"]);
        (set.AuthMode, set.TokenLifetime, set.TokenEndsXmpp).ShouldBe((SimulatedAuthMode.Hybrid, TimeSpan.FromSeconds(90), true));
        var unset = ProgramSettings.Read([], _ => null).Options!;
        (unset.AuthMode, unset.TokenLifetime, unset.TokenEndsXmpp).ShouldBe((SimulatedAuthMode.NonSso, TimeSpan.FromHours(1), false));
    }

    private static ChildProcess Start(params (string Key, string Value)[] environment) => ChildProcess.Start(
        "the simulator", "dotnet", [Program], environment.ToDictionary(
            pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal));
}
