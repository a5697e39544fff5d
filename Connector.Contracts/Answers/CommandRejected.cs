namespace Connector.Contracts;

/// <summary>The request was not carried out, or its outcome is not known
/// (<see cref="RejectionCode.OutcomeUnknown"/>).</summary>
public sealed record CommandRejected
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Derived from the request's message id; the same value goes to Finesse as its <c>requestId</c>.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>What kind of refusal this is.</summary>
    public RejectionCode Code { get; init; }

    /// <summary>A sentence that a developer can act on.</summary>
    public string Message { get; init; } = "";

    /// <summary>Finesse's <c>ErrorType</c>, as it came.</summary>
    public string? FinesseErrorType { get; init; }

    /// <summary>Finesse's <c>ErrorMessage</c>, as it came.</summary>
    public string? FinesseErrorMessage { get; init; }

    /// <summary>Finesse's <c>ErrorData</c>, as it came.</summary>
    public string? FinesseErrorData { get; init; }

    /// <summary>Finesse's HTTP status, where Finesse answered.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The connector that answered.</summary>
    public string ConnectorId { get; init; } = "";
}
