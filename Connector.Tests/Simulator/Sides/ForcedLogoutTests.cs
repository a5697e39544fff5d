using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Sides;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Sides;

/// <summary>Forced logout where an agent may be at either of two servers (facts 5.5 and 8.17).</summary>
public sealed class ForcedLogoutTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task An_agent_who_is_at_the_other_side_in_time_stays_signed_in()
    {
        await using var finesse = await StartAsync(perSide: false);
        await using var gone = await SignInAtAAndLoseHimAsync(finesse);
        _time.Advance(TimeSpan.FromSeconds(59));
        await using var atB = await AtBAsync(finesse);
        _time.Advance(TimeSpan.FromSeconds(119));
        finesse.Agents[0].State.ShouldBe("NOT_READY");
    }

    [Fact]
    public async Task An_agent_who_leaves_one_of_two_sides_stays_signed_in()
    {
        await using var finesse = await StartAsync(perSide: false);
        await using var atB = await AtBAsync(finesse);
        await using var gone = await SignInAtAAndLoseHimAsync(finesse);
        _time.Advance(TimeSpan.FromSeconds(61));
        finesse.Agents[0].State.ShouldBe("NOT_READY");
    }

    [Fact]
    public async Task An_agent_who_is_at_neither_side_is_signed_out()
    {
        await using var finesse = await StartAsync(perSide: false);
        await using var gone = await SignInAtAAndLoseHimAsync(finesse);
        _time.Advance(TimeSpan.FromSeconds(60));
        finesse.Agents[0].State.ShouldBe("LOGOUT");
    }

    [Fact]
    public async Task Where_each_side_counts_for_itself_the_old_sides_logout_hits_an_agent_who_is_at_the_new_one()
    {
        await using var finesse = await StartAsync(perSide: true);
        await using var gone = await SignInAtAAndLoseHimAsync(finesse);
        await using var atB = await AtBAsync(finesse);
        using var restB = new FinesseHttp(finesse.B.RestBase);
        (await restB.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        (await atB.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        _time.Advance(TimeSpan.FromSeconds(60));
        (await atB.NextUpdateAsync()).Gist.ShouldBe("user PUT LOGOUT");
        (await restB.GetAsync("finesse/api/User/1001")).Xml.Element("ReasonCode")!.Element("code")!.Value.ShouldBe("255");
    }

    [Fact]
    public async Task A_killed_side_loses_its_agents_too()
    {
        await using var finesse = await StartAsync(perSide: false);
        await using var atA = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        using var rest = new FinesseHttp(finesse.A.RestBase);
        (await rest.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        await finesse.A.HappenAsync(SideEvent.Kill);
        _time.Advance(TimeSpan.FromSeconds(60));
        finesse.Agents[0].State.ShouldBe("LOGOUT");
    }

    private static async Task<RawXmppClient> SignInAtAAndLoseHimAsync(SimulatedFinesse finesse)
    {
        var client = await RawXmppClient.SignInAsync(finesse.A.XmppPort, "1001", "gc");
        using var rest = new FinesseHttp(finesse.A.RestBase);
        (await rest.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        (await client.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        client.Abort();
        await Eventually.HoldsAsync("the session to go", () => finesse.A.XmppResourcesOf("1001").Count == 0);
        return client;
    }

    private static Task<RawXmppClient> AtBAsync(SimulatedFinesse finesse) =>
        RawXmppClient.SignInAsync(finesse.B.XmppPort, "1001", "gc", domain: finesse.B.Domain);

    private Task<SimulatedFinesse> StartAsync(bool perSide) => SimulatedFinesse.StartAsync(
        new SimulatorOptions
        {
            SideB = new SideOptions(),
            ForcedLogoutPerSide = perSide,
            TimeProvider = _time,
            NotifyBeforeResponse = true,
        },
        default);
}
