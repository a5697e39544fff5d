namespace Connector.Finesse.Model;

/// <summary>
/// A call as Finesse describes it (<c>Dialog</c>; Cisco's guide, "Dialog"). What Finesse names stays Finesse's own word. What
/// Finesse left out, or sent empty, is null.
/// </summary>
public sealed record FinesseDialog
{
    /// <summary>Finesse's id of the dialog: a number for voice, with underscores for other media. Taken from <see cref="Uri"/>
    /// where the element is missing; empty where neither said.</summary>
    public string Id { get; init; } = "";

    /// <summary>One of <see cref="DialogStates"/>, or a word of a later Finesse; empty where Finesse did not say.</summary>
    public string State { get; init; } = "";

    /// <summary><c>Voice</c>, or the name of another medium.</summary>
    public string? MediaType { get; init; }

    /// <summary>Who called; after a transfer, of the call that survived.</summary>
    public string? FromAddress { get; init; }

    /// <summary>Who was called (the route point, where one was dialled); after a transfer, of the call that survived.</summary>
    public string? ToAddress { get; init; }

    /// <summary>For instance <c>ACD_IN</c>, <c>AGENT_INSIDE</c>, <c>CONSULT</c>, <c>CONFERENCE</c>, <c>OUT</c>.</summary>
    public string? CallType { get; init; }

    /// <summary>The number dialled.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>The number that the network delivered (DNIS).</summary>
    public string? Dnis { get; init; }

    /// <summary>Number of the queue or skill group.</summary>
    public string? QueueNumber { get; init; }

    /// <summary>Name of the queue or skill group.</summary>
    public string? QueueName { get; init; }

    /// <summary>Id of the dialog that this one belongs to: the original of a consult call, the monitored one of a barge-in.</summary>
    public string? AssociatedDialogId { get; init; }

    /// <summary>Id of the dialog that was merged into this one by a transfer or conference.</summary>
    public string? SecondaryId { get; init; }

    /// <summary>The wrap-up reason set so far.</summary>
    public string? WrapUpReason { get; init; }

    /// <summary>The wrap-up reasons set so far, where several are allowed (UCCX).</summary>
    public ValueList<string> WrapUpItems { get; init; } = [];

    /// <summary>How a call of an outbound campaign was classified.</summary>
    public string? OutboundClassification { get; init; }

    /// <summary>The medium's number; <c>1</c> is voice.</summary>
    public string? MediaId { get; init; }

    /// <summary>First part of the router's call key: the call's id within the day.</summary>
    public string? CallKeyCallId { get; init; }

    /// <summary>Second part of the router's call key: the leg's number.</summary>
    public string? CallKeySequenceNumber { get; init; }

    /// <summary>Third part of the router's call key: the day.</summary>
    public string? CallKeyPrefix { get; init; }

    /// <summary>Call variables and ECC variables in Finesse's order, with their text untouched.</summary>
    public ValueList<CallVariable> CallVariables { get; init; } = [];

    /// <summary>The parties. The actions of parties other than the agent himself are not reliable (Cisco's guide).</summary>
    public ValueList<FinesseParticipant> Participants { get; init; } = [];

    /// <summary>A callback that was scheduled for this call (outbound campaigns).</summary>
    public ScheduledCallback? ScheduledCallback { get; init; }

    /// <summary>The object's server-relative address, for instance <c>/finesse/api/Dialog/53149720</c>.</summary>
    public string? Uri { get; init; }

    /// <summary>The party with an address, for instance the agent's own extension.</summary>
    /// <param name="mediaAddress">The address to look for.</param>
    /// <returns>The party, or null where none has the address.</returns>
    public FinesseParticipant? ParticipantAt(string mediaAddress)
    {
        foreach (var participant in Participants)
        {
            if (participant.MediaAddress == mediaAddress)
                return participant;
        }
        return null;
    }
}

/// <summary>A party of a dialog.</summary>
/// <param name="MediaAddress">Extension or number.</param>
/// <param name="MediaAddressType"><c>AGENT_DEVICE</c>; null for a party that is not an agent.</param>
/// <param name="State">One of <see cref="ParticipantStates"/>; empty where Finesse did not say.</param>
/// <param name="StateCause"><c>BUSY</c>, <c>BAD_DESTINATION</c>, <c>OTHER</c>, <c>DEVICE_RESOURCE_NOT_AVAILABLE</c> of a failed
/// call.</param>
/// <param name="StartTime">When the party joined.</param>
/// <param name="StateChangeTime">When the party's state began.</param>
/// <param name="Actions">What the party may do now: words of <see cref="DialogActions"/>.</param>
public sealed record FinesseParticipant(
    string MediaAddress,
    string? MediaAddressType,
    string State,
    string? StateCause,
    DateTimeOffset? StartTime,
    DateTimeOffset? StateChangeTime,
    ValueList<string> Actions);

/// <summary>A call variable.</summary>
/// <param name="Name"><c>callVariable1</c> to <c>callVariable10</c>, an ECC name such as <c>user.x</c> or <c>user.x[2]</c>, or a
/// <c>BA…</c> variable of an outbound campaign.</param>
/// <param name="Value">The text, never null.</param>
public sealed record CallVariable(string Name, string Value);

/// <summary>A scheduled callback.</summary>
/// <param name="Time">The customer's local time as Finesse writes it (<c>YYYY-MM-DDThh:mm</c>): it has no zone.</param>
/// <param name="Number">The number to call.</param>
public sealed record ScheduledCallback(string? Time, string? Number);
