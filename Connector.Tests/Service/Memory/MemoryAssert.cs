using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Service.Memory;
using Connector.Tests.ActiveMqTransport.Support;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Connector.Tests.Service.Memory;

/// <summary>A folder with a restart memory in it.</summary>
internal sealed class MemoryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gc-memory-");

    public string Folder => Path.Combine(_folder.FullName, "data");

    public string File => Path.Combine(Folder, "connector.db");

    public LogRecorder Log { get; } = new();

    public RestartMemory Open(TimeSpan? retryPause = null) => new(
        new() { Folder = Folder, RetryPause = retryPause ?? TimeSpan.FromMilliseconds(50), LockPatience = TimeSpan.FromSeconds(1) },
        TimeProvider.System,
        new LoggerFactory([Log]).CreateLogger<RestartMemory>());

    /// <summary>What is remembered at this moment by a connector that starts.</summary>
    public async Task<Dictionary<string, RememberedAgent>> RememberAsync()
    {
        await using var memory = Open();
        return (await memory.LoadAsync(CancellationToken.None)).ToDictionary(agent => agent.Claim.AgentId);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

internal static class MemoryAssert
{
    public static void ShouldSay(this RememberedAgent agent, AgentClaim claim, AgentProgress whole)
    {
        agent.Claim.ShouldBe(claim);
        (agent.Progress with { Events = [], Requests = [] }).ShouldBe(whole with { Events = [], Requests = [] });
        agent.Progress.Events.ShouldBe(whole.Events);
        agent.Progress.Requests.ShouldBe(whole.Requests);
    }
}
