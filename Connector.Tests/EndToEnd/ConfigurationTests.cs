using Connector.Lab.Connectors;
using Shouldly;
using Xunit;

namespace Connector.Tests.EndToEnd;

/// <summary>A wrong configuration stops the start: non-zero, with one sentence that names the key, the value and what is allowed.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("GRC_CONSUMER_PRIORITY", "128", "127")]
    [InlineData("GRC_CONSUMER_PRIORITY", "high", "127")]
    [InlineData("DEPLOYMENT_MODE", "triplex", "active-passive")]
    [InlineData("XMPP_SECURITY", "maybe", "starttls")]
    [InlineData("REQUEST_TIMEOUT", "-5", "milliseconds")]
    [InlineData("ActiveMq_URL_1", "http://broker:61616", "tcp://")]
    [InlineData("CONSOLE_URL", "8112", "http://")]
    public async Task It_does_not_start_and_says_why_in_one_sentence(string key, string value, string allowed)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ActiveMq_URL_1"] = "127.0.0.1:1",
            ["SERVER_ADDRESS_1"] = "127.0.0.1",
            [key] = value,
        };
        await using var connector = ConnectorProcess.Start("gc-misconfigured", settings);

        (await connector.WaitForExitAsync()).ShouldNotBe(0);

        var lines = connector.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var sentence = lines.Where(line => line.Contains(key, StringComparison.Ordinal)).ShouldHaveSingleItem();
        sentence.ShouldContain(value);
        sentence.ShouldContain(allowed);
        connector.Log.ShouldNotContain("   at ", Case.Sensitive, "a wrong value is no crash: no stack trace");
    }
}
