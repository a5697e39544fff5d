using Connector.Lab.Processes;

namespace Connector.Lab.ClientApps;

/// <summary>A client app as a process of its own.</summary>
internal sealed class ClientAppProcess : IAsyncDisposable
{
    // An unanswered request is given up after 30 s; then the last events are waited for.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(90);

    private readonly ChildProcess _process;
    private readonly ClientSettings _settings;

    private ClientAppProcess(ChildProcess process, ClientSettings settings) => (_process, _settings) = (process, settings);

    /// <summary>Its name.</summary>
    public string Name => _settings.Name;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The end of what it printed, for messages.</summary>
    public string TailOfOutput => _process.TailOfOutput();

    /// <summary>Starts an app.</summary>
    /// <param name="settings">What it is to do.</param>
    /// <param name="password">The broker's password; empty for none.</param>
    /// <returns>The running app; <see cref="WaitUntilSignedInAsync"/> tells when its agents work.</returns>
    public static ClientAppProcess Start(ClientSettings settings, string password)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { [ClientSettings.PasswordVariable] = password };
        var program = typeof(ClientAppProcess).Assembly.Location;
        var process = ChildProcess.Start($"client app {settings.Name}", DotnetHost.Path, [program, .. settings.ToArguments()], environment);
        return new ClientAppProcess(process, settings);
    }

    /// <summary>Waits until every agent is signed in and asks for things.</summary>
    /// <exception cref="TimeoutException">It did not come to that.</exception>
    public Task WaitUntilSignedInAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        _process.WaitForOutputAsync(ClientCommand.Ready, limit, cancellationToken);

    /// <summary>Ends it in order: it asks for nothing more, waits for its answers and events, and says what it knows.</summary>
    /// <returns>What it saw.</returns>
    /// <exception cref="TimeoutException">It did not end; the message carries the end of its output.</exception>
    public async Task<IReadOnlyList<ClientLine>> EndAsync(CancellationToken cancellationToken)
    {
        _process.Send(ProcessSignal.Terminate);
        await _process.WaitForExitAsync(EndsWithin, cancellationToken).ConfigureAwait(false);
        return await SeenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What it has seen so far.</summary>
    public async Task<IReadOnlyList<ClientLine>> SeenAsync(CancellationToken cancellationToken)
    {
        var lines = new List<ClientLine>();
        await foreach (var text in File.ReadLinesAsync(_settings.LogFile, cancellationToken).ConfigureAwait(false))
        {
            if (ClientLine.Read(text) is { } line)
                lines.Add(line);
        }

        return lines;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        File.Delete(_settings.LogFile);
    }
}
