using Connector.Finesse.Rest;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>The sessions' calls as Finesse's requests.</summary>
internal sealed class FinesseAdapter(FinesseSide side) : IFinesse
{
    /// <inheritdoc/>
    public FinesseFlavour Flavour => FlavourOf(side.Rest.DeploymentType);

    /// <inheritdoc/>
    public async Task<FinesseOutcome> CarryOutAsync(
        string agentId, AgentCredentials credentials, FinesseCall call, string requestId, CancellationToken cancellationToken)
    {
        var who = Credentials(agentId, credentials);
        try
        {
            return call switch
            {
                ReadTeam or ReadQueues or WatchCall or UnwatchTeamUsers or UnwatchQueueStatistics =>
                    await FinesseWatching.CarryOutAsync(side, who, agentId, call, cancellationToken),
                FinesseReading reading => await ReadAsync(agentId, who, reading, cancellationToken),
                _ => Outcome(await ChangeAsync(agentId, who, call, requestId, cancellationToken)),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new FinesseOutcome.Unknown($"The wait for Finesse at {side.Address.RestBase} was given up.");
        }
    }

    /// <summary>An agent's credentials as Finesse's clients want them.</summary>
    public static FinesseCredentials Credentials(string agentId, AgentCredentials credentials) =>
        credentials.AccessToken is { } token
            ? FinesseCredentials.Bearer(agentId, token)
            : FinesseCredentials.Basic(agentId, credentials.Password ?? "");

    /// <summary>Finesse's word for what it is deployed with (SystemInfo's <c>deploymentType</c>); PCCE is a UCCE to its clients.</summary>
    internal static FinesseFlavour FlavourOf(string? deploymentType) => deploymentType?.ToUpperInvariant() switch
    {
        "UCCX" => FinesseFlavour.Uccx,
        "UCCE" or "PCCE" => FinesseFlavour.Ucce,
        _ => FinesseFlavour.Unknown,
    };

    private Task<FinesseReply> ChangeAsync(
        string agentId, FinesseCredentials who, FinesseCall call, string requestId, CancellationToken cancellationToken)
    {
        var rest = side.Rest;
        return call switch
        {
            SignInAgent signIn => rest.PutUserAsync(who, agentId, FinesseRequests.Of(signIn), requestId, cancellationToken),
            ChangeAgentState change => rest.PutUserAsync(who, agentId, FinesseRequests.Of(change), requestId, cancellationToken),
            ForceState force => rest.PutUserAsync(who, force.TargetAgentId, FinesseRequests.Of(force), requestId, cancellationToken),
            PlaceCall place => rest.PostDialogAsync(who, agentId, FinesseRequests.Of(place), requestId, cancellationToken),
            MonitorAgent monitor => rest.PostDialogAsync(who, agentId, FinesseRequests.Of(monitor), requestId, cancellationToken),
            BargeIntoCall barge => rest.PostDialogAsync(who, agentId, FinesseRequests.Of(barge), requestId, cancellationToken),
            ActOnDialog act => rest.PutDialogAsync(who, act.DialogId, FinesseRequests.Of(act), requestId, cancellationToken),
            UpdateDialogData update => rest.PutDialogAsync(who, update.DialogId, FinesseRequests.Of(update), requestId, cancellationToken),
            _ => throw new ArgumentException($"{call.GetType().Name} has no request at Finesse.", nameof(call)),
        };
    }

    private async Task<FinesseOutcome> ReadAsync(
        string agentId, FinesseCredentials who, FinesseReading reading, CancellationToken cancellationToken)
    {
        var rest = side.Rest;
        return reading switch
        {
            ReadAgentState => Outcome(
                await rest.GetUserAsync(who, agentId, cancellationToken),
                user => new FinesseOutcome.StateRead(ContractMapping.ToState(user))),
            ReadDialogs { DialogId: null } => Outcome(
                await rest.GetDialogsAsync(who, agentId, cancellationToken),
                dialogs => new FinesseOutcome.DialogsRead(ContractMapping.ToDialogs(dialogs))),
            ReadDialogs { DialogId: { } dialogId } => Outcome(
                await rest.GetDialogAsync(who, dialogId, cancellationToken),
                dialog => new FinesseOutcome.DialogsRead([ContractMapping.ToDialog(dialog)])),
            ReadReasonCodes read => Outcome(
                await rest.GetReasonCodesAsync(who, agentId, ListMapping.ToWord(read.Category), cancellationToken),
                codes => new FinesseOutcome.ReasonCodesRead(read.Category, ListMapping.ToReasonCodes(codes))),
            ReadWrapUpReasons => Outcome(
                await rest.GetWrapUpReasonsAsync(who, agentId, cancellationToken),
                reasons => new FinesseOutcome.WrapUpReasonsRead(ListMapping.ToWrapUpReasons(reasons))),
            ReadPhoneBooks => Outcome(
                await rest.GetPhoneBooksAsync(who, agentId, cancellationToken),
                books => new FinesseOutcome.PhoneBooksRead(ListMapping.ToPhoneBooks(books))),
            ReadContacts read => Outcome(
                await rest.GetContactsAsync(who, read.PhoneBookId, cancellationToken),
                contacts => new FinesseOutcome.ContactsRead(read.PhoneBookId, ListMapping.ToContacts(contacts))),
            _ => throw new ArgumentException($"{reading.GetType().Name} has no request at Finesse.", nameof(reading)),
        };
    }

    private FinesseOutcome Outcome(FinesseReply reply) =>
        reply.IsAccepted ? new FinesseOutcome.Accepted() : FailureMapping.ToOutcome(reply.Failure, side.Address);

    private FinesseOutcome Outcome<T>(FinesseReply<T> reply, Func<T, FinesseOutcome> read)
        where T : class =>
        reply.TryGet(out var value, out var failure) ? read(value) : FailureMapping.ToOutcome(failure, side.Address);
}
