using Connector.Contracts;

namespace Connector.Client;

/// <summary>A connector refused a request.</summary>
public sealed class RequestRejectedException : Exception
{
    internal RequestRejectedException(CommandRejected rejection)
        : base($"{rejection.Code}: {rejection.Message}") => Rejection = rejection;

    /// <summary>What it said.</summary>
    public CommandRejected Rejection { get; }
}

/// <summary>No answer came in time: it is not known whether the request was carried out.</summary>
public sealed class RequestUnansweredException : TimeoutException
{
    internal RequestUnansweredException(string request, Guid messageId, int attempts, TimeSpan within, Exception? cause)
        : base(
            $"{request} {messageId:D} was sent {attempts} times within {within.TotalSeconds:0.###} s and no connector answered. It may have been "
                + $"carried out. See that a broker and a connector run; ask again under the same message id to learn what became of it.",
            cause) =>
        MessageId = messageId;

    /// <summary>The request's message id. Asked again under it, the request takes effect once all the same.</summary>
    public Guid MessageId { get; }
}
