using System.Collections.Concurrent;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Who waits for which answer. Two deliveries of one request wait for the same answer.</summary>
internal sealed class PendingAnswers
{
    private readonly ConcurrentDictionary<(string AgentId, string RequestId), TaskCompletionSource<object>> _waiting = new();

    /// <summary>The answer to come, and whether this is the first that waits for it.</summary>
    internal (Task<object> Answer, bool IsFirst) Await(string agentId, string requestId)
    {
        var mine = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _waiting.GetOrAdd((agentId, requestId), mine);
        return (first.Task, ReferenceEquals(first, mine));
    }

    internal void Complete(string agentId, string requestId, object answer)
    {
        if (_waiting.TryRemove((agentId, requestId), out var waiting))
            waiting.TrySetResult(answer);
    }

    /// <summary>No answer comes from here.</summary>
    internal void Cancel(string agentId, string requestId)
    {
        if (_waiting.TryRemove((agentId, requestId), out var waiting))
            waiting.TrySetException(new RequestReturnedException());
    }
}
