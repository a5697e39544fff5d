using Connector.Lab.Processes;
using Connector.Tests.Service.Memory;
using Connector.Tests.Service.Witnesses;

namespace Connector.Tests.Infrastructure;

/// <summary>This assembly as a program: parts of tests that run in a process of their own, because they are killed.</summary>
internal static class TestProgram
{
    /// <summary>Starts a part.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="shell">Statements of the shell before it starts, as limits; empty: none.</param>
    public static ChildProcess Start(string part, string[] arguments, string shell = "")
    {
        string[] program = [typeof(TestProgram).Assembly.Location, part, .. arguments];
        return shell.Length == 0
            ? ChildProcess.Start(part, "dotnet", program)
            : ChildProcess.Start(part, "/bin/sh", ["-c", shell + " exec dotnet \"$@\"", "sh", .. program]);
    }

    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [MemoryWriter.Part, .. var rest]:
                await MemoryWriter.RunAsync(rest);
                return 0;
            case [SessionHolder.Part, .. var rest]:
                await SessionHolder.RunAsync(rest);
                return 0;
            default:
                await Console.Error.WriteLineAsync("This is a part of the test suite; run it with ./build.sh test.");
                return 2;
        }
    }
}
