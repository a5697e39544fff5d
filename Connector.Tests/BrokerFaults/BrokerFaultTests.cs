using Connector.Lab.Brokers;
using Shouldly;
using Xunit;

namespace Connector.Tests.BrokerFaults;

/// <summary>
/// Brokers killed, stopped, frozen and restored under load: no persistent message is lost, none is carried out twice by who remembers message ids, and
/// requests flow again. <c>./build.sh broker-faults</c> runs the same with many rounds.
/// </summary>
public sealed class BrokerFaultTests(BrokerFaultTests.Brokers brokers) : IClassFixture<BrokerFaultTests.Brokers>
{
    public static TheoryData<FaultKind> Kinds => [FaultKind.Kill, FaultKind.Stop, FaultKind.Freeze, FaultKind.Restore];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_is_lost_or_carried_out_twice(FaultKind kind)
    {
        var plan = FaultPlan.FromEnvironment();
        var pair = await brokers.RunningAsync();
        await using var load = await FaultLoad.StartAsync(pair, returns: kind == FaultKind.Restore);

        try
        {
            var outcome = await new FaultRun(pair, load, kind).RunAsync(plan);

            if (plan.Report is not null)
                await File.AppendAllTextAsync(plan.Report, outcome + Environment.NewLine);
            outcome.Faults.ShouldBeEmpty(outcome.ToString());
        }
        catch (Exception failure) when (failure is TimeoutException or ShouldAssertException)
        {
            throw new InvalidOperationException($"{failure.Message}\n{load.Logs()}\nbroker 1:\n{pair.First.Log}\nbroker 2:\n{pair.Second.Log}", failure);
        }
    }

    /// <summary>The pair that all kinds of faults are done to, one after the other.</summary>
    public sealed class Brokers : IAsyncLifetime
    {
        private BrokerPair? _pair;

        // A frozen broker is given up after five seconds instead of the shipped ten, for the sake of the rounds' length; the bridge gives it up before, as shipped.
        public async Task InitializeAsync() =>
            _pair = await BrokerPair.StartAsync(new Dictionary<string, string> { ["client.inactivity"] = "5000", ["bridge.inactivity"] = "1500" });

        /// <summary>The pair with both running, whatever a test that failed left behind.</summary>
        public async Task<BrokerPair> RunningAsync()
        {
            var pair = _pair ?? throw new InvalidOperationException("The pair of brokers has not been started.");
            foreach (var broker in (ActiveMqBroker[])[pair.First, pair.Second])
            {
                await broker.ThawAsync();
                if (!broker.IsRunning)
                    await broker.RestartAsync();
            }

            await pair.WaitForBridgeAsync();
            return pair;
        }

        public async Task DisposeAsync()
        {
            if (_pair is not null)
                await _pair.DisposeAsync();
        }
    }
}
