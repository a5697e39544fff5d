using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Holds what an agent watches: takes in what is read and notified, and tells the client what changed.</summary>
internal sealed class SessionWatches(ISessionEffects effects, SessionEvents events)
{
    /// <summary>Takes in news; what nobody watches is none.</summary>
    internal void Take(AgentSession session, AgentNotification.TeamChanged news) =>
        Take(
            session,
            new(WatchKind.Team, news.TeamId),
            new(news.ItemId, news.RequestId, [.. news.Members.Select(Sighting.Of)], news.Extent));

    /// <inheritdoc cref="Take(AgentSession, AgentNotification.TeamChanged)"/>
    internal void Take(AgentSession session, AgentNotification.QueueChanged news) =>
        Take(
            session,
            new(WatchKind.Queue, news.Queue.QueueId),
            new(news.ItemId, news.RequestId, [Sighting.Of(news.Queue)], NewsExtent.Part));

    /// <summary>What a call to Finesse that was to begin a watch or take it up again brought: before the client is answered.</summary>
    /// <returns>News that came meanwhile and is later than the reading: for after the answer.</returns>
    internal IReadOnlyList<WatchNews> Conclude(AgentSession session, WatchCall call, FinesseOutcome outcome)
    {
        var key = WatchKey.Of(call);
        switch (outcome)
        {
            case FinesseOutcome.TeamRead(var team):
                return Read(session, key, [.. team.Members.Select(Sighting.Of)]);
            case FinesseOutcome.QueuesRead(var queues):
                return Read(session, key, [.. queues.Where(queue => queue.QueueId == key.Id).Take(1).Select(Sighting.Of)]);
            case FinesseOutcome.Refused:
                session.Watches = session.Watches.Ended(key);
                return [];
            default:
                session.Watches = session.Watches.Failed(key);
                if (session.Watches.Has(key))
                    effects.RemindOfWatches(session.AgentId, session.Generation);
                return [];
        }
    }

    /// <summary>The same for a call that the session made by itself; a watch that Finesse no longer allows is told as failed, for
    /// nobody waits for an answer.</summary>
    internal void ConcludeOwn(AgentSession session, WatchCall call, FinesseOutcome outcome)
    {
        var key = WatchKey.Of(call);
        var requestId = session.Watches.RequestOf(key);
        var later = Conclude(session, call, outcome);
        if (requestId is not null && outcome is FinesseOutcome.Refused refused)
            events.TellOfLostWatch(session, requestId, key, refused);
        Tell(session, key, later);
    }

    /// <summary>Tells what came while a reading was under way.</summary>
    internal void Tell(AgentSession session, WatchKey key, IReadOnlyList<WatchNews> later)
    {
        foreach (var news in later)
            Take(session, key, news);
    }

    private List<WatchNews> Read(AgentSession session, WatchKey key, IReadOnlyList<Sighting> read)
    {
        (session.Watches, var changes, var later) = session.Watches.Read(key, read);
        events.Tell(session, changes, null, null);
        return [.. later];
    }

    private void Take(AgentSession session, WatchKey key, WatchNews news)
    {
        (session.Watches, var changes) = session.Watches.Take(key, news);
        events.Tell(session, changes, news.ItemId, news.RequestId);
    }
}
