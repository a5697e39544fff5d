using Connector.Finesse.Model;
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
        var read = await rest.ReadWholeAsync(credentials, agentId, cancellationToken);
        return (read.View, read.Failure);
    }

    /// <summary>The same, with the telephone of a mobile agent.</summary>
    public static async Task<WholeAgent> ReadWholeAsync(
        this IFinesseRest rest, FinesseCredentials credentials, string agentId, CancellationToken cancellationToken)
    {
        var user = await rest.GetUserAsync(credentials, agentId, cancellationToken);
        if (!user.IsOk)
            return new(null, null, user.Failure);
        var dialogs = await rest.GetDialogsAsync(credentials, agentId, cancellationToken);
        return dialogs.IsOk
            ? new(new(ContractMapping.ToState(user.Value), ContractMapping.ToDialogs(dialogs.Value)), user.Value.MobileAgent, null)
            : new(null, null, dialogs.Failure);
    }
}

/// <summary>An agent as he was read.</summary>
/// <param name="View">State and calls; null: they could not be read.</param>
/// <param name="Mobile">The telephone he works on, where he is a mobile agent.</param>
/// <param name="Failure">Why there is no view.</param>
internal sealed record WholeAgent(AgentView? View, FinesseMobileAgent? Mobile, FinesseFailure? Failure);
