namespace Connector.Finesse.Rest;

/// <summary>
/// Tells "surely not carried out" from "may have been carried out": the difference between a request that may be sent again and
/// one that may not. Pure.
/// </summary>
internal static class FailureClassifier
{
    /// <summary>Judges why there was no answer.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="wasSent">Whether a connection took any of the request; true for a GET, of which that cannot be told.</param>
    /// <param name="timedOut">Whether the attempt's own limit had passed.</param>
    /// <param name="limit">That limit.</param>
    /// <returns>The failure.</returns>
    internal static FinesseFailure Judge(Exception exception, bool wasSent, bool timedOut, TimeSpan limit)
    {
        if (timedOut)
        {
            return wasSent
                ? new FinesseFailure.OutcomeUnknown($"no answer within {limit.TotalSeconds:0.###} s")
                : new FinesseFailure.Unreachable($"no connection within {limit.TotalSeconds:0.###} s");
        }
        var reason = $"{exception.GetType().Name}: {Innermost(exception).Message}";
        return exception switch
        {
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            } => new FinesseFailure.Unreachable(reason),
            // Neither the caller nor the attempt's limit cancelled: what remains is the handler's limit for connecting.
            OperationCanceledException => new FinesseFailure.Unreachable("the connection took too long"),
            _ => wasSent ? new FinesseFailure.OutcomeUnknown(reason) : new FinesseFailure.Unreachable(reason),
        };
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }
}
