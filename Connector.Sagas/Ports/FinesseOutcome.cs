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
public sealed record FinesseRefusal(string ErrorType, string ErrorMessage, string ErrorData);
