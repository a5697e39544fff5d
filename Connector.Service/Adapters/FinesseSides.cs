using System.Collections.Concurrent;
using Connector.Finesse.Sides;

namespace Connector.Service.Adapters;

/// <summary>The Finesse servers, what is known of them, and which of them each agent is on.</summary>
/// <param name="sides">The servers, the preferred one first.</param>
/// <param name="watch">The supervision of the same.</param>
internal sealed class FinesseSides(IReadOnlyList<FinesseSide> sides, SideWatch watch)
{
    // As many as sign in to a side's XMPP at one time.
    private const int MovesAtOnce = 32;

    private readonly ConcurrentDictionary<string, AgentRoute> _routes = new(StringComparer.Ordinal);

    /// <summary>The servers, the preferred one first.</summary>
    public IReadOnlyList<FinesseSide> All => sides;

    /// <summary>What is known of them.</summary>
    public SideWatch Watch => watch;

    /// <summary>The way to another side, for not too many at a time.</summary>
    public MoveQueue Moves { get; } = new(MovesAtOnce);

    /// <summary>Where agents who come new go.</summary>
    public FinesseSide Serving => this[watch.State.Serving];

    /// <summary>A server.</summary>
    /// <param name="side">Which.</param>
    public FinesseSide this[SideId side] => sides[(int)side];

    /// <summary>Where an agent who is held is; null for others.</summary>
    public AgentRoute? RouteOf(string agentId) => _routes.GetValueOrDefault(agentId);

    /// <summary>An agent is held from now on.</summary>
    public AgentRoute Begin(string agentId, FinesseSide side)
    {
        var route = new AgentRoute(agentId, side);
        _routes[agentId] = route;
        return route;
    }

    /// <summary>An agent is not held any more; whoever waits for him waits no longer.</summary>
    public void End(AgentRoute route)
    {
        _routes.TryRemove(new(route.AgentId, route));
        route.Arrive(route.Side);
    }
}
