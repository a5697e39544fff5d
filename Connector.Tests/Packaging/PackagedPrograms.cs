using Connector.Lab.Processes;
using Connector.Tests.Architecture;
using Xunit;

namespace Connector.Tests.Packaging;

/// <summary>
/// The Linux packages, made by the build script from this source tree and unpacked elsewhere, once for all tests here.
/// Made anew each time: a package that lies about from yesterday would prove nothing.
/// </summary>
public sealed class PackagedPrograms : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packaged-");

    /// <summary>Where the archives and their checksums lie.</summary>
    public string Archives => Path.Combine(_folder.FullName, "archives");

    /// <summary>The folder that an archive unpacked to.</summary>
    public string Unpacked(string program) =>
        Directory.GetDirectories(Path.Combine(_folder.FullName, "elsewhere"), $"{program}-*-linux-x64").Single();

    public async Task InitializeAsync()
    {
        await RunAsync("the build script", Path.Combine(Repository.Root, "build.sh"),
            ["package", "--runtime", "linux-x64", "--output", Archives], Repository.Root, TimeSpan.FromMinutes(15));
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder.FullName, "elsewhere")).FullName;
        // With the tools of a user's shell, not with the library that wrote the archives.
        await RunAsync("sha256sum", "sha256sum", ["--check", "--strict", "SHA256SUMS"], Archives, TimeSpan.FromMinutes(1));
        foreach (var archive in Directory.GetFiles(Archives, "*.tar.gz"))
            await RunAsync("tar", "tar", ["-xzf", archive], elsewhere, TimeSpan.FromMinutes(1));
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private static async Task RunAsync(string name, string program, string[] arguments, string folder, TimeSpan limit)
    {
        // What the test runner tells its own MSBuild and .NET is not for the build that is started here.
        var inherited = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || key.StartsWith("VSTEST", StringComparison.Ordinal));
        await using var process = ChildProcess.Start(name, program, arguments, inherited.ToDictionary(key => key, _ => (string?)null), folder);
        var code = await process.WaitForExitAsync(limit);
        if (code != 0)
            throw new InvalidOperationException($"{name} ended with exit code {code}. It wrote:\n{process.TailOfOutput()}");
    }
}
