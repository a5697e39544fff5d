using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Xmpp;

/// <summary>Presence drives logout (fact sheet, chapter 5.5), on a clock that the test moves.</summary>
public sealed class PresenceLogoutTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task An_agent_whose_last_session_has_gone_is_signed_out_after_a_minute_with_reason_255()
    {
        await using var finesse = await StartAsync();
        var client = await SignedInAsync(finesse);
        client.Abort();
        await client.DisposeAsync();
        await Eventually.HoldsAsync("the session to go", () => finesse.XmppResourcesOf("1001").Count == 0);
        _time.Advance(TimeSpan.FromSeconds(59));
        finesse.Agents[0].State.ShouldBe("NOT_READY");
        _time.Advance(TimeSpan.FromSeconds(1));
        finesse.Agents[0].State.ShouldBe("LOGOUT");
        using var http = new FinesseHttp(finesse.RestBase);
        (await http.GetAsync("finesse/api/User/1001")).Xml.Element("ReasonCode")!.Element("code")!.Value.ShouldBe("255");
    }

    [Fact]
    public async Task Coming_back_in_time_keeps_the_agent_signed_in()
    {
        await using var finesse = await StartAsync();
        var client = await SignedInAsync(finesse);
        client.Abort();
        await client.DisposeAsync();
        await Eventually.HoldsAsync("the session to go", () => finesse.XmppResourcesOf("1001").Count == 0);
        _time.Advance(TimeSpan.FromSeconds(59));
        await using var back = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        _time.Advance(TimeSpan.FromSeconds(50));
        finesse.Agents[0].State.ShouldBe("NOT_READY");
    }

    [Fact]
    public async Task A_sibling_that_stays_keeps_the_agent_signed_in()
    {
        await using var finesse = await StartAsync();
        var client = await SignedInAsync(finesse);
        await using var sibling = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc-B");
        client.Abort();
        await client.DisposeAsync();
        await Eventually.HoldsAsync("the session to go", () => finesse.XmppResourcesOf("1001").Count == 1);
        _time.Advance(TimeSpan.FromSeconds(59));
        await sibling.DrainAsync();
        _time.Advance(TimeSpan.FromSeconds(59));
        finesse.Agents[0].State.ShouldBe("NOT_READY");
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var finesse = await StartAsync(grace: null);
        var client = await SignedInAsync(finesse);
        client.Abort();
        await client.DisposeAsync();
        await Eventually.HoldsAsync("the session to go", () => finesse.XmppResourcesOf("1001").Count == 0);
        _time.Advance(TimeSpan.FromHours(1));
        finesse.Agents[0].State.ShouldBe("NOT_READY");
    }

    [Fact]
    public async Task A_silent_session_is_pinged_after_a_minute_and_gone_after_two()
    {
        await using var finesse = await StartAsync();
        await using var client = await SignedInAsync(finesse);
        _time.Advance(TimeSpan.FromSeconds(60));
        var ping = await client.NextAsync(
            "the server's ping", x => x.Elements().Any(child => child.Name == XmppNamespaces.Ping + "ping"));
        await client.SendAsync($"<iq type='result' id='{ping.Attribute("id")!.Value}'/>");
        (await client.DrainAsync()).ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(59));
        finesse.XmppResourcesOf("1001").Count.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(60));
        await client.ClosedAsync();
        await Eventually.HoldsAsync("the session to go", () => finesse.XmppResourcesOf("1001").Count == 0);
    }

    private Task<SimulatedFinesse> StartAsync(int? grace = 60) => SimulatedFinesse.StartAsync(
        new SimulatorOptions
        {
            TimeProvider = _time,
            NotifyBeforeResponse = true,
            PresenceGrace = grace is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        },
        default);

    private static async Task<RawXmppClient> SignedInAsync(SimulatedFinesse finesse)
    {
        var client = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        using var http = new FinesseHttp(finesse.RestBase);
        (await http.SignInAsync("1001", "2001")).Code.ShouldBe(202);
        await client.NextUpdateAsync();
        return client;
    }
}
