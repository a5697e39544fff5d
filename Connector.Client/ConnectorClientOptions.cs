namespace Connector.Client;

/// <summary>How a client app asks and follows events. The defaults suit a duplex of two connectors.</summary>
public sealed class ConnectorClientOptions
{
    /// <summary>Where requests go: a queue, so that they keep their order. Default: <c>queue:connector</c>.</summary>
    public Uri RequestAddress { get; set; } = new("queue:connector");

    /// <summary>How long a request may go unanswered before it is sent once more under the same message id. Default: 3 s, above
    /// what a connector or broker takes to be replaced.</summary>
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a request is sent again and waited for in all. Default: 30 s, the connector's own
    /// <c>REQUEST_TIMEOUT</c>.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a gap in an agent's events may close by itself before the connector is asked. Default: 500 ms.</summary>
    public TimeSpan GapPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many events of one agent may be held behind a gap; a replay brings what is dropped beyond. Default:
    /// 1,000.</summary>
    public int HeldEvents { get; set; } = 1_000;

    /// <summary>Throws where a value is not allowed.</summary>
    /// <exception cref="ArgumentException">A value is not allowed; the message names it.</exception>
    public void Validate()
    {
        Require(RequestAddress is not null, nameof(RequestAddress), "must be given");
        Require(ResendAfter > TimeSpan.Zero, nameof(ResendAfter), "must be more than zero");
        Require(AnswerWithin >= ResendAfter, nameof(AnswerWithin), $"must not be less than {nameof(ResendAfter)}");
        Require(GapPause >= TimeSpan.Zero, nameof(GapPause), "must not be negative");
        Require(HeldEvents >= 1, nameof(HeldEvents), "must be 1 or more");
    }

    private static void Require(bool holds, string option, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{nameof(ConnectorClientOptions)}.{option} {rule}.", option);
    }
}
