using System.Text.Json;
using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios.Judging;

/// <summary>How an agent is at Finesse.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="State">The state.</param>
/// <param name="PendingState">The state after the call; empty for none.</param>
/// <param name="Extension">Where he is signed in; empty for nowhere.</param>
/// <param name="DialogIds">His calls.</param>
internal sealed record AgentTruth(string Agent, string State, string PendingState, string Extension, IReadOnlyList<string> DialogIds)
{
    /// <summary>Reads what the simulator's <c>/sim/agents</c> says.</summary>
    public static IReadOnlyDictionary<string, AgentTruth> Read(string json)
    {
        using var agents = JsonDocument.Parse(json);
        return agents.RootElement.EnumerateArray()
            .Select(agent => new AgentTruth(
                agent.GetProperty("id").GetString()!,
                agent.GetProperty("state").GetString()!,
                agent.GetProperty("pendingState").GetString()!,
                agent.GetProperty("extension").GetString()!,
                [.. agent.GetProperty("dialogIds").EnumerateArray().Select(id => id.GetString()!)]))
            .ToDictionary(agent => agent.Agent, StringComparer.Ordinal);
    }

    /// <summary>How a client's last picture differs from this; null where it does not.</summary>
    public string? Difference(ClientLine final)
    {
        // The time and the reason are not told here; that nothing was missed on the way is shown by the events.
        var pending = PendingState.Length > 0 ? " then " + PendingState : "";
        var print = final.Print ?? "";
        if (!print.StartsWith($"{State}{pending} ", StringComparison.Ordinal) || !print.Contains($" at {Extension} ", StringComparison.Ordinal))
            return $"Finesse says {State}{pending} at {Extension}, the app {print}";
        var calls = DialogIds.Select(Fingerprint.Call).Order(StringComparer.Ordinal).ToList();
        var known = (final.Calls?.Keys ?? []).Order(StringComparer.Ordinal).ToList();
        return calls.SequenceEqual(known)
            ? null
            : $"Finesse has [{string.Join(", ", calls)}], the app [{string.Join(", ", known)}]";
    }
}
