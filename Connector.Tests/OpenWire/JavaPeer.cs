using Connector.Lab.Brokers;
using Connector.Lab.Processes;

namespace Connector.Tests.OpenWire;

/// <summary>Runs the Java programs beside these tests from source, with the jars of Debian's ActiveMQ.</summary>
internal static class JavaPeer
{
    /// <summary>Generous: Java compiles the program first, on a machine that may be busy with other tests.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "OpenWire", "Java");

    public static ChildProcess Start(string program, params string[] arguments) => ChildProcess.Start(
        program,
        ActiveMqInstallation.JavaProgram(),
        ["-Xmx128m", "-cp", ActiveMqInstallation.ClientClassPath(), Path.Combine(Folder, program + ".java"), .. arguments]);

    public static string[] GoldenFrames() => File.ReadAllLines(Path.Combine(Folder, "golden-frames.txt"));
}
