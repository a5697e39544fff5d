using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Words the answers that hold lists of Finesse's configuration. Pure.</summary>
internal static class ListReports
{
    internal static ReasonCodesReport ReasonCodes(
        AgentSession session, string requestId, FinesseOutcome.ReasonCodesRead read, string connectorId) => new()
        {
            AgentId = session.AgentId,
            RequestId = requestId,
            ConnectorId = connectorId,
            Sequence = session.Sequence,
            Epoch = session.Epoch,
            Category = read.Category,
            ReasonCodes = read.ReasonCodes,
        };

    internal static WrapUpReasonsReport WrapUpReasons(
        AgentSession session, string requestId, FinesseOutcome.WrapUpReasonsRead read, string connectorId) => new()
        {
            AgentId = session.AgentId,
            RequestId = requestId,
            ConnectorId = connectorId,
            Sequence = session.Sequence,
            Epoch = session.Epoch,
            WrapUpReasons = read.WrapUpReasons,
        };

    internal static PhoneBooksReport PhoneBooks(
        AgentSession session, string requestId, FinesseOutcome.PhoneBooksRead read, string connectorId) => new()
        {
            AgentId = session.AgentId,
            RequestId = requestId,
            ConnectorId = connectorId,
            Sequence = session.Sequence,
            Epoch = session.Epoch,
            PhoneBooks = read.PhoneBooks,
        };

    internal static ContactsReport Contacts(
        AgentSession session, string requestId, FinesseOutcome.ContactsRead read, string connectorId) => new()
        {
            AgentId = session.AgentId,
            RequestId = requestId,
            ConnectorId = connectorId,
            Sequence = session.Sequence,
            Epoch = session.Epoch,
            PhoneBookId = read.PhoneBookId,
            Contacts = read.Contacts,
        };
}
