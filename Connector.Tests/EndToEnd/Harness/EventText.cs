using Connector.Contracts;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>An event as one line, so that an expected course of events is a list that a person can read.</summary>
internal static class EventText
{
    /// <summary>The line of an event.</summary>
    /// <param name="received">The event.</param>
    /// <param name="requestName">The name of the request with this id.</param>
    public static string Of(AgentEvent received, Func<string?, string> requestName)
    {
        ArgumentNullException.ThrowIfNull(received);
        var text = received switch
        {
            AgentStateChanged state =>
                $"State {state.PreviousState ?? "?"} -> {state.State} at {(string.IsNullOrEmpty(state.Extension) ? "-" : state.Extension)}",
            DialogChanged dialog => $"Dialog {dialog.Change} {dialog.Dialog.State} [{Participants(dialog.Dialog)}]",
            AgentSessionChanged session => $"Session {session.SessionState} owner {session.Owner}",
            CommandFailed failed => $"Failed {failed.Code} {failed.FinesseErrorType} {failed.FinesseErrorMessage} {failed.FinesseErrorData}",
            _ => received.GetType().Name,
        };
        return $"{text} by {requestName(received.RequestId)}";
    }

    // By address: Finesse promises no order of the participants.
    private static string Participants(Dialog dialog) => string.Join(", ", dialog.Participants
        .OrderBy(participant => participant.Address, StringComparer.Ordinal)
        .Select(participant => $"{participant.Address} {participant.State}"));
}
