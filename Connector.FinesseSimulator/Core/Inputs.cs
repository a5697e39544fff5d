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

/// <summary>An agent does something with a call.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="CallId">With which call.</param>
/// <param name="Action">One of <see cref="CallActions"/>: ANSWER, HOLD, RETRIEVE, DROP.</param>
internal sealed record ActOnCall(string AgentId, string CallId, string Action) : Input;

/// <summary>An agent writes call variables or the wrap-up reason.</summary>
internal sealed record UpdateCallData(
    string AgentId, string CallId, ImmutableSortedDictionary<string, string> Variables, string? WrapUpReason) : Input;

/// <summary>A call comes in from outside.</summary>
/// <param name="From">The caller's number.</param>
/// <param name="To">The extension that rings.</param>
/// <param name="Variables">Its call variables.</param>
/// <param name="CallType">Its type; where none, ACD_IN for an agent who is ready, else OTHER_IN.</param>
internal sealed record IncomingCall(
    string From, string To, ImmutableSortedDictionary<string, string> Variables, string? CallType) : Input;

/// <summary>The party outside takes the call that rings there.</summary>
internal sealed record OutsideAnswers(string CallId) : Input;

/// <summary>The party outside hangs up.</summary>
internal sealed record OutsideReleases(string CallId) : Input;
