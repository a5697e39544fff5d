using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.Notifications;
using Connector.FinesseSimulator.Recording;
using Connector.FinesseSimulator.Rest;
using Connector.FinesseSimulator.Sides;
using Connector.FinesseSimulator.SingleSignOn;
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
    private readonly Laboratory _lab;
    private readonly ForcedLogout? _forcedLogout;
    private readonly SemaphoreSlim _listeners = new(1);
    private readonly WebListener _web;
    private readonly WebListener? _https;
    private readonly SideSink? _xmpp;
    private readonly FaultySink _sink;
    private readonly NotificationPublisher _publisher;
    private readonly BackgroundWork _background;
    private readonly SystemInfo _systemInfo;
    private readonly UserDirectory _directory;
    private readonly PubSubNodes _nodes;
    private readonly Action<bool> _presence;
    private volatile SideCondition _condition = new();
    private int _disposed;

    internal SimulatedSide(int index, SimulatorOptions options, Laboratory lab, ForcedLogout? forcedLogout)
    {
        _index = index;
        _options = options;
        _sideOptions = index == 0 ? options.SideA : options.SideB!;
        _lab = lab;
        var centre = _centre = lab.Centre;
        _forcedLogout = forcedLogout;
        Name = index == 0 ? "A" : "B";
        XmppPort = _sideOptions.XmppPort;
        Requests = new RequestLog(options.RequestLogCapacity);
        var logs = options.LoggerFactory;
        _systemInfo = new SystemInfo(Domain, lab.Identity.Mode, () => lab.Pair.Nodes, centre.Rules, options.TimeProvider);
        _directory = new UserDirectory(centre, lab.Identity);
        _nodes = new PubSubNodes(_directory);
        _background = new BackgroundWork(logs.CreateLogger<BackgroundWork>());
        if (_sideOptions.NotificationSink is null) _xmpp = new SideSink();
        _presence = available => _xmpp?.Server?.SetFinesseAvailable(available);
        _sink = new FaultySink(lab.Faults, Name, _sideOptions.NotificationSink ?? _xmpp!, logs.CreateLogger<FaultySink>());
        _publisher = new NotificationPublisher(
            _sink, Domain, centre.Rules, Guid.NewGuid(), logs.CreateLogger<NotificationPublisher>());
        centre.Listen(Publish);
        var guard = new LoginGuard(options, lab.Identity, FindUser);
        var rest = new FinesseRest(options, centre, Requests, guard, _background, _systemInfo);
        var control = new ControlApi(lab, index);
        var recording = new RecordingMiddleware(lab.Recorder, Name, guard.NameIn);
        var faults = new FaultyRest(lab.Faults, Name, Requests, guard.NameIn, FindUser);
        _web = new WebListener(options.ListenAddress, _sideOptions.RestPort, logs, app =>
        {
            if (_https is not null && options.RedirectToHttps) app.Use(RedirectAsync);
            Map(app);
        });
        if (options.Certificate is { } certificate)
            _https = new WebListener(options.ListenAddress, _sideOptions.HttpsPort, logs, Map, certificate.Server);

        void Map(WebApplication app)
        {
            app.Use(ControlApi.AllowLoopbackPagesAsync);
            app.Use(recording.HandleAsync);
            app.Use(faults.HandleAsync);
            app.UseRouting();
            app.UseWebSockets();
            app.Map("/finesse/api/{**path}", rest.HandleAsync);
            app.Map("/ws", ServeWebSocketAsync);
            control.Map(app);
        }

        Agent? FindUser(string name) => FinesseRest.FindUser(centre.State, name);
    }

    /// <summary><c>A</c> or <c>B</c>.</summary>
    public string Name { get; }

    /// <summary>The XMPP domain.</summary>
    public string Domain => _sideOptions.Domain;

    /// <summary>The root of REST and of the control API.</summary>
    public Uri RestBase => _web.Root;

    /// <summary>The port of REST and of the control API.</summary>
    public int RestPort => RestBase.Port;

    /// <summary>The port of REST and of the control API with TLS; none without a certificate.</summary>
    public int? HttpsPort => _https?.Root.Port;

    /// <summary>The port that SystemInfo names for XMPP.</summary>
    public int XmppPort { get; private set; }

    /// <summary>The port for XMPP with TLS from the first byte; none without a certificate.</summary>
    public int? XmppSecurePort { get; private set; }

    /// <summary>The port for XMPP by WebSocket with TLS; none without a certificate.</summary>
    public int? WebSocketPort { get; private set; }

    /// <summary>Whether its SystemInfo says IN_SERVICE, or would where REST is down.</summary>
    public bool IsInService => _systemInfo.IsInService;

    /// <summary>The Finesse REST requests received, in order; those of the control API are not among them.</summary>
    public IReadOnlyList<RecordedRequest> ReceivedRequests => Requests.Snapshot();

    /// <summary>The requests received.</summary>
    internal RequestLog Requests { get; }

    /// <summary>How it is reached.</summary>
    internal NodeAddress Address => new(Domain, HttpsPort, XmppPort, XmppSecurePort);

    /// <summary>The resources an agent has bound; none where another XMPP server does the work.</summary>
    public IReadOnlyList<string> XmppResourcesOf(string agentId) => _xmpp?.Server?.ResourcesOf(agentId) ?? [];

    /// <summary>The sessions of all users.</summary>
    internal IReadOnlyList<XmppSessionView> XmppSessions => _xmpp?.Server?.BoundSessions ?? [];

    /// <summary>How many XMPP connections there are, signed in or not.</summary>
    public int XmppSessionCount => _xmpp?.Server?.Sessions.Count ?? 0;

    /// <summary>Does something to this server, or undoes it. Done once its ports are open or closed.</summary>
    /// <param name="happens">What happens.</param>
    /// <exception cref="SimulationException">It cannot happen here; the message says why.</exception>
    /// <exception cref="IOException">A port that is to be opened again was taken meanwhile.</exception>
    public Task HappenAsync(SideEvent happens) => _lab.Pair.HappenAsync(happens, _index);

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

    /// <summary>Has a user told something, as if Finesse had told it.</summary>
    internal ValueTask TellAsync(FinesseNotification notification, CancellationToken cancellationToken) =>
        _sink.PublishAsync(notification, cancellationToken);

    /// <summary>Has the faults that strike sessions once strike those that are there.</summary>
    internal void StrikeSessions()
    {
        foreach (var session in _xmpp?.Server?.Sessions ?? [])
        {
            var strikes = _lab.Faults.Decide(new FaultSubject(FaultTarget.Session, Name, session.User));
            foreach (var fault in strikes.Select(strike => strike.Fault))
            {
                if (fault.Kind is FaultKind.KickXmpp) session.End(fault.Condition, "The laboratory ends this session.");
                else if (fault.Kind is FaultKind.ResetXmpp) session.Reset();
            }
        }
    }

    /// <summary>Opens and closes ports until they are as the condition wants them.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _listeners.WaitAsync(cancellationToken);
        try
        {
            await Task.WhenAll(FollowXmppAsync(), FollowWebAsync(_web), _https is null ? Task.CompletedTask : FollowWebAsync(_https));
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

        // Before the web server, which would cut off the WebSockets on its port before they are told why.
        if (_xmpp?.Server is { } server)
        {
            _xmpp.Server = null;
            await server.DisposeAsync();
        }

        await _web.DisposeAsync();
        if (_https is not null) await _https.DisposeAsync();
        await _background.DisposeAsync();
        await _publisher.DisposeAsync();
        await _sink.DisposeAsync();
        _listeners.Dispose();
    }

    private Task FollowWebAsync(WebListener listener) =>
        _condition.ServesRest ? listener.StartAsync(CancellationToken.None) : listener.StopAsync();

    private async Task FollowXmppAsync()
    {
        if (_xmpp is null) return;
        var condition = _condition;
        if (condition.ServesXmpp && _xmpp.Server is null)
        {
            var server = CreateServer();
            try
            {
                await server.StartAsync(CancellationToken.None);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            (XmppPort, XmppSecurePort, WebSocketPort) = (server.Port, server.SecurePort, server.WebSocketPort);
            server.SetFinesseAvailable(condition.ServesRest);
            _xmpp.Server = server;
        }
        else if (!condition.ServesXmpp && _xmpp.Server is { } server)
        {
            _xmpp.Server = null;

            // Only a service that is stopped in order says goodbye.
            if (!condition.IsPowered || condition.NotificationService) await server.ResetAsync();
            await server.DisposeAsync();
        }
    }

    private XmppServer CreateServer() => new(
        new XmppServerOptions
        {
            Domain = Domain,
            Endpoint = new IPEndPoint(_options.ListenAddress, XmppPort),
            Certificate = _options.Certificate?.Server,
            SecurePort = XmppSecurePort ?? _sideOptions.XmppSecurePort,
            WebSocketPort = WebSocketPort ?? _sideOptions.WebSocketPort,
            IdleTimeout = _options.XmppIdleTimeout,
            Hold = user => _lab.Faults.HoldOf(Name, user),
            Tap = (user, resource, fromClient, stanza) => _lab.Recorder.AddStanza(Name, user, resource, fromClient, stanza),
            Time = _options.TimeProvider,
        },
        _directory,
        _nodes,
        _forcedLogout is null ? null : (agentId, available) => _forcedLogout.PresenceChanged(_index, agentId, available),
        _options.LoggerFactory);

    // As a real one does since 12.5 (facts 1.1). The control API stays where it is.
    private async Task RedirectAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/finesse", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var host = request.Host.Host.Length > 0 ? request.Host.Host : Domain;
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = string.Create(
            CultureInfo.InvariantCulture, $"https://{host}:{HttpsPort}{request.Path}{request.QueryString}");
    }

    // On the port of REST too, as on Finesse's 8445 (facts 1.1).
    private Task ServeWebSocketAsync(HttpContext context)
    {
        if (_xmpp?.Server is { } server) return server.ServeWebSocketAsync(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

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

    private sealed class UserDirectory(ContactCentre centre, IdentityService identity) : IUserDirectory
    {
        public bool IsUser(string user) => centre.State.Agents.ContainsKey(user);

        public bool IsSecret(string user, string secret, out CancellationToken sessionEnds)
        {
            sessionEnds = CancellationToken.None;
            if (!centre.State.Agents.TryGetValue(user, out var agent)) return false;
            return identity.UsesToken(user)
                ? identity.IsTokenOf(user, secret, out sessionEnds)
                : LoginGuard.IsRight(agent, secret);
        }

        public bool IsSupervisorOf(string user, string teamId) =>
            centre.State.Agents.TryGetValue(user, out var agent) && agent.Profile.IsSupervisor && agent.Profile.TeamId == teamId;

        public bool IsQueue(string queueId) =>
            centre.Rules.Flavour.HasQueues && centre.State.Queues.ContainsKey(queueId);
    }
}
