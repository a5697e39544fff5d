using Microsoft.Extensions.Logging;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>What the sending side says.</summary>
internal static partial class SendLog
{
    /// <summary>An answer was dropped because its requester has gone.</summary>
    [LoggerMessage(1, LogLevel.Warning,
        "An answer to {Destination} was dropped: the requester's temporary queue is gone, so nobody waits for it any more. {Reason}")]
    public static partial void NobodyWaits(ILogger logger, string destination, string reason);
}
