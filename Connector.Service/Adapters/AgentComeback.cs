using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Sagas.Ports;
using AgentStates = Connector.Contracts.AgentStates;

namespace Connector.Service.Adapters;

/// <summary>
/// Brings an agent back on a side that he has come to, or that signed him out for no reason of his: signs him in again on his
/// extension, which keeps the state of one who still is (Cisco's guide, "User: sign in"), restores the state that Finesse forgot,
/// and reads what is the case.
/// </summary>
/// <param name="agentId">The agent.</param>
/// <param name="credentials">His secret.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class AgentComeback(string agentId, RenewableCredentials credentials, TimeProvider time, ILogger logger)
{
    private const string RequestPrefix = "gc-comeback-";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>How long Finesse may take to sign him in, from its 202 on.</summary>
    public TimeSpan SignInLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to change his state.</summary>
    public TimeSpan RestoreLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a request was one of these, of which no client knows.</summary>
    public static bool IsOurs(string? requestId) => requestId?.StartsWith(RequestPrefix, StringComparison.Ordinal) == true;

    /// <summary>Brings him back.</summary>
    /// <param name="side">Where.</param>
    /// <param name="before">His state as clients know it.</param>
    /// <param name="signIn">How to sign him in; null where he was not signed in.</param>
    /// <param name="beforeReading">Called before what is the case is read for good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is the case, or why it cannot be told.</returns>
    public async Task<(AgentView? View, FinesseFailure? Failure)> RunAsync(
        FinesseSide side, AgentState before, UserRequest? signIn, Action beforeReading, CancellationToken cancellationToken)
    {
        var isForgotten = false;
        if (signIn is not null)
        {
            var found = await side.Rest.GetUserAsync(credentials.Current, agentId, cancellationToken);
            if (!found.IsOk)
                return (null, found.Failure);
            isForgotten = IsSignedOut(found.Value);
            // Somebody did it meanwhile, at another desktop or as a supervisor: that is to be told, not to be undone.
            if (isForgotten && !SurpriseLogout.IsNobodys(found.Value.ReasonCode?.Code ?? found.Value.ReasonCodeId))
                signIn = null;
        }
        if (signIn is not null)
        {
            var reply = await side.Rest.PutUserAsync(credentials.Current, agentId, signIn, NewRequestId(), cancellationToken);
            if (reply.Failure is FinesseFailure.Refused refused)
                SignInRefused(logger, agentId, side.Address.RestBase, refused.ToString());
            else if (!reply.IsAccepted)
                return (null, reply.Failure);
            else if (isForgotten)
                await RestoreAsync(side, before, cancellationToken);
        }
        beforeReading();
        return await side.Rest.ReadAgentAsync(credentials.Current, agentId, cancellationToken);
    }

    private static bool IsSignedOut(FinesseUser user) => user.State is AgentStates.Logout or "";

    private static string NewRequestId() => RequestPrefix + Guid.NewGuid().ToString("N");

    private async Task RestoreAsync(FinesseSide side, AgentState before, CancellationToken cancellationToken)
    {
        if (!await IsSeenAsync(side, user => !IsSignedOut(user), SignInLimit, cancellationToken))
        {
            NotSignedIn(logger, agentId, side.Address.RestBase, SignInLimit.TotalSeconds);
            return;
        }
        SignedInAgain(logger, agentId, side.Address.RestBase);
        // Who comes from a call finds himself not ready, as after any failover of Finesse (admin guide 15.0).
        var reason = before.ReasonCode?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var wanted = before.State switch
        {
            AgentStates.Ready => UserRequest.ChangeState(AgentStates.Ready),
            AgentStates.NotReady when reason is not null => UserRequest.ChangeState(AgentStates.NotReady, reason),
            _ => null,
        };
        if (wanted is null)
            return;
        var reply = await side.Rest.PutUserAsync(credentials.Current, agentId, wanted, NewRequestId(), cancellationToken);
        if (reply.IsAccepted)
            await IsSeenAsync(side, user => user.State == before.State && (reason is null || user.ReasonCodeId == reason), RestoreLimit, cancellationToken);
        else
            NotRestored(logger, agentId, before.State, reply.Failure.ToString() ?? "");
    }

    /// <summary>Asks until Finesse shows the agent so, or the limit has passed: that a request was taken says nothing yet.</summary>
    private async Task<bool> IsSeenAsync(
        FinesseSide side, Func<FinesseUser, bool> wanted, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var user = await side.Rest.GetUserAsync(credentials.Current, agentId, cancellationToken);
            if (user.IsOk && wanted(user.Value))
                return true;
            if (time.GetElapsedTime(begun) >= limit)
                return false;
            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} was signed out in the failover and is signed in again at {Address}.")]
    private static partial void SignedInAgain(ILogger logger, string agentId, Uri address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} could not be signed in again at {Address}: {Reason}.")]
    private static partial void SignInRefused(ILogger logger, string agentId, Uri address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} is not signed in at {Address} {Seconds} s after it took the sign-in.")]
    private static partial void NotSignedIn(ILogger logger, string agentId, Uri address, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId}: the state {State} could not be restored: {Reason}.")]
    private static partial void NotRestored(ILogger logger, string agentId, string state, string reason);
}
