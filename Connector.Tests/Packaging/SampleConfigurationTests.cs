using System.Text.RegularExpressions;
using Connector.Service.Configuration;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Connector.Tests.Packaging;

/// <summary>The sample configuration is the reference that an operator reads first.</summary>
public sealed partial class SampleConfigurationTests
{
    /// <summary>For a first try and for finding the settings; not what an operator sets.</summary>
    private static readonly ConfigurationKey[] NotInTheSample = [ConfigurationKeys.DemoPage, ConfigurationKeys.SettingsFile];

    [Fact]
    public void It_holds_every_key_of_the_connector_once() =>
        Keys("packaging/connector/connector.env").Order(StringComparer.Ordinal)
            .ShouldBe(ConfigurationKeys.All.Except(NotInTheSample).Select(key => key.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void It_is_a_configuration_that_the_connector_starts_with()
    {
        var inForce = Setting().Matches(Repository.Read("packaging/connector/connector.env"))
            .Where(match => match.Value[0] != '#')
            .ToDictionary(match => match.Groups["key"].Value, match => match.Groups["value"].Value);
        var problems = new List<string>();

        var values = ConfigurationSources.Gather(null, inForce, [], problems);

        problems.ShouldBeEmpty();
        ConnectorConfiguration.Parse(values, "host", "folder").ShouldBeOfType<ConfigurationOutcome.Valid>();
    }

    [Fact]
    public void It_holds_every_key_of_the_simulator_once() =>
        Keys("packaging/simulator/simulator.env").Order(StringComparer.Ordinal).ShouldBe(Connector.FinesseSimulator.ProgramSettings.Known.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("packaging/connector/connector.env")]
    [InlineData("packaging/simulator/simulator.env")]
    public void Every_key_follows_its_explanation(string sample)
    {
        // Blocks are parted by blank lines; keys that belong together share one.
        var blocks = Repository.Read(sample).Split("\n\n").Where(block => Setting().IsMatch(block));

        foreach (var block in blocks)
            block.Split('\n')[0].ShouldStartWith("# ", customMessage: block);
    }

    private static IEnumerable<string> Keys(string sample) => Setting().Matches(Repository.Read(sample)).Select(match => match.Groups["key"].Value);

    [GeneratedRegex("^#?(?<key>[A-Za-z_0-9]+)=(?<value>.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
