using System.Xml.Linq;
using Connector.Finesse.Sides;
using Connector.FinesseSimulator.Sides;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Connector.Tests.Simulator;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Sides;

/// <summary>A mobile agent's telephone goes with him when his side is lost: on a real pair only the side where he signed in knows
/// it.</summary>
public sealed class MobileAgentTests
{
    private const string Agent = "1002";
    private const string Telephone = "5550001";

    [Theory]
    [InlineData("CALL_BY_CALL", true)]
    [InlineData("NAILED_CONNECTION", true)]
    [InlineData("CALL_BY_CALL", false)]
    public async Task Mobile_agent_is_signed_in_on_the_other_side_on_his_telephone(string mode, bool byConnector)
    {
        await using var bench = await SidesBench.StartAsync();
        if (!byConnector)
            await SignInAtAnotherDesktopAsync(bench, mode);
        bench.Open(Agent);
        await bench.HearsAsync(Agent, "the opening", report => report is SubscriptionReport.Opened);
        if (byConnector)
            (await bench.AskAsync(Agent, new SignInAgent("2002", mode, Telephone, null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the sign-in", () => bench.StatesOf(Agent)[^1] == "NOT_READY");

        await bench.Finesse.A.HappenAsync(SideEvent.Kill);

        await bench.IsServedAtAsync(SideId.B, Agent);
        SignInsAtB(bench).ShouldBe([(mode, Telephone)]);
        bench.StatesOf(Agent)[^1].ShouldBe("NOT_READY");
        (await TelephoneAtBAsync(bench)).ShouldBe((mode, Telephone));
    }

    [Fact]
    public async Task Mobile_agent_whom_the_failover_signed_out_is_one_again()
    {
        await using var bench = await SidesBench.StartAsync(options => options with { PresenceGrace = TimeSpan.FromMilliseconds(300) });
        bench.Open(Agent);
        await bench.HearsAsync(Agent, "the opening", report => report is SubscriptionReport.Opened);
        (await bench.AskAsync(Agent, new SignInAgent("2002", "CALL_BY_CALL", Telephone, null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the sign-in", () => bench.StatesOf(Agent)[^1] == "NOT_READY");
        await Task.WhenAll(bench.Finesse.A.HappenAsync(SideEvent.Kill), bench.Finesse.B.HappenAsync(SideEvent.Kill));
        await Eventually.HoldsAsync(
            "the forced sign-out", () => bench.Finesse.Agents.Single(agent => agent.Id == Agent).State == "LOGOUT");

        await bench.Finesse.B.HappenAsync(SideEvent.Start);

        await bench.IsServedAtAsync(SideId.B, Agent);
        (await TelephoneAtBAsync(bench)).ShouldBe(("CALL_BY_CALL", Telephone));
        bench.StatesOf(Agent).ShouldBe(["LOGOUT", "NOT_READY"]);
    }

    [Fact]
    public async Task Agent_who_went_back_to_his_desk_phone_is_mobile_no_longer()
    {
        await using var bench = await SidesBench.StartAsync();
        await SignInAtAnotherDesktopAsync(bench, "CALL_BY_CALL");
        bench.Open(Agent);
        await bench.HearsAsync(Agent, "the opening", report => report is SubscriptionReport.Opened);
        (await bench.AskAsync(Agent, new ChangeAgentState("LOGOUT", null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the sign-out", () => bench.StatesOf(Agent)[^1] == "LOGOUT");
        (await bench.AskAsync(Agent, new SignInAgent("2002", null, null, null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the sign-in", () => bench.StatesOf(Agent)[^1] == "NOT_READY");

        await bench.Finesse.A.HappenAsync(SideEvent.Kill);

        await bench.IsServedAtAsync(SideId.B, Agent);
        SignInsAtB(bench).ShouldBe([(null, null)]);
    }

    private static async Task SignInAtAnotherDesktopAsync(SidesBench bench, string mode)
    {
        using var desktop = new FinesseHttp(bench.Finesse.A.RestBase, Agent);
        var mobile = $"<mobileAgent><mode>{mode}</mode><dialNumber>{Telephone}</dialNumber></mobileAgent>";
        (await desktop.PutUserAsync(Agent, $"<state>LOGIN</state><extension>2002</extension>{mobile}")).Code.ShouldBe(202);
        await Eventually.HoldsAsync("the sign-in", () => bench.Finesse.Agents.Single(agent => agent.Id == Agent).State == "NOT_READY");
    }

    private static (string? Mode, string? DialNumber)[] SignInsAtB(SidesBench bench) =>
    [
        .. bench.Finesse.B.ReceivedRequests
            .Where(request => request.Method == "PUT" && request.Path.EndsWith($"User/{Agent}", StringComparison.Ordinal))
            .Select(request => XElement.Parse(request.Body))
            .Where(user => user.Element("state")?.Value == "LOGIN")
            .Select(user => (user.Element("mobileAgent")?.Element("mode")?.Value, user.Element("mobileAgent")?.Element("dialNumber")?.Value)),
    ];

    private static async Task<(string? Mode, string? DialNumber)> TelephoneAtBAsync(SidesBench bench)
    {
        using var http = new FinesseHttp(bench.Finesse.B.RestBase, Agent);
        var mobile = (await http.GetAsync($"finesse/api/User/{Agent}")).Xml.Element("mobileAgent");
        return (mobile?.Element("mode")?.Value, mobile?.Element("dialNumber")?.Value);
    }
}
