using Connector.Finesse.Rest;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>Reads an agent's state and calls.</summary>
internal static class AgentReading
{
    /// <summary>Reads both, the state first, so that a call that comes between is not missed.</summary>
    /// <returns>The view, or why there is none.</returns>
    public static async Task<(AgentView? View, FinesseFailure? Failure)> ReadAgentAsync(
        this IFinesseRest rest, FinesseCredentials credentials, string agentId, CancellationToken cancellationToken)
    {
        var user = await rest.GetUserAsync(credentials, agentId, cancellationToken);
        if (!user.IsOk)
            return (null, user.Failure);
        var dialogs = await rest.GetDialogsAsync(credentials, agentId, cancellationToken);
        return dialogs.IsOk
            ? (new(ContractMapping.ToState(user.Value), ContractMapping.ToDialogs(dialogs.Value)), null)
            : (null, dialogs.Failure);
    }
}
