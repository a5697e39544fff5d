namespace Connector.Lab.Processes;

/// <summary>The product's own programs as the build made them. The laboratory starts them; it does not link them.</summary>
public static class ProductProgram
{
    /// <summary>Names the folder of programs as they are shipped, compiled ahead of time; set by the build where times are measured.</summary>
    public const string ShippedIn = "LAB_PROGRAMS";

    /// <summary>Finds a program: as it is shipped, where <see cref="ShippedIn"/> says so; beside this one, as for the tests; or in the output folder of its
    /// own project, built alike.</summary>
    /// <param name="name">The project, for example <c>Connector.Service</c>.</param>
    /// <returns>The path of its assembly, for <c>dotnet</c> to run.</returns>
    /// <exception cref="InvalidOperationException">It has not been built; the message says how to.</exception>
    public static string Find(string name)
    {
        var beside = AppContext.BaseDirectory;
        var found = Candidates(beside, name).FirstOrDefault(File.Exists);
        return found ?? throw new InvalidOperationException(
            $"The program {name} is neither beside {beside} nor built in its own project. Build it: ./build.sh build.");
    }

    // .../Connector.Lab/bin/Release/net10.0/ and .../Connector.Service/bin/Release/net10.0/
    private static IEnumerable<string> Candidates(string beside, string name)
    {
        if (Environment.GetEnvironmentVariable(ShippedIn) is { Length: > 0 } shipped)
            yield return Path.Combine(shipped, name + ".dll");
        yield return Path.Combine(beside, name + ".dll");
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(beside));
        if (output.Parent?.Parent?.Parent?.Parent is { } root)
            yield return Path.Combine(root.FullName, name, "bin", output.Parent.Name, output.Name, name + ".dll");
    }
}
