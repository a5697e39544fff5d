using Connector.Finesse.Rest;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Sides;
using Connector.Lab.XmppServers;
using Connector.Tests.Finesse.Subscriptions;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Service.Witnesses;

/// <summary>With an XMPP server that others wrote.</summary>
public abstract class ForeignPeerPresenceTests(XmppServer server, ITestOutputHelper output) : PeerPresenceTests(output)
{
    private int _items;
    private SubscriptionBench _bench = null!;

    public override async Task InitializeAsync()
    {
        _bench = await SubscriptionBench.StartAsync(server);
        RestBase = _bench.Http.Address.RestBase.AbsoluteUri;
        Agents = [.. Enumerable.Range(0, 5).Select(_ => "agent" + Guid.NewGuid().ToString("N")[..8])];
        foreach (var agentId in Agents)
            await server.RegisterAsync(agentId, SessionHolder.PasswordOf(agentId));
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _bench.DisposeAsync();
    }

    protected override Task NotifyAsync(string agentId) => _bench.NotifyAsync(agentId, $"item{++_items}");
}

[Collection(EjabberdCollection.Name)]
public sealed class EjabberdPeerPresenceTests(EjabberdFixture fixture, ITestOutputHelper output) : ForeignPeerPresenceTests(fixture.Server, output);

[Collection(ProsodyCollection.Name)]
public sealed class ProsodyPeerPresenceTests(ProsodyFixture fixture, ITestOutputHelper output) : ForeignPeerPresenceTests(fixture.Server, output);

/// <summary>Servers that end under their sessions: nobody is dead by that.</summary>
public sealed class EndingProsodyTests(ITestOutputHelper output) : EndingServerTests(new ProsodyServer(offersScram: false), output);

/// <inheritdoc cref="EndingProsodyTests"/>
public sealed class EndingEjabberdTests(ITestOutputHelper output) : EndingServerTests(new EjabberdServer(), output);

/// <inheritdoc cref="EndingProsodyTests"/>
public abstract class EndingServerTests(XmppServer server, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Ground _ground = new(server, output);

    public async Task InitializeAsync()
    {
        await server.StartAsync();
        await _ground.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _ground.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public Task A_server_that_is_killed_is_no_witness() => _ground.EndsAsync(() => server.KillAsync());

    [Fact]
    public Task A_server_that_is_stopped_is_no_witness() => _ground.EndsAsync(() => server.StopAsync());

    private sealed class Ground(XmppServer server, ITestOutputHelper output) : ForeignPeerPresenceTests(server, output)
    {
        // A machine that is busy ends a server slowly.
        protected override TimeSpan Settle => TimeSpan.FromSeconds(5);

        public Task EndsAsync(Func<Task> end) => ASilentServerIsNoWitnessAsync(end);
    }
}

/// <summary>With our own simulator.</summary>
public sealed class SimulatorPeerPresenceTests(ITestOutputHelper output) : PeerPresenceTests(output)
{
    private SimulatedFinesse _finesse = null!;

    public override async Task InitializeAsync()
    {
        _finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { AgentCount = 5 }, CancellationToken.None);
        RestBase = $"{_finesse.RestBase}finesse/api/";
        Agents = [.. _finesse.Agents.Select(agent => agent.Id)];
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _finesse.DisposeAsync();
    }

    [Fact]
    public Task A_side_that_dies_is_no_witness() => ASilentServerIsNoWitnessAsync(() => _finesse.A.HappenAsync(SideEvent.Kill));

    protected override async Task NotifyAsync(string agentId)
    {
        using var rest = Finesse.Rest.FinesseRestTests.NewRest(Finesse.FinesseSamples.Address(RestBase, "127.0.0.1"));
        var extension = _finesse.Agents.Single(agent => agent.Id == agentId).DefaultExtension;
        (await rest.PutUserAsync(SessionHolder.CredentialsOf(agentId), agentId, UserRequest.SignIn(extension), "r1")).IsAccepted.ShouldBeTrue();
    }
}
