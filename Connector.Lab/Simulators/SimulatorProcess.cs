using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Connector.Lab.Processes;

namespace Connector.Lab.Simulators;

/// <summary>A real Finesse simulator: the built <c>Connector.FinesseSimulator</c> as a process of its own, and its control API.</summary>
public sealed class SimulatorProcess : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly Dictionary<string, string?> _environment;
    private readonly HttpClient _http;
    private readonly HttpClient _control;
    private ChildProcess _process;

    private SimulatorProcess(
        int restPort, int xmppPort, string domain, int agents, SimulatorSide? sideB, int controlPort,
        IReadOnlyDictionary<string, string>? settings)
    {
        RestPort = restPort;
        XmppPort = xmppPort;
        Domain = domain;
        SideB = sideB;
        ControlPort = controlPort;
        _environment = new(StringComparer.Ordinal)
        {
            ["SIM_AGENTS"] = agents.ToString(CultureInfo.InvariantCulture),
            ["SIM_REST_PORT"] = restPort.ToString(CultureInfo.InvariantCulture),
            ["SIM_XMPP_PORT"] = xmppPort.ToString(CultureInfo.InvariantCulture),
            ["SIM_DOMAIN"] = domain,
            ["SIM_CONTROL_PORT"] = controlPort.ToString(CultureInfo.InvariantCulture),
        };
        if (sideB is not null)
        {
            _environment["SIM_B_REST_PORT"] = sideB.RestPort.ToString(CultureInfo.InvariantCulture);
            _environment["SIM_B_XMPP_PORT"] = sideB.XmppPort.ToString(CultureInfo.InvariantCulture);
            _environment["SIM_B_DOMAIN"] = sideB.Domain;
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal)) _environment[key] = value;
        _http = At(restPort);
        _control = At(controlPort);
        _process = Launch();
    }

    /// <summary>Port of the REST and of the control API.</summary>
    public int RestPort { get; }

    /// <summary>Port of the XMPP server.</summary>
    public int XmppPort { get; }

    /// <summary>The XMPP domain.</summary>
    public string Domain { get; }

    /// <summary>The second server of the pair; none where there is only one.</summary>
    public SimulatorSide? SideB { get; }

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Port of the control API alone, which stays while servers are down.</summary>
    public int ControlPort { get; }

    /// <summary>Starts a simulator and waits until Finesse's SystemInfo says IN_SERVICE.</summary>
    /// <param name="agents">How many agents: <c>1001</c> and up, passwords <c>pw1001</c>, extensions <c>2001</c>.</param>
    /// <param name="domain">The XMPP domain.</param>
    /// <param name="two">Whether there is a second server, with the domain <c>finesse-b.sim</c>.</param>
    /// <param name="settings">Further settings (<c>SIM_*</c>), or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The simulator, in service.</returns>
    public static async Task<SimulatorProcess> StartAsync(
        int agents = 10, string domain = "localhost", bool two = false, IReadOnlyDictionary<string, string>? settings = null,
        CancellationToken cancellationToken = default)
    {
        var sideB = two ? new SimulatorSide("finesse-b.sim", FreePort.Next(), FreePort.Next()) : null;
        var simulator = new SimulatorProcess(
            FreePort.Next(), FreePort.Next(), domain, agents, sideB, FreePort.Next(), settings);
        await simulator.WaitUntilInServiceAsync(cancellationToken).ConfigureAwait(false);
        return simulator;
    }

    /// <summary>Kills it: a crash.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it is gone.</returns>
    public Task KillAsync(CancellationToken cancellationToken = default) => _process.KillAsync(cancellationToken);

    /// <summary>Starts it again at the same ports after it was killed; agents and calls begin anew.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it is in service.</returns>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        _process = Launch();
        await WaitUntilInServiceAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has a call come in from outside.</summary>
    /// <param name="from">The caller's number.</param>
    /// <param name="to">The extension that rings.</param>
    /// <param name="callVariables">Call variables, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The dialog id.</returns>
    public async Task<string> CallInAsync(
        string from, string to, IReadOnlyDictionary<string, string>? callVariables = null, CancellationToken cancellationToken = default)
    {
        using var response = await _http
            .PostAsJsonAsync(
                "sim/calls", new { from, to, callVariables = callVariables ?? new Dictionary<string, string>() }, Web, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"The simulator refused a call from {from} to {to}: {(int)response.StatusCode} {body}");
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("dialogId").GetString()!;
    }

    /// <summary>Has the caller outside hang up.</summary>
    /// <param name="dialogId">The call.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when the simulator took it.</returns>
    public async Task HangUpAsync(string dialogId, CancellationToken cancellationToken = default)
    {
        using var response = await _http
            .DeleteAsync(new Uri($"sim/calls/{dialogId}", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Has something happen to one of its servers, such as <c>kill</c> and <c>start</c> (docs/simulator.md).</summary>
    /// <param name="side"><c>A</c>, <c>B</c> or <c>both</c>.</param>
    /// <param name="what">The event.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when the ports are as they should be.</returns>
    public async Task HappenAsync(string side, string what, CancellationToken cancellationToken = default) =>
        await ControlAsync(HttpMethod.Post, $"sim/sides/{side}", JsonSerializer.Serialize(new { @event = what }), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Calls the control API at the port that stays while servers are down.</summary>
    /// <param name="method">Such as POST.</param>
    /// <param name="path">Such as <c>sim/faults</c>.</param>
    /// <param name="json">The body, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answer's body.</returns>
    /// <exception cref="InvalidOperationException">The simulator refused it.</exception>
    public async Task<string> ControlAsync(
        HttpMethod method, string path, string? json = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _control.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? body
            : throw new InvalidOperationException($"The simulator refused {method} {path}: {(int)response.StatusCode} {body}");
    }

    /// <summary>Every REST request that Finesse received, in order.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The requests.</returns>
    public async Task<IReadOnlyList<FinesseRequest>> RequestsAsync(CancellationToken cancellationToken = default) =>
        await _http.GetFromJsonAsync<FinesseRequest[]>("sim/requests", Web, cancellationToken).ConfigureAwait(false) ?? [];

    /// <summary>Does something at Finesse with an agent's own credentials, past the connector, as another desktop of the agent would.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="method">Such as PUT.</param>
    /// <param name="path">Such as <c>User/1001</c>.</param>
    /// <param name="xml">The body.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The status.</returns>
    public async Task<HttpStatusCode> DirectlyAsync(
        string agentId, HttpMethod method, string path, string xml, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri("finesse/api/" + path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{agentId}:pw{agentId}")));
        request.Content = new StringContent(xml, Encoding.UTF8, "application/xml");
        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode;
    }

    /// <summary>The end of its output, for messages.</summary>
    /// <returns>The text.</returns>
    public string TailOfLog() => _process.TailOfOutput();

    /// <summary>Ends the process.</summary>
    /// <returns>Done when it is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
        _control.Dispose();
    }

    private static HttpClient At(int port) => new()
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")),
        Timeout = TimeSpan.FromSeconds(10),
    };

    private ChildProcess Launch() => ChildProcess.Start(
        "Finesse simulator", DotnetHost.Path, [ProductProgram.Find("Connector.FinesseSimulator")], _environment);

    private async Task WaitUntilInServiceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.HoldsAsync("the simulator to be in service", InServiceAsync, TimeSpan.FromSeconds(60), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is TimeoutException or InvalidOperationException)
        {
            var wrote = TailOfLog();
            await DisposeAsync().ConfigureAwait(false);
            throw new InvalidOperationException($"The Finesse simulator did not come into service. It wrote:\n{wrote}", cause);
        }

        async Task<bool> InServiceAsync()
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The simulator ended with {_process.ExitCode}.");
            try
            {
                var info = await _http.GetStringAsync(new Uri("finesse/api/SystemInfo", UriKind.Relative), cancellationToken)
                    .ConfigureAwait(false);
                return info.Contains(">IN_SERVICE<", StringComparison.Ordinal);
            }
            catch (HttpRequestException)
            {
                return false;
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Slow to start on a busy machine is no failure yet.
                return false;
            }
        }
    }
}

/// <summary>A REST request as Finesse received it.</summary>
/// <param name="Method">Such as PUT.</param>
/// <param name="Path">Such as <c>/finesse/api/User/1001</c>.</param>
/// <param name="Body">The body; empty where there was none.</param>
/// <param name="Status">The HTTP status that it was answered with.</param>
public sealed record FinesseRequest(string Method, string Path, string? Body, int Status);

/// <summary>The second server of a pair.</summary>
/// <param name="Domain">Its XMPP domain.</param>
/// <param name="RestPort">Port of its REST API.</param>
/// <param name="XmppPort">Port of its XMPP server.</param>
public sealed record SimulatorSide(string Domain, int RestPort, int XmppPort);
