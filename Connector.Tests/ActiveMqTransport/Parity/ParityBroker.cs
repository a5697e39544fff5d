using Connector.Lab.Brokers;
using Connector.Tests.Infrastructure;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>One real ActiveMQ for the parity suite, with a corner (<c>ranked-*</c>) where it obeys message priorities.</summary>
public sealed class ParityBroker : IAsyncLifetime
{
    private ActiveMqBroker? _broker;

    public ActiveMqBroker Broker => _broker ?? throw new InvalidOperationException("The broker has not been started.");

    public int Port => Broker.OpenWirePort;

    public async Task InitializeAsync() => _broker = await ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions
    {
        Name = "parity",
        Policies = """<policyEntry queue="ranked.&gt;" prioritizedMessages="true" memoryLimit="32mb"/>""",
    });

    public async Task DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ParityCollection : ICollectionFixture<ParityBroker>
{
    public const string Name = "Parity";
}

/// <summary>What the tests of the suite share: the broker, names of their own, and its log, which stays free of warnings.</summary>
[Collection(ParityCollection.Name)]
public abstract class ParityTest(ParityBroker fixture) : IAsyncLifetime
{
    private BrokerLog? _log;

    /// <summary>The name of this test's endpoint; no other test has it.</summary>
    protected string Name { get; } = BrokerFixture.UniqueName("parity");

    /// <summary>The broker's OpenWire port.</summary>
    protected int Port => fixture.Port;

    /// <summary>What the broker may complain of in this test, because the test provokes it.</summary>
    protected virtual IReadOnlyList<string> Provoked => [];

    public virtual Task InitializeAsync()
    {
        _log = BrokerLog.From(fixture.Broker);
        return Task.CompletedTask;
    }

    public virtual Task DisposeAsync()
    {
        _log?.HasNoWarnings(Provoked);
        return Task.CompletedTask;
    }
}
