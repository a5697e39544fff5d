using System.Security.Cryptography.X509Certificates;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Service.Adapters;
using Connector.Service.Cluster.Witnesses;
using Connector.Service.Configuration;
using Connector.Xmpp;

namespace Connector.Service.Hosting;

/// <summary>The clients of Finesse's sides, which live as long as the service: for each side a pool of REST connections, one more
/// connection for the supervision, and the sessions with its notification service.</summary>
internal sealed class FinesseClients : IAsyncDisposable
{
    private readonly List<FinesseRest> _rests = [];
    private readonly List<AgentSubscriptions> _subscriptions = [];
    private readonly List<IStandbySessions> _standby = [];
    private readonly ISightings? _sightings;

    /// <summary>Makes them.</summary>
    public FinesseClients(
        FinesseSettings finesse,
        X509Certificate2Collection authorities,
        AgentSubscriptionsOptions subscriptions,
        SupervisionOptions supervision,
        IXmppConnector xmpp,
        TimeProvider time,
        ILoggerFactory logs,
        ISightings? sightings = null)
    {
        _sightings = sightings;
        var forAgents = new FinesseRestOptions { TrustedAuthorities = authorities };
        // Whether a side serves has to be seen as it is: no repetition, no breaker, and a time-out that lets it be asked often.
        var forWatch = forAgents with
        {
            AttemptTimeout = supervision.PollTimeout,
            ConnectTimeout = supervision.PollTimeout,
            MaxRetries = 0,
            FailuresUntilBreak = 0,
            MaxConnections = 2,
        };
        Watch = new SideWatch(
            [.. finesse.Sides.Select(address => NewRest(address, forWatch, time, logs))], supervision, time, logs.CreateLogger<SideWatch>());
        Sides = new FinesseSides(
            [.. finesse.Sides.Select((address, id) => NewSide((SideId)id, NewRest(address, forAgents, time, logs), subscriptions, xmpp, time, logs))],
            Watch);
        Watchers = sightings is null ? [] : [.. Sides.All.Select(side => NewSubscriptions(side.Rest, subscriptions with { OnlyWatches = true }, xmpp, time, logs))];
    }

    /// <summary>The supervision.</summary>
    public SideWatch Watch { get; }

    /// <summary>The sides.</summary>
    public FinesseSides Sides { get; }

    /// <summary>For each side, sessions that only see who else is there; none for a connector alone.</summary>
    public IReadOnlyList<IAgentSubscriptions> Watchers { get; }

    /// <summary>For each side, silent sessions of agents who may come here.</summary>
    public IReadOnlyList<IStandbySessions> Standby => _standby;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        foreach (var subscriptions in _subscriptions)
            await subscriptions.DisposeAsync();
        foreach (var rest in _rests)
            rest.Dispose();
    }

    private FinesseSide NewSide(
        SideId id, FinesseRest rest, AgentSubscriptionsOptions options, IXmppConnector xmpp, TimeProvider time, ILoggerFactory logs)
    {
        var unsighted = NewSubscriptions(rest, options, xmpp, time, logs);
        _standby.Add(unsighted.Standby);
        IAgentSubscriptions subscriptions = unsighted;
        if (_sightings is not null)
            subscriptions = new SightedSubscriptions(subscriptions, _sightings);
        return new(rest, subscriptions) { Id = id, FlavourNow = () => Watch.State[id].Flavour };
    }

    private AgentSubscriptions NewSubscriptions(
        IFinesseRest rest, AgentSubscriptionsOptions options, IXmppConnector xmpp, TimeProvider time, ILoggerFactory logs)
    {
        var subscriptions = new AgentSubscriptions(rest, xmpp, options, time, logs.CreateLogger<AgentSubscriptions>());
        _subscriptions.Add(subscriptions);
        return subscriptions;
    }

    private FinesseRest NewRest(FinesseAddress address, FinesseRestOptions options, TimeProvider time, ILoggerFactory logs)
    {
        var rest = new FinesseRest(address, options, time, logs.CreateLogger<FinesseRest>());
        _rests.Add(rest);
        return rest;
    }
}

/// <summary>Begins the supervision with the service.</summary>
internal sealed class SupervisionService(SideWatch watch) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        watch.Start();
        return Task.CompletedTask;
    }

    /// <summary>Nothing: the supervision ends with the clients, after the agents' subscriptions.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
