using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What reaches an agent's session; one message at a time, in order.</summary>
internal interface ISessionInput
{
    string AgentId { get; }

    /// <summary>Whether it may be turned away where too much is waiting already; what the session itself asked for never is.</summary>
    bool MayBeTurnedAway => false;
}

/// <summary>A request of a client.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Command">The request and what came with it.</param>
internal sealed record CommandReceived(string AgentId, Command Command) : ISessionInput
{
    /// <summary>How often the agent had been released when the request was handed over.</summary>
    internal int Releases { get; init; }

    /// <summary>How often this connector had left service then.</summary>
    internal int Stops { get; init; }

    public bool MayBeTurnedAway => true;
}

/// <summary>A call to Finesse is over.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="RequestId">Of the request for which the call was made.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record FinesseAnswered(string AgentId, string RequestId, FinesseOutcome Outcome) : ISessionInput;

/// <summary>The shell reports of the agent's subscription.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Generation">Of the subscription.</param>
/// <param name="Report">What it reports.</param>
internal sealed record SubscriptionReported(string AgentId, int Generation, SubscriptionReport Report) : ISessionInput
{
    public bool MayBeTurnedAway => Report is SubscriptionReport.Notified;
}

/// <summary>It is time to look whether an expected notification came.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Generation">Of the subscription that should have brought it.</param>
internal sealed record ProofDue(string AgentId, int Generation) : ISessionInput;

/// <summary>It is time to try again what could not be watched.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Generation">Of the subscription on which it failed.</param>
internal sealed record WatchesDue(string AgentId, int Generation) : ISessionInput;

/// <summary>The session's inbox overflowed: notifications were dropped, so what the session knows is in doubt.</summary>
/// <param name="AgentId">The agent.</param>
internal sealed record InboxOverflowed(string AgentId) : ISessionInput;

/// <summary>A request and what came with it.</summary>
/// <param name="Request">The request.</param>
/// <param name="RequestId">Its id; the same when it comes again.</param>
/// <param name="Deadline">When it is too old to be begun.</param>
internal sealed record Command(AgentRequest Request, string RequestId, DateTimeOffset Deadline)
{
    /// <summary>Whether its message came before, to this connector or another.</summary>
    internal EarlierDelivery Earlier { get; init; }

    /// <summary>The credentials that came with it, or null.</summary>
    internal AgentCredentials? Credentials => Request switch
    {
        ConnectAgent connect => Given(connect.Password, connect.AccessToken),
        SignIn signIn => Given(signIn.Password, signIn.AccessToken),
        _ => null,
    };

    /// <summary>The event address that came with it, or null.</summary>
    internal string? EventAddress => Request switch
    {
        ConnectAgent connect => connect.EventAddress,
        SignIn signIn => signIn.EventAddress,
        _ => null,
    };

    /// <summary>Whether it begins a session where there is none.</summary>
    internal bool Connects => Request is ConnectAgent or SignIn;

    private static AgentCredentials? Given(string? password, string? accessToken) =>
        password is null && accessToken is null ? null : new AgentCredentials(password, accessToken);
}
