using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Sides;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Web;

/// <summary>REST with TLS, by a certificate that a client trusts because it knows the authority.</summary>
public sealed class HttpsTests
{
    [Fact]
    public async Task REST_is_served_with_TLS_on_both_sides_and_SystemInfo_names_the_ports()
    {
        using var certificate = SimulatedCertificate.Make(["localhost", "127.0.0.1", "finesse-b.sim"], TimeProvider.System);
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { Certificate = certificate, SideB = new SideOptions() }, default);
        foreach (var side in finesse.Sides)
        {
            using var http = Client($"https://127.0.0.1:{side.HttpsPort}/", certificate.Authority);
            var info = XElement.Parse(await http.GetStringAsync("finesse/api/SystemInfo"));
            info.Element("primaryNode")!.Element("httpsPort")!.Value.ShouldBe($"{finesse.A.HttpsPort}");
            info.Element("secondaryNode")!.Element("httpsPort")!.Value.ShouldBe($"{finesse.B.HttpsPort}");
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String("1001:pw1001"u8));
            (await http.GetStringAsync("finesse/api/User/1001")).ShouldContain("<loginId>1001</loginId>");
        }

        using var stranger = new HttpClient { BaseAddress = new Uri($"https://127.0.0.1:{finesse.A.HttpsPort}/") };
        await Should.ThrowAsync<HttpRequestException>(() => stranger.GetAsync("finesse/api/SystemInfo"));
    }

    [Fact]
    public async Task A_killed_side_refuses_TLS_too_and_comes_back_on_its_port()
    {
        using var certificate = SimulatedCertificate.Make(["127.0.0.1"], TimeProvider.System);
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { Certificate = certificate }, default);
        var port = finesse.A.HttpsPort;
        using var http = Client($"https://127.0.0.1:{port}/", certificate.Authority);
        await finesse.A.HappenAsync(SideEvent.Kill);
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync("finesse/api/SystemInfo"));
        await finesse.A.HappenAsync(SideEvent.Start);
        finesse.A.HttpsPort.ShouldBe(port);
        (await http.GetAsync("finesse/api/SystemInfo")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Plain_REST_is_sent_to_TLS_where_that_is_asked_for_and_the_control_API_is_not()
    {
        using var certificate = SimulatedCertificate.Make(["127.0.0.1"], TimeProvider.System);
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { Certificate = certificate, RedirectToHttps = true }, default);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = finesse.RestBase };
        using var sent = await http.GetAsync("finesse/api/User/1001?x=1");
        (sent.StatusCode, sent.Headers.Location!.OriginalString).ShouldBe(
            (HttpStatusCode.MovedPermanently, $"https://127.0.0.1:{finesse.A.HttpsPort}/finesse/api/User/1001?x=1"));
        (await http.GetAsync("sim/agents")).StatusCode.ShouldBe(HttpStatusCode.OK);
        finesse.Requests.ShouldBeEmpty();
    }

    private static HttpClient Client(string root, X509Certificate2 authority)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { authority },
        };
        return new HttpClient(handler) { BaseAddress = new Uri(root) };
    }
}
