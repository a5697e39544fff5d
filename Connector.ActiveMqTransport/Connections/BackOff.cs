namespace Connector.ActiveMqTransport.Connections;

/// <summary>How long to wait after a number of failures in a row.</summary>
/// <param name="Initial">After the first.</param>
/// <param name="Maximum">Never longer.</param>
/// <param name="Exponent">By what the pause grows with each further one.</param>
internal sealed record BackOff(TimeSpan Initial, TimeSpan Maximum, double Exponent)
{
    /// <summary>The pause after <paramref name="failures"/> failures in a row; none after none.</summary>
    public TimeSpan After(int failures)
    {
        if (failures <= 0)
            return TimeSpan.Zero;
        var milliseconds = Initial.TotalMilliseconds * Math.Pow(Exponent, failures - 1);
        return milliseconds < Maximum.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Maximum;
    }
}
