using Xunit;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>One installation whose Finesse belongs to UCCX, where calls are written up; each test uses agents of its own.</summary>
public sealed class UccxSystem : IAsyncLifetime
{
    internal LiveSystem Live { get; private set; } = null!;

    public async Task InitializeAsync() => Live = await LiveSystem.StartAsync(100, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SIM_DEPLOYMENT"] = "UCCX",
        ["SIM_WRAP_UP"] = "Required",
    });

    public async Task DisposeAsync()
    {
        if (Live is not null)
            await Live.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class UccxSystemCollection : ICollectionFixture<UccxSystem>
{
    public const string Name = "End to end, UCCX";
}
