using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Words the answers to a session's requests. Pure.</summary>
internal static class Answers
{
    internal static CommandRejected Rejected(
        string agentId, string requestId, string connectorId, RejectionCode code, string message, FinesseRefusal? error = null, int? httpStatus = null) =>
        new()
        {
            AgentId = agentId,
            RequestId = requestId,
            ConnectorId = connectorId,
            Code = code,
            Message = message,
            FinesseErrorType = NullIfEmpty(error?.ErrorType),
            FinesseErrorMessage = NullIfEmpty(error?.ErrorMessage),
            FinesseErrorData = NullIfEmpty(error?.ErrorData),
            HttpStatus = httpStatus,
        };

    internal static CommandAccepted Accepted(AgentSession session, string requestId, string connectorId) =>
        new() { AgentId = session.AgentId, RequestId = requestId, ConnectorId = connectorId };

    internal static AgentConnected Connected(AgentSession session, string requestId, string connectorId) => new()
    {
        AgentId = session.AgentId,
        RequestId = requestId,
        ConnectorId = connectorId,
        Owner = connectorId,
        Epoch = session.Epoch,
        Sequence = session.Sequence,
        State = session.View.State,
        Dialogs = session.View.Dialogs,
    };

    /// <summary>The answer that an outcome at Finesse gives.</summary>
    internal static object Of(AgentSession session, CallUnderWay call, FinesseOutcome outcome, string connectorId)
    {
        var requestId = call.RequestId;
        return outcome switch
        {
            FinesseOutcome.Accepted => Accepted(session, requestId, connectorId),
            FinesseOutcome.StateRead when call.Command?.Request is ConnectAgent => Connected(session, requestId, connectorId),
            FinesseOutcome.StateRead read => new AgentStateReport
            {
                AgentId = session.AgentId,
                RequestId = requestId,
                ConnectorId = connectorId,
                Sequence = session.Sequence,
                Epoch = session.Epoch,
                State = read.State,
            },
            FinesseOutcome.DialogsRead read => new DialogsReport
            {
                AgentId = session.AgentId,
                RequestId = requestId,
                ConnectorId = connectorId,
                Sequence = session.Sequence,
                Epoch = session.Epoch,
                Dialogs = read.Dialogs,
            },
            FinesseOutcome.TeamRead(var team) => WatchReports.Team(session, requestId, team, connectorId),
            FinesseOutcome.QueuesRead(var queues) => WatchReports.Queues(session, requestId, queues, connectorId),
            FinesseOutcome.NotSupported(var reason) =>
                Rejected(session.AgentId, requestId, connectorId, RejectionCode.NotSupported, reason),
            FinesseOutcome.Refused refused => Refused(session, call, refused, connectorId),
            FinesseOutcome.Unavailable away =>
                Rejected(session.AgentId, requestId, connectorId, RejectionCode.FinesseUnavailable, away.Reason),
            FinesseOutcome.Unknown unknown =>
                Rejected(session.AgentId, requestId, connectorId, RejectionCode.OutcomeUnknown, unknown.Reason),
            _ => throw new InvalidOperationException($"No answer is worded for {outcome.GetType().Name}."),
        };
    }

    /// <summary>Whether a request with this answer must not be carried out again when it comes again. One that Finesse never took
    /// may be: sending it again is what its sender wants; so may one that reads a team or queues, whose answers are large.</summary>
    internal static bool IsFinal(object answer) => answer is not (TeamReport or QueuesReport or CommandRejected
    {
        Code: RejectionCode.FinesseUnavailable or RejectionCode.Timeout or RejectionCode.NotConnected or RejectionCode.Overloaded
            or RejectionCode.InternalError,
    });

    private static CommandRejected Refused(AgentSession session, CallUnderWay call, FinesseOutcome.Refused refused, string connectorId)
    {
        if (WatchReports.UnknownObject(call.Call, refused) is { } sentence)
            return Rejected(session.AgentId, call.RequestId, connectorId, RejectionCode.InvalidRequest, sentence, refused.Error, refused.HttpStatus);
        var concernsDialog = call.Call is ActOnDialog or ReadDialogs { DialogId: not null };
        var code = Rejections.CodeOf(refused.Error, refused.HttpStatus, concernsDialog);
        var message = Rejections.Sentence(code, refused.Error);
        return Rejected(session.AgentId, call.RequestId, connectorId, code, message, refused.Error, refused.HttpStatus);
    }

    private static string? NullIfEmpty(string? word) => string.IsNullOrEmpty(word) ? null : word;
}
