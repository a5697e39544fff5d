using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;

namespace Connector.Benchmarks.Clients;

/// <summary>The Java client: one process for the whole run, told what to do over a socket, so that its compiler warms up as ours does.</summary>
internal sealed class JavaClient : IBenchClient
{
    private static readonly TimeSpan CompileLimit = TimeSpan.FromMinutes(2);

    private readonly ChildProcess _process;
    private readonly TcpClient _control;
    private readonly StreamReader _answers;
    private readonly StreamWriter _lines;
    private readonly string _classes;

    private JavaClient(ChildProcess process, TcpClient control, string classes)
    {
        _process = process;
        _control = control;
        _classes = classes;
        _answers = new StreamReader(control.GetStream());
        _lines = new StreamWriter(control.GetStream()) { AutoFlush = true };
    }

    /// <inheritdoc/>
    public ClientKind Kind => ClientKind.Java;

    /// <summary>Compiles and starts the program.</summary>
    /// <exception cref="InvalidOperationException">Java, its compiler or the client's jars are missing, or the program does not compile; the message says which.</exception>
    public static async Task<JavaClient> StartAsync(int brokerPort, CancellationToken cancellationToken)
    {
        var classes = Directory.CreateTempSubdirectory("bench-java-").FullName;
        var jars = ActiveMqInstallation.ClientClassPath();
        var source = Path.Combine(AppContext.BaseDirectory, "Java", "BenchPeer.java");
        var compiler = ChildProcess.Start("javac", ActiveMqInstallation.JavaProgram("javac"), ["-cp", jars, "-d", classes, source]);
        await using (compiler)
        {
            if (await compiler.WaitForExitAsync(CompileLimit, cancellationToken) != 0)
                throw new InvalidOperationException($"javac does not compile {source}:\n{compiler.TailOfOutput()}");
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var controlPort = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        // The client's own warnings go to its log, which nobody reads here: the broker's answers decide.
        var process = ChildProcess.Start(
            "the Java client",
            ActiveMqInstallation.JavaProgram(),
            ["-Xmx384m", "-cp", classes + ":" + jars, "BenchPeer", brokerPort.ToString(CultureInfo.InvariantCulture), controlPort]);
        try
        {
            var control = await AcceptAsync(listener, process, cancellationToken);
            return new JavaClient(process, control, classes);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<Measurement> RunAsync(Work work, CancellationToken cancellationToken)
    {
        var queue = $"bench.java.{Guid.NewGuid():N}";
        await _lines.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{work.Kind} {work.Persistent} {work.Producers} {work.Parallel} {work.Count} {queue}").AsMemory(), cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Work.Limit);
        var answer = await _answers.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException($"The Java client ended:\n{_process.TailOfOutput()}");
        return answer.StartsWith("ok ", StringComparison.Ordinal)
            ? Read([.. answer[3..].Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))], work.Count)
            : throw new InvalidOperationException($"The Java client failed at {work}: {answer}\n{_process.TailOfOutput()}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _answers.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_classes, recursive: true);
    }

    private static async Task<TcpClient> AcceptAsync(TcpListener listener, ChildProcess process, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CompileLimit);
        var accepting = listener.AcceptTcpClientAsync(limit.Token).AsTask();
        var ended = process.WaitForExitAsync(CompileLimit, limit.Token);
        if (await Task.WhenAny(accepting, ended) != accepting)
            throw new InvalidOperationException($"The Java client did not start:\n{process.TailOfOutput()}");
        await limit.CancelAsync();
        await ((Task)ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await accepting;
    }

    private static Measurement Read(long[] nanoseconds, int count) => new()
    {
        Rate = PerSecond(count, nanoseconds[0]),
        SendRate = PerSecond(count, nanoseconds[1]),
        ReceiveRate = nanoseconds[2] == 0 ? 0 : PerSecond(count, nanoseconds[2]),
        Send = new Percentiles(Time(nanoseconds[3]), Time(nanoseconds[4])),
        Way = new Percentiles(Time(nanoseconds[5]), Time(nanoseconds[6])),
    };

    private static double PerSecond(int count, long nanoseconds) => count / Time(nanoseconds).TotalSeconds;

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
