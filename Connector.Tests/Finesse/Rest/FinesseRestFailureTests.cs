using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connector.Finesse.Rest;
using Connector.Lab.Processes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Rest;

/// <summary>"Surely not carried out" or "may have been carried out": the line on which a second call is made or not made.</summary>
public sealed class FinesseRestFailureTests
{
    private static readonly FinesseCredentials Agent = FinesseCredentials.Basic("1001", "pw1001");
    private static readonly FinesseRestOptions Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        var address = FinesseSamples.Address($"http://127.0.0.1:{FreePort.Next()}", null);
        using var rest = FinesseRestTests.NewRest(address);

        (await rest.GetSystemInfoAsync()).Failure.ShouldBeOfType<FinesseFailure.Unreachable>();
        (await ReadyAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.Unreachable>();
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_unreachable()
    {
        // RFC 6761: never resolves.
        var address = FinesseSamples.Address(null, "finesse.invalid");
        using var rest = FinesseRestTests.NewRest(address);

        (await ReadyAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.Unreachable>();
    }

    [Fact]
    public async Task A_server_that_appears_meanwhile_gets_the_request_once()
    {
        var port = FreePort.Next();
        var address = FinesseSamples.Address($"http://127.0.0.1:{port}", null);
        using var rest = FinesseRestTests.NewRest(address, Quick with { MaxRetries = 60, RetryDelay = TimeSpan.FromMilliseconds(20) });

        var asking = ReadyAsync(rest);
        await using var server = new RawTestServer(Answer("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"), port);

        var reply = await asking;
        reply.IsAccepted.ShouldBeTrue(reply.Failure?.ToString());
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_that_is_never_answered_has_an_unknown_outcome_and_is_sent_once()
    {
        await using var server = new RawTestServer(async (stream, stop) =>
        {
            await RawTestServer.ReadRequestAsync(stream, stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var rest = FinesseRestTests.NewRest(server.Address, Quick with { AttemptTimeout = TimeSpan.FromSeconds(3) });

        (await ReadyAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.OutcomeUnknown>().Reason.ShouldContain("no answer within 3 s");

        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_whose_connection_breaks_after_sending_has_an_unknown_outcome_and_is_sent_once()
    {
        await using var server = new RawTestServer(async (stream, stop) =>
        {
            await RawTestServer.ReadRequestAsync(stream, stop);
            stream.Socket.LingerState = new(enable: true, seconds: 0);
        });
        using var rest = FinesseRestTests.NewRest(server.Address);

        (await ReadyAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.OutcomeUnknown>();

        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 202")]
    public async Task A_change_with_half_an_answer_has_an_unknown_outcome(string answer)
    {
        await using var server = Answering(answer);
        using var rest = FinesseRestTests.NewRest(server.Address);

        (await ReadyAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.OutcomeUnknown>();

        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task The_status_of_a_change_counts_even_where_its_body_breaks_off()
    {
        await using var accepting = Answering("HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nhalf");
        await using var refusing = Answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\n\r\n<Api");
        using var accepted = FinesseRestTests.NewRest(accepting.Address);
        using var refused = FinesseRestTests.NewRest(refusing.Address);

        (await ReadyAsync(accepted)).IsAccepted.ShouldBeTrue();
        (await ReadyAsync(refused)).Failure.ShouldBe(new FinesseFailure.Refused(400, [], ""));
    }

    [Fact]
    public async Task A_GET_without_an_answer_is_asked_again()
    {
        var asked = 0;
        await using var server = new RawTestServer(async (stream, stop) =>
        {
            await RawTestServer.ReadRequestAsync(stream, stop);
            if (Interlocked.Increment(ref asked) < 3)
                return;
            var body = FinesseSamples.RestUser;
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"), stop);
        });
        using var rest = FinesseRestTests.NewRest(server.Address, Quick with { MaxRetries = 2 });

        (await rest.GetUserAsync(Agent, "1001")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_GET_without_an_answer_is_given_up_after_the_retries()
    {
        await using var server = new RawTestServer((stream, stop) => RawTestServer.ReadRequestAsync(stream, stop));
        using var rest = FinesseRestTests.NewRest(server.Address, Quick with { MaxRetries = 2 });

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBeOfType<FinesseFailure.OutcomeUnknown>();

        // The framework may itself repeat a GET on a fresh connection; never is it fewer than ours.
        server.Connections.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task An_answer_beyond_the_cap_is_not_read()
    {
        await using var server = await HttpTestServer.StartAsync(context => context.Response.WriteAsync(new string('x', 20_000)));
        using var rest = FinesseRestTests.NewRest(server.Address, Quick with { MaxResponseBytes = 10_000, MaxRetries = 0 });

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBeOfType<FinesseFailure.OutcomeUnknown>();
    }

    [Fact]
    public async Task Cancellation_is_the_callers_and_throws()
    {
        await using var server = new RawTestServer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        using var rest = FinesseRestTests.NewRest(server.Address);
        using var cancel = new CancellationTokenSource();

        var asking = rest.GetUserAsync(Agent, "1001", cancel.Token);
        await Eventually.HoldsAsync("the request to arrive", () => server.Connections == 1);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_unreachable_and_gets_no_credentials()
    {
        using var certificate = NewCertificate("localhost");
        await using var server = await HttpTestServer.StartAsync(
            c => c.Response.WriteAsync(FinesseSamples.RestUser), l => l.UseHttps(certificate));
        using var rest = FinesseRestTests.NewRest(server.Address);

        (await ReadyAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.Unreachable>();

        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_of_a_trusted_authority_is_taken_for_its_own_host_only()
    {
        using var certificate = NewCertificate("localhost");
        using var stranger = NewCertificate("fin-b.example.com");
        var options = Quick with { TrustedAuthorities = [certificate, stranger] };
        await using var server = await HttpTestServer.StartAsync(
            c => c.Response.WriteAsync(FinesseSamples.RestUser), l => l.UseHttps(certificate));
        await using var pretender = await HttpTestServer.StartAsync(
            c => c.Response.WriteAsync(FinesseSamples.RestUser), l => l.UseHttps(stranger));
        using var rest = FinesseRestTests.NewRest(server.Address, options);
        using var misled = FinesseRestTests.NewRest(pretender.Address, options);

        (await rest.GetUserAsync(Agent, "1001")).IsOk.ShouldBeTrue();
        (await misled.GetUserAsync(Agent, "1001")).Failure.ShouldBeOfType<FinesseFailure.Unreachable>();
    }

    private static Task<FinesseReply> ReadyAsync(FinesseRest rest) =>
        rest.PutUserAsync(Agent, "1001", UserRequest.ChangeState("READY"), "r-1");

    private static RawTestServer Answering(string answer) => new(Answer(answer));

    private static Func<NetworkStream, CancellationToken, Task> Answer(string answer) => async (stream, stop) =>
    {
        await RawTestServer.ReadRequestAsync(stream, stop);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop);
    };

    private static X509Certificate2 NewCertificate(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
