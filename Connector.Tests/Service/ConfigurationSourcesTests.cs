using System.Collections.Immutable;
using Connector.Service.Configuration;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class ConfigurationSourcesTests
{
    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;

    [Fact]
    public void Command_line_wins_over_environment_over_file()
    {
        const string Json = """
            {
              // The customer's own names.
              "RANDOMIZE": true, "ActiveMq_Timeout": 5000, "CONNECTOR_ID": "file", "XMPP_PORT": null,
            }
            """;
        var problems = new List<string>();

        var values = ConfigurationSources.Gather(
            Json, None.Add("CONNECTOR_ID", "environment").Add("ActiveMq_Timeout", "6000"), ["--ActiveMq_Timeout", "7000"], problems);

        problems.ShouldBeEmpty();
        values.ShouldBe(
            new Dictionary<string, string?>
            {
                ["RANDOMIZE"] = "True",
                ["ActiveMq_Timeout"] = "7000",
                ["CONNECTOR_ID"] = "environment",
                ["XMPP_PORT"] = "",
            },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("--XMPP_PORT", "1")]
    [InlineData("--XMPP_PORT=1")]
    [InlineData("XMPP_PORT=1")]
    public void Command_line_takes_three_forms(params string[] arguments)
    {
        var problems = new List<string>();

        ConfigurationSources.Gather(null, None, arguments, problems)["XMPP_PORT"].ShouldBe("1");

        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ActiveMq_URl_1", true)]
    [InlineData("ACTIVEMQ_URL_1", true)]
    [InlineData("GRC_CONSUMER_PRIORTY", true)]
    [InlineData("FINESSE_3", true)]
    [InlineData("Heartbeat_Interval", true)]
    [InlineData("CONSOLE_URI", true)]
    [InlineData("XMPP_HOST", true)]
    [InlineData("ACTIVEMQ_HOME", false)]
    [InlineData("ACTIVEMQ_OPTS", false)]
    [InlineData("PATH", false)]
    [InlineData("DATA_DIR", false)]
    [InlineData("LOG_PATH", false)]
    [InlineData("DOTNET_ENVIRONMENT", false)]
    public void Only_variables_that_were_meant_for_us_are_taken(string variable, bool taken) =>
        ConfigurationSources.Gather(null, None.Add(variable, "x"), [], []).ContainsKey(variable).ShouldBe(taken);

    [Theory]
    [InlineData("[1]", "The settings file is not one JSON object of keys and values.")]
    [InlineData("{", "The settings file is not JSON: line 1, byte 2 cannot be read.")]
    [InlineData("", "The settings file is not JSON: line 1, byte 1 cannot be read.")]
    [InlineData("""{"XMPP_PORT": {"a": 1}}""", "XMPP_PORT in the settings file is an object or a list; allowed is one value.")]
    public void Wrong_file_is_one_sentence(string json, string expected)
    {
        var problems = new List<string>();

        ConfigurationSources.Gather(json, None, [], problems);

        problems.ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Theory]
    [InlineData("--XMPP_PORT", "--XMPP_PORT on the command line has no value; write --XMPP_PORT value.")]
    [InlineData("secret", "The command line holds something that is neither '--KEY value' nor 'KEY=value'.")]
    [InlineData("=x", "The command line holds something that is neither '--KEY value' nor 'KEY=value'.")]
    public void Wrong_command_line_is_one_sentence(string argument, string expected)
    {
        var problems = new List<string>();

        ConfigurationSources.Gather(null, None, [argument], problems);

        problems.ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Fact]
    public void Settings_file_is_named_by_environment_or_command_line()
    {
        ConfigurationSources.SettingsFile(None, []).ShouldBeNull();
        ConfigurationSources.SettingsFile(None.Add("SETTINGS_FILE", "a"), []).ShouldBe("a");
        ConfigurationSources.SettingsFile(None.Add("SETTINGS_FILE", "a"), ["SETTINGS_FILE=b"]).ShouldBe("b");
    }

    [Fact]
    public void Any_file_and_command_line_is_read_or_refused()
    {
        var pieces = new[] { "{", "}", "\"", ":", ",", "XMPP_PORT", "[", "]", "\\ud800", "--", "=", "1", "//", "\n", "null" };
        var text = Gen.Elements(pieces).ListOf().Select(string.Concat);

        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(text.Zip(text.ListOf()).ToArbitrary(), pair =>
        {
            _ = ConfigurationSources.Gather(pair.Item1, None, [.. pair.Item2], []);
        }));
    }
}
