using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>
/// What is known of an agent's session, by its owner and by everybody who could follow it: the last event's number, what was published
/// last, the last events and the last requests. Bounded; the texts are the session's own.
/// </summary>
public sealed class AgentReplica
{
    private const int MaxEvents = 64;
    private const int MaxRequests = 64;

    private readonly List<RecordedEvent> _events = [];
    private readonly List<RecordedRequest> _requests = [];

    /// <summary>Number of the last event; 0: none yet.</summary>
    public long Sequence { get; private set; }

    /// <summary>What clients were told last; null: nothing.</summary>
    public string? Published { get; private set; }

    /// <summary>What is needed to hold the subscription; null: unknown.</summary>
    public string? Subscription { get; private set; }

    /// <summary>The last events, in order.</summary>
    public IReadOnlyList<RecordedEvent> Events => _events;

    /// <summary>Finds a request that must not be carried out again.</summary>
    /// <param name="requestId">The request.</param>
    /// <returns>What is known of it; null: nothing.</returns>
    public RecordedRequest? Find(string requestId) => _requests.FindLast(request => request.RequestId == requestId);

    /// <summary>Everything, for a message and for the restart memory.</summary>
    public AgentProgress Whole() => new()
    {
        Sequence = Sequence,
        Published = Published,
        Subscription = Subscription,
        Events = [.. _events],
        Requests = [.. _requests],
    };

    /// <summary>Goes on from here; an event that takes the place of one that is known (another owner published under the same number) wins.</summary>
    internal void Add(AgentProgress progress)
    {
        Sequence = progress.Sequence;
        Published = progress.Published ?? Published;
        Subscription = progress.Subscription ?? Subscription;
        foreach (var published in progress.Events)
        {
            while (_events.Count > 0 && _events[^1].Sequence >= published.Sequence)
                _events.RemoveAt(_events.Count - 1);
            _events.Add(published);
        }

        if (_events.Count > MaxEvents)
            _events.RemoveRange(0, _events.Count - MaxEvents);
        AddRequests(progress.Requests);
    }

    /// <summary>Takes another's word for everything, and keeps only the memory of requests.</summary>
    internal void Replace(AgentProgress whole)
    {
        _events.Clear();
        Published = null;
        Add(whole);
    }

    /// <summary>Requests of a session that went another way: they were carried out all the same.</summary>
    internal void AddRequests(IReadOnlyList<RecordedRequest> requests)
    {
        foreach (var request in requests)
        {
            var at = _requests.FindIndex(known => known.RequestId == request.RequestId);
            if (at < 0)
                _requests.Add(request);
            else if (request.Answer is not null)
                _requests[at] = request;
        }

        if (_requests.Count > MaxRequests)
            _requests.RemoveRange(0, _requests.Count - MaxRequests);
    }

    /// <summary>Leaves out numbers that another owner may have used.</summary>
    internal void SkipTo(long sequence) => Sequence = Math.Max(Sequence, sequence);
}
