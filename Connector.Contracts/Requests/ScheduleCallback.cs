namespace Connector.Contracts;

/// <summary>Schedules a callback for an outbound campaign call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record ScheduleCallback : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>Local time of the customer, <c>YYYY-MM-DDThh:mm</c>.</summary>
    public string? CallbackTime { get; init; }

    /// <summary>Number to call back.</summary>
    public string? CallbackNumber { get; init; }
}
