using System.Globalization;
using Connector.Lab.Processes;
using Connector.Tests.Architecture;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>The sample that the README shows for the client alone does what the README says.</summary>
[Collection(BrokerCollection.Name)]
public sealed class OrdersOverOpenWireTests(BrokerFixture fixture)
{
    [Fact]
    public void The_README_shows_the_sample_as_it_is_in_20_lines()
    {
        var sample = Repository.Read("samples/OrdersOverOpenWire/Program.cs").TrimEnd();

        sample.Split('\n').Length.ShouldBeLessThanOrEqualTo(20);
        Repository.Read("README.md").ShouldContain($"```csharp\n{sample}\n```");
    }

    [Fact]
    public async Task The_sample_sends_its_orders_and_prints_them_as_they_arrive()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(
            Repository.Root, "samples", "OrdersOverOpenWire", "bin", configuration, "net10.0", "OrdersOverOpenWire.dll");
        var port = fixture.Broker.OpenWirePort.ToString(CultureInfo.InvariantCulture);
        // The first broker of the list is not there: the second one serves.
        await using var orders = ChildProcess.Start(
            "the sample", DotnetHost.Path,
            [program, $"failover:(tcp://127.0.0.1:{FreePort.Next()},tcp://127.0.0.1:{port})?randomize=false", "tea", "coffee"]);

        await orders.WaitForOutputAsync("coffee (ID:", TimeSpan.FromSeconds(60));
        orders.Output.IndexOf("tea (ID:", StringComparison.Ordinal).ShouldBeInRange(0, orders.Output.IndexOf("coffee", StringComparison.Ordinal));
    }
}
