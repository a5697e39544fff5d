using System.Text.Json;
using Connector.Contracts;
using Connector.Lab.Simulators;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>What many tests do with access tokens.</summary>
internal static class TokenSteps
{
    /// <summary>Gets an agent a token, as his desktop gets it from the identity service.</summary>
    public static async Task<string> TokenAsync(this SimulatorProcess simulator, string agentId, double lifetimeSeconds = 3600)
    {
        using var json = JsonDocument.Parse(await simulator.ControlAsync(
            HttpMethod.Post, "sim/tokens", JsonSerializer.Serialize(new { agent = agentId, lifetimeSeconds })));
        return json.RootElement.GetProperty("token").GetString()!;
    }

    /// <summary>Ends all tokens that an agent has.</summary>
    public static Task EndTokensAsync(this SimulatorProcess simulator, string agentId) =>
        simulator.ControlAsync(HttpMethod.Delete, $"sim/tokens?agent={agentId}");

    /// <summary>Breaks an agent's XMPP connection.</summary>
    public static Task ResetXmppAsync(this SimulatorProcess simulator, string agentId) => simulator.ControlAsync(
        HttpMethod.Post, "sim/faults", JsonSerializer.Serialize(new { kind = "resetXmpp", agent = agentId, count = 1 }));

    /// <summary>How many REST requests about an agent were answered with 401.</summary>
    public static async Task<int> UnauthorizedAsync(this SimulatorProcess simulator, string agentId) =>
        (await simulator.RequestsAsync()).Count(
            request => request.Status == 401 && request.Path.Contains("/User/" + agentId, StringComparison.Ordinal));

    public static SignIn TokenSignIn(string agentId, string token) =>
        new() { AgentId = agentId, AccessToken = token, Extension = ClientSteps.ExtensionOf(agentId), ClientId = "e2e" };

    /// <summary>Signs an agent in with a token and waits for the event that says so.</summary>
    /// <returns>The last event's number.</returns>
    public static async Task<long> SignInWithTokenAsync(this ClientApp client, string agentId, string token)
    {
        var before = client.Events.LastSequence(agentId);
        await client.AcceptedAsync(TokenSignIn(agentId, token));
        return (await client.Events.WaitForStateAsync(agentId, AgentStates.NotReady, before)).Sequence;
    }

    public static async Task<AgentConnected> ConnectAsync(this ClientApp client, string agentId, string token) =>
        (await client.AskAsync<ConnectAgent, AgentConnected>(new ConnectAgent { AgentId = agentId, AccessToken = token })).Answer;

    /// <summary>What an agent's clients were told of his session, in order.</summary>
    public static SessionState[] SessionsOf(this ClientApp client, string agentId) =>
        [.. client.Events.Of(agentId).OfType<AgentSessionChanged>().Select(changed => changed.SessionState)];
}
