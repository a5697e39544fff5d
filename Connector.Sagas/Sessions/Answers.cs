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

    internal static CommandAccepted Accepted(AgentSession session, string requestId, string connectorId, string? dialogId) =>
        new() { AgentId = session.AgentId, RequestId = requestId, ConnectorId = connectorId, DialogId = dialogId };

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
            FinesseOutcome.Accepted => Accepted(session, requestId, connectorId, call.MadeDialogId),
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
            FinesseOutcome.ReasonCodesRead read => ListReports.ReasonCodes(session, requestId, read, connectorId),
            FinesseOutcome.WrapUpReasonsRead read => ListReports.WrapUpReasons(session, requestId, read, connectorId),
            FinesseOutcome.PhoneBooksRead read => ListReports.PhoneBooks(session, requestId, read, connectorId),
            FinesseOutcome.ContactsRead read => ListReports.Contacts(session, requestId, read, connectorId),
            FinesseOutcome.Refused refused => Refused(session, call, refused, connectorId),
            FinesseOutcome.Unavailable away =>
                Rejected(session.AgentId, requestId, connectorId, RejectionCode.FinesseUnavailable, away.Reason),
            // Nothing can have happened where nothing was to be changed.
            FinesseOutcome.Unknown unknown when call.Call is FinesseReading =>
                Rejected(session.AgentId, requestId, connectorId, RejectionCode.FinesseUnavailable, unknown.Reason),
            FinesseOutcome.Unknown unknown =>
                Rejected(session.AgentId, requestId, connectorId, RejectionCode.OutcomeUnknown, unknown.Reason),
            _ => throw new InvalidOperationException($"No answer is worded for {outcome.GetType().Name}."),
        };
    }

    /// <summary>Whether a request with this answer must not be carried out again when it comes again. One that Finesse never took
    /// may be: sending it again is what its sender wants. What was read is read again, rather than thousands of contacts kept.</summary>
    internal static bool IsFinal(object answer) => answer switch
    {
        CommandRejected rejected => rejected.Code is not (RejectionCode.FinesseUnavailable or RejectionCode.Timeout
            or RejectionCode.NotConnected or RejectionCode.Overloaded or RejectionCode.InternalError),
        CommandAccepted or AgentConnected => true,
        _ => false,
    };

    private static CommandRejected Refused(AgentSession session, CallUnderWay call, FinesseOutcome.Refused refused, string connectorId)
    {
        var (code, message) = Refusals.Of(call.Call, refused, call.Credentials.AccessToken is not null);
        return Rejected(session.AgentId, call.RequestId, connectorId, code, message, refused.Error, refused.HttpStatus);
    }

    private static string? NullIfEmpty(string? word) => string.IsNullOrEmpty(word) ? null : word;
}
