using System.Collections.Immutable;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.Load;
using Connector.FinesseSimulator.Recording;
using Connector.FinesseSimulator.Rest;
using Connector.FinesseSimulator.Sides;
using Connector.FinesseSimulator.SingleSignOn;
using Connector.FinesseSimulator.Web;

namespace Connector.FinesseSimulator;

/// <summary>An agent of the simulator as he is at one moment.</summary>
/// <param name="Id">The id, which is also the local part of his JID.</param>
/// <param name="LoginName">The name he may use in place of the id.</param>
/// <param name="Password">The password for REST and XMPP; empty where he signs in with tokens.</param>
/// <param name="DefaultExtension">The extension meant for him.</param>
/// <param name="IsSupervisor">Whether he supervises his team.</param>
/// <param name="TeamId">His team.</param>
/// <param name="State">His state as Finesse writes it, such as <c>NOT_READY</c>.</param>
/// <param name="Extension">The extension he is signed in at; empty while signed out.</param>
/// <param name="DialogIds">His calls, oldest first.</param>
public sealed record SimulatedAgent(
    string Id, string LoginName, string Password, string DefaultExtension, bool IsSupervisor, string TeamId, string State,
    string Extension, IReadOnlyList<string> DialogIds);

/// <summary>A call of the control API could not be carried out.</summary>
/// <param name="message">Why, as a sentence.</param>
public sealed class SimulationException(string message) : Exception(message);

/// <summary>
/// A Cisco Finesse with the contact centre behind it, in this process: REST, XMPP, agents and calls. Not a Cisco product;
/// it behaves as the public documentation and recorded traffic describe.
/// </summary>
public sealed class SimulatedFinesse : IAsyncDisposable
{
    private const long RecordingChars = 256 * 1024 * 1024;

    private readonly ContactCentre _centre;
    private readonly SidePair _pair;
    private readonly ForcedLogout? _forcedLogout;
    private readonly BackgroundWork _background;
    private readonly WebListener? _control;
    private readonly FaultBoard _faults;
    private readonly LoadGenerator _load;
    private readonly IdentityService _identity;
    private int _disposed;

    private SimulatedFinesse(SimulatorOptions options)
    {
        var profiles = SimulatedStaff.Create(options.AgentCount);
        var rules = new CentreRules
        {
            Flavour = options.Deployment is SimulatedDeployment.Uccx ? new UccxFlavour() : new UcceFlavour(),
            Extensions = [.. profiles.Select(profile => profile.Extension)],
            ReasonCodes = [.. options.ReasonCodes.Select(code => new ReasonCode(code.Id, code.Category, code.Code, code.Label))],
            WrapUp = options.WrapUp,
            WrapUpTime = options.WrapUpTime,
            BusyNumbers = [.. options.BusyNumbers],
            BadNumbers = [.. options.BadNumbers],
            OutsideRings = options.OutsideRings,
            MaxConferenceParties = options.MaxConferenceParties,
            DropPermission = options.DropPermission,
            LostClient = options.LostClient,
            NotifyRepeatedSignIn = options.NotifyRepeatedSignIn,
        };
        var logs = options.LoggerFactory;
        _centre = new ContactCentre(rules, CentreState.Start(profiles), options.TimeProvider);
        _background = new BackgroundWork(logs.CreateLogger<BackgroundWork>());
        if (options.PresenceGrace is { } grace) _forcedLogout = new ForcedLogout(_centre, grace, options.ForcedLogoutPerSide);
        var count = options.SideB is null ? 1 : 2;
        var start = PairCondition.Start(count, options.Deployment is SimulatedDeployment.Uccx);
        var time = options.TimeProvider;
        _faults = new FaultBoard(time);
        _pair = new SidePair(start, options.CtiDetection, _faults, _background);
        _load = new LoadGenerator(_centre);
        _identity = new IdentityService(options);
        var recorder = new Recorder(time, options.RecordingCapacity, RecordingChars);
        var lab = new Laboratory(
            _centre, _pair, _faults, _load, recorder, new Replayer(_pair, _background, () => ControlBase, time),
            _identity);
        _pair.Take([.. Enumerable.Range(0, count).Select(index => new SimulatedSide(index, options, lab, _forcedLogout))]);
        if (options.ControlPort is not { } port) return;
        var control = new ControlApi(lab, host: null);
        var recording = new RecordingMiddleware(recorder, side: null, _ => "");
        _control = new WebListener(options.ListenAddress, port, logs, app =>
        {
            app.Use(ControlApi.AllowLoopbackPagesAsync);
            app.Use(recording.HandleAsync);
            app.UseRouting();
            control.Map(app);
        });
    }

    /// <summary>The servers, one or two.</summary>
    public IReadOnlyList<SimulatedSide> Sides => _pair.Sides;

    /// <summary>The first server.</summary>
    public SimulatedSide A => Sides[0];

    /// <summary>The second server.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is only one.</exception>
    public SimulatedSide B => Sides[1];

    /// <summary>The root of REST and of the control API, such as <c>http://127.0.0.1:8082/</c>; of the first server.</summary>
    public Uri RestBase => A.RestBase;

    /// <summary>The port of REST and of the control API; of the first server.</summary>
    public int RestPort => RestBase.Port;

    /// <summary>The port of XMPP; of the first server.</summary>
    public int XmppPort => A.XmppPort;

    /// <summary>The port of XMPP with TLS from the first byte, of the first server; none without a certificate.</summary>
    public int? XmppSecurePort => A.XmppSecurePort;

    /// <summary>The port of XMPP by WebSocket with TLS, of the first server; none without a certificate.</summary>
    public int? WebSocketPort => A.WebSocketPort;

    /// <summary>The XMPP domain; of the first server.</summary>
    public string Domain => A.Domain;

    /// <summary>The root of the control API that stays while servers are down; of the first server where it has no port of its
    /// own.</summary>
    public Uri ControlBase => _control?.Root ?? RestBase;

    /// <summary>All agents, by id, as they are now.</summary>
    public IReadOnlyList<SimulatedAgent> Agents =>
        [.. _centre.State.Agents.Values.OrderBy(agent => agent.Id, StringComparer.Ordinal).Select(agent => new SimulatedAgent(
            agent.Id, agent.Profile.LoginName, _identity.UsesToken(agent.Id) ? "" : SimulatedStaff.PasswordOf(agent.Id),
            agent.Profile.Extension, agent.Profile.IsSupervisor, agent.Profile.TeamId, agent.State.ToWire(), agent.Extension, agent.CallIds))];

    /// <summary>The Finesse REST requests that the first server received, in order; those of the control API are not among
    /// them.</summary>
    public IReadOnlyList<RecordedRequest> Requests => A.ReceivedRequests;

    /// <summary>The resources that an agent has bound at the first server; none where another XMPP server does the
    /// work.</summary>
    public IReadOnlyList<string> XmppResourcesOf(string agentId) => A.XmppResourcesOf(agentId);

    /// <summary>Starts a simulator.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">Both servers have the same domain.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SimulatedFinesse> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.AgentCount is < 1 or > SimulatorOptions.MaxAgentCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.AgentCount,
                $"{nameof(options.AgentCount)} must be from 1 to {SimulatorOptions.MaxAgentCount}.");
        }

        if (options.SideB?.Domain.Equals(options.Domain, StringComparison.OrdinalIgnoreCase) is true)
            throw new ArgumentException($"Both servers have the domain {options.Domain}; each needs its own.", nameof(options));
        var lastAgent = SimulatedStaff.IdOf(options.AgentCount - 1);
        if (options.SsoAgents.FirstOrDefault(id => !SimulatedStaff.IsAgent(id, options.AgentCount)) is { } nobody)
            throw new ArgumentException($"{nameof(options.SsoAgents)} names {nobody}; agents are {SimulatedStaff.IdOf(0)} to {lastAgent}.", nameof(options));
        var finesse = new SimulatedFinesse(options);
        try
        {
            foreach (var side in finesse.Sides) await side.StartAsync(cancellationToken);
            if (finesse._control is { } control) await control.StartAsync(cancellationToken);
            return finesse;
        }
        catch
        {
            await finesse.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets a call from outside ring at an agent.</summary>
    /// <param name="from">The caller's number.</param>
    /// <param name="to">The extension.</param>
    /// <param name="callVariables">Its call variables; none where not given.</param>
    /// <param name="callType">Finesse's call type; where none, ACD_IN for an agent who is ready, else OTHER_IN.</param>
    /// <returns>The dialog's id.</returns>
    /// <exception cref="SimulationException">Nobody is signed in there, or the line is busy, or a value is not
    /// allowed.</exception>
    public Task<string> StartIncomingCallAsync(
        string from, string to, IReadOnlyDictionary<string, string>? callVariables = null, string? callType = null)
    {
        var variables = callVariables ?? ImmutableDictionary<string, string>.Empty;
        if (ControlRequests.Problem(from, to, variables, callType) is { } problem) throw new SimulationException(problem);
        var step = _centre.Apply(
            new IncomingCall(from, to, variables.ToImmutableSortedDictionary(StringComparer.Ordinal), callType));
        return step.Problem is null ? Task.FromResult(step.CallId!) : throw new SimulationException(step.Problem);
    }

    /// <summary>The party outside hangs up.</summary>
    /// <param name="dialogId">The call.</param>
    /// <exception cref="SimulationException">There is no such call, or nobody outside is on it.</exception>
    public Task HangUpAsync(string dialogId) => DoAsync(new OutsideReleases(dialogId));

    /// <summary>The party outside answers a call that an agent placed.</summary>
    /// <param name="dialogId">The call.</param>
    /// <exception cref="SimulationException">There is no such call, or it does not ring outside.</exception>
    public Task AnswerOutsideAsync(string dialogId) => DoAsync(new OutsideAnswers(dialogId));

    /// <summary>Lets a dialer take a ready agent for a customer.</summary>
    /// <param name="extension">The agent's extension.</param>
    /// <param name="customer">The customer's number.</param>
    /// <param name="mode">How the agent gets him.</param>
    /// <param name="callVariables">Call variables, those of the dialer (BA*) among them; none where not given.</param>
    /// <returns>The dialog's id; none where the agent is only reserved so far.</returns>
    /// <exception cref="SimulationException">Nobody is signed in there or ready, or the deployment has no such
    /// campaigns.</exception>
    public Task<string?> OfferCustomerAsync(
        string extension, string customer, OutboundMode mode, IReadOnlyDictionary<string, string>? callVariables = null)
    {
        var variables = (callVariables ?? ImmutableDictionary<string, string>.Empty)
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        var step = _centre.Apply(new OfferCustomer(extension, customer, mode, variables));
        return step.Problem is null ? Task.FromResult(step.CallId) : throw new SimulationException(step.Problem);
    }

    /// <summary>Lets calls wait in a queue.</summary>
    /// <param name="queueId">The queue; each team has one, from 6001.</param>
    /// <param name="count">How many wait from now on.</param>
    /// <exception cref="SimulationException">There is no such queue.</exception>
    public Task SetQueuedCallsAsync(string queueId, int count) => DoAsync(new SetQueuedCalls(queueId, count));

    /// <summary>Takes the first server out of service, or back: SystemInfo, its notification, and 503 on everything
    /// else.</summary>
    /// <param name="inService">Whether it is in service.</param>
    public void SetInService(bool inService) =>
        _pair.Apply(inService ? SideEvent.GoInService : SideEvent.GoOutOfService, side: 0);

    /// <summary>Issues an access token, in the place of the identity service.</summary>
    /// <param name="agentId">For whom.</param>
    /// <param name="lifetime">How long it is good; none for <see cref="SimulatorOptions.TokenLifetime"/>.</param>
    /// <returns>The token, for <c>Authorization: Bearer</c> and as XMPP's password.</returns>
    /// <exception cref="SimulationException">There is no such agent, or he signs in with a password.</exception>
    public string IssueToken(string agentId, TimeSpan? lifetime = null) =>
        _centre.State.Agents.ContainsKey(agentId) && _identity.UsesToken(agentId)
            ? _identity.Issue(agentId, lifetime).Value
            : throw new SimulationException($"Agent {agentId} does not exist or signs in with a password.");

    /// <summary>Ends all tokens of an agent before their time.</summary>
    /// <param name="agentId">Whose.</param>
    public void RevokeTokens(string agentId) => _identity.Revoke(token => token.AgentId == agentId);

    /// <summary>Puts a fault in force. One that strikes sessions once has done so when this returns.</summary>
    /// <returns>Its id, for <see cref="RemoveFault"/>.</returns>
    public string AddFault(SimulatedFault fault) => _pair.AddFault(fault).Id;

    /// <summary>Ends a fault.</summary>
    /// <returns>Whether it was there.</returns>
    public bool RemoveFault(string id) => _faults.Remove(id);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _forcedLogout?.Dispose();
        _load.Dispose();
        _faults.Dispose();
        if (_control is not null) await _control.DisposeAsync();
        await _background.DisposeAsync();
        foreach (IAsyncDisposable side in Sides) await side.DisposeAsync();
        _centre.Dispose();
        _identity.Dispose();
    }

    /// <summary>Has somebody told what each agent is told, with the time of it. Called in order; must not wait.</summary>
    internal void Watch(Action<DateTimeOffset, string, string> told) => _centre.Listen(notices =>
    {
        foreach (var notice in notices) told(_centre.Time.GetUtcNow(), notice.AgentId, Wire.UpdateXml.Of(notice, _centre.Rules));
    });

    private Task DoAsync(Input input) =>
        _centre.Apply(input).Problem is { } problem ? throw new SimulationException(problem) : Task.CompletedTask;
}
