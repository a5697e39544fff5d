using System.Security.Cryptography;
using Connector.OpenWire;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Cluster.Standby;
using Connector.Service.Cluster.Sync;
using Connector.Service.Cluster.Witnesses;
using Connector.Service.Configuration;
using Connector.Service.Hosting;
using Connector.Service.Memory;
using Connector.Service.Requests;
using MassTransit;
using Quartz;

namespace Connector.Service.Cluster;

/// <summary>Registers the ownership of agents: the same for one connector and for more.</summary>
internal static class ClusterRegistration
{
    private const int TicksPerHeartbeat = 8;
    private static readonly DateTimeOffset EpochsBegin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan ShortestConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopAllowance = TimeSpan.FromSeconds(2);

    /// <summary>Adds the node, its jobs, and its ways to the other connectors.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services, ConnectorSettings settings, OpenWireTlsOptions? tls)
    {
        var run = Guid.NewGuid().ToString("N");
        services.AddBusObserver<BusStart>();
        services.AddSingleton(provider => provider.GetServices<IBusObserver>().OfType<BusStart>().Single());
        services.AddMemory(settings);
        services.AddSingleton(provider => Options(
            settings, run, provider.GetRequiredService<CredentialsProtector>().KeyFingerprint, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ClusterLimits(StopLimit(settings)));
        services.AddSingleton(provider => new SyncLinks(
            Links(settings, run, tls),
            new OpenWireConnector(provider.GetRequiredService<ILoggerFactory>()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SyncLinks>>()));
        services.AddSingleton<RequestQueues>();
        services.AddSingleton<IRequestQueues>(provider => provider.GetRequiredService<RequestQueues>());
        services.AddSingleton(provider => new RequestDesk(
            settings.ConnectorId, provider.GetRequiredService<ISessionInbox>, provider.GetRequiredService<ILogger<RequestDesk>>()));
        services.AddWitness(settings);
        services.AddSingleton(provider => new NodeParts
        {
            Sessions = provider.GetRequiredService<IOwnedSessions>,
            Sync = provider.GetRequiredService<SyncLinks>(),
            Queues = provider.GetRequiredService<IRequestQueues>(),
            Desk = provider.GetRequiredService<RequestDesk>(),
            Memory = provider.GetRequiredService<IRestartMemory>(),
            Witness = new PeerWitnesses([.. provider.GetServices<IPeerWitness>()]),
            GiveUp = provider.GetRequiredService<IHostApplicationLifetime>().StopApplication,
        });
        services.AddSingleton<OwnershipNode>();
        services.AddSingleton<IOwnershipReports>(provider => provider.GetRequiredService<OwnershipNode>());
        services.AddSingleton<IRequestRouting>(provider => provider.GetRequiredService<OwnershipNode>());
        services.AddSingleton<NodeSenses>();
        services.AddSingleton<ClusterWitnesses>();
        services.AddSingleton<ClusterBoard>();
        // The ticks go on until the agents are handed over.
        services.AddTicks(settings.HeartbeatInterval / TicksPerHeartbeat);
        return services.AddHostedService<ClusterService>();
    }

    /// <summary>How long a clean stop may hand agents over.</summary>
    internal static TimeSpan StopLimit(ConnectorSettings settings) =>
        new OwnershipOptions { ConnectorId = "", Incarnation = "", Mode = settings.Mode, HeartbeatInterval = settings.HeartbeatInterval }.StopLimit + StopAllowance;

    private static OwnershipOptions Options(ConnectorSettings settings, string run, string keyFingerprint, TimeProvider time) => new()
    {
        ConnectorId = settings.ConnectorId,
        Incarnation = run,
        Mode = settings.Mode,
        Priority = settings.Broker?.ConsumerPriority ?? 0,
        KeyFingerprint = settings.SyncSharedKey is null ? "" : keyFingerprint,
        Brokers = [.. settings.Broker?.Addresses.Select(address => address.Name) ?? []],
        EpochFloor = (time.GetUtcNow() - EpochsBegin).Ticks / (TimeSpan.TicksPerSecond / 100),
        HeartbeatInterval = settings.HeartbeatInterval,
    };

    private static IEnumerable<SyncLinkOptions> Links(ConnectorSettings settings, string run, OpenWireTlsOptions? tls)
    {
        if (settings.Mode == DeploymentMode.Simplex || settings.Broker is not { } broker)
            return [];
        var patience = settings.HeartbeatInterval * 5;
        return
        [
            .. broker.Addresses.Select(address => new SyncLinkOptions
            {
                Name = address.Name,
                ConnectorId = settings.ConnectorId,
                Run = run,
                Pause = settings.HeartbeatInterval / 2,
                OpenWire = new OpenWireOptions
                {
                    Broker = OpenWire.BrokerAddress.Parse(address.ToUri().AbsoluteUri),
                    User = broker.User.Length > 0 ? broker.User : null,
                    Password = broker.User.Length > 0 ? broker.Password.Value : null,
                    Tls = address.Tls ? tls : null,
                    ConnectTimeout = patience > ShortestConnectTimeout ? patience : ShortestConnectTimeout,
                },
            }),
        ];
    }

    private static void AddWitness(this IServiceCollection services, ConnectorSettings settings)
    {
        if (settings.Mode == DeploymentMode.Simplex)
            return;
        if (settings.StandbySessions)
        {
            services.AddSingleton(provider => new StandbyKeeper(
                settings.ConnectorId, provider.GetRequiredService<ICredentialsProtector>(), provider.GetRequiredService<ILogger<StandbyKeeper>>()));
            services.AddSingleton<IPeerWitness>(provider => provider.GetRequiredService<StandbyKeeper>());
        }

        services.AddSingleton(provider => new FinesseWitness(
            settings.ConnectorId,
            provider.GetRequiredService<FinesseClients>,
            provider.GetRequiredService<OwnershipNode>,
            provider.GetRequiredService<ICredentialsProtector>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IPeerWitness>(provider => provider.GetRequiredService<FinesseWitness>());
        services.AddSingleton(provider => new BrokerWitness(
            provider.GetRequiredService<IBus>(),
            provider.GetRequiredService<SyncLinks>().Sights,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BrokerWitness>>()));
        services.AddSingleton<ISightings>(provider => provider.GetRequiredService<FinesseWitness>().Watch);
    }

    private static void AddMemory(this IServiceCollection services, ConnectorSettings settings)
    {
        services.AddSingleton<ICredentialsProtector>(provider => provider.GetRequiredService<CredentialsProtector>());
        if (settings.Finesse is null)
        {
            // What the simulator inside knows ends with the process, too.
            services.AddSingleton<IRestartMemory, NoRestartMemory>();
            services.AddSingleton(_ => new CredentialsProtector(RandomNumberGenerator.GetBytes(SharedKey.Length)));
            return;
        }

        services.AddSingleton(new RestartMemoryOptions { Folder = settings.DataFolder });
        services.AddSingleton<IRestartMemory, RestartMemory>();
        services.AddSingleton(_ => new CredentialsProtector(settings.SyncSharedKey is { } key ? key.Bytes.Span : OwnKey(settings)));
    }

    private static byte[] OwnKey(ConnectorSettings settings)
    {
        try
        {
            return MachineKey.ReadOrMake(settings.DataFolder);
        }
        catch (IOException fault)
        {
            throw new StartException($"{fault.Message} ({ConfigurationKeys.DataFolder.Name} says where it is.)");
        }
    }

    private static void AddTicks(this IServiceCollection services, TimeSpan interval)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UseInMemoryStore();
            // Nothing runs beside a tick, and a tick takes no time.
            quartz.UseDefaultThreadPool(1);
            quartz.UseTimeProvider(new SteadyCalendar(TimeProvider.System));
            quartz.ScheduleJob<TickJob>(trigger => trigger
                .WithIdentity("tick")
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()));
        });
        services.AddQuartzHostedService<TickService>(quartz => quartz.AutoStart = false);
    }
}
