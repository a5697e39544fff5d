using Connector.Lab.ClientApps;
using Connector.Lab.Deployment;
using Connector.Lab.Links;
using Connector.Lab.Terminal;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

public sealed class LabStatusTests
{
    [Theory]
    [InlineData(
        """{"role":"Primary","isReady":true,"deploymentMode":"active-passive","ownership":{"phase":"Serving","agentsOwned":3},"agents":[{},{},{},{}],"broker":"tcp://b:1","peerState":"Alive"}""",
        "primary, serving, ready, owns 3 agents, at tcp://b:1, peer alive")]
    [InlineData("""{"role":"Standalone","isReady":false,"deploymentMode":"simplex","agents":[{}],"broker":"","peerState":"None"}""", "standalone, not ready, serves 1 agents")]
    [InlineData("{}", "")]
    [InlineData("[]", "answers what is no status")]
    [InlineData("<html>", "answers what is no status")]
    public void What_a_connector_says_is_put_in_a_few_words(string body, string expected) => ConnectorSays.Read(body).ShouldBe(expected);

    [Fact]
    public void A_link_is_called_what_it_is()
    {
        Row(LinkState.Open, LinkConditions.Clean).Words.ShouldBe("open");
        Row(LinkState.Refusing, LinkConditions.Clean).Words.ShouldBe("cut");
        Row(LinkState.Silent, LinkConditions.Clean).Words.ShouldBe("silent");
        var bad = LinkConditions.BothWays(TimeSpan.FromMilliseconds(80), 4096) with { ResetsPerSecond = 0.125 };
        Row(LinkState.Open, bad).Words.ShouldBe("80 ms late, 4096 bytes/s, 12.5 % reset a second");
        Row(LinkState.Open, bad).IsPlain.ShouldBeFalse();

        static LinkRow Row(LinkState state, LinkConditions conditions) => new(PartNames.Connector1, PartNames.Broker1, state, conditions, 1);
    }

    [Fact]
    public async Task A_log_that_is_being_written_is_counted_line_by_line_each_once()
    {
        var folder = Directory.CreateTempSubdirectory("lab-tally-");
        var file = Path.Combine(folder.FullName, "log");
        var tally = new LogTally(file);
        tally.ReadOn();
        tally.Of(ClientLineKind.Sent).ShouldBe(0, "there is no file yet");

        var line = new ClientLine(1, ClientLineKind.Sent, "1001").ToText() + "\n";
        await File.WriteAllTextAsync(file, line + line[..10]);
        tally.ReadOn();
        tally.Of(ClientLineKind.Sent).ShouldBe(1, "the second line is not finished");
        await File.AppendAllTextAsync(file, line[10..] + new ClientLine(2, ClientLineKind.Event, "1001").ToText() + "\n");
        tally.ReadOn();
        tally.ReadOn();

        (tally.Of(ClientLineKind.Sent), tally.Of(ClientLineKind.Event)).ShouldBe((2, 1));
        folder.Delete(recursive: true);
    }
}
