using Connector.Contracts;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>What went wrong at Finesse, as the sessions want to hear it: what, where, and what to do. Pure.</summary>
internal static class FailureMapping
{
    private const string Remedy = "check Finesse_1 and SERVER_ADDRESS_1, that the server runs, and that no firewall is between";

    /// <summary>The outcome of a call that failed.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="address">The side that was asked.</param>
    public static FinesseOutcome ToOutcome(FinesseFailure failure, FinesseAddress address) => failure switch
    {
        FinesseFailure.Refused { Status: >= 300 and < 400 } => new FinesseOutcome.Unavailable(Describe(failure, address)),
        FinesseFailure.Refused refused =>
            new FinesseOutcome.Refused(ContractMapping.ToRefusal(refused.Errors), refused.Status),
        FinesseFailure.OutcomeUnknown => new FinesseOutcome.Unknown(Describe(failure, address)),
        _ => new FinesseOutcome.Unavailable(Describe(failure, address))
        {
            IsPassing = failure is FinesseFailure.ServiceUnavailable or FinesseFailure.Unreachable,
        },
    };

    /// <summary>The refusal of a subscription because the agent could not be read.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="who">The agent, and what he was read with.</param>
    /// <param name="address">The side that was asked.</param>
    public static SubscriptionReport.Refused ToRefusal(FinesseFailure failure, FinesseCredentials who, FinesseAddress address)
    {
        var agentId = who.User;
        if (failure is not FinesseFailure.Refused refused)
            return new(RejectionCode.FinesseUnavailable, Describe(failure, address));
        var error = ContractMapping.ToRefusal(refused.Errors);
        return refused.Status switch
        {
            401 or 403 => new(
                RejectionCode.Unauthorized,
                $"Finesse at {address.RestBase} refused agent {agentId}'s {What(who)} ({refused.Status}): {WhatToDo(who)}.",
                error,
                refused.Status),
            404 => new(
                RejectionCode.UnknownAgent,
                $"Finesse at {address.RestBase} does not know agent {agentId}: use the agent's login id.",
                error,
                refused.Status),
            400 => new(
                RejectionCode.InvalidRequest,
                $"Finesse at {address.RestBase} cannot take '{agentId}' for an agent's login id.",
                error,
                refused.Status),
            _ => new(RejectionCode.FinesseUnavailable, Describe(failure, address), error, refused.Status),
        };
    }

    /// <summary>The refusal of a subscription by the notification service.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="who">The agent, and what he signed in with.</param>
    /// <param name="address">The side that was asked.</param>
    public static SubscriptionReport.Refused ToRefusal(SubscriptionRefusal refusal, FinesseCredentials who, FinesseAddress address) =>
        refusal.Kind switch
        {
            RefusalKind.Authentication => new(
                RejectionCode.Unauthorized,
                $"Finesse's notification service at {address.Host} refused agent {who.User}'s {What(who)} ({Trimmed(refusal.Reason)}): "
                + $"{WhatToDo(who)}."),
            RefusalKind.Conflict => new(
                RejectionCode.NotConnected,
                $"Another session took agent {who.User}'s place at Finesse's notification service at {address.Host} "
                + $"({refusal.Reason}): give each connector a CONNECTOR_ID of its own, then connect the agent again."),
            _ => new(
                RejectionCode.FinesseUnavailable,
                $"Finesse's notification service at {address.Host} allows no session as configured ({refusal.Reason}): check "
                + "XMPP_SECURITY and XMPP_PORT."),
        };

    /// <summary>The refusal of a subscription because the notification service cannot be reached.</summary>
    public static SubscriptionReport.Refused ToRefusal(SubscriptionOpening.Unavailable unavailable, FinesseAddress address) => new(
        RejectionCode.FinesseUnavailable,
        $"Finesse's notification service at {address.Host} cannot be used ({Trimmed(unavailable.Reason)}): check SERVER_ADDRESS_1, "
        + "XMPP_PORT and XMPP_SECURITY, that the service runs, and that no firewall is between.");

    /// <summary>A failure as a sentence.</summary>
    public static string Describe(FinesseFailure failure, FinesseAddress address) => failure switch
    {
        FinesseFailure.Refused { Status: >= 300 and < 400 } redirected =>
            $"Finesse at {address.RestBase} answers with a redirect ({redirected.Status}, {Trimmed(redirected.Excerpt)}): set Finesse_1 "
            + "to the address it names.",
        FinesseFailure.Refused refused => $"Finesse at {address.RestBase} {Trimmed(refused.ToString())}.",
        FinesseFailure.ServiceUnavailable =>
            $"Finesse at {address.RestBase} is out of service (503): try again after some seconds.",
        FinesseFailure.Unreachable unreachable =>
            $"Finesse at {address.RestBase} cannot be reached ({Trimmed(unreachable.Reason)}): {Remedy}.",
        FinesseFailure.OutcomeUnknown unknown =>
            $"Finesse at {address.RestBase} gave no answer to a request that was sent ({Trimmed(unknown.Reason)}).",
        _ => $"What answers at {address.RestBase} is not Finesse ({Trimmed(failure.ToString())}): {Remedy}.",
    };

    private static string What(FinesseCredentials who) =>
        who.Scheme == FinesseAuthentication.Bearer ? "access token" : "credentials";

    private static string WhatToDo(FinesseCredentials who) => who.Scheme == FinesseAuthentication.Bearer
        ? "it has expired or is not this agent's; send ConnectAgent with a fresh AccessToken"
        : "correct them before trying again, for five wrong passwords lock the account for five minutes; where the agent signs in by "
            + "single sign-on, send AccessToken instead of Password";

    private static string Trimmed(string reason) => reason.TrimEnd('.', ' ');
}
