using System.Globalization;
using System.Net;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Packaging;

/// <summary>A user's first minutes: unpack elsewhere, start, ask.</summary>
public sealed class PackageTests(PackagedPrograms packages) : IClassFixture<PackagedPrograms>
{
    [Fact]
    public async Task The_simulator_runs_from_its_package_without_dotnet()
    {
        var restPort = Port();
        await using var simulator = Start("finesse-simulator", "Connector.FinesseSimulator", new()
        {
            ["SIM_REST_PORT"] = restPort,
            ["SIM_XMPP_PORT"] = Port(),
        });

        var answer = await AnswerAsync(simulator, $"http://127.0.0.1:{restPort}/finesse/api/SystemInfo");

        answer.ShouldContain("<SystemInfo>");
        (await simulator.StopAsync()).ShouldBeTrue("it ends when asked to");
    }

    [Fact]
    public async Task The_connector_runs_from_its_package_without_dotnet()
    {
        var console = $"http://127.0.0.1:{Port()}";
        await using var connector = Start("generic-connector", "Connector.Service", new()
        {
            ["DEMO_PAGE"] = "true",
            ["CONSOLE_URL"] = console,
        });

        await AnswerAsync(connector, $"{console}/health/live");
        // Pages and scripts have to be in the package, too.
        (await AnswerAsync(connector, $"{console}/")).ShouldContain("<html", Case.Insensitive);

        (await connector.StopAsync()).ShouldBeTrue("it ends when asked to");
    }

    [Theory]
    [InlineData("generic-connector", "connector.env", "generic-connector.service")]
    [InlineData("finesse-simulator", "simulator.env", "finesse-simulator.service")]
    public void A_package_holds_what_an_operator_needs(string program, string configuration, string unit)
    {
        var folder = packages.Unpacked(program);

        Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
            .ShouldBe(new[] { configuration, unit, "LICENSE", "README.md", "THIRD-PARTY-NOTICES.md" }.Order(StringComparer.Ordinal));
        File.ReadAllText(Path.Combine(folder, "README.md")).ShouldNotContain("@", customMessage: "no placeholder is left");
        var service = File.ReadAllText(Path.Combine(folder, unit));
        var started = service.Split('\n').Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)).Split('/')[^1];
        File.Exists(Path.Combine(folder, "bin", started)).ShouldBeTrue($"the unit starts {started}");
        service.ShouldContain($"/{configuration}\n", customMessage: "the unit reads the configuration that the package brings");
    }

    private static string Port() => FreePort.Next().ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts a program where no .NET is found but its own.</summary>
    private ChildProcess Start(string package, string program, Dictionary<string, string?> environment)
    {
        var folder = packages.Unpacked(package);
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)))
            environment[name] = null;
        environment["PATH"] = "/usr/bin:/bin";
        environment["DOTNET_ROOT"] = "/nonexistent";
        environment["ASPNETCORE_ENVIRONMENT"] = null;
        return ChildProcess.Start(program, Path.Combine(folder, "bin", program), [], environment, folder);
    }

    /// <summary>The body of a page once it answers 200; fails at once, with the output, when the program has ended.</summary>
    private static async Task<string> AnswerAsync(ChildProcess process, string url)
    {
        using var http = new HttpClient();
        var body = "";
        await Eventually.HoldsAsync($"{process.Name} to answer 200 at {url}", async () =>
        {
            process.HasExited.ShouldBeFalse($"{process.Name} ended before it answered. It wrote:\n{process.TailOfOutput()}");
            try
            {
                using var answer = await http.GetAsync(url);
                body = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromMinutes(2));
        return body;
    }
}
