using Connector.Lab.Deployment;
using Connector.Lab.Scenarios;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Scenarios;

/// <summary>
/// The customer's whole table on real processes, judged from outside (docs/scenarios.md). One deployment for the rows of a class, healthy before each row.
/// Times have slack here, for the machine may do other things; <c>./build.sh scenarios</c> holds them to the promise, with more agents.
/// </summary>
public sealed class ScenarioFixture : IAsyncLifetime, IAsyncDisposable
{
    private const int Agents = 50;
    private const double Slack = 5;

    private readonly ScenarioBench _bench = new(
        new ScenarioOptions
        {
            Agents = Agents,
            Slack = Slack,
            Settle = TimeSpan.FromSeconds(3),
            Soak = TimeSpan.FromSeconds(15),
            // What is seen once in many runs is understood from its evidence or not at all.
            KeepIn = Path.Combine(Repository.Root, "artifacts", "scenario-evidence"),
        });

    public Task InitializeAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    internal async Task PassesAsync(string id, ITestOutputHelper output)
    {
        var course = new List<string>();
        var result = await _bench.RunAsync(Catalogue.Choose([id], null).Single(), course.Add, default);

        output.WriteLine(result.Line());
        output.WriteLine(result.TimeLine());
        course.ForEach(output.WriteLine);
        result.Checks.Where(check => check.Fault is not null).Select(check => $"{check.Text}: {check.Fault}")
            .ShouldBeEmpty(string.Join('\n', [result.Line(), .. course]));
    }

    /// <summary>The rows of the table that can share a deployment.</summary>
    internal static TheoryData<string> Rows(DuplexMode mode, bool turned = false) =>
        [.. Catalogue.Table.Where(row => row.Mode == mode && row.SecondListTurnedRound == turned).Select(row => row.Id)];
}

/// <summary>One at a time, and nothing beside them: they measure.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class ScenarioCollection
{
    public const string Name = "Scenarios";
}

[Collection(ScenarioCollection.Name)]
public sealed class ActivePassiveScenarioTests(ScenarioFixture fixture, ITestOutputHelper output) : IClassFixture<ScenarioFixture>
{
    public static TheoryData<string> Rows => ScenarioFixture.Rows(DuplexMode.ActivePassive);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_row_of_active_passive_is_as_the_table_has_it(string row) => fixture.PassesAsync(row, output);

    [Fact]
    public Task Nobody_takes_over_from_a_connector_that_stands_still_for_a_second_on_a_host_that_is_robbed() => fixture.PassesAsync("X-soak", output);
}

[Collection(ScenarioCollection.Name)]
public sealed class TurnedScenarioTests(ScenarioFixture fixture, ITestOutputHelper output) : IClassFixture<ScenarioFixture>
{
    public static TheoryData<string> Rows => ScenarioFixture.Rows(DuplexMode.ActivePassive, turned: true);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_row_is_as_the_table_has_it_where_the_second_connector_lists_its_own_broker_first(string row) => fixture.PassesAsync(row, output);
}

[Collection(ScenarioCollection.Name)]
public sealed class ActiveActiveScenarioTests(ScenarioFixture fixture, ITestOutputHelper output) : IClassFixture<ScenarioFixture>
{
    public static TheoryData<string> Rows => ScenarioFixture.Rows(DuplexMode.ActiveActive);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_row_of_active_active_is_as_the_table_has_it(string row) => fixture.PassesAsync(row, output);
}
