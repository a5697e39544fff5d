namespace Connector.Contracts;

/// <summary>Cancels a scheduled callback. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record CancelCallback : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>Not used by Finesse; accepted for symmetry with <see cref="ScheduleCallback"/>.</summary>
    public string? CallbackTime { get; init; }

    /// <summary>Not used by Finesse; accepted for symmetry with <see cref="ScheduleCallback"/>.</summary>
    public string? CallbackNumber { get; init; }
}
