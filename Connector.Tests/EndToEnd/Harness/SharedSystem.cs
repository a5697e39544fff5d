using Connector.Contracts;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>One installation for all tests that leave it as they found it; each uses agents of its own.</summary>
public sealed class SharedSystem : IAsyncLifetime
{
    internal LiveSystem Live { get; private set; } = null!;

    // Agents 1241 to 1260 sign in with access tokens, all others with passwords.
    public async Task InitializeAsync() => Live = await LiveSystem.StartAsync(agents: 500, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SIM_AUTH_MODE"] = "Hybrid",
        ["SIM_SSO_AGENTS"] = "1241-1260",
    });

    public async Task DisposeAsync()
    {
        if (Live is not null)
            await Live.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SharedSystemCollection : ICollectionFixture<SharedSystem>
{
    public const string Name = "End to end";
}

/// <summary>A test against a live installation: when it fails, its output carries what the connector logged meanwhile.</summary>
public abstract class LiveTest : IAsyncLifetime
{
    private readonly ITestOutputHelper _output;
    private readonly int _logStart;

    protected LiveTest(SharedSystem shared, ITestOutputHelper output)
    {
        ArgumentNullException.ThrowIfNull(shared);
        Live = shared.Live;
        _output = output;
        _logStart = Live.Connector.Log.Length;
    }

    internal LiveSystem Live { get; }

    internal ClientApp Client => Live.Client;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        var log = Live.Connector.Log;
        _output.WriteLine(log[Math.Min(_logStart, log.Length)..]);
        return Task.CompletedTask;
    }

    /// <summary>Signs an agent in and waits for the event that says so.</summary>
    /// <returns>The last event's number.</returns>
    internal Task<long> SignInAsync(string agentId) => Client.SignInAsync(agentId);
}

/// <summary>What many tests do with the client app.</summary>
internal static class ClientSteps
{
    /// <summary>The simulator's extension of an agent: 2001 for 1001.</summary>
    public static string ExtensionOf(string agentId) => "2" + agentId[1..];

    public static SignIn SignInRequest(string agentId, string? password = null) =>
        new() { AgentId = agentId, Password = password ?? "pw" + agentId, Extension = ExtensionOf(agentId), ClientId = "e2e" };

    public static async Task<long> SignInAsync(this ClientApp client, string agentId)
    {
        var before = client.Events.LastSequence(agentId);
        await client.AcceptedAsync(SignInRequest(agentId));
        return (await client.Events.WaitForStateAsync(agentId, AgentStates.NotReady, before)).Sequence;
    }

    /// <summary>Waits until all agents that a test before has cut off are back: their connections would count among one's own.</summary>
    public static Task NobodyIsInterruptedAsync(this ClientApp client) => Eventually.HoldsAsync(
        "the agents of the tests before to be back", () => client.Events.Interrupted().Count == 0, TimeSpan.FromMinutes(2));

    /// <summary>Shows that the connector serves an agent as if nothing had happened: a sign-in, a change of state and its event.</summary>
    public static async Task ServesAsync(this ClientApp client, string agentId)
    {
        var signedIn = await client.SignInAsync(agentId);
        var (id, accepted) = await client.AcceptedAsync(new MakeReady { AgentId = agentId });
        accepted.RequestId.ShouldBe(RequestIds.Of(id));
        (await client.Events.WaitForStateAsync(agentId, AgentStates.Ready, signedIn)).RequestId.ShouldBe(accepted.RequestId);
    }
}
