using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;

namespace Connector.Service.Adapters;

/// <summary>One Finesse server: its requests and its notifications.</summary>
/// <param name="Rest">Requests.</param>
/// <param name="Subscriptions">Notifications.</param>
internal sealed record FinesseSide(IFinesseRest Rest, IAgentSubscriptions Subscriptions)
{
    /// <summary>Which of the two it is.</summary>
    public SideId Id { get; init; }

    /// <summary>Where it is.</summary>
    public FinesseAddress Address => Rest.Address;

    /// <summary>Which contact centre it belongs to, as it said last.</summary>
    public DeploymentFlavour Flavour => FlavourNow();

    /// <summary>Knows that.</summary>
    public Func<DeploymentFlavour> FlavourNow { get; init; } = static () => DeploymentFlavour.Unknown;
}
