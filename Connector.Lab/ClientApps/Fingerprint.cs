using System.Globalization;
using Connector.Contracts;

namespace Connector.Lab.ClientApps;

/// <summary>What an event says, in one line that the judge can make from Finesse's own notification as well. Pure.</summary>
internal static class Fingerprint
{
    /// <summary>What a removed call's event says.</summary>
    public const string Gone = "gone";

    /// <summary>What an event about the agent's state is about.</summary>
    public const string State = "state";

    /// <summary>What an event about a call is about.</summary>
    public static string Call(string dialogId) => "call " + dialogId;

    /// <summary>An agent's state.</summary>
    public static string Of(AgentState state) =>
        Of(state.State, state.PendingState, state.ReasonCode, state.StateChangeTime, state.Extension);

    /// <summary>An event about an agent's state.</summary>
    public static string Of(AgentStateChanged state) =>
        Of(state.State, state.PendingState, state.ReasonCode, state.StateChangeTime, state.Extension);

    /// <summary>A state by its parts.</summary>
    public static string Of(string state, string? pending, int? reason, DateTimeOffset? since, string? extension) => string.Create(
        CultureInfo.InvariantCulture,
        $"{state}{Prefixed(" then ", pending)}{(reason is null ? "" : $" reason {reason}")} at {extension} since {since?.ToUnixTimeMilliseconds()}");

    /// <summary>A call.</summary>
    public static string Of(Dialog dialog) => Of(
        dialog.State,
        dialog.Participants.Select(each => Party(each.Address, each.State, each.StateCause, each.StartTime, each.Actions)),
        dialog.CallVariables.Select(each => (each.Key, each.Value)),
        dialog.WrapUpReason);

    /// <summary>A call by its parts.</summary>
    public static string Of(
        string state, IEnumerable<string> parties, IEnumerable<(string Name, string Value)> variables, string? wrapUpReason)
    {
        var set = variables
            .Where(each => each.Value.Length > 0)
            .OrderBy(each => each.Name, StringComparer.Ordinal)
            .Select(each => $"{each.Name}={each.Value}");
        return $"{state} [{string.Join("; ", parties.Order(StringComparer.Ordinal))}] {string.Join(' ', set)}{Prefixed(" wrap-up ", wrapUpReason)}";
    }

    /// <summary>A state's print but for when it began.</summary>
    public static string WithoutTime(string print) => print.IndexOf(" since ", StringComparison.Ordinal) is >= 0 and var at ? print[..at] : print;

    /// <summary>A party of a call.</summary>
    public static string Party(string address, string state, string? cause, DateTimeOffset? since, IEnumerable<string> actions) => string.Create(
        CultureInfo.InvariantCulture,
        $"{address} {state}{Prefixed(" ", cause)} since {since?.ToUnixTimeMilliseconds()} may {string.Join(',', actions.Order(StringComparer.Ordinal))}");

    private static string Prefixed(string before, string? text) => string.IsNullOrEmpty(text) ? "" : before + text;
}
