using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;

namespace Connector.Service.Adapters;

/// <summary>One Finesse server: its requests and its notifications.</summary>
/// <param name="Rest">Requests.</param>
/// <param name="Subscriptions">Notifications.</param>
internal sealed record FinesseSide(IFinesseRest Rest, IAgentSubscriptions Subscriptions)
{
    /// <summary>Where it is.</summary>
    public FinesseAddress Address => Rest.Address;
}
