using Connector.Lab.XmppServers;
using Xunit;

namespace Connector.Tests.Infrastructure;

/// <summary>One ejabberd for all tests of the collection "ejabberd". Who stops or kills a server starts one of his own.</summary>
public sealed class EjabberdFixture : IAsyncLifetime
{
    public EjabberdServer Server { get; } = new(offersScram: true);

    public Task InitializeAsync() => Server.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class EjabberdCollection : ICollectionFixture<EjabberdFixture>
{
    public const string Name = "ejabberd";
}
