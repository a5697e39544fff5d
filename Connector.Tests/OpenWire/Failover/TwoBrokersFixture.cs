using Connector.Lab.Brokers;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>
/// Two real, separate brokers, for tests that kill, stop and freeze them. A test leaves them as it likes: <see cref="BothRunAsync"/> at the start of
/// each makes them run.
/// </summary>
public sealed class TwoBrokersFixture : IAsyncLifetime
{
    private ActiveMqBroker? _first;
    private ActiveMqBroker? _second;

    internal static FailoverConnector Connector { get; } = new(NullLoggerFactory.Instance);

    internal ActiveMqBroker First => _first ?? throw new InvalidOperationException("The brokers have not been started.");

    internal ActiveMqBroker Second => _second ?? throw new InvalidOperationException("The brokers have not been started.");

    public async Task InitializeAsync()
    {
        var first = ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions { Name = "first" });
        var second = ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions { Name = "second" });
        _first = await first;
        _second = await second;
    }

    public async Task DisposeAsync()
    {
        if (_first is not null)
            await _first.DisposeAsync();
        if (_second is not null)
            await _second.DisposeAsync();
    }

    internal async Task BothRunAsync()
    {
        foreach (var broker in new[] { First, Second })
        {
            if (broker.IsRunning)
                await broker.ThawAsync();
            else
                await broker.RestartAsync();
        }
    }

    /// <summary>
    /// Options for a quick test: short pauses, so that a broker is found as soon as it is there; and patience with one that is there and slow, as on a busy machine.
    /// </summary>
    internal static FailoverOptions To(params IEnumerable<int> ports) => new()
    {
        Brokers = [.. ports.Select(port => new BrokerAddress("127.0.0.1", port, false))],
        Connection = Broker.Options(0) with { RequestTimeout = TimeSpan.FromMinutes(3) },
        MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
    };
}

[CollectionDefinition(Name)]
public sealed class TwoBrokersCollection : ICollectionFixture<TwoBrokersFixture>
{
    public const string Name = "Two brokers";
}
