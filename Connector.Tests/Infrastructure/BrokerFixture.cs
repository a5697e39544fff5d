using Connector.Lab.Brokers;
using Xunit;

namespace Connector.Tests.Infrastructure;

/// <summary>
/// One real ActiveMQ for all tests of the collection "Broker", started with the first of them. Tests must not kill or stop it: take an
/// <see cref="ActiveMqBroker"/> of your own for that. Names of queues and topics come from <see cref="UniqueName"/>, so that tests do not meet.
/// </summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private ActiveMqBroker? _broker;

    public ActiveMqBroker Broker => _broker ?? throw new InvalidOperationException("The broker has not been started.");

    public static string UniqueName(string purpose) => $"{purpose}-{Guid.NewGuid():N}";

    public async Task InitializeAsync() => _broker = await ActiveMqBroker.StartAsync();

    public async Task DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<BrokerFixture>
{
    public const string Name = "Broker";
}
