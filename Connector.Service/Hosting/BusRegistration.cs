using Connector.Contracts;
using Connector.OpenWire;
using Connector.Service.Configuration;
using Connector.Service.Demo;
using Connector.Service.Requests;
using Connector.Service.Status;
using MassTransit;

namespace Connector.Service.Hosting;

/// <summary>Registers the bus and the consumers on it.</summary>
internal static class BusRegistration
{
    // Requests wait for Finesse, not for the processor: hundreds may be under way. More would, in a pair of connectors, be held
    // back from the other by this one's prefetch.
    private const int RequestsUnderWay = 500;
    private static readonly TimeSpan ShortestInactivity = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RequestStopLimit = TimeSpan.FromSeconds(5);

    /// <summary>Adds the bus: ActiveMQ where there is a broker, else MassTransit's in-memory transport.</summary>
    public static IServiceCollection AddBus(this IServiceCollection services, ConnectorSettings settings, OpenWireTlsOptions? tls)
    {
        // The start does not wait for a broker that is away: health tells, and the bus connects when it comes.
        services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = StopLimit;
            // An endpoint that is left waits so long for what it is handling; the rest comes again, where it is known what was begun.
            options.ConsumerStopTimeout = RequestStopLimit;
        });
        services.AddSingleton<BrokerWatch>();
        services.AddMassTransit(registration =>
        {
            // MassTransit's makers are told how it is used unless one says no. A contact centre is nobody's business.
            registration.DisableUsageTelemetry();
            foreach (var request in RequestTypes.All.Values)
                registration.AddConsumer(typeof(AgentRequestConsumer<>).MakeGenericType(request));
            registration.AddConsumer<GetConnectorStatusConsumer>();
            if (settings.Broker is { } broker)
            {
                registration.UsingActiveMq((context, bus) =>
                {
                    bus.Host(broker.Addresses[0].ToUri(), host => Configure(host, broker, settings.HeartbeatInterval, tls, context.GetRequiredService<BrokerWatch>()));
                    bus.ReceiveEndpoint(RequestAddresses.Status, endpoint =>
                    {
                        endpoint.ConsumerPriority = broker.ConsumerPriority;
                        endpoint.ConfigureConsumer<GetConnectorStatusConsumer>(context);
                    });
                    if (settings.DemoPage)
                        bus.ReceiveEndpoint(new TemporaryEndpointDefinition(), context.EndpointNameFormatter(), endpoint => DemoClient.Listen(endpoint, context));
                });
            }
            else
            {
                registration.UsingInMemory((context, bus) =>
                {
                    bus.ReceiveEndpoint(RequestAddresses.Status, endpoint => endpoint.ConfigureConsumer<GetConnectorStatusConsumer>(context));
                    if (settings.DemoPage)
                        bus.ReceiveEndpoint(new TemporaryEndpointDefinition(), context.EndpointNameFormatter(), endpoint => DemoClient.Listen(endpoint, context));
                });
            }
        });
        return services;
    }

    /// <summary>Whom to trust and what to show at brokers with TLS; null: none of them has it.</summary>
    /// <exception cref="StartException">A file cannot be used.</exception>
    public static OpenWireTlsOptions? Tls(BrokerSettings? broker) => broker is null || !broker.Addresses.Any(address => address.Tls) ? null : new()
    {
        TrustedRoots = broker.AuthoritiesFile is { } authorities
            ? PemFiles.Authorities(ConfigurationKeys.BrokerAuthorities, authorities)
            : null,
        ClientCertificate = broker.ClientCertificateFile is { } certificate
            ? PemFiles.CertificateWithKey(ConfigurationKeys.BrokerClientCertificate, certificate)
            : null,
    };

    private static void Configure(
        IActiveMqHostConfigurator host, BrokerSettings broker, TimeSpan heartbeat, OpenWireTlsOptions? tls, BrokerWatch watch)
    {
        // Every address says by its scheme whether it is TLS; this is for those that are.
        if (tls is not null)
            host.UseSsl(tls);
        host.Username(broker.User);
        host.Password(broker.Password.Value);
        host.SendTimeout(broker.SendTimeout);
        // A connector whose host is gone without a word must not keep the requests that its broker has given it: the broker lets go of it (after once to
        // twice this time, and a little) about when its peer takes its agents.
        var limit = heartbeat * 2;
        host.InactivityLimit(limit > ShortestInactivity ? limit : ShortestInactivity);
        host.ObserveBroker(watch.Observe);
        if (broker.Addresses.Count < 2)
            return;
        host.FailoverHosts([.. broker.Addresses.Select(address => address.ToUri().AbsoluteUri.TrimEnd('/'))]);
        host.Randomize(broker.Randomize);
        host.PriorityBackup(broker.PriorityBackup);
    }

    /// <summary>An endpoint of requests.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="context">The consumers.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="isShared">Whether it is the clients' queue, which what is published reaches as well; else what connectors pass on to each other.</param>
    internal static void ConfigureRequests(
        IReceiveEndpointConfigurator endpoint, IRegistrationContext context, ConnectorSettings settings, bool isShared)
    {
        if (settings.Broker is { } broker && endpoint is IActiveMqReceiveEndpointConfigurator activeMq)
            activeMq.ConsumerPriority = broker.ConsumerPriority;
        endpoint.PrefetchCount = RequestsUnderWay;
        endpoint.ConcurrentMessageLimit = RequestsUnderWay;
        endpoint.ConfigureConsumeTopology = isShared;
        // Published, it has a queue that is taken from in every state.
        endpoint.ConfigureMessageTopology<GetConnectorStatus>(enabled: false);
        foreach (var request in RequestTypes.All.Values)
            endpoint.ConfigureConsumer(context, typeof(AgentRequestConsumer<>).MakeGenericType(request));
        endpoint.ConfigureConsumer<GetConnectorStatusConsumer>(context);
    }

    private static IEndpointNameFormatter EndpointNameFormatter(this IBusRegistrationContext context) =>
        context.GetService<IEndpointNameFormatter>() ?? DefaultEndpointNameFormatter.Instance;
}
