using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Tests.Finesse.Rest;
using Connector.Tests.Simulator;
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
    private readonly PortsOfOne _ports = new();
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
        _ports.Last.Transport.ShouldBe(XmppTransport.WebSocket);
        _ports.Last.WebSocketPath.ShouldBe("/ws/");
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

    private Task<SubscriptionOpening> OpenAsync(string agentId = "1001") =>
        _holder.OpenAsync(agentId, FinesseCredentials.Basic(agentId, "pw"), new RecordingObserver());

    /// <summary>A server whose ports end attempts as the test says; where it says nothing, there is a session.</summary>
    private sealed class PortsOfOne : IXmppConnector
    {
        private readonly ConcurrentQueue<XmppSessionOptions> _attempts = new();

        public ConcurrentDictionary<int, XmppSessionEnd> Ends { get; } = new();

        public List<int> Tried => [.. _attempts.Select(options => options.Port)];

        public XmppSessionOptions Last => _attempts.Last();

        public Task<IXmppSession> ConnectAsync(
            XmppSessionOptions options, IXmppStanzaHandler handler, CancellationToken cancellationToken)
        {
            options.Validate();
            _attempts.Enqueue(options);
            return Ends.TryGetValue(options.Port, out var end)
                ? Task.FromException<IXmppSession>(new XmppConnectException(end))
                : Task.FromResult<IXmppSession>(new Session(new Jid(options.User, options.Domain, options.Resource)));
        }
    }

    private sealed class Session(Jid jid) : IXmppSession
    {
        private readonly TaskCompletionSource<XmppSessionEnd> _ended = new();

        public Jid Jid => jid;

        public Task<XmppSessionEnd> Ended => _ended.Task;

        public ValueTask SendAsync(XElement stanza, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<XElement> RequestAsync(XElement iq, TimeSpan? timeout, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task CloseAsync(CancellationToken cancellationToken)
        {
            _ended.TrySetResult(new(XmppEndReason.ClosedByUs, "closed"));
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => new(CloseAsync(CancellationToken.None));
    }
}
