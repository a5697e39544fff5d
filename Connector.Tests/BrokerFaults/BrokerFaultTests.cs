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
    [Theory]
    [InlineData(FaultKind.Kill)]
    [InlineData(FaultKind.Stop)]
    [InlineData(FaultKind.Freeze)]
    [InlineData(FaultKind.Restore)]
    public async Task Nothing_is_lost_or_carried_out_twice(FaultKind kind)
    {
        var plan = FaultPlan.FromEnvironment();
        var pair = await brokers.RunningAsync();
        await using var load = await FaultLoad.StartAsync(pair, returns: kind == FaultKind.Restore);

        var outcome = await new FaultRun(pair, load, kind).RunAsync(plan);

        if (plan.Report is not null)
            await File.AppendAllTextAsync(plan.Report, outcome + Environment.NewLine);
        outcome.Faults.ShouldBeEmpty($"{outcome}\n{load.Logs()}\nbroker 1:\n{pair.First.Log}\nbroker 2:\n{pair.Second.Log}");
    }

    /// <summary>The pair that all kinds of faults are done to, one after the other.</summary>
    public sealed class Brokers : IAsyncLifetime
    {
        private BrokerPair? _pair;

        // A frozen broker is given up after three seconds instead of the shipped ten, for the sake of the rounds' length.
        public async Task InitializeAsync() =>
            _pair = await BrokerPair.StartAsync(new Dictionary<string, string> { ["client.inactivity"] = "3000" });

        /// <summary>The pair with both running, whatever a test that failed left behind.</summary>
        public async Task<BrokerPair> RunningAsync()
        {
            var pair = _pair ?? throw new InvalidOperationException("The pair of brokers has not been started.");
            foreach (var broker in (ActiveMqBroker[])[pair.First, pair.Second])
            {
                broker.Thaw();
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
