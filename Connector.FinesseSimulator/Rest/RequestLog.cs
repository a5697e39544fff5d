namespace Connector.FinesseSimulator.Rest;

/// <summary>A Finesse REST request that came, with its answer.</summary>
/// <param name="Sequence">Its place in the order of arrival, from 1.</param>
/// <param name="Time">When it came.</param>
/// <param name="Method">GET, PUT, POST, or whatever else was tried.</param>
/// <param name="Path">Path and query.</param>
/// <param name="User">The user named by its credentials, whether they were right or not; empty without any. Never the
/// password.</param>
/// <param name="RequestId">The value of its <c>requestId</c> header; empty without one.</param>
/// <param name="Body">Its body.</param>
/// <param name="Status">The status it was answered with.</param>
public sealed record RecordedRequest(
    long Sequence, DateTimeOffset Time, string Method, string Path, string User, string RequestId, string Body, int Status);

/// <summary>Remembers requests in the order of their arrival; the oldest are forgotten first.</summary>
internal sealed class RequestLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, RecordedRequest> _requests = [];
    private long _arrived;

    /// <summary>Gives a request that has arrived its place.</summary>
    public long Arrive() => Interlocked.Increment(ref _arrived);

    /// <summary>Remembers a request, before its answer goes out: who has the answer finds the request here.</summary>
    public void Add(RecordedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request.Sequence, request);
            if (_requests.Count > capacity) _requests.Remove(_requests.Keys.First());
        }
    }

    /// <summary>All that are remembered, in order.</summary>
    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_gate) return [.. _requests.Values];
    }
}
