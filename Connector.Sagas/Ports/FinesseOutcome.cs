using Connector.Contracts;

namespace Connector.Sagas.Ports;

/// <summary>What became of a <see cref="FinesseCall"/>.</summary>
public abstract record FinesseOutcome
{
    private FinesseOutcome()
    {
    }

    /// <summary>Finesse took the request (HTTP 202 or 200); its effect follows as a notification.</summary>
    public sealed record Accepted : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadAgentState"/>.</summary>
    /// <param name="State">The agent's state.</param>
    public sealed record StateRead(AgentState State) : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadDialogs"/>.</summary>
    /// <param name="Dialogs">The calls.</param>
    public sealed record DialogsRead(IReadOnlyList<Dialog> Dialogs) : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadTeam"/> and <see cref="WatchTeamUsers"/>.</summary>
    /// <param name="Team">The team and its agents.</param>
    public sealed record TeamRead(TeamView Team) : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadQueues"/> and <see cref="WatchQueueStatistics"/>.</summary>
    /// <param name="Queues">The queues.</param>
    public sealed record QueuesRead(IReadOnlyList<QueueStatistics> Queues) : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadReasonCodes"/>.</summary>
    /// <param name="Category">Which they are.</param>
    /// <param name="ReasonCodes">The reasons.</param>
    public sealed record ReasonCodesRead(ReasonCodeCategory Category, IReadOnlyList<ReasonCode> ReasonCodes) : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadWrapUpReasons"/>.</summary>
    /// <param name="WrapUpReasons">The reasons.</param>
    public sealed record WrapUpReasonsRead(IReadOnlyList<WrapUpReason> WrapUpReasons) : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadPhoneBooks"/>.</summary>
    /// <param name="PhoneBooks">The phone books.</param>
    public sealed record PhoneBooksRead(IReadOnlyList<PhoneBook> PhoneBooks) : FinesseOutcome;

    /// <summary>The answer to <see cref="ReadContacts"/>.</summary>
    /// <param name="PhoneBookId">Finesse's id of the phone book.</param>
    /// <param name="Contacts">Its contacts.</param>
    public sealed record ContactsRead(string PhoneBookId, IReadOnlyList<PhoneBookContact> Contacts) : FinesseOutcome;

    /// <summary>Finesse refused the request; nothing was done.</summary>
    /// <param name="Error">What it said.</param>
    /// <param name="HttpStatus">Its HTTP status.</param>
    public sealed record Refused(FinesseRefusal Error, int HttpStatus) : FinesseOutcome;

    /// <summary>No Finesse took the request; it was surely not carried out.</summary>
    /// <param name="Reason">A sentence: what, where, and what to do.</param>
    public sealed record Unavailable(string Reason) : FinesseOutcome
    {
        /// <summary>Whether it may pass by itself, or be otherwise on the other side of Finesse: out of service, or not to be
        /// reached.</summary>
        public bool IsPassing { get; init; }
    }

    /// <summary>The request went out and no answer came: it may have been carried out.</summary>
    /// <param name="Reason">A sentence: what, where.</param>
    public sealed record Unknown(string Reason) : FinesseOutcome;
}

/// <summary>Finesse's words for a refusal, synchronous or not.</summary>
/// <param name="ErrorType">Finesse's <c>ErrorType</c>; empty where it gave none.</param>
/// <param name="ErrorMessage">Finesse's <c>ErrorMessage</c>.</param>
/// <param name="ErrorData">Finesse's <c>ErrorData</c>.</param>
/// <param name="Peripheral">What the telephony behind Finesse said, where Finesse passed it on.</param>
public sealed record FinesseRefusal(string ErrorType, string ErrorMessage, string ErrorData, PeripheralRefusal? Peripheral = null);

/// <summary>A refusal in the words of the telephony behind Finesse (<c>peripheralError…</c> of Finesse 12.5 and later).</summary>
/// <param name="Code">Its number, or null.</param>
/// <param name="Message">Its constant, or null.</param>
/// <param name="Text">Its own words, or null.</param>
public sealed record PeripheralRefusal(string? Code, string? Message, string? Text);
