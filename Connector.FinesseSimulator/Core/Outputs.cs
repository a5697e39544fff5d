using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>The <c>event</c> of a notification.</summary>
internal enum EventKind
{
    /// <summary>Added.</summary>
    Post,

    /// <summary>Changed.</summary>
    Put,

    /// <summary>Gone.</summary>
    Delete,
}

/// <summary>The object whose request queue and node are meant.</summary>
internal enum NodeKind
{
    /// <summary><c>/finesse/api/User/{id}</c>.</summary>
    User,

    /// <summary><c>/finesse/api/User/{id}/Dialogs</c>.</summary>
    Dialogs,
}

/// <summary>Something one agent is to be told, or whoever watches.</summary>
/// <param name="AgentId">The agent whose node carries it; empty where it is not an agent's.</param>
/// <param name="RequestId">The request it answers; empty where it answers none.</param>
internal abstract record Notice(string AgentId, string RequestId);

/// <summary>The agent has changed.</summary>
internal sealed record UserNotice(Agent Agent, string RequestId) : Notice(Agent.Id, RequestId);

/// <summary>One of the agent's calls has changed.</summary>
internal sealed record DialogNotice(
    string AgentId, Call Call, ImmutableArray<ImmutableArray<string>> Actions, EventKind Event, string RequestId)
    : Notice(AgentId, RequestId);

/// <summary>The numbers of a queue have changed; told to whoever has subscribed to it.</summary>
internal sealed record QueueNotice(QueueProfile Queue, QueueStatistics Statistics) : Notice("", "");

/// <summary>A request was refused by the telephony, long after its 202 (facts 1.5, 1.6).</summary>
internal sealed record ErrorNotice(
    string AgentId, NodeKind Node, string Source, string Event, PeripheralError Error, string RequestId)
    : Notice(AgentId, RequestId);

/// <summary>An error as the telephony reports it.</summary>
/// <param name="Type">Finesse's errorType, such as <c>Invalid State</c>.</param>
/// <param name="Message">The CF_* constant (facts 11).</param>
/// <param name="Data">Its number.</param>
/// <param name="PeripheralCode">The peripheral's own code, where it gives one.</param>
/// <param name="PeripheralMessage">The peripheral's own constant.</param>
/// <param name="PeripheralText">The peripheral's sentence.</param>
internal sealed record PeripheralError(
    string Type, string Message, int Data, int? PeripheralCode = null, string? PeripheralMessage = null,
    string? PeripheralText = null);

/// <summary>An input that is due later.</summary>
internal sealed record ScheduledInput(TimeSpan After, Input Input);

/// <summary>What one input led to.</summary>
/// <param name="State">The new state.</param>
/// <param name="Notices">What is told, in this order.</param>
/// <param name="Scheduled">What is to happen later.</param>
/// <param name="CallId">The call that came into being, if any.</param>
/// <param name="Problem">Why an input of the control API led to nothing, as a sentence.</param>
internal sealed record Step(
    CentreState State, ImmutableArray<Notice> Notices, ImmutableArray<ScheduledInput> Scheduled, string? CallId, string? Problem);

/// <summary>The request an input came with, so that its answer can carry the request's id.</summary>
/// <param name="RequestId">The value of the <c>requestId</c> header; empty for none.</param>
/// <param name="AgentId">The user who asked; errors go to his node.</param>
internal sealed record Requester(string RequestId, string AgentId);
