using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What a decision about a request is made from.</summary>
/// <param name="State">The agent's state as last told.</param>
/// <param name="Dialogs">The agent's calls: as last told, or where <paramref name="IsRead"/> says so, as just read at Finesse.</param>
/// <param name="Flavour">Which contact centre it is.</param>
/// <param name="IsRead">Whether the calls were read for this request. What was told may be behind: Finesse does not promise to tell of
/// every action that a party may do now, and during an interruption it tells nothing.</param>
internal sealed record SessionSight(AgentState State, IReadOnlyList<Dialog> Dialogs, FinesseFlavour Flavour, bool IsRead = false)
{
    /// <summary>The agent's own party on a call, or null where the call is not known or the agent is not on it.</summary>
    internal Participant? OwnPartyOn(string dialogId) => Dialogs
        .FirstOrDefault(dialog => dialog.DialogId == dialogId)?
        .Participants.FirstOrDefault(party => party.Address == State.Extension);
}
