using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What a connected session does about a request. Pure.</summary>
internal abstract record CommandPlan
{
    /// <summary>Has Finesse do something.</summary>
    internal sealed record Carry(FinesseCall Call) : CommandPlan;

    /// <summary>Reads the call at Finesse, and then decides anew: what was told does not allow the request, and may be behind.</summary>
    internal sealed record Look(ReadDialogs Reading) : CommandPlan;

    /// <summary>Has the credentials that came with the request checked, and then says what is held.</summary>
    internal sealed record Reconnect : CommandPlan;

    /// <summary>Gives the agent up.</summary>
    internal sealed record Release : CommandPlan;

    /// <summary>Begins to watch something, and says how it is.</summary>
    internal sealed record BeginWatch(WatchKey Key) : CommandPlan;

    /// <summary>Watches something no longer.</summary>
    internal sealed record EndWatch(WatchKey Key) : CommandPlan;

    /// <summary>Refuses, without asking Finesse.</summary>
    internal sealed record Refuse(RejectionCode Code, string Message) : CommandPlan;

    /// <summary>Decides.</summary>
    /// <param name="request">The request; checked already.</param>
    /// <param name="sight">What the session knows.</param>
    internal static CommandPlan For(AgentRequest request, SessionSight sight) =>
        FlavourRules.Problem(request, sight.Flavour) is { } problem
            ? new Refuse(RejectionCode.NotSupported, problem)
            : AgentPlan(request) ?? CallPlans.For(request, sight) ?? SupervisionPlans.For(request, sight)
            ?? new Refuse(RejectionCode.NotSupported, $"This version of the connector does not carry out {request.GetType().Name}.");

    /// <summary>What a request has done at Finesse that must not be done twice, whatever is possible now; null where it may be repeated, or
    /// where this cannot be said without an extension.</summary>
    internal static FinesseCall? Unrepeatable(AgentRequest request, SessionSight sight) => For(request, sight) switch
    {
        Carry { Call: { SafeToRepeat: false } call } => call,
        Look or Refuse => CallPlans.Joining(request, sight.State.Extension),
        _ => null,
    };

    /// <summary>Has something done on the agent's extension.</summary>
    internal static CommandPlan OnExtension(SessionSight sight, Func<string, FinesseCall> call) =>
        string.IsNullOrEmpty(sight.State.Extension) ? NotSignedIn() : new Carry(call(sight.State.Extension));

    internal static Refuse NotSignedIn() =>
        new(RejectionCode.NotSignedIn, "The agent is not signed in on an extension; send SignIn first.");

    private static CommandPlan? AgentPlan(AgentRequest request) => request switch
    {
        ConnectAgent => new Reconnect(),
        DisconnectAgent => new Release(),
        SignIn signIn => new Carry(
            new SignInAgent(signIn.Extension, FinesseWord(signIn.MobileMode), signIn.DialNumber, signIn.DeviceId)),
        SignOut signOut => new Carry(new ChangeAgentState(AgentStates.Logout, signOut.ReasonCode)),
        MakeReady => new Carry(new ChangeAgentState(AgentStates.Ready, null)),
        MakeNotReady notReady => new Carry(new ChangeAgentState(AgentStates.NotReady, notReady.ReasonCode)),
        GetAgentState => new Carry(new ReadAgentState()),
        GetDialogs get => new Carry(new ReadDialogs(get.DialogId)),
        GetTeam team => new Carry(new ReadTeam(team.TeamId)),
        GetQueues => new Carry(new ReadQueues()),
        WatchTeam team => new BeginWatch(new(WatchKind.Team, team.TeamId)),
        UnwatchTeam team => new EndWatch(new(WatchKind.Team, team.TeamId)),
        WatchQueue queue => new BeginWatch(new(WatchKind.Queue, queue.QueueId)),
        UnwatchQueue queue => new EndWatch(new(WatchKind.Queue, queue.QueueId)),
        GetReasonCodes get => new Carry(new ReadReasonCodes(get.Category)),
        GetWrapUpReasons => new Carry(new ReadWrapUpReasons()),
        GetPhoneBooks => new Carry(new ReadPhoneBooks()),
        GetPhoneBookContacts get => new Carry(new ReadContacts(get.PhoneBookId)),
        _ => null,
    };

    private static string? FinesseWord(MobileMode? mode) => mode switch
    {
        null => null,
        MobileMode.NailedConnection => "NAILED_CONNECTION",
        _ => "CALL_BY_CALL",
    };
}
