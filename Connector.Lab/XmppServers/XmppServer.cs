using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Connector.Lab.Processes;

namespace Connector.Lab.XmppServers;

/// <summary>
/// A real XMPP server of the laboratory: a process on free ports of the loopback interface with a folder of its own, which are
/// gone when it is disposed. It offers SASL PLAIN alone, as Finesse does, unless told otherwise; STARTTLS, not demanded; TLS on a second
/// port; and WebSockets at <c>/ws/</c>, plain and protected, on two more.
/// </summary>
public abstract class XmppServer : IAsyncDisposable
{
    private readonly LabAuthority _authority;
    private ChildProcess? _process;

    private protected XmppServer(string name, string domain)
    {
        Name = name;
        Domain = domain;
        Folder = Directory.CreateTempSubdirectory($"connector-lab-{name}-").FullName;
        _authority = new LabAuthority($"Laboratory authority of {name}");
    }

    /// <summary>Which server it is.</summary>
    public string Name { get; }

    /// <summary>The XMPP domain.</summary>
    public string Domain { get; }

    /// <summary>The address of the publish-subscribe service.</summary>
    public string PubSubService => "pubsub." + Domain;

    /// <summary>The address to connect to.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The port for plain TCP and STARTTLS.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The port for TLS from the first byte.</summary>
    public int TlsPort { get; } = FreePort.Next();

    /// <summary>The port for WebSockets without TLS (<c>ws://</c>), at the path <c>/ws/</c>.</summary>
    public int WebSocketPort { get; } = FreePort.Next();

    /// <summary>The port for WebSockets with TLS (<c>wss://</c>), at the path <c>/ws/</c>.</summary>
    public int WebSocketTlsPort { get; } = FreePort.Next();

    /// <summary>The authority that signed the server's certificate, which bears the domain's name and no other.</summary>
    public X509Certificate2 Authority => _authority.Certificate;

    /// <summary>Whether its process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Everything its present process has written, for messages.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The folder of its configuration and data.</summary>
    protected string Folder { get; }

    /// <summary>Creates an account.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message says why.</exception>
    public abstract Task RegisterAsync(string user, string password, CancellationToken cancellationToken = default);

    /// <summary>Sends a stanza in anybody's name, as if from within the server.</summary>
    /// <param name="stanza">The stanza, with <c>from</c> (a name of this server) and <c>to</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">The server refused; the message says why.</exception>
    public abstract Task SendStanzaAsync(XElement stanza, CancellationToken cancellationToken = default);

    /// <summary>Throws all of a user's sessions out.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message says why.</exception>
    public abstract Task KickAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>The full addresses of all sessions.</summary>
    public abstract Task<IReadOnlyList<string>> ConnectedUsersAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts the server, again after it was stopped or killed, with the accounts it had.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not null)
            await _process.DisposeAsync().ConfigureAwait(false);
        _process = Launch();
        await Eventually.HoldsAsync($"{Name} to answer", () => AnswersAsync(cancellationToken), TimeSpan.FromSeconds(60), cancellationToken)
            .ConfigureAwait(false);
        await RestoreAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server to end in order, and waits.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public Task<bool> StopAsync(CancellationToken cancellationToken = default) =>
        Running.StopAsync(cancellationToken: cancellationToken);

    /// <summary>Kills the server: a crash.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => Running.KillAsync(cancellationToken);

    /// <summary>Freezes the server: its connections stand, it answers nothing.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken = default) => Running.FreezeAsync(cancellationToken);

    /// <summary>Lets a frozen server go on.</summary>
    public Task ThawAsync(CancellationToken cancellationToken = default) => Running.ThawAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync().ConfigureAwait(false);
        await DisposeCoreAsync().ConfigureAwait(false);
        _authority.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private ChildProcess Running => _process ?? throw new InvalidOperationException($"{Name} was not started.");

    /// <summary>Starts the process; files are in place.</summary>
    private protected abstract ChildProcess Launch();

    /// <summary>Brings back what a killed server may have forgotten.</summary>
    private protected virtual Task RestoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a server has to give up besides.</summary>
    private protected virtual ValueTask DisposeCoreAsync() => ValueTask.CompletedTask;

    /// <summary>Writes a file into the folder, readable by its owner only.</summary>
    private protected string WriteFile(string name, string content)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>A certificate for the domain.</summary>
    private protected (string CertificatePem, string KeyPem) IssueCertificate() => _authority.Issue(Domain);

    /// <summary>The full path of a program of a Debian package.</summary>
    /// <exception cref="InvalidOperationException">The package is not installed.</exception>
    private protected static string FindProgram(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/bin"])
            .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw Missing(program, package);

    /// <summary>What to say where a package is missing.</summary>
    private protected static InvalidOperationException Missing(string what, string package) => new(
        $"'{what}' was not found: the Debian package '{package}' is not installed. Install it with 'apt-get install {package}'; "
        + "its service need not run.");

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (Running.HasExited)
            throw new InvalidOperationException($"{Name} ended with {Running.ExitCode} at its start. It wrote:\n{Running.TailOfOutput()}");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Host, Port, cancellationToken).ConfigureAwait(false);
            return await IsReadyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether it takes commands, once it takes connections.</summary>
    private protected abstract Task<bool> IsReadyAsync(CancellationToken cancellationToken);
}
