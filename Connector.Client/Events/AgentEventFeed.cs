using System.Collections.Concurrent;
using Connector.Client.Events;
using Connector.Contracts;
using Microsoft.Extensions.Logging;

namespace Connector.Client;

/// <summary>
/// Hands agents' events on in order, each once, and closes gaps by <see cref="ReplayEvents"/>. Fed by the consumer that
/// <see cref="ConnectorClientRegistration.AddConnectorEvents{THandler}"/> registers.
/// </summary>
public sealed class AgentEventFeed : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<OneAgent>> _agents = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, OneAgent> _begin;
    private int _disposed;

    /// <summary>A feed that has seen nothing.</summary>
    /// <param name="client">Asks for replays.</param>
    /// <param name="handler">Gets the events.</param>
    /// <param name="options">Pauses and bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public AgentEventFeed(
        IConnectorClient client,
        IAgentEventHandler handler,
        ConnectorClientOptions options,
        TimeProvider time,
        ILogger<AgentEventFeed> logger)
    {
        var stop = _stopping.Token;
        _begin = agentId => new OneAgent(agentId, client, handler, options, time, logger, stop);
    }

    /// <summary>
    /// Says which events of an agent the app knows already: the <c>Sequence</c> of <see cref="AgentConnected"/>, of any report,
    /// or of the app's own memory from before its restart (what came since is asked for then). Without it the feed begins with
    /// the first event that comes. Never takes the count back.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="sequence">The last event known; 0 for none.</param>
    /// <param name="epoch">That event's <c>Epoch</c>, from where its number is; 0 where the app did not keep it.</param>
    /// <param name="cancellationToken">Gives up; events may have been handed on.</param>
    /// <returns>Done when what was waiting is handed on.</returns>
    public Task BeginAsync(string agentId, long sequence, long epoch = 0, CancellationToken cancellationToken = default) =>
        Agent(agentId).BeginAsync(sequence, epoch, cancellationToken);

    /// <summary>Takes an event as it came off the bus.</summary>
    /// <param name="agentEvent">The event.</param>
    /// <param name="cancellationToken">Gives up waiting for the app.</param>
    /// <returns>Done when the event is handed on, held or dropped.</returns>
    /// <exception cref="OperationCanceledException">The feed was stopped, or the wait given up.</exception>
    public Task TakeAsync(AgentEvent agentEvent, CancellationToken cancellationToken = default)
    {
        _ = agentEvent ?? throw new ArgumentNullException(nameof(agentEvent));
        return Agent(agentEvent.AgentId).TakeAsync(agentEvent, cancellationToken);
    }

    /// <summary>
    /// Says that an event was published, by the <c>Sequence</c> of a report that came after <see cref="BeginAsync"/>. Where it does not
    /// come in a moment it is asked for: the way to be sure of an agent's last event, behind which no other one shows that it is
    /// missing.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="sequence">The report's number.</param>
    /// <param name="cancellationToken">Gives up; the feed goes on all the same.</param>
    /// <returns>Done when the feed knows; the event comes later.</returns>
    public Task ExpectAsync(string agentId, long sequence, CancellationToken cancellationToken = default) =>
        Agent(agentId).ExpectAsync(sequence, cancellationToken);

    /// <summary>Number of the last event of an agent that was handed on, or that was known by <see cref="BeginAsync"/>; 0 before both. What the app
    /// remembers over its own restart.</summary>
    /// <param name="agentId">The agent.</param>
    /// <returns>The number.</returns>
    public long LastOf(string agentId) => _agents.TryGetValue(agentId, out var agent) ? agent.Value.Last : 0;

    /// <summary>Stops asking and handing on.</summary>
    /// <returns>Done when nothing runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) is not 0)
            return;
        await _stopping.CancelEverythingAsync().ConfigureAwait(false);
        foreach (var agent in _agents.Values)
            await agent.Value.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private OneAgent Agent(string agentId) => _agents.GetOrAdd(agentId, id => new Lazy<OneAgent>(() => _begin(id))).Value;
}
