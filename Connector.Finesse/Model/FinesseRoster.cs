namespace Connector.Finesse.Model;

/// <summary>A team with its agents (<c>Team</c>; Cisco's guide, "Team"). What Finesse left out, or sent empty, is null.</summary>
/// <param name="Id">Finesse's id of the team, taken from its address where the element is missing; empty where neither said.</param>
/// <param name="Name">Its name.</param>
/// <param name="Users">Its agents, each with what the team sees of him: id, names, extension, state, reason.</param>
public sealed record FinesseRoster(string Id, string? Name, ValueList<FinesseUser> Users);
