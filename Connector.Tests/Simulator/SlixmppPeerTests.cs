using System.Xml.Linq;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator;

/// <summary>An XMPP client that was not written here (Debian's python3-slixmpp) against the simulator.</summary>
public sealed class SlixmppPeerTests
{
    // Debian's own Python has Debian's packages; another one that comes first in PATH has not.
    private const string Python = "/usr/bin/python3";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Simulator", "peers", "finesse_client.py");

    [Fact]
    public async Task Slixmpp_signs_in_and_hears_of_a_state_and_a_call()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var peer = Start(finesse, "pw1001", notifications: 2);
        await peer.WaitForOutputAsync("ready 1001@localhost/slixmpp");
        using var http = new FinesseHttp(finesse.RestBase);
        await http.SendAsync(
            "PUT", "finesse/api/User/1001", "<User><state>LOGIN</state><extension>2001</extension></User>", "from-rest");
        await peer.WaitForOutputAsync("from-rest");
        await finesse.StartIncomingCallAsync(
            "5551234", "2001", new Dictionary<string, string> { ["callVariable1"] = "<b> & ]]> \"ü\"" });
        (await peer.WaitForExitAsync()).ShouldBe(0, peer.TailOfOutput());

        var lines = peer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains('\t', StringComparison.Ordinal)).ToList();
        lines.Select(line => line.Split('\t')[0]).ShouldBe(["/finesse/api/User/1001", "/finesse/api/User/1001/Dialogs"]);
        var user = XElement.Parse(lines[0].Split('\t')[2]);
        user.Descendants("state").Single().Value.ShouldBe("NOT_READY");
        var dialog = XElement.Parse(lines[1].Split('\t')[2]);
        dialog.Element("event")!.Value.ShouldBe("POST");
        dialog.Descendants("CallVariable").First().Element("value")!.Value.ShouldBe("<b> & ]]> \"ü\"");
    }

    [Fact]
    public async Task Slixmpp_understands_that_its_password_is_wrong()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var peer = Start(finesse, "wrong", notifications: 1);
        (await peer.WaitForExitAsync()).ShouldBe(2, peer.TailOfOutput());
    }

    private static ChildProcess Start(SimulatedFinesse finesse, string password, int notifications) => ChildProcess.Start(
        "the slixmpp client", Python,
        [Script, "127.0.0.1", $"{finesse.XmppPort}", "1001@localhost/slixmpp", password, $"{notifications}"],
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONIOENCODING"] = "utf-8" });
}
