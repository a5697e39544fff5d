using System.Text.Json;
using System.Xml.Linq;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator;

/// <summary>
/// XMPP clients that were not written here against the simulator: python3-slixmpp of Debian, @xmpp/client and strophe.js of npm.
/// Each does a desktop's whole session: signs in, binds, sends presence, pings, subscribes a team, hears of a REST request and of a
/// call, unsubscribes, signs out.
/// </summary>
public sealed class PeerTests : IAsyncLifetime
{
    private const string Team = "/finesse/api/Team/5001/Users";

    // Debian's own Python has Debian's packages; another one that comes first in PATH has not.
    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string Scripts = Path.Combine(Repository.Root, "Connector.Tests", "Simulator", "peers");

    private readonly SimulatedCertificate _certificate = SimulatedCertificate.Make(["localhost", "127.0.0.1"], TimeProvider.System);
    private readonly string _authorityFile = Path.GetTempFileName();
    private SimulatedFinesse _finesse = null!;

    public static TheoryData<string, string> Peers => new()
    {
        { "slixmpp", "plain" },
        { "slixmpp", "starttls" },
        { "slixmpp", "tls" },
        { "xmppjs", "xmpp" },
        { "xmppjs", "xmpps" },
        { "xmppjs", "ws" },
        { "xmppjs", "wss" },
        { "strophe", "ws" },
        { "strophe", "wss" },
    };

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_authorityFile, _certificate.AuthorityPem);
        _finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { Certificate = _certificate }, default);
    }

    public async Task DisposeAsync()
    {
        await _finesse.DisposeAsync();
        _certificate.Dispose();
        File.Delete(_authorityFile);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_desktop_signs_in_hears_of_a_state_and_a_call_and_leaves(string peer, string way)
    {
        await using var desktop = Start(peer, way, "pw1010");
        await desktop.WaitForOutputAsync("ready 1010@localhost/peer", Limit);
        _finesse.XmppResourcesOf("1010").ShouldBe(["peer"]);
        using var http = new FinesseHttp(_finesse.RestBase, "1010");
        await http.PutUserAsync("1010", "<state>LOGIN</state><extension>2010</extension>", "from-rest");
        await desktop.WaitForOutputAsync("from-rest", Limit);
        await _finesse.StartIncomingCallAsync(
            "5551234", "2010", new Dictionary<string, string> { ["callVariable1"] = "<b> & ]]> \"\u00fc\"" });
        (await desktop.WaitForExitAsync(Limit)).ShouldBe(0, desktop.TailOfOutput());

        desktop.Output.ShouldContain("left");
        var updates = desktop.Output.Split('\n').Select(line => line.Split('\t')).Where(parts => parts.Length == 3).ToList();
        updates.Select(parts => parts[0]).ShouldBe(["/finesse/api/User/1010", Team, "/finesse/api/User/1010/Dialogs"]);
        Document(updates[0]).Descendants("state").Single().Value.ShouldBe("NOT_READY");
        Document(updates[2]).Element("event")!.Value.ShouldBe("POST");
        Document(updates[2]).Descendants("CallVariable").First().Element("value")!.Value.ShouldBe("<b> & ]]> \"\u00fc\"");
        await Eventually.HoldsAsync("the session to be gone", () => _finesse.XmppResourcesOf("1010").Count == 0);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_wrong_password_is_understood(string peer, string way)
    {
        await using var desktop = Start(peer, way, "wrong");
        (await desktop.WaitForExitAsync(Limit)).ShouldBe(2, desktop.TailOfOutput());
        _finesse.XmppResourcesOf("1010").ShouldBeEmpty();
    }

    private static XElement Document(string[] update) => XElement.Parse(JsonSerializer.Deserialize<string>(update[2])!);

    private ChildProcess Start(string peer, string way, string password)
    {
        if (peer == "slixmpp")
        {
            var port = way == "tls" ? _finesse.XmppSecurePort : _finesse.XmppPort;
            return Start(
                Python, Path.Combine(Scripts, "finesse_client.py"), way, "127.0.0.1", $"{port}", "1010@localhost/peer", password, Team,
                "3", _authorityFile);
        }

        Directory.Exists(Path.Combine(Scripts, "node_modules")).ShouldBeTrue("'./build.sh setup' installs the clients of npm");
        var service = way switch
        {
            "xmpp" => $"xmpp://127.0.0.1:{_finesse.XmppPort}",
            "xmpps" => $"xmpps://127.0.0.1:{_finesse.XmppSecurePort}",
            "ws" => $"ws://127.0.0.1:{_finesse.RestPort}/ws/",
            _ => $"wss://127.0.0.1:{_finesse.WebSocketPort}/ws/",
        };
        return Start("node", Path.Combine(Scripts, $"{peer}_client.mjs"), service, "localhost", "1010", password, "peer", Team, "3");
    }

    private ChildProcess Start(string program, params string[] arguments) => ChildProcess.Start(
        Path.GetFileName(arguments[0]), program, arguments, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PYTHONIOENCODING"] = "utf-8",
            ["NODE_EXTRA_CA_CERTS"] = _authorityFile,
        });
}
