using Connector.Lab.XmppServers;
using Xunit;

namespace Connector.Tests.Infrastructure;

/// <summary>One prosody for all tests of the collection "prosody". Who stops or kills a server starts one of his own.</summary>
public sealed class ProsodyFixture : IAsyncLifetime
{
    public ProsodyServer Server { get; } = new(offersScram: true);

    public Task InitializeAsync() => Server.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ProsodyCollection : ICollectionFixture<ProsodyFixture>
{
    public const string Name = "prosody";
}
