using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Takes in what an agent's subscription reports, and tells clients what they do not know yet.</summary>
internal sealed class SessionReports(
    SessionCommands commands, SessionEvents events, SessionWatches watches, SessionProgress progress, ISessionEffects effects,
    ISubscriptions subscriptions, TimeProvider time)
{
    /// <summary>The subscription lives for the first time.</summary>
    internal void Begin(AgentSession session, AgentView view)
    {
        session.FailedOpenings = 0;
        if (session.Acquired is { } acquired)
        {
            GoOn(session, acquired, view, []);
            return;
        }

        var first = session.Waiting.TryPeek(out var waiting) ? waiting : null;
        session.View = view with { Dialogs = [] };
        session.ViewIsUntold = true;
        events.Tell(session, SessionState.Connected, null, first?.RequestId);
        (session.View, var calls) = AgentViewChanges.Replace(session.View, view.Dialogs);

        // ConnectAgent is answered with the calls; whoever sends SignIn learns them from events.
        if (first?.Request is ConnectAgent)
            session.ViewIsUntold = true;
        else
            events.Tell(session, calls, null, first?.RequestId);
        progress.Changed(session);
        commands.Proceed(session);
    }

    /// <summary>The subscription lives again.</summary>
    internal void Restore(AgentSession session, AgentView view)
    {
        session.ForgetAwaited();
        events.Tell(session, SessionState.Connected);
        TakeIn(session, view);
        session.Watches = session.Watches.AllDue();
        commands.Proceed(session);
    }

    /// <summary>Tells that the agent is this connector's, and what clients do not know yet of how he is.</summary>
    /// <param name="session">The session.</param>
    /// <param name="acquired">How it was acquired.</param>
    /// <param name="view">How the agent is.</param>
    /// <param name="untold">What was to be told in the epoch before, and reached nobody.</param>
    internal void GoOn(AgentSession session, AgentAcquired acquired, AgentView view, IReadOnlyList<RememberedEvent> untold)
    {
        Announce(session, acquired);
        if (acquired.Why is Ownership.AcquireReason.Rejoined)
            SayToBoth(session, acquired.Rival, untold.Count > 0 ? session.View : view);
        if (!session.Over)
        {
            // Each thing that happened, and not only what came of it.
            events.TellAnew(session, untold);
            session.View = untold.Aggregate(session.View, SessionRecords.After);
            TakeIn(session, view);
        }

        AfterTakeover(session);
    }

    /// <summary>Goes on where the owner before stopped, from what was kept since the subscription was prepared.</summary>
    /// <param name="session">The session.</param>
    /// <param name="acquired">How it was acquired.</param>
    /// <param name="live">What was read when the subscription came to life.</param>
    /// <param name="kept">What was told since.</param>
    internal void Merge(AgentSession session, AgentAcquired acquired, AgentView live, IReadOnlyList<AgentNotification> kept)
    {
        Announce(session, acquired);
        // Finesse tells both connectors in one order: what came before the last thing that the owner before published, it knew.
        var next = kept.Count;
        while (next > 0 && !session.Inheritance.WasTold(session.AgentId, kept[next - 1].ItemId))
            next--;
        if (session.Inheritance.MissingIn(session.AgentId, session.PreparedSince, kept) is { } awaited)
        {
            session.Awaited = awaited;
            session.Early.AddRange(kept.Skip(next));
            effects.RemindOfAwaited(session.AgentId, session.Generation);
        }
        else
        {
            TakeAll(session, kept.Skip(next));
            // The last word is that of this connector's own subscription: the owner before may have missed something.
            if (!session.Over)
                TakeIn(session, kept.Aggregate(live, After));
        }

        AfterTakeover(session);
    }

    /// <summary>What was waited for has not come: it was in what was read at first, and what came since is news.</summary>
    internal void WaitNoLonger(AgentSession session)
    {
        if (session.Awaited is null)
            return;
        if (session.IsHeld)
        {
            effects.RemindOfAwaited(session.AgentId, session.Generation);
            return;
        }

        AgentNotification[] early = [.. session.Early];
        session.ForgetAwaited();
        TakeAll(session, early);
    }

    /// <summary>Takes one notification in.</summary>
    internal void Take(AgentSession session, AgentNotification notification)
    {
        session.UnderWay = session.UnderWay?.Heard(notification);
        if (notification is AgentNotification.StateChanged or AgentNotification.DialogsChanged)
            session.Accepted.Settle(notification.RequestId);
        if (IsBefore(session, notification) || session.Inheritance.WasTold(session.AgentId, notification.ItemId))
            return;
        switch (notification)
        {
            case AgentNotification.TeamChanged changed:
                watches.Take(session, changed);
                break;
            case AgentNotification.QueueChanged changed:
                watches.Take(session, changed);
                break;
            case AgentNotification.StateChanged changed:
                commands.TakeState(session, changed.State, changed.ItemId, changed.RequestId);
                break;
            case AgentNotification.DialogsChanged changed:
                (session.View, var calls) = AgentViewChanges.Apply(session.View, changed.Change, changed.Dialogs);
                events.Tell(session, calls, changed.ItemId, changed.RequestId);
                break;
            case AgentNotification.RequestFailed failed:
                Take(session, failed);
                break;
        }
    }

    /// <summary>Has the subscription opened anew, where what it told is in doubt.</summary>
    internal void Reopen(AgentSession session)
    {
        session.Generation++;
        // Nothing more comes of the subscription that is drained.
        if (session.Draining)
        {
            session.Draining = false;
            progress.TellQuiesced(session);
        }

        subscriptions.Open(session.AgentId, session.Credentials, session.Generation, HintsOf(session));
    }

    /// <summary>What helps to open the agent's subscription.</summary>
    internal static SubscriptionHints HintsOf(AgentSession session) =>
        new() { SignIn = session.SignIn, HasCalls = session.View.Dialogs.Count > 0, IsTakeover = session.Acquired is not null || session.Standing is Standing.Prepared };

    /// <summary>Whether it came before what the owner before told last, or may have: the one is old, the other is kept until that is known.</summary>
    private bool IsBefore(AgentSession session, AgentNotification notification)
    {
        if (session.Awaited is not { } awaited || notification is AgentNotification.TeamChanged or AgentNotification.QueueChanged)
            return false;
        if (Inheritance.Gives(session.AgentId, notification, awaited))
            session.ForgetAwaited();
        else if (session.Early.Count < KeptReports.Capacity)
            session.Early.Add(notification);
        else
            effects.Again(session.AgentId, [new InboxOverflowed(session.AgentId)]);
        return true;
    }

    private void TakeAll(AgentSession session, IEnumerable<AgentNotification> notifications)
    {
        foreach (var notification in notifications)
        {
            if (!session.Over)
                Take(session, notification);
        }
    }

    private static AgentView After(AgentView view, AgentNotification notification) => notification switch
    {
        AgentNotification.StateChanged changed => view with { State = changed.State },
        AgentNotification.DialogsChanged changed => AgentViewChanges.Apply(view, changed.Change, changed.Dialogs).View,
        _ => view,
    };

    private void Announce(AgentSession session, AgentAcquired acquired)
    {
        session.Acquired = null;
        events.Tell(session, SessionState.TakenOver, ReasonOf(acquired));
    }

    private static string ReasonOf(AgentAcquired acquired) => (acquired.Why, acquired.From) switch
    {
        (Ownership.AcquireReason.OwnerDown, { } from) => $"Connector {from} is down.",
        (Ownership.AcquireReason.ClientIsHere, { } from) => $"Connector {from} is out of contact, and the agent's client is here.",
        (Ownership.AcquireReason.HandedOver, { } from) => $"Connector {from} handed the agent over.",
        (Ownership.AcquireReason.Rejoined, _) => "Two connectors, out of contact with each other, had both owned the agent: ask how he is.",
        (Ownership.AcquireReason.Restart, _) => "The connector holds the agent again after a restart or a pause.",
        _ => "The connector holds the agent now.",
    };

    private void TakeIn(AgentSession session, AgentView view)
    {
        (session.View, var calls) = AgentViewChanges.Replace(session.View, view.Dialogs);
        events.Tell(session, calls, null, null);
        commands.TakeState(session, view.State, null, null);
    }

    // Some clients know the words of this connector, some those of the other that owned the agent, too. Who counts events sees by the number left out
    // that there were two, and asks how the agent is; for whoever does not, what either did not know is said.
    private void SayToBoth(AgentSession session, AgentProgress? rival, AgentView view)
    {
        var told = rival is null ? AgentViewChanges.Unknown : SessionRecords.Told(rival.Published, rival.Events);
        var changes = AgentViewChanges.ReplaceBoth(session.View, told, view);
        session.View = view;
        events.Tell(session, changes, null, null);
        commands.TakeState(session, view.State, null, null);
    }

    private void AfterTakeover(AgentSession session)
    {
        if (session.Over)
            return;
        progress.Changed(session);
        // What a sign-out that was asked for came to may have been told to nobody.
        if (session.SigningOut)
            effects.RemindOfProof(session.AgentId, session.Generation);
        commands.Proceed(session);
    }

    private void Take(AgentSession session, AgentNotification.RequestFailed failed)
    {
        (string Path, string RequestId)? underWay = session.UnderWay is { Command: not null } call
            && AcceptedRequests.PathOf(session.AgentId, call.Call) is { } path
                ? (path, call.RequestId)
                : null;
        var requestId = failed.RequestId ?? session.Accepted.RequestFor(failed.Source, underWay, time.GetUtcNow());
        session.Accepted.Settle(requestId);
        // It may be the sign-out that failed: the agent stays.
        if (requestId is null ? failed.DialogId is null : requestId == session.LastAccepted || requestId == underWay?.RequestId)
            session.SigningOut = false;
        events.Tell(session, failed, requestId);
    }
}
