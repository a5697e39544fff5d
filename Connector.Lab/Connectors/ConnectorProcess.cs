using System.Diagnostics;
using System.Globalization;
using System.Net;
using Connector.Lab.Processes;

namespace Connector.Lab.Connectors;

/// <summary>A real connector: the built <c>Connector.Service</c> as a process of its own, configured as an operator would, by environment
/// variables, with a folder of its own for data.</summary>
public sealed class ConnectorProcess : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _environment;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;
    private string _earlierLog = "";
    private ChildProcess _process;

    private ConnectorProcess(Dictionary<string, string?> environment, string connectorId, Uri consoleUrl, DirectoryInfo folder)
    {
        _environment = environment;
        _folder = folder;
        ConnectorId = connectorId;
        ConsoleUrl = consoleUrl;
        _process = Launch();
        _http = new HttpClient { BaseAddress = consoleUrl, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>Its <c>CONNECTOR_ID</c>.</summary>
    public string ConnectorId { get; }

    /// <summary>Its <c>CONSOLE_URL</c>: health, status and console.</summary>
    public Uri ConsoleUrl { get; }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Everything it logged until now, earlier starts included.</summary>
    public string Log => _earlierLog + _process.Output;

    /// <summary>What it has logged since its last start.</summary>
    public string LogSinceStart => _process.Output;

    /// <summary>Its <c>DATA_FOLDER</c>; gone when it is disposed.</summary>
    public string DataFolder => _folder.FullName;

    /// <summary>Starts a connector; it need not become ready, see <see cref="WaitUntilReadyAsync"/>.</summary>
    /// <param name="connectorId">Its <c>CONNECTOR_ID</c>.</param>
    /// <param name="settings">Further configuration keys, by name.</param>
    /// <returns>The running process.</returns>
    public static ConnectorProcess Start(string connectorId, IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var consoleUrl = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        var folder = Directory.CreateTempSubdirectory("connector-");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CONNECTOR_ID"] = connectorId,
            ["CONSOLE_URL"] = consoleUrl.GetLeftPart(UriPartial.Authority),
            ["DATA_FOLDER"] = folder.FullName,
            ["DEPLOYMENT_MODE"] = "simplex",
        };
        foreach (var (key, value) in settings)
            environment[key] = value;

        return new ConnectorProcess(environment, connectorId, consoleUrl, folder);
    }

    /// <summary>Kills it (SIGKILL), as a crash does.</summary>
    /// <param name="cancellationToken">Stops waiting for its end.</param>
    /// <returns>Done when the process is gone.</returns>
    public Task KillAsync(CancellationToken cancellationToken = default) => _process.KillAsync(cancellationToken);

    /// <summary>Freezes it (SIGSTOP): its sockets stay open and nothing answers.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when nothing of it moves.</returns>
    /// <exception cref="TimeoutException">Some thread still runs after 30 s.</exception>
    public Task FreezeAsync(CancellationToken cancellationToken = default) => _process.FreezeAsync(cancellationToken);

    /// <summary>Lets a frozen connector go on.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it does.</returns>
    /// <exception cref="TimeoutException">Some thread is still stopped after 30 s.</exception>
    public Task ThawAsync(CancellationToken cancellationToken = default) => _process.ThawAsync(cancellationToken);

    /// <summary>Starts it again with the same configuration, data folder and console, stopping it first (SIGTERM) if it runs. It need not become
    /// ready, see <see cref="WaitUntilReadyAsync"/>.</summary>
    /// <param name="changes">Configuration keys to set from now on, or with null to leave out; null for none.</param>
    /// <param name="cancellationToken">Stops waiting for the old process to end.</param>
    /// <returns>Done when the process runs.</returns>
    public async Task RestartAsync(IReadOnlyDictionary<string, string?>? changes = null, CancellationToken cancellationToken = default)
    {
        if (!_process.HasExited)
            await StopAsync(cancellationToken).ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
        _earlierLog += _process.Output;
        foreach (var (key, value) in changes ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            _environment[key] = value;
        _process = Launch();
    }

    /// <summary>Waits until <c>/health/ready</c> answers 200.</summary>
    /// <param name="limit">How long to wait; 60 s where not given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it is ready.</returns>
    /// <exception cref="InvalidOperationException">The process ended; the message carries the end of its log.</exception>
    /// <exception cref="TimeoutException">It did not become ready; the message carries its last answer and the end of its log.</exception>
    public Task WaitUntilReadyAsync(TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        WaitForHealthAsync(HttpStatusCode.OK, limit, cancellationToken);

    /// <summary>Waits until <c>/health/ready</c> answers with a status.</summary>
    /// <param name="status">200 when ready, 503 when not.</param>
    /// <param name="limit">How long to wait; 60 s where not given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The body of that answer.</returns>
    /// <exception cref="InvalidOperationException">The process ended; the message carries the end of its log.</exception>
    /// <exception cref="TimeoutException">That status did not come; the message carries the last answer and the end of the log.</exception>
    public async Task<string> WaitForHealthAsync(
        HttpStatusCode status, TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        var bound = limit ?? TimeSpan.FromSeconds(60);
        var since = Stopwatch.StartNew();
        var last = "no answer yet";
        while (since.Elapsed < bound)
        {
            if (HasExited)
                throw new InvalidOperationException($"{_process.Name} ended with {_process.ExitCode}. It wrote:\n{TailOfLog()}");
            if (await GetAsync("health/ready", cancellationToken).ConfigureAwait(false) is var (code, body))
            {
                if (code == status)
                    return body;
                last = $"{(int)code} {body}";
            }

            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        }

        throw new TimeoutException(
            $"/health/ready of {_process.Name} did not answer {(int)status} within {bound.TotalSeconds:0} s but: {last}. It wrote:\n{TailOfLog()}");
    }

    /// <summary>Asks the console.</summary>
    /// <param name="path">Such as <c>api/status</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Status and body; null while nothing listens there.</returns>
    public async Task<(HttpStatusCode Status, string Body)?> GetAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken).ConfigureAwait(false);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until it has logged a text.</summary>
    /// <param name="text">The text, compared as it is.</param>
    /// <param name="limit">How long to wait; 30 s where not given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when the text is there.</returns>
    public Task WaitForLogAsync(string text, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        _process.WaitForOutputAsync(text, limit, cancellationToken);

    /// <summary>Waits until the process has ended by itself.</summary>
    /// <param name="limit">How long to wait; 30 s where not given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The exit code.</returns>
    public Task<int> WaitForExitAsync(TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        _process.WaitForExitAsync(limit, cancellationToken);

    /// <summary>Stops it as an operator would (SIGTERM).</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it ended by itself in time.</returns>
    public Task<bool> StopAsync(CancellationToken cancellationToken = default) => _process.StopAsync(cancellationToken: cancellationToken);

    /// <summary>The end of the log, for messages.</summary>
    /// <param name="maxCharacters">How much at the most.</param>
    /// <returns>The end of the log.</returns>
    public string TailOfLog(int maxCharacters = 6000) => _process.TailOfOutput(maxCharacters);

    /// <summary>Ends the process, by force if it does not stop, and deletes its folder.</summary>
    /// <returns>Done when it is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
        _folder.Delete(recursive: true);
    }

    private ChildProcess Launch() => ChildProcess.Start(
        $"connector {ConnectorId}", DotnetHost.Path, [ProductProgram.Find("Connector.Service")], _environment, _folder.FullName);
}
