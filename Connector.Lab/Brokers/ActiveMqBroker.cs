using System.Globalization;
using Connector.Lab.Processes;

namespace Connector.Lab.Brokers;

/// <summary>
/// A real ActiveMQ Classic (Debian's package) as a plain child process on loopback ports with a data folder of its own. It can be killed, stopped,
/// frozen and started again on the same ports and data. Disposing it ends the process and deletes the data.
/// </summary>
public sealed class ActiveMqBroker : IAsyncDisposable
{
    private const string StartedMark = ") started";
    private const int PortAttempts = 3;

    // Two seconds on an idle machine; a busy one must not fail tests that have nothing to do with it.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly ActiveMqBrokerOptions _options;
    private readonly string _folder;
    private string _earlierLog = "";
    private ChildProcess? _process;

    private ActiveMqBroker(ActiveMqBrokerOptions options, string folder)
    {
        _options = options;
        _folder = folder;
    }

    /// <summary>The broker's name.</summary>
    public string Name => _options.Name;

    /// <summary>Port of plain OpenWire.</summary>
    public int OpenWirePort { get; private set; }

    /// <summary>Port of OpenWire over TLS; 0 without <see cref="ActiveMqBrokerOptions.KeyStoreFile"/>.</summary>
    public int OpenWireTlsPort { get; private set; }

    /// <summary>Port of STOMP.</summary>
    public int StompPort { get; private set; }

    /// <summary>The plain OpenWire address, for example <c>tcp://127.0.0.1:41616</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{OpenWirePort}");

    /// <summary>Whether the process runs (frozen counts as running).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The id of the process; 0 before its first start.</summary>
    internal int ProcessId => _process?.Id ?? 0;

    /// <summary>What the broker has logged, earlier starts included.</summary>
    public string Log => _earlierLog + _process?.Output;

    /// <summary>What it has logged since its last start.</summary>
    public string LogSinceStart => _process?.Output ?? "";

    /// <summary>Starts a broker and waits until it accepts connections.</summary>
    /// <param name="options">How it is set up; null for one open broker.</param>
    /// <param name="cancellationToken">Gives up; what was started is ended.</param>
    /// <returns>The running broker.</returns>
    /// <exception cref="InvalidOperationException">Java or the broker's jars are missing (the message names the Debian package), or the broker
    /// did not start (the message carries its log).</exception>
    public static async Task<ActiveMqBroker> StartAsync(
        ActiveMqBrokerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var broker = new ActiveMqBroker(options ?? new ActiveMqBrokerOptions(), Directory.CreateTempSubdirectory("lab-activemq-").FullName);
        try
        {
            await broker.FirstStartAsync(cancellationToken).ConfigureAwait(false);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Kills it (SIGKILL), as a crash does.</summary>
    /// <param name="cancellationToken">Stops waiting for its end.</param>
    /// <returns>Done when the process is gone.</returns>
    public Task KillAsync(CancellationToken cancellationToken = default) => _process?.KillAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Stops it in order (SIGTERM), within 15 s.</summary>
    /// <param name="cancellationToken">Stops waiting for its end.</param>
    /// <returns>Done when the process is gone.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        _process?.StopAsync(TimeSpan.FromSeconds(15), cancellationToken) ?? Task.CompletedTask;

    /// <summary>Freezes it (SIGSTOP): its sockets stay open and nothing answers.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when nothing of it moves.</returns>
    /// <exception cref="TimeoutException">Some thread still runs after 30 s.</exception>
    public Task FreezeAsync(CancellationToken cancellationToken = default) => _process?.FreezeAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Lets a frozen broker go on.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it does.</returns>
    /// <exception cref="TimeoutException">Some thread is still stopped after 30 s.</exception>
    public Task ThawAsync(CancellationToken cancellationToken = default) => _process?.ThawAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Starts it again on the same ports and data, stopping it first if it runs.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done when it accepts connections.</returns>
    /// <exception cref="InvalidOperationException">It did not start; the message carries its log.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        await ForgetProcessAsync().ConfigureAwait(false);
        await StartProcessAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the process, by force if need be, and deletes the data.</summary>
    /// <returns>Done when nothing is left.</returns>
    public async ValueTask DisposeAsync()
    {
        await ForgetProcessAsync().ConfigureAwait(false);
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task FirstStartAsync(CancellationToken cancellationToken)
    {
        var attemptsLeft = PortAttempts;
        while (attemptsLeft > 0)
        {
            attemptsLeft--;
            OpenWirePort = _options.OpenWirePort == 0 ? FreePort.Next() : _options.OpenWirePort;
            StompPort = _options.StompPort == 0 ? FreePort.Next() : _options.StompPort;
            OpenWireTlsPort = _options.KeyStoreFile is null ? 0 : FreePort.Next();
            try
            {
                await StartProcessAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (InvalidOperationException) when (attemptsLeft > 0 && Log.Contains("Address already in use", StringComparison.Ordinal))
            {
                // Somebody took a port between our looking and the broker's listening.
                await ForgetProcessAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task StartProcessAsync(CancellationToken cancellationToken)
    {
        var java = ActiveMqInstallation.JavaProgram();
        var classPath = ActiveMqInstallation.BrokerClassPath();
        var configuration = Path.Combine(_folder, "activemq.xml");
        await File.WriteAllTextAsync(configuration, ActiveMqConfiguration.Xml(_options), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(_folder, "log4j.properties"), ActiveMqConfiguration.Log4J(), cancellationToken).ConfigureAwait(false);

        _process = ChildProcess.Start(
            $"ActiveMQ broker '{Name}'",
            java,
            [
                "-Xms64m", string.Create(CultureInfo.InvariantCulture, $"-Xmx{_options.MaxHeapMiB}m"),
                .. _options.CompilesQuickly ? ["-XX:TieredStopAtLevel=1"] : Array.Empty<string>(),
                "-Dbroker.name=" + Name, "-Dbroker.data=" + Path.Combine(_folder, "data"),
                Property("openwire.port", OpenWirePort), Property("tls.port", OpenWireTlsPort), Property("stomp.port", StompPort),
                .. _options.Properties.Select(property => $"-D{property.Key}={property.Value}"),
                "-cp", _folder + ":" + classPath, "org.apache.activemq.console.Main", "start", "xbean:file:" + configuration,
            ],
            workingDirectory: _folder);
        try
        {
            await _process.WaitForOutputAsync(StartedMark, StartLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException cause)
        {
            throw new InvalidOperationException(cause.Message, cause);
        }
    }

    private static string Property(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"-D{name}={value}");

    private async Task ForgetProcessAsync()
    {
        if (_process is not { } process)
            return;
        await process.DisposeAsync().ConfigureAwait(false);
        _earlierLog += process.Output;
        _process = null;
    }
}
