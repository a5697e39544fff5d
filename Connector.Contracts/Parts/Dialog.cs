namespace Connector.Contracts;

/// <summary>A call as one of its agents sees it.</summary>
public sealed record Dialog
{
    /// <summary>Finesse's id of the call.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>Finesse's word for the call's state; known ones in <see cref="DialogStates"/>.</summary>
    public string State { get; init; } = "";

    /// <summary>Finesse's word for the kind of call, for example <c>ACD_IN</c>.</summary>
    public string CallType { get; init; } = "";

    /// <summary>Original caller.</summary>
    public string FromAddress { get; init; } = "";

    /// <summary>Original destination.</summary>
    public string ToAddress { get; init; } = "";

    /// <summary>The number dialled.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>The other call of a consultation.</summary>
    public string? AssociatedDialogId { get; init; }

    /// <summary>The call that was merged into this one.</summary>
    public string? SecondaryId { get; init; }

    /// <summary>The wrap-up reason given.</summary>
    public string? WrapUpReason { get; init; }

    /// <summary>The wrap-up reasons given, where several may be (UCCX).</summary>
    public IReadOnlyList<string> WrapUpItems { get; init; } = [];

    /// <summary>How a call of an outbound campaign was classified, where Finesse says so.</summary>
    public string? OutboundClassification { get; init; }

    /// <summary>When to call the customer back (<see cref="ScheduleCallback"/>): the customer's local time, <c>YYYY-MM-DDThh:mm</c>.</summary>
    public string? CallbackTime { get; init; }

    /// <summary>The number to call the customer back at.</summary>
    public string? CallbackNumber { get; init; }

    /// <summary>Call variables, name to value.</summary>
    public IReadOnlyDictionary<string, string> CallVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>Who is on the call.</summary>
    public IReadOnlyList<Participant> Participants { get; init; } = [];

    /// <summary>Finesse's word for the medium: <c>Voice</c>.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>The queue the call came through.</summary>
    public string? QueueName { get; init; }
}
