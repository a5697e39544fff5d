using System.Globalization;
using Connector.Contracts;

namespace Connector.Lab.ClientApps;

/// <summary>What an agent asks for next: a function of what his app knows and of a number from 0 to below 1. Pure.</summary>
internal static class AgentScript
{
    /// <summary>The next request.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="callee">The extension that he may call; null: he calls nobody.</param>
    /// <param name="picture">What is known of him.</param>
    /// <param name="draw">Chooses.</param>
    /// <returns>A request without an answer that would differ with its repetition.</returns>
    public static AgentRequest Next(string agent, string? callee, AgentPicture picture, double draw)
    {
        var extension = picture.State.Extension;
        foreach (var dialog in picture.Dialogs.Values)
        {
            if (dialog.Participants.FirstOrDefault(party => party.Address == extension) is { } own)
                return OnCall(agent, dialog.DialogId, own.Actions, draw);
        }

        if (callee is not null && draw < 0.3)
            return new MakeCall { AgentId = agent, To = callee };
        return draw switch
        {
            < 0.55 => picture.State.State == AgentStates.Ready ? new MakeNotReady { AgentId = agent } : new MakeReady { AgentId = agent },
            < 0.85 => new GetAgentState { AgentId = agent },
            _ => new GetDialogs { AgentId = agent },
        };
    }

    /// <summary>Whether the agent's phone rings: the one thing that does not wait for his turn.</summary>
    public static bool Rings(AgentPicture picture) => picture.Dialogs.Values.Any(dialog =>
        dialog.Participants.Any(party => party.Address == picture.State.Extension && party.Actions.Contains(ParticipantActions.Answer)));

    // What Finesse itself says that he may do.
    private static AgentRequest OnCall(string agent, string dialogId, IReadOnlyList<string> may, double draw)
    {
        if (may.Contains(ParticipantActions.Answer))
            return new AnswerCall { AgentId = agent, DialogId = dialogId };
        if (may.Contains(ParticipantActions.Retrieve) && draw < 0.6)
            return new RetrieveCall { AgentId = agent, DialogId = dialogId };
        return draw switch
        {
            < 0.25 when may.Contains(ParticipantActions.Hold) => new HoldCall { AgentId = agent, DialogId = dialogId },
            < 0.45 when may.Contains(ParticipantActions.SendDtmf) => new SendDtmf { AgentId = agent, DialogId = dialogId, Digits = "5" },
            < 0.70 when may.Contains(ParticipantActions.UpdateCallData) => new UpdateCallData
            {
                AgentId = agent,
                DialogId = dialogId,
                CallVariables = new Dictionary<string, string> { ["callVariable1"] = draw.ToString("R", CultureInfo.InvariantCulture) },
            },
            < 0.80 when may.Contains(ParticipantActions.Drop) => new ReleaseCall { AgentId = agent, DialogId = dialogId },
            < 0.90 => new GetAgentState { AgentId = agent },
            _ => new GetDialogs { AgentId = agent },
        };
    }
}
