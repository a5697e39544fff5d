using System.Globalization;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>The sessions' calls as Finesse's requests.</summary>
internal sealed class FinesseAdapter(FinesseSide side) : IFinesse
{
    /// <inheritdoc/>
    public async Task<FinesseOutcome> CarryOutAsync(
        string agentId, AgentCredentials credentials, FinesseCall call, string requestId, CancellationToken cancellationToken)
    {
        var rest = side.Rest;
        var who = Credentials(agentId, credentials);
        try
        {
            return call switch
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
                SignInAgent signIn => Outcome(
                    await rest.PutUserAsync(who, agentId, ToRequest(signIn), requestId, cancellationToken)),
                ChangeAgentState change => Outcome(
                    await rest.PutUserAsync(who, agentId, ToRequest(change), requestId, cancellationToken)),
                PlaceCall place => Outcome(
                    await rest.PostDialogAsync(who, agentId, ToRequest(place), requestId, cancellationToken)),
                ActOnDialog act => Outcome(
                    await rest.PutDialogAsync(
                        who, act.DialogId, DialogRequest.Of(act.Action, act.TargetMediaAddress), requestId, cancellationToken)),
                ReadTeam or ReadQueues or WatchCall or UnwatchTeamUsers or UnwatchQueueStatistics =>
                    await FinesseWatching.CarryOutAsync(side, who, agentId, call, cancellationToken),
                _ => throw new ArgumentException($"{call.GetType().Name} has no request at Finesse.", nameof(call)),
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

    private static UserRequest ToRequest(SignInAgent signIn) => UserRequest.SignIn(signIn.Extension) with
    {
        ActiveDeviceId = signIn.DeviceId,
        MobileAgent = signIn.MobileMode is null ? null : new(signIn.MobileMode, signIn.DialNumber),
    };

    private static UserRequest ToRequest(ChangeAgentState change) =>
        UserRequest.ChangeState(change.State, change.ReasonCodeId?.ToString(CultureInfo.InvariantCulture));

    private static NewDialogRequest ToRequest(PlaceCall place) => NewDialogRequest.MakeCall(
        place.FromAddress,
        place.ToAddress,
        place.CallVariables?.Select(variable => new CallVariable(variable.Key, variable.Value)).ToValueList());

    private FinesseOutcome Outcome(FinesseReply reply) =>
        reply.IsAccepted ? new FinesseOutcome.Accepted() : FailureMapping.ToOutcome(reply.Failure, side.Address);

    private FinesseOutcome Outcome<T>(FinesseReply<T> reply, Func<T, FinesseOutcome> read)
        where T : class =>
        reply.TryGet(out var value, out var failure) ? read(value) : FailureMapping.ToOutcome(failure, side.Address);
}
