using Connector.OpenWire.Link;

namespace Connector.OpenWire.Failover;

/// <summary>Hands a message to a connection's writer without waiting. A connection that has ended is no error here: the message goes to the next one.</summary>
internal static class FrameHandOver
{
    /// <summary>Hands over a message that is not answered.</summary>
    /// <returns>False where the writer has no room, or the connection has ended.</returns>
    internal static bool TryWrite(OpenWireConnection connection, ref OutgoingFrame frame)
    {
        try
        {
            if (frame.CommandId == 0)
                frame.CommandId = connection.NextCommandId();
            if (!connection.Writer.TryWrite(in frame, OutgoingFrame.Encode, onThisThread: false))
                return false;
        }
        catch (ConnectionEndedException)
        {
            return false;
        }

        connection.CountSent();
        return true;
    }

    /// <summary>Hands over a message that is answered.</summary>
    /// <returns>What stands for the answer; null where the writer has no room, or the connection has ended.</returns>
    internal static PendingRequest? TryRequest(OpenWireConnection connection, ref OutgoingFrame frame, CancellationToken cancellationToken)
    {
        PendingRequest request;
        try
        {
            request = connection.Requests.Add(frame.Name, cancellationToken);
        }
        catch (ConnectionEndedException)
        {
            return null;
        }

        try
        {
            frame.CommandId = request.CommandId;
            // A lone sender waits for this very frame; with others in flight, frames may gather.
            if (connection.Writer.TryWrite(in frame, OutgoingFrame.Encode, request.IsAlone))
            {
                request.MessageId = frame.Message.Id;
                connection.CountSent();
                return request;
            }
        }
        catch (ConnectionEndedException)
        {
            // Not written; it waits for the next connection.
        }
        catch
        {
            connection.Requests.Withdraw(request);
            throw;
        }

        connection.Requests.Withdraw(request);
        return null;
    }
}
