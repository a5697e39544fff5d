using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>Everything that Finesse and the telephony behind it know at one moment. Both sides of a pair share one.</summary>
/// <param name="Agents">All users by id.</param>
/// <param name="Calls">All calls by dialog id.</param>
/// <param name="AgentByExtension">The agent signed in at each extension in use.</param>
/// <param name="NextDialogId">The id of the next call.</param>
internal sealed record CentreState(
    ImmutableDictionary<string, Agent> Agents,
    ImmutableDictionary<string, Call> Calls,
    ImmutableDictionary<string, string> AgentByExtension,
    long NextDialogId)
{
    /// <summary>All queues by id.</summary>
    public ImmutableDictionary<string, Queue> Queues { get; init; } =
        ImmutableDictionary.Create<string, Queue>(StringComparer.Ordinal);

    /// <summary>The ids of all users by login name, whose case does not matter.</summary>
    public ImmutableDictionary<string, string> IdByLoginName { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where dialog ids start: of the size that real systems show.</summary>
    public const long FirstDialogId = 16_804_377;

    /// <summary>All agents signed out, no calls.</summary>
    public static CentreState Start(IReadOnlyCollection<AgentProfile> profiles) => new(
        profiles.ToImmutableDictionary(profile => profile.Id, profile => new Agent(profile), StringComparer.Ordinal),
        ImmutableDictionary.Create<string, Call>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        FirstDialogId)
    {
        Queues = profiles.SelectMany(profile => profile.Queues.Select(queue => (queue, profile.Id)))
            .GroupBy(member => member.queue, member => member.Id)
            .ToImmutableDictionary(group => group.Key.Id, group => new Queue(group.Key, [.. group]), StringComparer.Ordinal),
        IdByLoginName = profiles.ToImmutableDictionary(
            profile => profile.LoginName, profile => profile.Id, StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>The agent signed in at this extension.</summary>
    public Agent? AgentAt(string extension) => AgentByExtension.TryGetValue(extension, out var id) ? Agents[id] : null;

    /// <summary>The calls this agent sees, oldest first.</summary>
    public IEnumerable<Call> CallsOf(Agent agent) => agent.CallIds.Select(id => Calls[id]);

    /// <summary>The calls in which this agent takes part, with his participant, oldest first; those that he only sees being
    /// listened to are not among them.</summary>
    public IEnumerable<(Call Call, Leg Leg)> LegsOf(Agent agent)
    {
        foreach (var call in CallsOf(agent))
            if (call.OwnLegOf(agent.Id) is { } leg) yield return (call, leg);
    }

    /// <summary>Whether the agent's one line is taken. Finesse wants phones with a busy trigger of one.</summary>
    public bool IsBusy(Agent agent) => LegsOf(agent).Any(own => own.Leg.State.IsLive());

    /// <summary>Whether the agent behind a participant talks on another call.</summary>
    public bool TalksElsewhere(Leg leg, string callId) =>
        leg.AgentId is { } id && ActiveCallOf(Agents[id]) is { } other && other.Id != callId;

    /// <summary>The call on which the agent talks; he talks on one at the most.</summary>
    public Call? ActiveCallOf(Agent agent) =>
        LegsOf(agent).FirstOrDefault(own => own.Leg.State is LegState.Active).Call;
}
