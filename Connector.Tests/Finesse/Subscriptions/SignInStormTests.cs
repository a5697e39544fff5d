using System.Diagnostics;
using System.Globalization;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Sides;
using Connector.Lab.Processes;
using Connector.Tests.Finesse.Rest;
using Connector.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>
/// A start of shift, and a side that dies with everybody on it, against the simulator over TLS. <c>STORM_AGENTS</c> says how many agents
/// (150), for measuring by hand.
/// </summary>
public sealed class SignInStormTests(ITestOutputHelper output)
{
    private static readonly int Agents = int.Parse(
        Environment.GetEnvironmentVariable("STORM_AGENTS") ?? "150", NumberStyles.None, CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_shift_signs_in_a_few_at_a_time_and_comes_back_by_itself()
    {
        using var certificate = SimulatedCertificate.Make(["localhost"], TimeProvider.System);
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { AgentCount = Agents, Certificate = certificate }, default);
        using var rest = FinesseRestTests.NewRest(FinesseSamples.Address($"{finesse.RestBase}finesse/api/", "127.0.0.1"));
        var connector = new CountingConnector(new XmppConnector(NullLogger<XmppConnector>.Instance));
        var options = new AgentSubscriptionsOptions { ConnectorId = "a", TrustedAuthorities = [certificate.Authority] };
        await using var holder = new AgentSubscriptions(
            rest, connector, options, TimeProvider.System, NullLogger<AgentSubscriptions>.Instance);

        var since = Stopwatch.StartNew();
        var openings = await Task.WhenAll(finesse.Agents.Select(agent => holder.OpenAsync(
            agent.Id, FinesseCredentials.Basic(agent.Id, agent.Password), new RecordingObserver())));
        output.WriteLine($"{Agents} agents signed in within {since.Elapsed.TotalSeconds:0.0} s, {connector.MostAtOnce} at a time");
        openings.ShouldAllBe(opening => opening is SubscriptionOpening.Live);
        connector.MostAtOnce.ShouldBeInRange(2, options.MaxParallelSignIns);
        connector.Attempts.ShouldAllBe(port => port == finesse.XmppSecurePort);

        await finesse.A.HappenAsync(SideEvent.Kill);
        await finesse.A.HappenAsync(SideEvent.Start);
        since.Restart();
        await Eventually.HoldsAsync(
            "everybody to be back", () => finesse.A.XmppSessionCount == Agents, TimeSpan.FromSeconds(60));
        output.WriteLine($"and were back {since.Elapsed.TotalSeconds:0.0} s after the side was");
        connector.MostAtOnce.ShouldBeLessThanOrEqualTo(options.MaxParallelSignIns);
    }
}
