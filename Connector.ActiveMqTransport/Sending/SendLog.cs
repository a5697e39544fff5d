using Microsoft.Extensions.Logging;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>What the sending side says.</summary>
internal static partial class SendLog
{
    /// <summary>An answer is tried again because its requester is not at this broker, perhaps not yet.</summary>
    [LoggerMessage(2, LogLevel.Debug, "An answer to {Destination} waits until its temporary queue is there: {Reason}")]
    public static partial void Waits(ILogger logger, string destination, string reason);

    /// <summary>An answer was dropped because its requester has gone.</summary>
    [LoggerMessage(1, LogLevel.Warning,
        "An answer to {Destination} was dropped: the requester's temporary queue is gone, so nobody waits for it any more. {Reason}")]
    public static partial void NobodyWaits(ILogger logger, string destination, string reason);
}
