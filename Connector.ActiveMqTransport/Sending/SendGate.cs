using MassTransit.Middleware;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>
/// Stands where other transports have a session: MassTransit's send pipe runs once per message, and it is the message that waits
/// for a connection, so that a repeated attempt keeps the message's id.
/// </summary>
internal sealed class SendGate : BasePipeContext;
