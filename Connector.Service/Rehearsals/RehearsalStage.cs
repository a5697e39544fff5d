using System.Security.Cryptography;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.FinesseSimulator;
using Connector.Sagas;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Cluster.Sync;
using Connector.Service.Configuration;
using Connector.Service.Hosting;
using Connector.Service.Memory;

namespace Connector.Service.Rehearsals;

/// <summary>The sessions of a connector and their ways to a Finesse, as in the service, but with an owner that does as it is told and events that nobody
/// hears.</summary>
internal sealed class RehearsalStage : IAsyncDisposable
{
    private const string Rehearsing = "rehearsal";

    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly StandbyOptions AtOnce = new() { Settle = TimeSpan.Zero, Pace = TimeSpan.Zero, Review = Moment };

    private readonly ServiceProvider _parts;
    private readonly IReadOnlyList<SimulatedAgent> _agents;
    private readonly List<string> _agentIds;
    private readonly RehearsalOwner _owner;
    private readonly IOwnedSessions _sessions;
    private readonly SimulatedFinesse _finesse;
    private readonly IStandbySessions? _standby;
    private long _epoch = 1;
    private int _requests;

    /// <summary>Sets it up.</summary>
    /// <param name="finesse">The Finesse; its agents are nobody else's.</param>
    /// <param name="connectorId">Who rehearses.</param>
    /// <param name="standsBy">Whether sessions of the agents are there before they come.</param>
    public RehearsalStage(SimulatedFinesse finesse, string connectorId, bool standsBy)
    {
        if (!FinesseAddress.TryParse(finesse.RestBase.AbsoluteUri, finesse.RestBase.Host, out var address, out var problem))
            throw new InvalidOperationException($"The simulator is at an address that the connector cannot use: {problem}.");
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddFinesse(new FinesseSettings { Sides = [address], XmppSecurity = XmppSecurityChoice.Auto }, connectorId, AtOnce);
        services.AddAgentSessions(new AgentSessionsOptions { ConnectorId = connectorId });
        services.AddSingleton<IAgentEvents, NoAudience>();
        services.AddSingleton<ICredentialsProtector>(_ => new CredentialsProtector(RandomNumberGenerator.GetBytes(SharedKey.Length)));
        services.AddSingleton(provider => new RehearsalOwner(provider.GetRequiredService<IOwnedSessions>));
        services.AddSingleton<IOwnershipReports>(provider => provider.GetRequiredService<RehearsalOwner>());
        _parts = services.BuildServiceProvider();
        _finesse = finesse;
        _agents = finesse.Agents;
        _agentIds = [.. _agents.Select(agent => agent.Id)];
        _standby = standsBy ? _parts.GetRequiredService<FinesseClients>().Standby[0] : null;
        _owner = _parts.GetRequiredService<RehearsalOwner>();
        _sessions = _parts.GetRequiredService<IOwnedSessions>();
    }

    /// <summary>Every agent signs in and becomes ready, as by clients' requests; every second one gets a call.</summary>
    /// <exception cref="InvalidOperationException">A request was refused.</exception>
    public async Task BeginShiftAsync(CancellationToken cancellationToken)
    {
        _sessions.EnterService();
        foreach (var agent in _agents)
            _sessions.Acquire(agent.Id, _epoch, AcquireReason.Asked, null, new AgentProgress());
        await AskAllAsync(agent => new SignIn { AgentId = agent.Id, Password = agent.Password, Extension = agent.DefaultExtension }, cancellationToken);
        await AskAllAsync(agent => new MakeReady { AgentId = agent.Id }, cancellationToken);
        // Accepted is not done.
        while (_finesse.Agents.Any(agent => agent.State != "READY"))
            await Task.Delay(Moment, cancellationToken);
        foreach (var agent in _agents.Where((_, index) => index % 2 == 0))
            await _finesse.StartIncomingCallAsync("5550100", agent.DefaultExtension, null);
    }

    /// <summary>Forgets every agent and takes each over with what is known of it, as where the owner is down.</summary>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        await ReleaseAllAsync(cancellationToken);
        await AcquireAllAsync(AcquireReason.OwnerDown, cancellationToken);
    }

    /// <summary>Hands every agent over to this connector itself, as to one that comes back: its sessions come to rest, and are prepared, begun and told of anew.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        var atRest = _owner.ExpectTellAsync(_agentIds.Count);
        _agentIds.ForEach(agent => _sessions.Quiesce(agent, _epoch));
        await atRest.WaitAsync(cancellationToken);
        await ReleaseAllAsync(cancellationToken);

        var prepared = _owner.ExpectTellAsync(_agentIds.Count);
        foreach (var agent in _agentIds)
        {
            Say(new HandoverOffer { To = Rehearsing, AgentId = agent, Epoch = _epoch });
            _sessions.Prepare(agent, _owner.Known(agent));
            Say(new HandoverAccepted { To = Rehearsing, AgentId = agent, Epoch = _epoch });
        }

        await prepared.WaitAsync(cancellationToken);
        await AcquireAllAsync(AcquireReason.HandedOver, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First, as long as there is what it hands to: sessions still have reminders under way.
        if (_parts.GetRequiredService<ISessionInbox>() is IAsyncDisposable inbox)
            await inbox.DisposeAsync();
        await _parts.DisposeAsync();
    }

    private async Task ReleaseAllAsync(CancellationToken cancellationToken)
    {
        foreach (var agent in _agents)
            _standby?.Want(agent.Id, FinesseCredentials.Basic(agent.Id, agent.Password));
        _agentIds.ForEach(agent => _sessions.Release(agent, null));
        while (_standby?.Count is { } count && (count.Wanted < _agents.Count || count.Ready < count.Wanted))
            await Task.Delay(Moment, cancellationToken);
    }

    private async Task AcquireAllAsync(AcquireReason why, CancellationToken cancellationToken)
    {
        _epoch++;
        var taken = _owner.ExpectAsync(_epoch, _agentIds.Count);
        foreach (var agent in _agentIds)
        {
            var known = _owner.Known(agent);
            Say(new AgentOwnershipChanged { Claim = new AgentClaim { AgentId = agent, Owner = Rehearsing, Epoch = _epoch }, Progress = known });
            _sessions.Acquire(agent, _epoch, why, Rehearsing, known);
        }

        await taken.WaitAsync(cancellationToken);
    }

    // What connectors say to each other, to nobody.
    private static void Say(SyncMessage message)
    {
        var frame = SyncCodec.Encode(message, number: 1);
        SyncCodec.Decode(frame.Type, frame.Body, frame.IsPacked);
    }

    private async Task AskAllAsync(Func<SimulatedAgent, AgentRequest> request, CancellationToken cancellationToken)
    {
        var inbox = _parts.GetRequiredService<ISessionInbox>();
        var answers = await Task.WhenAll(_agents.Select(agent => inbox
            .AskAsync(request(agent), $"rehearsal-{++_requests}", DateTimeOffset.MaxValue, cancellationToken)
            .WaitAsync(RequestLimit, cancellationToken)));
        if (answers.OfType<CommandRejected>().FirstOrDefault() is { } rejected)
            throw new InvalidOperationException($"A simulated agent's request was refused: {rejected.Message}");
    }

    private sealed class NoAudience : IAgentEvents
    {
        public void Publish(AgentEvent agentEvent, string? eventAddress)
        {
        }

        public void Withdraw(string agentId)
        {
        }

        public void Pause()
        {
        }

        public void Resume()
        {
        }
    }
}
