using System.Net;
using Connector.FinesseSimulator.Notifications;
using Connector.FinesseSimulator.Rest;
using Connector.FinesseSimulator.Wire;
using Connector.FinesseSimulator.Xmpp;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Connector.FinesseSimulator;

/// <summary>One Finesse server: REST, XMPP and its own idea of being in service, on a contact centre that it may share.</summary>
internal sealed class FinesseSide : IAsyncDisposable
{
    private readonly ContactCentre _centre;
    private readonly WebApplication _web;
    private readonly XmppServer? _xmpp;
    private readonly NotificationPublisher _publisher;
    private readonly ForcedLogout? _forcedLogout;
    private readonly BackgroundWork _background;
    private readonly SystemInfo _systemInfo;

    private FinesseSide(SimulatorOptions options, ContactCentre centre, XmppServer? xmpp, ForcedLogout? forcedLogout)
    {
        _centre = centre;
        _xmpp = xmpp;
        _forcedLogout = forcedLogout;
        Domain = options.Domain;
        XmppPort = xmpp?.Port ?? options.XmppPort;
        Requests = new RequestLog(options.RequestLogCapacity);
        var logs = options.LoggerFactory;
        _systemInfo = new SystemInfo(Domain, XmppPort, centre.Rules, options.TimeProvider);
        _background = new BackgroundWork(logs.CreateLogger<BackgroundWork>());
        _publisher = new NotificationPublisher(
            options.NotificationSink ?? xmpp!, Domain, centre.Rules, Guid.NewGuid(), logs.CreateLogger<NotificationPublisher>());
        centre.Listen(_publisher.Publish);
        var guard = new LoginGuard(options, name => FinesseRest.FindUser(centre.State, name));
        var rest = new FinesseRest(options, centre, Requests, guard, _background, _systemInfo);
        _web = BuildWeb(options, rest, new ControlApi(centre, Requests, SetInService));
    }

    /// <summary>The XMPP domain.</summary>
    public string Domain { get; }

    /// <summary>The port that SystemInfo names for XMPP.</summary>
    public int XmppPort { get; }

    /// <summary>The requests received.</summary>
    public RequestLog Requests { get; }

    /// <summary>The root of REST.</summary>
    public Uri RestBase { get; private set; } = null!;

    /// <summary>Starts a side.</summary>
    public static async Task<FinesseSide> StartAsync(
        SimulatorOptions options, ContactCentre centre, CancellationToken cancellationToken)
    {
        XmppServer? xmpp = null;
        ForcedLogout? forcedLogout = null;
        if (options.NotificationSink is null)
        {
            if (options.PresenceGrace is { } grace) forcedLogout = new ForcedLogout(centre, grace);
            xmpp = new XmppServer(
                new XmppServerOptions
                {
                    Domain = options.Domain,
                    Endpoint = new IPEndPoint(options.ListenAddress, options.XmppPort),
                    IdleTimeout = options.XmppIdleTimeout,
                    Time = options.TimeProvider,
                },
                new Directory(centre),
                forcedLogout is null ? null : forcedLogout.PresenceChanged,
                options.LoggerFactory);
            xmpp.Start();
        }

        var side = new FinesseSide(options, centre, xmpp, forcedLogout);
        try
        {
            await side._web.StartAsync(cancellationToken);
            var address = side._web.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!.Addresses.First();
            side.RestBase = new Uri(address + "/");
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    /// <summary>The resources an agent has bound.</summary>
    public IReadOnlyList<string> XmppResourcesOf(string agentId) => _xmpp?.ResourcesOf(agentId) ?? [];

    /// <summary>Takes the side out of service or back, and tells everybody where that is news.</summary>
    public void SetInService(bool inService)
    {
        if (_systemInfo.IsInService == inService) return;
        _systemInfo.IsInService = inService;
        _publisher.PublishSystemInfo(_centre.State.Agents.Keys, UpdateXml.OfSystemInfo(_systemInfo.ToXmpp()));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _forcedLogout?.Dispose();
        await _web.DisposeAsync();
        await _background.DisposeAsync();
        await _publisher.DisposeAsync();
        if (_xmpp is not null) await _xmpp.DisposeAsync();
    }

    private static WebApplication BuildWeb(SimulatorOptions options, FinesseRest rest, ControlApi control)
    {
        // Empty: the simulator may live inside another host, whose settings and signals are none of its business.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.ListenAddress, options.RestPort);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        var app = builder.Build();
        app.Use(ControlApi.AllowLoopbackPagesAsync);
        app.UseRouting();
        app.Map("/finesse/api/{**path}", rest.HandleAsync);
        control.Map(app);
        return app;
    }

    private sealed class PassiveLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Directory(ContactCentre centre) : IUserDirectory
    {
        public bool IsUser(string user) => centre.State.Agents.ContainsKey(user);

        public bool IsPassword(string user, string password) =>
            centre.State.Agents.TryGetValue(user, out var agent) && LoginGuard.IsRight(agent, password);

        public bool IsSupervisorOf(string user, string teamId) =>
            centre.State.Agents.TryGetValue(user, out var agent) && agent.Profile.IsSupervisor && agent.Profile.TeamId == teamId;
    }
}
