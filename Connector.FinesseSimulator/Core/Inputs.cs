using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>Something that happens to the contact centre.</summary>
internal abstract record Input;

/// <summary>An agent signs in at an extension.</summary>
internal sealed record SignIn(string AgentId, string Extension, MobileAgent? Mobile) : Input;

/// <summary>An agent asks for a state.</summary>
internal sealed record ChangeState(string AgentId, AgentState Target, ReasonCode? Reason) : Input;

/// <summary>A supervisor puts an agent into a state.</summary>
internal sealed record ForceState(string AgentId, AgentState Target) : Input;

/// <summary>The agent's client has been away for longer than Finesse waits (facts 5.5).</summary>
internal sealed record ClientLost(string AgentId) : Input;

/// <summary>The wrap-up timer that started at <paramref name="Since"/> has run out.</summary>
internal sealed record WrapUpExpired(string AgentId, DateTimeOffset Since) : Input;

/// <summary>An agent calls a number.</summary>
internal sealed record MakeCall(string AgentId, string ToAddress, ImmutableSortedDictionary<string, string> Variables) : Input;

/// <summary>An agent does something with a call that needs no more than its name.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="CallId">With which call.</param>
/// <param name="Action">One of <see cref="CallActions"/>.</param>
internal sealed record ActOnCall(string AgentId, string CallId, string Action) : Input;

/// <summary>An agent consults somebody during a call.</summary>
internal sealed record ConsultCall(string AgentId, string CallId, string ToAddress) : Input;

/// <summary>An agent hands a call on without asking.</summary>
internal sealed record BlindTransfer(string AgentId, string CallId, string ToAddress) : Input;

/// <summary>An agent sends tones.</summary>
internal sealed record SendDtmf(string AgentId, string CallId, string Digits) : Input;

/// <summary>An agent writes call variables or wrap-up reasons.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="CallId">On which call.</param>
/// <param name="Variables">The variables to set; those that are not named stay.</param>
/// <param name="WrapUpReason">The wrap-up reason; none where it stays.</param>
/// <param name="WrapUpItems">The wrap-up reasons of UCCX; default where they stay.</param>
internal sealed record UpdateCallData(
    string AgentId, string CallId, ImmutableSortedDictionary<string, string> Variables, string? WrapUpReason,
    ImmutableArray<string> WrapUpItems = default) : Input;

/// <summary>A call comes in from outside.</summary>
/// <param name="From">The caller's number.</param>
/// <param name="To">The extension that rings.</param>
/// <param name="Variables">Its call variables.</param>
/// <param name="CallType">Its type; where none, ACD_IN for an agent who is ready, else OTHER_IN.</param>
internal sealed record IncomingCall(
    string From, string To, ImmutableSortedDictionary<string, string> Variables, string? CallType) : Input;

/// <summary>The party outside takes the call that rings there.</summary>
internal sealed record OutsideAnswers(string CallId) : Input;

/// <summary>A party outside hangs up.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Address">Which party; none for the first one outside.</param>
internal sealed record OutsideReleases(string CallId, string? Address = null) : Input;

/// <summary>A supervisor wants to listen to the agent at an extension.</summary>
internal sealed record StartMonitor(string SupervisorId, string ToAddress) : Input;

/// <summary>A supervisor who listens to an agent barges in.</summary>
/// <param name="SupervisorId">Who.</param>
/// <param name="MonitorId">The dialog by which he listens.</param>
/// <param name="ToAddress">The agent's extension.</param>
internal sealed record BargeIn(string SupervisorId, string MonitorId, string ToAddress) : Input;

/// <summary>Somebody takes another party off a conference.</summary>
internal sealed record DropParticipant(string AgentId, string CallId, string Address) : Input;

/// <summary>A dialer has a customer for the agent at an extension.</summary>
internal sealed record OfferCustomer(
    string Extension, string Customer, OutboundMode Mode, ImmutableSortedDictionary<string, string> Variables) : Input;

/// <summary>The customer is there for whom an agent was reserved.</summary>
internal sealed record CustomerAnswers(
    string AgentId, string Customer, ImmutableSortedDictionary<string, string> Variables) : Input;

/// <summary>An agent says what the call of a campaign came to.</summary>
internal sealed record Reclassify(string AgentId, string CallId, string Classification) : Input;

/// <summary>An agent arranges a callback, or takes it back.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="CallId">On which call.</param>
/// <param name="Cancels">Whether he takes it back.</param>
/// <param name="Time">When; none where it stays.</param>
/// <param name="Number">The number; none where it stays.</param>
internal sealed record ArrangeCallback(string AgentId, string CallId, bool Cancels, string? Time, string? Number) : Input;

/// <summary>So many calls wait in a queue from now on.</summary>
internal sealed record SetQueuedCalls(string QueueId, int Count) : Input;

/// <summary>The time in which a queue is not told about again is over.</summary>
internal sealed record QueueIsDue(string QueueId) : Input;
