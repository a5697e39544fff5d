using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What a connected session does about a request. Pure.</summary>
internal abstract record CommandPlan
{
    /// <summary>Has Finesse do something.</summary>
    internal sealed record Carry(FinesseCall Call) : CommandPlan;

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
    /// <param name="request">The request.</param>
    /// <param name="state">The agent's state as last seen.</param>
    internal static CommandPlan For(AgentRequest request, AgentState state) => request switch
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
        MakeCall call => OnExtension(state, extension => new PlaceCall(extension, call.To, call.CallVariables)),
        AnswerCall answer => OnExtension(state, extension => new ActOnDialog(answer.DialogId, "ANSWER", extension)),
        HoldCall hold => OnExtension(state, extension => new ActOnDialog(hold.DialogId, "HOLD", extension)),
        RetrieveCall retrieve => OnExtension(state, extension => new ActOnDialog(retrieve.DialogId, "RETRIEVE", extension)),
        ReleaseCall release => OnExtension(state, extension => new ActOnDialog(release.DialogId, "DROP", extension)),
        GetTeam team => new Carry(new ReadTeam(team.TeamId)),
        GetQueues => new Carry(new ReadQueues()),
        WatchTeam team => new BeginWatch(new(WatchKind.Team, team.TeamId)),
        UnwatchTeam team => new EndWatch(new(WatchKind.Team, team.TeamId)),
        WatchQueue queue => new BeginWatch(new(WatchKind.Queue, queue.QueueId)),
        UnwatchQueue queue => new EndWatch(new(WatchKind.Queue, queue.QueueId)),
        _ => new Refuse(RejectionCode.NotSupported, $"This version of the connector does not carry out {request.GetType().Name}."),
    };

    private static CommandPlan OnExtension(AgentState state, Func<string, FinesseCall> call) =>
        string.IsNullOrEmpty(state.Extension)
            ? new Refuse(RejectionCode.NotSignedIn, "The agent is not signed in on an extension; send SignIn first.")
            : new Carry(call(state.Extension));

    private static string? FinesseWord(MobileMode? mode) => mode switch
    {
        null => null,
        MobileMode.NailedConnection => "NAILED_CONNECTION",
        _ => "CALL_BY_CALL",
    };
}
