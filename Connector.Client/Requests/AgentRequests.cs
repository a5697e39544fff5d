using Connector.Contracts;

namespace Connector.Client;

/// <summary>An <c>AskAsync</c> for each request of the contracts, with the answer that its summary names. See
/// <see cref="IConnectorClient.AskAsync{TRequest, TAnswer}"/> for what asking does and throws.</summary>
public static class AgentRequests
{
    /// <summary>The agent's session and state: <see cref="ConnectAgent"/>.</summary>
    public static Task<RequestAnswer<AgentConnected>> AskAsync(
        this IConnectorClient client, ConnectAgent request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ConnectAgent, AgentConnected>(request, null, cancellationToken);

    /// <summary>The agent's session and state: <see cref="DisconnectAgent"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, DisconnectAgent request, CancellationToken cancellationToken = default) =>
        client.AskAsync<DisconnectAgent, CommandAccepted>(request, null, cancellationToken);

    /// <summary>The agent's session and state: <see cref="SignIn"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, SignIn request, CancellationToken cancellationToken = default) =>
        client.AskAsync<SignIn, CommandAccepted>(request, null, cancellationToken);

    /// <summary>The agent's session and state: <see cref="SignOut"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, SignOut request, CancellationToken cancellationToken = default) =>
        client.AskAsync<SignOut, CommandAccepted>(request, null, cancellationToken);

    /// <summary>The agent's session and state: <see cref="MakeReady"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, MakeReady request, CancellationToken cancellationToken = default) =>
        client.AskAsync<MakeReady, CommandAccepted>(request, null, cancellationToken);

    /// <summary>The agent's session and state: <see cref="MakeNotReady"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, MakeNotReady request, CancellationToken cancellationToken = default) =>
        client.AskAsync<MakeNotReady, CommandAccepted>(request, null, cancellationToken);

    /// <summary>The agent's session and state: <see cref="GetAgentState"/>.</summary>
    public static Task<RequestAnswer<AgentStateReport>> AskAsync(
        this IConnectorClient client, GetAgentState request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetAgentState, AgentStateReport>(request, null, cancellationToken);

    /// <summary>The agent's session and state: <see cref="ReplayEvents"/>.</summary>
    public static Task<RequestAnswer<EventsReport>> AskAsync(
        this IConnectorClient client, ReplayEvents request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ReplayEvents, EventsReport>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="MakeCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, MakeCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<MakeCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="AnswerCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, AnswerCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<AnswerCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="HoldCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, HoldCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<HoldCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="RetrieveCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, RetrieveCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<RetrieveCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="ReleaseCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, ReleaseCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ReleaseCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="ConsultCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, ConsultCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ConsultCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="TransferCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, TransferCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<TransferCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="ConferenceCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, ConferenceCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ConferenceCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="BlindTransfer"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, BlindTransfer request, CancellationToken cancellationToken = default) =>
        client.AskAsync<BlindTransfer, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="SendDtmf"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, SendDtmf request, CancellationToken cancellationToken = default) =>
        client.AskAsync<SendDtmf, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="UpdateCallData"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, UpdateCallData request, CancellationToken cancellationToken = default) =>
        client.AskAsync<UpdateCallData, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="StartRecording"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, StartRecording request, CancellationToken cancellationToken = default) =>
        client.AskAsync<StartRecording, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Calls: <see cref="GetDialogs"/>.</summary>
    public static Task<RequestAnswer<DialogsReport>> AskAsync(
        this IConnectorClient client, GetDialogs request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetDialogs, DialogsReport>(request, null, cancellationToken);

    /// <summary>Outbound: <see cref="AcceptPreview"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, AcceptPreview request, CancellationToken cancellationToken = default) =>
        client.AskAsync<AcceptPreview, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Outbound: <see cref="RejectPreview"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, RejectPreview request, CancellationToken cancellationToken = default) =>
        client.AskAsync<RejectPreview, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Outbound: <see cref="ClosePreview"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, ClosePreview request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ClosePreview, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Outbound: <see cref="ReclassifyCall"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, ReclassifyCall request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ReclassifyCall, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Outbound: <see cref="ScheduleCallback"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, ScheduleCallback request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ScheduleCallback, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Outbound: <see cref="CancelCallback"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, CancelCallback request, CancellationToken cancellationToken = default) =>
        client.AskAsync<CancelCallback, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="SilentMonitor"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, SilentMonitor request, CancellationToken cancellationToken = default) =>
        client.AskAsync<SilentMonitor, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="EndSilentMonitor"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, EndSilentMonitor request, CancellationToken cancellationToken = default) =>
        client.AskAsync<EndSilentMonitor, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="BargeIn"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, BargeIn request, CancellationToken cancellationToken = default) =>
        client.AskAsync<BargeIn, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="DropParticipant"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, DropParticipant request, CancellationToken cancellationToken = default) =>
        client.AskAsync<DropParticipant, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="ForceAgentState"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, ForceAgentState request, CancellationToken cancellationToken = default) =>
        client.AskAsync<ForceAgentState, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="GetTeam"/>.</summary>
    public static Task<RequestAnswer<TeamReport>> AskAsync(
        this IConnectorClient client, GetTeam request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetTeam, TeamReport>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="WatchTeam"/>.</summary>
    public static Task<RequestAnswer<TeamReport>> AskAsync(
        this IConnectorClient client, WatchTeam request, CancellationToken cancellationToken = default) =>
        client.AskAsync<WatchTeam, TeamReport>(request, null, cancellationToken);

    /// <summary>Supervisors: <see cref="UnwatchTeam"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, UnwatchTeam request, CancellationToken cancellationToken = default) =>
        client.AskAsync<UnwatchTeam, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Queues and lists: <see cref="GetQueues"/>.</summary>
    public static Task<RequestAnswer<QueuesReport>> AskAsync(
        this IConnectorClient client, GetQueues request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetQueues, QueuesReport>(request, null, cancellationToken);

    /// <summary>Queues and lists: <see cref="WatchQueue"/>.</summary>
    public static Task<RequestAnswer<QueuesReport>> AskAsync(
        this IConnectorClient client, WatchQueue request, CancellationToken cancellationToken = default) =>
        client.AskAsync<WatchQueue, QueuesReport>(request, null, cancellationToken);

    /// <summary>Queues and lists: <see cref="UnwatchQueue"/>.</summary>
    public static Task<RequestAnswer<CommandAccepted>> AskAsync(
        this IConnectorClient client, UnwatchQueue request, CancellationToken cancellationToken = default) =>
        client.AskAsync<UnwatchQueue, CommandAccepted>(request, null, cancellationToken);

    /// <summary>Queues and lists: <see cref="GetReasonCodes"/>.</summary>
    public static Task<RequestAnswer<ReasonCodesReport>> AskAsync(
        this IConnectorClient client, GetReasonCodes request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetReasonCodes, ReasonCodesReport>(request, null, cancellationToken);

    /// <summary>Queues and lists: <see cref="GetWrapUpReasons"/>.</summary>
    public static Task<RequestAnswer<WrapUpReasonsReport>> AskAsync(
        this IConnectorClient client, GetWrapUpReasons request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetWrapUpReasons, WrapUpReasonsReport>(request, null, cancellationToken);

    /// <summary>Queues and lists: <see cref="GetPhoneBooks"/>.</summary>
    public static Task<RequestAnswer<PhoneBooksReport>> AskAsync(
        this IConnectorClient client, GetPhoneBooks request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetPhoneBooks, PhoneBooksReport>(request, null, cancellationToken);

    /// <summary>Queues and lists: <see cref="GetPhoneBookContacts"/>.</summary>
    public static Task<RequestAnswer<ContactsReport>> AskAsync(
        this IConnectorClient client, GetPhoneBookContacts request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetPhoneBookContacts, ContactsReport>(request, null, cancellationToken);

    /// <summary>The connector: <see cref="GetConnectorStatus"/>.</summary>
    public static Task<RequestAnswer<ConnectorStatusReport>> AskAsync(
        this IConnectorClient client, GetConnectorStatus request, CancellationToken cancellationToken = default) =>
        client.AskAsync<GetConnectorStatus, ConnectorStatusReport>(request, null, cancellationToken);
}
