namespace Connector.Contracts;

/// <summary>Finesse took a request and refused it later (its asynchronous errors).</summary>
public sealed record CommandFailed : AgentEvent
{
    /// <summary>What kind of refusal this is.</summary>
    public RejectionCode Code { get; init; }

    /// <summary>A sentence that a developer can act on.</summary>
    public string Message { get; init; } = "";

    /// <summary>The call concerned, where Finesse said so.</summary>
    public string? DialogId { get; init; }

    /// <summary>Finesse's <c>ErrorType</c>, as it came.</summary>
    public string? FinesseErrorType { get; init; }

    /// <summary>Finesse's <c>ErrorMessage</c>, as it came.</summary>
    public string? FinesseErrorMessage { get; init; }

    /// <summary>Finesse's <c>ErrorData</c>, as it came.</summary>
    public string? FinesseErrorData { get; init; }

    /// <summary>The number that the peripheral (the telephony behind Finesse) gave, where Finesse passed it on (12.5 and
    /// later).</summary>
    public string? PeripheralErrorCode { get; init; }

    /// <summary>The peripheral's constant, for example <c>PERERR_TELDRIVE_NODEVICETARGETFORNETTARGETID</c>.</summary>
    public string? PeripheralErrorMessage { get; init; }

    /// <summary>The peripheral's own words.</summary>
    public string? PeripheralErrorText { get; init; }
}
