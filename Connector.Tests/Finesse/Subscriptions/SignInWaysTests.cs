using System.Diagnostics.CodeAnalysis;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Tests.Finesse.Rest;
using Connector.Tests.Infrastructure;
using Connector.Xmpp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>Which ways to the notification service a sign-in tries, and after which end of one it tries the next.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public sealed class SignInWaysTests : IAsyncLifetime
{
    private const int Secure = 6223;
    private const int Plain = 6222;
    private const int WebSocket = 7443;

    private readonly ManualTime _time = new();
    private readonly ScriptedConnector _ports = new();
    private HttpTestServer _http = null!;
    private FinesseRest _rest = null!;
    private AgentSubscriptions _holder = null!;

    public async Task InitializeAsync()
    {
        _http = await HttpTestServer.StartAsync(context => context.Response.WriteAsync(
            "<SystemInfo><status>IN_SERVICE</status><xmppDomain>fin-a</xmppDomain><primaryNode><host>fin-a</host>"
            + $"<xmppPort>{Plain}</xmppPort><xmppSecurePort>{Secure}</xmppSecurePort></primaryNode></SystemInfo>"));
        _rest = FinesseRestTests.NewRest(FinesseSamples.Address(_http.Address.RestBase.AbsoluteUri, "127.0.0.1"));
        _holder = new(
            _rest, _ports, new AgentSubscriptionsOptions { ConnectorId = "a" }, _time, NullLogger<AgentSubscriptions>.Instance);
    }

    public async Task DisposeAsync()
    {
        await _holder.DisposeAsync();
        _rest.Dispose();
        await _http.DisposeAsync();
    }

    [Fact]
    public async Task Where_nothing_listens_the_next_way_is_tried_and_the_websocket_last()
    {
        _ports.Ends[Secure] = new(XmppEndReason.ServerUnreachable, "refused");
        _ports.Ends[Plain] = new(XmppEndReason.TlsFailed, "no XMPP there") { TlsFailure = XmppTlsFailure.PortIsTls };

        (await OpenAsync()).ShouldBeOfType<SubscriptionOpening.Live>();

        _ports.Tried.ShouldBe([Secure, Plain, WebSocket]);
        _ports.Attempts[^1].Transport.ShouldBe(XmppTransport.WebSocket);
        _ports.Attempts[^1].WebSocketPath.ShouldBe("/ws/");
    }

    [Fact]
    public async Task A_session_is_drained_when_the_server_has_answered_or_is_gone()
    {
        var live = (await OpenAsync()).ShouldBeOfType<SubscriptionOpening.Live>().Subscription;
        var session = _ports.Sessions[0];

        using (var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100)))
            await Should.ThrowAsync<OperationCanceledException>(live.DrainAsync(soon.Token));
        var drained = live.DrainAsync();
        session.Answer.SetException(new XmppSessionEndedException(new(XmppEndReason.ConnectionLost, "gone")));
        await drained.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(XmppEndReason.AuthenticationRefused, null)]
    [InlineData(XmppEndReason.AuthenticationUnavailable, null)]
    [InlineData(XmppEndReason.PolicyRefused, null)]
    [InlineData(XmppEndReason.ResourceConflict, null)]
    [InlineData(XmppEndReason.PeerSilent, null)]
    [InlineData(XmppEndReason.TlsFailed, XmppTlsFailure.UnknownAuthority)]
    [InlineData(XmppEndReason.TlsFailed, XmppTlsFailure.WrongHostName)]
    [InlineData(XmppEndReason.TlsFailed, XmppTlsFailure.OutOfDate)]
    public async Task Whoever_answers_is_the_last_one_tried(XmppEndReason reason, XmppTlsFailure? failure)
    {
        _ports.Ends[Secure] = new(reason, "no") { TlsFailure = failure };

        (await OpenAsync()).ShouldNotBeOfType<SubscriptionOpening.Live>();

        _ports.Tried.ShouldBe([Secure]);
    }

    [Fact]
    public async Task The_way_that_worked_is_tried_first_for_a_while()
    {
        _ports.Ends[Secure] = _ports.Ends[Plain] = new(XmppEndReason.ServerUnreachable, "refused");
        await OpenAsync();
        await OpenAsync("1002");
        _ports.Tried.ShouldBe([Secure, Plain, WebSocket, WebSocket]);

        _ports.Ends.Clear();
        _time.Advance(TimeSpan.FromMinutes(2));
        await OpenAsync("1003");
        _ports.Tried[^1].ShouldBe(Secure);
    }

    [Fact]
    public async Task A_way_that_worked_and_is_gone_is_followed_by_the_others()
    {
        _ports.Ends[Secure] = new(XmppEndReason.ServerUnreachable, "refused");
        await OpenAsync();
        _ports.Ends[Plain] = new(XmppEndReason.ServerUnreachable, "refused");
        await OpenAsync("1002");
        _ports.Tried.ShouldBe([Secure, Plain, Plain, Secure, WebSocket]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_ended_for_an_expired_token_is_restored_only_with_a_fresh_one(bool isRenewed)
    {
        var credentials = new RenewableCredentials(FinesseCredentials.Bearer("1001", "old"));
        var observer = new RecordingObserver();
        await _holder.OpenAsync("1001", credentials, observer);
        if (isRenewed)
            credentials.Renew(FinesseCredentials.Bearer("1001", "fresh"));

        _ports.Sessions[0].End(new(XmppEndReason.PolicyRefused, "expired", "not-authorized"));

        var next = isRenewed ? "restored" : "refused Authentication";
        await Eventually.HoldsAsync($"'{next}' to be told", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return observer.Told.Contains(next);
        });
        observer.Told.ShouldBe(isRenewed ? ["lost", next] : [next]);
        _ports.Attempts.Select(attempt => attempt.Password).ShouldBe(isRenewed ? ["old", "fresh"] : ["old"]);
    }

    private Task<SubscriptionOpening> OpenAsync(string agentId = "1001") =>
        _holder.OpenAsync(agentId, FinesseCredentials.Basic(agentId, "pw"), new RecordingObserver());
}
