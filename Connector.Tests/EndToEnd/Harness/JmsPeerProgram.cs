using Connector.Lab.Processes;
using Shouldly;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>Compiles and runs <c>peers/JmsPeer.java</c> with Debian's JDK and jars.</summary>
internal sealed class JmsPeerProgram : IDisposable
{
    private const string JarFolder = "/usr/share/java";

    private static readonly string[] Jars =
        ["activemq-client", "geronimo-jms_1.1_spec", "geronimo-j2ee-management-1.1-spec", "hawtbuf", "slf4j-api"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jms-peer-");

    private static string ClassPath => string.Join(':', Jars.Select(jar => Path.Combine(JarFolder, jar + ".jar")));

    public async Task CompileAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "EndToEnd", "peers", "JmsPeer.java");
        await using var javac = ChildProcess.Start("javac", "javac", ["-cp", ClassPath, "-d", _folder.FullName, source]);
        (await javac.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, javac.Output);
    }

    public ChildProcess Run(params string[] arguments) =>
        ChildProcess.Start("JMS peer", "java", ["-cp", _folder.FullName + ":" + ClassPath, "JmsPeer", .. arguments]);

    public void Dispose() => _folder.Delete(recursive: true);
}
