using Connector.Lab.Brokers;
using Xunit;

namespace Connector.Tests.Network;

/// <summary>
/// One pair of brokers, run with the shipped files, for all tests of the collection, which run one after the other. A test may kill, stop and cut; it
/// leaves both brokers running with the bridge standing (<see cref="BrokerPair.WaitForBridgeAsync"/>).
/// </summary>
public sealed class BrokerPairFixture : IAsyncLifetime
{
    private BrokerPair? _pair;

    public BrokerPair Pair => _pair ?? throw new InvalidOperationException("The pair of brokers has not been started.");

    public async Task InitializeAsync() => _pair = await BrokerPair.StartAsync();

    public async Task DisposeAsync()
    {
        if (_pair is not null)
            await _pair.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class BrokerPairCollection : ICollectionFixture<BrokerPairFixture>
{
    public const string Name = "Broker pair";
}
