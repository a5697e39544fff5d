using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connector.Sagas;

/// <summary>Registers the agents' sessions.</summary>
public static class AgentSessionsRegistration
{
    /// <summary>Adds <see cref="ISessionInbox"/> and the saga state machine behind it, on MassTransit's mediator with its
    /// in-memory saga repository, and <see cref="IOwnedSessions"/> to it. The host brings <see cref="IFinesse"/>,
    /// <see cref="ISubscriptions"/>, <see cref="IAgentEvents"/>, <see cref="ICredentialsProtector"/>, logging, and with
    /// <see cref="IOwnershipReports"/> somebody who decides which agents are this connector's.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What the sessions need to know of the connector.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddAgentSessions(this IServiceCollection services, AgentSessionsOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<PendingAnswers>();
        services.AddSingleton<SessionDirectory>();
        services.AddSingleton<SessionEffects>();
        services.AddSingleton<ISessionEffects>(provider => provider.GetRequiredService<SessionEffects>());
        services.AddSingleton<SessionGate>();
        services.AddSingleton<SessionProgress>();
        services.AddSingleton<SessionEvents>();
        services.AddSingleton<SessionWatches>();
        services.AddSingleton<SessionCommands>();
        services.AddSingleton<SessionReports>();
        services.AddSingleton<SessionOwnership>();
        services.AddSingleton<OwnedSessions>();
        services.AddSingleton<IOwnedSessions>(provider =>
        {
            // Where what it posts goes to; nobody else may have asked for it yet.
            provider.GetRequiredService<SessionInbox>();
            return provider.GetRequiredService<OwnedSessions>();
        });
        services.AddSingleton<SessionInbox>();
        services.AddSingleton<ISessionInbox>(provider => provider.GetRequiredService<SessionInbox>());

        // The mediator needs the state machine, which needs the subscriptions, which report to the inbox, which needs the mediator.
        services.AddSingleton(provider => new Lazy<IMediator>(provider.GetRequiredService<IMediator>));
        // Whoever owns the sessions is told by them.
        services.AddSingleton(provider => new Lazy<IOwnershipReports>(provider.GetRequiredService<IOwnershipReports>));
        services.AddMediator(mediator => mediator
            .AddSagaStateMachine<AgentSessionStateMachine, AgentSession>()
            .InMemoryRepository());
        return services;
    }
}
