using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Contracts;

namespace Connector.Sagas.Sessions;

/// <summary>One event as it is remembered: plain data that can be handed to another connector and kept there as it is.</summary>
/// <param name="Sequence">The event's number.</param>
/// <param name="Epoch">The epoch in which it was published.</param>
/// <param name="Kind">The contract's name, for instance <c>DialogChanged</c>.</param>
/// <param name="Json">The event as the contracts write it, in UTF-8.</param>
/// <param name="IsKnown">It says nothing new to whoever has the events before it; said for those whom another owner told.</param>
internal sealed record RememberedEvent(long Sequence, long Epoch, string Kind, byte[] Json, bool IsKnown = false)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes an event down.</summary>
    internal static RememberedEvent Of(AgentEvent agentEvent, bool isKnown)
    {
        var type = agentEvent.GetType();
        return new(agentEvent.Sequence, agentEvent.Epoch, type.Name, JsonSerializer.SerializeToUtf8Bytes(agentEvent, type, Options), isKnown);
    }

    /// <summary>The event as a replay tells it; one of a kind unknown here keeps its place and tells nothing.</summary>
    internal ReplayedEvent Recall() => Kind switch
    {
        nameof(AgentStateChanged) => new() { AgentStateChanged = Read<AgentStateChanged>() },
        nameof(DialogChanged) => new() { DialogChanged = Read<DialogChanged>() },
        nameof(CommandFailed) => new() { CommandFailed = Read<CommandFailed>() },
        nameof(AgentSessionChanged) => new() { AgentSessionChanged = Read<AgentSessionChanged>() },
        nameof(TeamMemberStateChanged) => new() { TeamMemberStateChanged = Read<TeamMemberStateChanged>() },
        nameof(QueueStatisticsChanged) => new() { QueueStatisticsChanged = Read<QueueStatisticsChanged>() },
        // Of a later release's connector: its place is kept, so that the numbers of the others stay right.
        _ => new(),
    };

    /// <summary>Reads it as one of the contracts, or as a part of one.</summary>
    /// <returns>Null: it is of another release, or damaged; as if it had not been told.</returns>
    internal T? Read<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
