using System.Security.Cryptography.X509Certificates;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Tests.Xmpp;
using Connector.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator;

/// <summary>The simulator as a program, with TLS.</summary>
public sealed class ProgramTlsTests : IDisposable
{
    private static readonly string Program = typeof(SimulatedFinesse).Assembly.Location;

    private readonly string _folder = Directory.CreateTempSubdirectory("connector-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_makes_a_certificate_and_writes_what_clients_are_to_trust()
    {
        var authority = Path.Combine(_folder, "authority.pem");
        await using var program = await StartAsync(("SIM_TLS", "true"), ("SIM_AUTHORITY_FILE", authority));

        await SignsInAsync(program.WebSocketPort, X509CertificateLoader.LoadCertificateFromFile(authority));
        program.Process.Output.ShouldContain($"wss://127.0.0.1:{program.WebSocketPort}/ws/");
    }

    [Fact]
    public async Task It_takes_a_certificate_that_is_given()
    {
        using var lab = new Connector.Lab.XmppServers.LabAuthority("given");
        var (certificate, key) = lab.Issue("localhost");
        var file = Path.Combine(_folder, "server.pem");
        await File.WriteAllTextAsync(file, certificate + "\n" + key);
        await using var program = await StartAsync(("SIM_CERTIFICATE_FILE", file));

        await SignsInAsync(program.WebSocketPort, lab.Certificate);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_ends_it_with_a_sentence()
    {
        var missing = Path.Combine(_folder, "missing.pem");
        await using var process = ChildProcess.Start(
            "the simulator", "dotnet", [Program], new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["SIM_CERTIFICATE_FILE"] = missing,
            });
        (await process.WaitForExitAsync()).ShouldBe(2, process.TailOfOutput());
        process.Output.ShouldContain($"SIM_CERTIFICATE_FILE is '{missing}', which cannot be used:");
    }

    [Theory]
    [InlineData("SIM_WEBSOCKET_PORT=7443", "SIM_WEBSOCKET_PORT is '7443', but there is no TLS; SIM_TLS=true or SIM_CERTIFICATE_FILE brings it.")]
    [InlineData("SIM_TLS=perhaps", "SIM_TLS is 'perhaps'; it must be true or false.")]
    public void A_setting_that_does_not_go_with_the_others_is_named(string setting, string sentence) =>
        ProgramSettings.Read([setting], _ => null).Problem.ShouldBe(sentence);

    private static async Task SignsInAsync(int port, X509Certificate2 authority)
    {
        var options = new XmppSessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            Transport = XmppTransport.WebSocket,
            Security = XmppSecurity.Tls,
            Domain = "localhost",
            User = "1001",
            Password = "pw1001",
            Resource = "gc",
            Tls = new XmppTlsOptions { TrustedAuthorities = [authority] },
        };
        await using var session = await new XmppConnector(NullLogger<XmppConnector>.Instance)
            .ConnectAsync(options, new RecordingHandler(), CancellationToken.None);
        session.Jid.ToString().ShouldBe("1001@localhost/gc");
    }

    private static async Task<Running> StartAsync(params (string Key, string Value)[] settings)
    {
        var webSocketPort = FreePort.Next();
        var environment = settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        foreach (var key in new[] { "SIM_REST_PORT", "SIM_XMPP_PORT", "SIM_XMPP_SECURE_PORT", "SIM_HTTPS_PORT" })
            environment[key] = $"{FreePort.Next()}";
        environment["SIM_WEBSOCKET_PORT"] = $"{webSocketPort}";
        var process = ChildProcess.Start("the simulator", "dotnet", [Program], environment);
        await process.WaitForOutputAsync("Ctrl-C ends it.");
        return new Running(process, webSocketPort);
    }

    private sealed record Running(ChildProcess Process, int WebSocketPort) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
