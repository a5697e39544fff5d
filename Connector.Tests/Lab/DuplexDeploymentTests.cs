using System.Net;
using System.Text.Json;
using Connector.Lab.Brokers;
using Connector.Lab.Deployment;
using Connector.Lab.Links;
using Connector.Lab.Processes;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

/// <summary>One deployment for the class, of real processes; each test leaves it whole. What duplex does on it is judged elsewhere: here, that
/// the laboratory does what it says, with two connectors that do not know each other.</summary>
public sealed class DuplexDeploymentFixture : IAsyncLifetime
{
    private DuplexDeployment? _deployment;

    public DuplexDeployment Deployment => _deployment ?? throw new InvalidOperationException("The deployment has not been started.");

    public async Task InitializeAsync() => _deployment = await DuplexDeployment.StartAsync(new DuplexOptions
    {
        MovableClocks = true,
        ConnectorSettings = new Dictionary<string, string> { ["DEPLOYMENT_MODE"] = "simplex" },
    });

    public async Task DisposeAsync()
    {
        if (_deployment is not null)
            await _deployment.DisposeAsync();
    }
}

public sealed class DuplexDeploymentTests(DuplexDeploymentFixture fixture) : IClassFixture<DuplexDeploymentFixture>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DuplexDeployment _lab = fixture.Deployment;

    [Fact]
    public async Task Whatever_goes_between_two_parts_goes_over_their_link()
    {
        await using var client = await ClientAsync("Clients-1");
        await client.SignInAsync("1001");

        foreach (var (one, other) in new[]
        {
            ("Clients-1", "AMQ-1"), ("GC-1", "AMQ-1"), ("GC-2", "AMQ-1"), ("AMQ-1", "AMQ-2"), ("GC-1", "Finesse-A"), ("GC-2", "Finesse-A"), ("GC-1", "Finesse-B"),
        })
        {
            _lab.Link(one, other).Wires.Sum(wire => wire.Accepted).ShouldBeGreaterThan(0, $"{one} to {other}");
        }

        _lab.Link("GC-1", "Finesse-A").Wires[1].Connections.ShouldBeGreaterThan(0, "the agent's XMPP session");
        _lab.Link("Clients-2", "AMQ-2").Connections.ShouldBe(0, "nobody is there");
    }

    [Theory]
    [InlineData("GC-1")]
    [InlineData("GC-2")]
    public async Task A_connector_is_killed_and_comes_back_with_its_address_and_its_data(string name)
    {
        var (part, connector) = (_lab.Part(name), _lab.Connector(name));
        var (before, mark) = (connector.Id, Path.Combine(connector.DataFolder, "mark"));
        await File.WriteAllTextAsync(mark, "kept");

        await part.KillAsync();
        part.State.ShouldBe(PartState.Down);
        (await connector.GetAsync("health/live")).ShouldBeNull();

        await part.RestartAsync();
        await _lab.WaitUntilHealthyAsync();

        part.State.ShouldBe(PartState.Running);
        connector.Id.ShouldNotBe(before);
        File.Exists(mark).ShouldBeTrue();
    }

    [Fact]
    public async Task A_connector_stops_in_order_and_starts_again()
    {
        await _lab.Part("gc-2").StopAsync();
        _lab.Part("gc-2").State.ShouldBe(PartState.Down);

        await _lab.Part("gc-2").RestartAsync();
        await _lab.WaitUntilHealthyAsync();
    }

    [Fact]
    public async Task A_frozen_connector_answers_nobody_until_it_is_thawed()
    {
        await _lab.Part("GC-2").FreezeAsync();
        _lab.Part("GC-2").State.ShouldBe(PartState.Frozen);
        var asked = _lab.Connector("GC-2").GetAsync("health/live");
        (await _lab.Connector("GC-1").GetAsync("health/live")).ShouldNotBeNull();
        asked.IsCompleted.ShouldBeFalse();

        await _lab.Part("GC-2").ThawAsync();

        (await asked)!.Value.Status.ShouldBe(HttpStatusCode.OK);
        _lab.Part("GC-2").State.ShouldBe(PartState.Running);
    }

    [Theory]
    [InlineData("AMQ-1")]
    [InlineData("AMQ-2")]
    public async Task A_broker_is_killed_and_comes_back(string name)
    {
        await _lab.Part(name).KillAsync();
        _lab.Part(name).State.ShouldBe(PartState.Down);
        await _lab.Part(name).RestartAsync();
        await _lab.WaitUntilHealthyAsync();
        _lab.Part(name).State.ShouldBe(PartState.Running);
    }

    [Theory]
    [InlineData(LinkCut.Reset)]
    [InlineData(LinkCut.Silent)]
    public async Task The_site_link_is_cut_and_heals(LinkCut how)
    {
        await _lab.CutSiteLinkAsync(how);

        var expected = how == LinkCut.Reset ? LinkState.Refusing : LinkState.Silent;
        foreach (var link in _lab.Links)
        {
            var crosses = (link.From, link.To) is ("GC-1", "AMQ-2") or ("GC-2", "AMQ-1") or ("AMQ-1", "AMQ-2");
            link.State.ShouldBe(crosses ? expected : LinkState.Open, $"{link}");
        }

        // GC-2 has AMQ-1 first: it is on AMQ-2 now, where the cut is noticed.
        if (how == LinkCut.Reset)
            await Eventually.HoldsAsync("GC-2 to be on AMQ-2", () => _lab.Link("GC-2", "AMQ-2").Connections > 0, Limit);

        _lab.HealSiteLink();
        _lab.Links.ShouldAllBe(link => link.State == LinkState.Open);
        await _lab.WaitUntilHealthyAsync();
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("stop")]
    [InlineData("freeze")]
    public async Task A_finesse_server_goes_and_comes_back_and_the_other_stays(string what)
    {
        var part = _lab.Part("Finesse-A");
        await (what switch
        {
            "kill" => part.KillAsync(),
            "stop" => part.StopAsync(),
            _ => part.FreezeAsync(),
        });

        part.State.ShouldBe(what == "freeze" ? PartState.Frozen : PartState.Down);
        await Eventually.HoldsAsync("GC-1 to see Finesse-A out of service", async () => await JudgementAsync(0) == "OutOfService", Limit);
        (await JudgementAsync(1)).ShouldBe("InService");

        await (what == "freeze" ? part.ThawAsync() : part.RestartAsync());

        part.State.ShouldBe(PartState.Running);
        await Eventually.HoldsAsync("GC-1 to see Finesse-A in service", async () => await JudgementAsync(0) == "InService", Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task The_clock_of_one_connector_jumps_while_it_runs(int hours)
    {
        var jump = TimeSpan.FromHours(hours);
        _lab.JumpClock("GC-2", jump);
        try
        {
            await Eventually.HoldsAsync("GC-2 to live at another time", async () => (await DateOfAsync("GC-2") - await DateOfAsync("GC-1") - jump).Duration() < TimeSpan.FromMinutes(5), Limit);
            (await DateOfAsync("GC-1") - TimeProvider.System.GetUtcNow()).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(5), "GC-1 is not touched");
        }
        finally
        {
            _lab.JumpClock("GC-2", TimeSpan.Zero);
        }

        await Eventually.HoldsAsync("GC-2 to be back", async () => (await DateOfAsync("GC-2") - await DateOfAsync("GC-1")).Duration() < TimeSpan.FromMinutes(5), Limit);
    }

    [Fact]
    public void Names_that_do_not_exist_are_answered_with_those_that_do()
    {
        Should.Throw<ArgumentException>(() => _lab.Part("GC-3")).Message.ShouldContain("AMQ-1, AMQ-2, GC-1, GC-2, Finesse-A, Finesse-B");
        Should.Throw<ArgumentException>(() => _lab.Link("GC-1", "GC-2")).Message.ShouldContain("GC-1 to AMQ-1");
        Should.Throw<ArgumentException>(() => _lab.Connector("AMQ-1")).Message.ShouldContain("GC-1 and GC-2");
    }

    private async Task<string?> JudgementAsync(int side)
    {
        var (_, body) = await _lab.Connector("GC-1").GetAsync("api/status") ?? throw new InvalidOperationException("GC-1 does not answer.");
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("finesseSides")[side].GetProperty("judgement").GetString();
    }

    /// <summary>What a connector takes for the time, as it dates its answers by HTTP.</summary>
    private async Task<DateTimeOffset> DateOfAsync(string connector)
    {
        using var http = new HttpClient { BaseAddress = _lab.Connector(connector).ConsoleUrl };
        using var response = await http.GetAsync(new Uri("health/live", UriKind.Relative));
        return response.Headers.Date ?? throw new InvalidOperationException("The answer bears no date.");
    }

    private Task<ClientApp> ClientAsync(string clients) =>
        ClientApp.StartAsync(_lab.BrokersOf(clients), BrokerPair.User, BrokerPair.Password, "lab-test");
}
