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
    /// <summary>The queue on which clients' requests arrive.</summary>
    public const string RequestQueue = "connector";

    // Requests wait for Finesse, not for the processor: hundreds may be under way. More would, in a pair of connectors, be held
    // back from the other by this one's prefetch.
    private const int RequestsUnderWay = 500;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>Adds the bus: ActiveMQ where there is a broker, else MassTransit's in-memory transport.</summary>
    public static IServiceCollection AddBus(this IServiceCollection services, ConnectorSettings settings)
    {
        // The start does not wait for a broker that is away: health tells, and the bus connects when it comes.
        services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = StopLimit;
        });
        var tls = settings.Broker is null ? null : Tls(settings.Broker);
        services.AddSingleton<BrokerWatch>();
        services.AddMassTransit(registration =>
        {
            foreach (var request in RequestTypes.All.Values)
                registration.AddConsumer(typeof(AgentRequestConsumer<>).MakeGenericType(request));
            registration.AddConsumer<GetConnectorStatusConsumer>();
            if (settings.Broker is { } broker)
            {
                registration.UsingActiveMq((context, bus) =>
                {
                    bus.Host(broker.Addresses[0].ToUri(), host => Configure(host, broker, tls, context.GetRequiredService<BrokerWatch>()));
                    bus.ReceiveEndpoint(RequestQueue, endpoint =>
                    {
                        endpoint.ConsumerPriority = broker.ConsumerPriority;
                        Configure(endpoint, context);
                    });
                    if (settings.DemoPage)
                        bus.ReceiveEndpoint(new TemporaryEndpointDefinition(), context.EndpointNameFormatter(), endpoint => DemoClient.Listen(endpoint, context));
                });
            }
            else
            {
                registration.UsingInMemory((context, bus) =>
                {
                    bus.ReceiveEndpoint(RequestQueue, endpoint => Configure(endpoint, context));
                    if (settings.DemoPage)
                        bus.ReceiveEndpoint(new TemporaryEndpointDefinition(), context.EndpointNameFormatter(), endpoint => DemoClient.Listen(endpoint, context));
                });
            }
        });
        return services;
    }

    private static OpenWireTlsOptions? Tls(BrokerSettings broker) => !broker.Addresses.Any(address => address.Tls) ? null : new()
    {
        TrustedRoots = broker.AuthoritiesFile is { } authorities
            ? PemFiles.Authorities(ConfigurationKeys.BrokerAuthorities, authorities)
            : null,
        ClientCertificate = broker.ClientCertificateFile is { } certificate
            ? PemFiles.CertificateWithKey(ConfigurationKeys.BrokerClientCertificate, certificate)
            : null,
    };

    private static void Configure(
        IActiveMqHostConfigurator host, BrokerSettings broker, OpenWireTlsOptions? tls, BrokerWatch watch)
    {
        // Every address says by its scheme whether it is TLS; this is for those that are.
        if (tls is not null)
            host.UseSsl(tls);
        host.Username(broker.User);
        host.Password(broker.Password.Value);
        host.SendTimeout(broker.SendTimeout);
        host.ObserveBroker(watch.Observe);
        if (broker.Addresses.Count < 2)
            return;
        host.FailoverHosts([.. broker.Addresses.Select(address => address.ToUri().AbsoluteUri.TrimEnd('/'))]);
        host.Randomize(broker.Randomize);
        host.PriorityBackup(broker.PriorityBackup);
    }

    private static void Configure(IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.PrefetchCount = RequestsUnderWay;
        endpoint.ConcurrentMessageLimit = RequestsUnderWay;
        foreach (var request in RequestTypes.All.Values)
            endpoint.ConfigureConsumer(context, typeof(AgentRequestConsumer<>).MakeGenericType(request));
        endpoint.ConfigureConsumer<GetConnectorStatusConsumer>(context);
    }

    private static IEndpointNameFormatter EndpointNameFormatter(this IBusRegistrationContext context) =>
        context.GetService<IEndpointNameFormatter>() ?? DefaultEndpointNameFormatter.Instance;
}
