using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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

/// <summary>Silent sessions where the server is silent, or is not there.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public sealed class StandbyOutageTests : IAsyncLifetime
{
    private const int Agents = 10;

    private static readonly StandbyOptions Options = new()
    {
        Settle = TimeSpan.FromSeconds(3),
        Pace = TimeSpan.Zero,
        // So that nothing is under way when the next look is waited for.
        MaxParallelSignIns = 1,
        Review = TimeSpan.FromSeconds(1),
        UnreachableRest = TimeSpan.FromMinutes(5),
    };

    private readonly ManualTime _time = new();
    private readonly ScriptedConnector _ports = new();
    private HttpTestServer _http = null!;
    private FinesseRest _rest = null!;
    private AgentSubscriptions _holder = null!;

    public async Task InitializeAsync()
    {
        _http = await HttpTestServer.StartAsync(context => context.Response.WriteAsync(
            "<SystemInfo><status>IN_SERVICE</status><xmppDomain>fin-a</xmppDomain><primaryNode><host>fin-a</host>"
            + "<xmppPort>6222</xmppPort></primaryNode></SystemInfo>"));
        _rest = FinesseRestTests.NewRest(FinesseSamples.Address(_http.Address.RestBase.AbsoluteUri, "127.0.0.1"));
        _holder = new(
            _rest, _ports, new AgentSubscriptionsOptions { ConnectorId = "a", Standby = Options }, _time, NullLogger<AgentSubscriptions>.Instance);
    }

    public async Task DisposeAsync()
    {
        await _holder.DisposeAsync();
        _rest.Dispose();
        await _http.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_is_signed_in_before_it_is_clear_that_he_stays_where_he_is()
    {
        WantAll();

        await LookAsync();
        await LookAsync();
        _ports.Attempts.ShouldBeEmpty();

        await LookAsync();
        await Eventually.HoldsAsync("everybody's session", () => _holder.Standby.Count == new StandbyCount(Agents, Agents));
        _ports.Attempts.ShouldAllBe(attempt => attempt.Priority == null && attempt.Resource == "gc-a");
    }

    [Fact]
    public async Task A_silent_session_that_does_not_answer_is_given_up_and_the_agent_signs_in()
    {
        WantAll();
        for (var look = 0; look < 3; look++)
            await LookAsync();
        await Eventually.HoldsAsync("everybody's session", () => _holder.Standby.Count.Ready == Agents);
        var dead = _ports.Sessions.Single(session => session.Jid.Local == "1001");
        dead.Announcement = Task.FromException(new TimeoutException("no answer"));

        var opening = await _holder.OpenAsync("1001", FinesseCredentials.Basic("1001", "pw"), new RecordingObserver());

        opening.ShouldBeOfType<SubscriptionOpening.Live>();
        _ports.Attempts.Count.ShouldBe(Agents + 1);
        _ports.Attempts[^1].Priority.ShouldBe((sbyte)0);
        await dead.Ended.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_left_alone_for_a_while()
    {
        foreach (var port in new[] { 5222, 5223, 6222, 7443 })
            _ports.Ends[port] = new(XmppEndReason.ServerUnreachable, "refused");
        WantAll();
        for (var look = 0; look < 3; look++)
            await LookAsync();
        await Eventually.HoldsAsync("the attempts", () => _time.Timers == 1);
        var attempts = _ports.Attempts.Count;
        attempts.ShouldBeInRange(1, 4 * Options.MaxParallelSignIns);

        for (var look = 0; look < 10; look++)
            await LookAsync();
        _ports.Attempts.Count.ShouldBe(attempts);
        _holder.Standby.Count.ShouldBe(new StandbyCount(Agents, 0));

        _ports.Ends.Clear();
        _time.Advance(Options.UnreachableRest);
        await Eventually.HoldsAsync("everybody's session", () => _holder.Standby.Count.Ready == Agents);
    }

    [Fact]
    public async Task Who_was_refused_is_not_counted_and_is_tried_again_after_a_long_rest()
    {
        _ports.Ends[6222] = new(XmppEndReason.AuthenticationRefused, "not-authorized");
        WantAll();
        for (var look = 0; look < 3; look++)
            await LookAsync();
        await Eventually.HoldsAsync("the refusals", () => _holder.Standby.Count == new StandbyCount(0, 0));
        for (var look = 0; look < 10; look++)
            await LookAsync();
        _ports.Attempts.Count.ShouldBe(Agents);

        _ports.Ends.Clear();
        _time.Advance(Options.RefusalRest);
        await Eventually.HoldsAsync("everybody's session", () => _holder.Standby.Count == new StandbyCount(Agents, Agents));
    }

    private void WantAll()
    {
        foreach (var number in Enumerable.Range(1001, Agents))
        {
            var agent = number.ToString(CultureInfo.InvariantCulture);
            _holder.Standby.Want(agent, FinesseCredentials.Basic(agent, "pw"));
        }
    }

    /// <summary>Lets the next look at who is due come.</summary>
    private async Task LookAsync()
    {
        await Eventually.HoldsAsync("the pause between two looks", () => _time.Timers == 1);
        _time.Advance(Options.Review);
    }
}
