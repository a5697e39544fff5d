using System.Collections.Immutable;
using System.Net;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Notifications;
using Connector.FinesseSimulator.Rest;
using Connector.FinesseSimulator.Sides;
using Connector.FinesseSimulator.Web;
using Connector.FinesseSimulator.Wire;
using Connector.FinesseSimulator.Xmpp;

namespace Connector.FinesseSimulator;

/// <summary>One Finesse server: REST, XMPP and its own idea of being in service, on a contact centre that it may share.</summary>
public sealed class SimulatedSide : IAsyncDisposable
{
    private readonly int _index;
    private readonly SimulatorOptions _options;
    private readonly SideOptions _sideOptions;
    private readonly ContactCentre _centre;
    private readonly SidePair _pair;
    private readonly ForcedLogout? _forcedLogout;
    private readonly SemaphoreSlim _listeners = new(1);
    private readonly WebListener _web;
    private readonly SideSink? _xmpp;
    private readonly NotificationPublisher _publisher;
    private readonly BackgroundWork _background;
    private readonly SystemInfo _systemInfo;
    private readonly Action<bool> _presence;
    private volatile SideCondition _condition = new();
    private int _disposed;

    internal SimulatedSide(
        int index, SimulatorOptions options, ContactCentre centre, SidePair pair, ForcedLogout? forcedLogout)
    {
        _index = index;
        _options = options;
        _sideOptions = index == 0 ? options.SideA : options.SideB!;
        _centre = centre;
        _pair = pair;
        _forcedLogout = forcedLogout;
        Name = index == 0 ? "A" : "B";
        XmppPort = _sideOptions.XmppPort;
        Requests = new RequestLog(options.RequestLogCapacity);
        var logs = options.LoggerFactory;
        _systemInfo = new SystemInfo(Domain, () => pair.Nodes, centre.Rules, options.TimeProvider);
        _background = new BackgroundWork(logs.CreateLogger<BackgroundWork>());
        if (_sideOptions.NotificationSink is null) _xmpp = new SideSink();
        _presence = available => _xmpp?.Server?.SetFinesseAvailable(available);
        _publisher = new NotificationPublisher(
            _sideOptions.NotificationSink ?? _xmpp!, Domain, centre.Rules, Guid.NewGuid(),
            logs.CreateLogger<NotificationPublisher>());
        centre.Listen(Publish);
        var guard = new LoginGuard(options, name => FinesseRest.FindUser(centre.State, name));
        var rest = new FinesseRest(options, centre, Requests, guard, _background, _systemInfo);
        var control = new ControlApi(centre, pair, index);
        _web = new WebListener(options.ListenAddress, _sideOptions.RestPort, logs, app =>
        {
            app.Use(ControlApi.AllowLoopbackPagesAsync);
            app.UseRouting();
            app.Map("/finesse/api/{**path}", rest.HandleAsync);
            control.Map(app);
        });
    }

    /// <summary><c>A</c> or <c>B</c>.</summary>
    public string Name { get; }

    /// <summary>The XMPP domain.</summary>
    public string Domain => _sideOptions.Domain;

    /// <summary>The root of REST and of the control API.</summary>
    public Uri RestBase => _web.Root;

    /// <summary>The port of REST and of the control API.</summary>
    public int RestPort => RestBase.Port;

    /// <summary>The port that SystemInfo names for XMPP.</summary>
    public int XmppPort { get; private set; }

    /// <summary>Whether its SystemInfo says IN_SERVICE, or would where REST is down.</summary>
    public bool IsInService => _systemInfo.IsInService;

    /// <summary>The Finesse REST requests received, in order; those of the control API are not among them.</summary>
    public IReadOnlyList<RecordedRequest> ReceivedRequests => Requests.Snapshot();

    /// <summary>The requests received.</summary>
    internal RequestLog Requests { get; }

    /// <summary>How it is reached.</summary>
    internal NodeAddress Address => new(Domain, HttpsPort: null, XmppPort, XmppSecurePort: null);

    /// <summary>The resources an agent has bound; none where another XMPP server does the work.</summary>
    public IReadOnlyList<string> XmppResourcesOf(string agentId) => _xmpp?.Server?.ResourcesOf(agentId) ?? [];

    /// <summary>Does something to this server, or undoes it. Done once its ports are open or closed.</summary>
    /// <param name="happens">What happens.</param>
    /// <exception cref="SimulationException">It cannot happen here; the message says why.</exception>
    /// <exception cref="IOException">A port that is to be opened again was taken meanwhile.</exception>
    public Task HappenAsync(SideEvent happens) => _pair.HappenAsync(happens, _index);

    /// <summary>Opens its ports.</summary>
    internal Task StartAsync(CancellationToken cancellationToken) => FollowAsync(cancellationToken);

    /// <summary>Is told what is the case now. Called in order, and must not wait: <see cref="FollowAsync"/> opens and closes
    /// ports.</summary>
    internal void Become(SideCondition condition, bool inService)
    {
        var before = _condition;
        var wasInService = _systemInfo.IsInService;
        _systemInfo.IsInService = inService;
        _systemInfo.HasHeartbeat = condition.Cti is CtiLink.Connected;
        _centre.Read(state =>
        {
            _condition = condition;
            if (condition.ServesRest != before.ServesRest && condition.IsPowered) _presence(condition.ServesRest);
            if (condition.ServesRest && (inService != wasInService || !before.ServesRest))
                _publisher.PublishSystemInfo(state.Agents.Keys, UpdateXml.OfSystemInfo(_systemInfo.ToXmpp()));

            // After an outage Finesse publishes the last state of everybody once (facts 6.4).
            if (condition.Hears && !before.Hears) _publisher.Publish(Everything(state));
        });
    }

    /// <summary>Opens and closes ports until they are as the condition wants them.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _listeners.WaitAsync(cancellationToken);
        try
        {
            await Task.WhenAll(FollowXmppAsync(), _condition.ServesRest ? _web.StartAsync(cancellationToken) : _web.StopAsync());
        }
        finally
        {
            _listeners.Release();
        }
    }

    // Hidden: the simulator ends its servers; whoever has one of them has no need to.
    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _listeners.WaitAsync();
        await _web.DisposeAsync();
        await _background.DisposeAsync();
        await _publisher.DisposeAsync();
        if (_xmpp?.Server is { } server) await server.DisposeAsync();
        _listeners.Dispose();
    }

    private async Task FollowXmppAsync()
    {
        if (_xmpp is null) return;
        var condition = _condition;
        if (condition.ServesXmpp && _xmpp.Server is null)
        {
            var server = CreateServer();
            try
            {
                server.Start();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            XmppPort = server.Port;
            server.SetFinesseAvailable(condition.ServesRest);
            _xmpp.Server = server;
        }
        else if (!condition.ServesXmpp && _xmpp.Server is { } server)
        {
            _xmpp.Server = null;

            // Only a service that is stopped in order says goodbye.
            if (!condition.IsPowered || condition.NotificationService) server.Reset();
            await server.DisposeAsync();
        }
    }

    private XmppServer CreateServer() => new(
        new XmppServerOptions
        {
            Domain = Domain,
            Endpoint = new IPEndPoint(_options.ListenAddress, XmppPort),
            IdleTimeout = _options.XmppIdleTimeout,
            Time = _options.TimeProvider,
        },
        new UserDirectory(_centre),
        _forcedLogout is null ? null : (agentId, available) => _forcedLogout.PresenceChanged(_index, agentId, available),
        _options.LoggerFactory);

    private void Publish(ImmutableArray<Notice> notices)
    {
        if (_condition.Hears) _publisher.Publish(notices);
    }

    private ImmutableArray<Notice> Everything(CentreState state) =>
    [
        .. state.Agents.Values.Where(agent => agent.StateChangeTime is not null).OrderBy(agent => agent.Id, StringComparer.Ordinal)
            .SelectMany(agent => state.CallsOf(agent)
                .Select(call => (Notice)new DialogNotice(
                    agent.Id, call, CallActions.OfferedOn(call, state, _centre.Rules), EventKind.Put, RequestId: ""))
                .Prepend(new UserNotice(agent, RequestId: ""))),
    ];

    // The XMPP server of the moment. While there is none, what would be told is lost, as it is at a notification service that is
    // down.
    private sealed class SideSink : INotificationSink
    {
        private volatile XmppServer? _server;

        public XmppServer? Server
        {
            get => _server;
            set => _server = value;
        }

        public ValueTask PublishAsync(FinesseNotification notification, CancellationToken cancellationToken) =>
            _server is { } server ? server.PublishAsync(notification, cancellationToken) : ValueTask.CompletedTask;
    }

    private sealed class UserDirectory(ContactCentre centre) : IUserDirectory
    {
        public bool IsUser(string user) => centre.State.Agents.ContainsKey(user);

        public bool IsPassword(string user, string password) =>
            centre.State.Agents.TryGetValue(user, out var agent) && LoginGuard.IsRight(agent, password);

        public bool IsSupervisorOf(string user, string teamId) =>
            centre.State.Agents.TryGetValue(user, out var agent) && agent.Profile.IsSupervisor && agent.Profile.TeamId == teamId;

        public bool IsQueue(string queueId) =>
            centre.Rules.Flavour.HasQueues && centre.State.Queues.ContainsKey(queueId);
    }
}
