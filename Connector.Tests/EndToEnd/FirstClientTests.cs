using System.Globalization;
using Connector.Lab.Processes;
using Connector.Tests.Architecture;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;

namespace Connector.Tests.EndToEnd;

/// <summary>The client app that the README shows does what the README says.</summary>
public sealed class FirstClientTests
{
    [Fact]
    public void The_README_shows_the_sample_as_it_is_in_under_30_lines()
    {
        var sample = Repository.Read("samples/FirstClient/Program.cs").TrimEnd();

        sample.Split('\n').Length.ShouldBeLessThan(30);
        Repository.Read("README.md").ShouldContain($"```csharp\n{sample}\n```");
    }

    [Fact]
    public async Task The_sample_signs_in_and_shows_what_happens()
    {
        await using var system = await LiveSystem.StartAsync(agents: 10);
        // From its own folder: beside the tests it would miss what the tests have from a framework.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Repository.Root, "samples", "FirstClient", "bin", configuration, "net10.0", "FirstClient.dll");
        await using var client = ChildProcess.Start(
            "the first client", DotnetHost.Path, [program, system.Broker.OpenWirePort.ToString(CultureInfo.InvariantCulture)]);

        await client.WaitForOutputAsync("CommandAccepted", TimeSpan.FromSeconds(30));
        await client.WaitForOutputAsync("NOT_READY", TimeSpan.FromSeconds(30));
        await system.Simulator.CallInAsync("5551234", "2001", null);
        await client.WaitForOutputAsync("ALERTING", TimeSpan.FromSeconds(30));
    }
}
