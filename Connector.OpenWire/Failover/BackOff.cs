namespace Connector.OpenWire.Failover;

/// <summary>How long to wait after a number of failures in a row.</summary>
/// <param name="Initial">After none or one.</param>
/// <param name="Maximum">Never longer.</param>
/// <param name="Exponent">By what the pause grows with each further one.</param>
internal sealed record BackOff(TimeSpan Initial, TimeSpan Maximum, double Exponent)
{
    internal static BackOff Of(FailoverOptions options) =>
        new(options.InitialReconnectDelay, options.MaxReconnectDelay, options.ReconnectDelayExponent);

    /// <summary>The pause after <paramref name="failures"/> failures in a row; never negative, never above the maximum.</summary>
    internal TimeSpan After(int failures)
    {
        var milliseconds = Initial.TotalMilliseconds * Math.Pow(Exponent, Math.Max(0, failures - 1));
        return milliseconds < Maximum.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Maximum;
    }
}
