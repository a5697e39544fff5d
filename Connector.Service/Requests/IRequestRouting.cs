using Connector.Contracts;

namespace Connector.Service.Requests;

/// <summary>Brings an agent's request to whoever serves the agent.</summary>
internal interface IRequestRouting
{
    /// <summary>Has a request answered or passed on. Requests of one agent keep the order in which this is called.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of it.</returns>
    Task<RequestOutcome> RouteAsync(RoutedRequest request, CancellationToken cancellationToken);
}

/// <summary>A request on its way to its agent's session, here or elsewhere.</summary>
internal sealed record RoutedRequest
{
    /// <summary>The request; checked.</summary>
    public required AgentRequest Request { get; init; }

    /// <summary>Derived from the message id.</summary>
    public required string RequestId { get; init; }

    /// <summary>When it is too old to be begun.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Whether its message is known to have come before, to whichever connector.</summary>
    public bool CameBefore { get; init; }

    /// <summary>How long ago its client sent it, by the two clocks.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>How many connectors have passed it on.</summary>
    public int Hops { get; init; }

    /// <summary>Puts the message as it is into another connector's own queue.</summary>
    public required Func<string, CancellationToken, Task> ForwardAsync { get; init; }
}

/// <summary>What became of a request.</summary>
internal abstract record RequestOutcome
{
    private RequestOutcome()
    {
    }

    /// <summary>It has an answer.</summary>
    /// <param name="Answer">The answer message.</param>
    public sealed record Answered(object Answer) : RequestOutcome;

    /// <summary>Another connector has it.</summary>
    public sealed record Forwarded : RequestOutcome;

    /// <summary>This connector is out of service: the broker is to give it to another, unacknowledged.</summary>
    public sealed record GivenBack : RequestOutcome;
}
