using MassTransit;

namespace Connector.Service.Requests;

/// <summary>Sends an answer, so that it is with the broker before the request is acknowledged.</summary>
internal static partial class Answering
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Answers; without an answer address the answer is published. The transport waits for a broker by itself. An answer
    /// that cannot be delivered all the same (a client that went, a broker that stays away) is logged: a request whose
    /// acknowledgement fails with it comes again and is answered from memory, and one in the error queue helps nobody.</summary>
    public static async Task AnswerAsync(this ConsumeContext context, object answer, string requestId, TimeProvider time, ILogger logger)
    {
        var attempt = 0;
        while (true)
        {
            attempt++;
            try
            {
                await context.RespondAsync(answer, answer.GetType());
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                if (attempt == Attempts)
                {
                    AnswerLost(logger, fault, answer.GetType().Name, requestId, Attempts);
                    return;
                }
            }
            await Task.Delay(FirstPause * attempt, time, context.CancellationToken);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The {Answer} to request {RequestId} could not be delivered in {Attempts} attempts; its client may be gone.")]
    private static partial void AnswerLost(ILogger logger, Exception fault, string answer, string requestId, int attempts);
}
