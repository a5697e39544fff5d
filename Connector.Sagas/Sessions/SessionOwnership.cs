using Connector.Contracts;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Carries ownership's decisions out in a session: how it begins with what is known, what it does while nothing may be published, and
/// how it goes on.</summary>
internal sealed class SessionOwnership(
    ISubscriptions subscriptions, ISessionEffects effects, SessionCommands commands, SessionReports reports,
    SessionProgress progress, AgentSessionsOptions options)
{
    /// <summary>The agent is this connector's, and no subscription is open. Where one is known how to open it is opened; a session that a client
    /// asks for waits for the request, which brings the credentials.</summary>
    internal void Begin(AgentSession session, AgentAcquired acquired)
    {
        Adopt(session, acquired);
        session.Over = false;
        if (acquired.Why is AcquireReason.Asked)
        {
            session.Reported = null;
            return;
        }

        session.Acquired = acquired;
        if (TakeSubscription(session, acquired.Known.Subscription))
        {
            session.FailedOpenings = 0;
            reports.Reopen(session);
        }
        else
        {
            commands.End(
                session, SessionState.Failed,
                "This connector cannot hold the agent: his credentials are not known or not readable here. Check that SYNC_SHARED_KEY is the same "
                + "on both connectors, and send ConnectAgent.", null);
        }
    }

    /// <summary>The agent is this connector's, and his subscription is held, or will be: by <see cref="Prepare"/>, or because he was before.</summary>
    internal void GoOn(AgentSession session, AgentAcquired acquired)
    {
        var wasPrepared = session.Standing is Standing.Prepared;
        // As told, not as published: what ownership did not take in reached nobody.
        var own = session.View;
        var known = acquired.Known;
        var untold = wasPrepared ? [] : session.Memory.Withdraw(known.Events is [.., var last] ? last.Sequence : known.Sequence);
        Adopt(session, acquired);
        session.Acquired = acquired;
        if (wasPrepared)
        {
            var opened = session.Credentials;
            if (TakeSubscription(session, acquired.Known.Subscription) && session.Credentials != opened)
                subscriptions.Renew(session.AgentId, session.Credentials);
            if (session.Kept.LiveView is { } live)
            {
                var kept = session.Kept.SinceLive;
                session.Kept.Clear();
                reports.Merge(session, acquired, live, kept);
            }
            else
            {
                Release(session);
            }

            return;
        }

        commands.ReportUnsent(session);
        if (session.CurrentState == nameof(AgentSessionStateMachine.Connecting))
            return;
        reports.GoOn(session, acquired, own, untold);
        if (!session.Over)
            Release(session);
    }

    /// <summary>The epoch is another, and a client's request is still waited for.</summary>
    internal void BeginAnew(AgentSession session, AgentAcquired acquired) => Adopt(session, acquired);

    /// <summary>Whether a prepared subscription lives, and keeps everything since.</summary>
    internal static bool IsLive(AgentSession session) => session.Kept.LiveView is not null;

    /// <summary>The agent may come here.</summary>
    internal void Prepare(AgentSession session, PrepareAsked asked)
    {
        if (session.Standing is Standing.Prepared && IsLive(session))
        {
            progress.Prepared(session);
            return;
        }

        session.AgentId = asked.AgentId;
        if (session.Standing is Standing.Prepared && !session.Kept.IsDead)
            return;
        session.Kept.Clear();
        session.PreparedSince = asked.Known.Sequence;
        session.View = SessionRecords.Told(asked.Known.Published, asked.Known.Events);
        session.Standing = TakeSubscription(session, asked.Known.Subscription) ? Standing.Prepared : Standing.None;
        // One that he had here before, and that is over, must not end this one.
        session.Over = session.Standing is not Standing.Prepared;
        if (!session.Over)
            reports.Reopen(session);
    }

    /// <summary>Keeps a report for later.</summary>
    internal void Keep(AgentSession session, SubscriptionReported reported)
    {
        session.Kept.Add(reported);
        if (session.UnderWay is not null && reported.Report is SubscriptionReport.Notified(var notification))
            session.UnderWay = session.UnderWay.Heard(notification);
        if (session.Standing is Standing.Prepared && reported.Report is SubscriptionReport.Opened or SubscriptionReport.Restored)
            progress.Prepared(session);
    }

    /// <summary>The agent goes elsewhere: what is under way is finished, the rest is returned. What Finesse has told up to now is told on: whoever comes next
    /// began to listen, and read the agent, before this was asked, and counts what came before as told.</summary>
    internal void Quiesce(AgentSession session)
    {
        session.Quiescing = true;
        session.Draining = session.CurrentState == nameof(AgentSessionStateMachine.Connected) && !session.Fenced;
        commands.ReturnWaiting(session, alsoUnsent: false);
        if (session.Draining)
            subscriptions.Drain(session.AgentId);
        TellQuiesced(session);
    }

    /// <summary>What Finesse had told when the agent was to go elsewhere has been told on.</summary>
    internal void Drained(AgentSession session)
    {
        session.Draining = false;
        TellQuiesced(session);
    }

    /// <summary>Tells that nothing is under way any more, where that is waited for.</summary>
    internal void TellQuiesced(AgentSession session) => progress.TellQuiesced(session);

    /// <summary>The agent stays here.</summary>
    internal void Resume(AgentSession session)
    {
        (session.Quiescing, session.Draining) = (false, false);
        Release(session);
    }

    /// <summary>The connector left service: nothing goes out; the subscription stays.</summary>
    internal void Fence(AgentSession session)
    {
        session.Fenced = true;
        session.Draining = false;
        commands.ReturnWaiting(session, alsoUnsent: true);
    }

    /// <summary>The connector is in service again.</summary>
    internal void Unfence(AgentSession session)
    {
        session.Fenced = false;
        Release(session);
    }

    /// <summary>The agent is not this connector's concern any more.</summary>
    internal void Close(AgentSession session)
    {
        subscriptions.Close(session.AgentId);
        session.Generation++;
        (session.Quiescing, session.Draining) = (false, false);
        commands.ReturnWaiting(session, alsoUnsent: true);
        session.LastView = session.View;
        session.View = AgentViewChanges.Unknown;
        SessionCommands.Forget(session);
    }

    /// <summary>The subscription that ownership wants is not to be had: for now, or for good.</summary>
    internal void Refused(AgentSession session, SubscriptionReport.Refused refused)
    {
        commands.RefuseAll(session, refused);
        if (session.Waiting.Count > 0)
        {
            // It came with other credentials.
            commands.ConnectForNext(session);
        }
        else if (session.Acquired is null)
        {
            // Asked for, and refused: nobody was told that it began.
            SessionCommands.Forget(session);
            progress.Ended(session);
        }
        else if (refused.Code is RejectionCode.FinesseUnavailable or RejectionCode.Timeout or RejectionCode.Overloaded or RejectionCode.InternalError)
        {
            effects.RemindOfOpening(session.AgentId, session.Generation, session.FailedOpenings++);
        }
        else
        {
            commands.End(session, SessionState.Failed, refused.Reason, null);
        }
    }

    /// <summary>A request for an agent who is owned and of whom no credentials are known: that which connects, or one that cannot be carried out.</summary>
    internal void TakeFirst(AgentSession session, CommandReceived received)
    {
        var command = received.Command;
        if (!session.MayBegin || commands.IsStale(received))
        {
            effects.Return(received.AgentId, command.RequestId);
        }
        else if (!commands.Recall(session, command) && command is { Connects: true, Credentials: not null })
        {
            commands.Connect(session, command);
        }
        else
        {
            if (!SessionCommands.Recalls(session, command))
                commands.RefuseUnconnected(command);
            SessionCommands.Forget(session);
            progress.Ended(session);
        }
    }

    private void Adopt(AgentSession session, AgentAcquired acquired)
    {
        var known = acquired.Known;
        session.AgentId = acquired.AgentId;
        session.Standing = Standing.Owned;
        session.Epoch = acquired.Epoch;
        (session.Quiescing, session.Draining) = (false, false);
        session.ForgetAwaited();
        session.Sequence = known.Sequence;
        // Read once: a takeover brings many agents.
        RememberedEvent[] events = [.. known.Events.Select(SessionRecords.Event)];
        session.View = SessionRecords.Told(known.Published, events);
        session.ViewIsUntold = false;
        session.EventsSinceView = known.Events.Count;
        session.Inheritance = Inheritance.Of(session.View, events);
        session.Memory.Replace(events, known.Sequence, options.EventMemory);
        if (acquired.Rival is { } rival)
            session.Memory.Learn(new([.. rival.Events.Select(SessionRecords.Event)]));
        foreach (var request in known.Requests)
        {
            if (request.Answer is not { } text)
                session.Answers.Begin(request.RequestId);
            else if (SessionRecords.Answer(text) is { } answer)
                session.Answers.Keep(request.RequestId, answer);
            else
                session.Answers.TakeBack(request.RequestId);
        }
    }

    private bool TakeSubscription(AgentSession session, string? text)
    {
        var facts = SessionRecords.Subscription(text);
        if (progress.Unprotect(session.AgentId, facts) is not { } credentials)
            return false;
        session.Credentials = credentials;
        session.EventAddress = facts.EventAddress;
        session.SignIn = facts.SignIn;
        session.SigningOut = facts.SigningOut;
        session.Watches = Watches.Of(facts.Watches);
        session.Reported = new(credentials, facts.Secret, facts.EventAddress, facts.SignIn, facts.SigningOut, session.Watches);
        return true;
    }

    /// <summary>What was kept is taken in now, before anything else.</summary>
    private void Release(AgentSession session)
    {
        if (session.IsHeld)
            return;
        if (session.Kept.Overflowed)
        {
            session.Kept.Clear();
            effects.Again(session.AgentId, [new InboxOverflowed(session.AgentId)]);
        }
        else if (session.Kept.Take() is { Count: > 0 } kept)
        {
            effects.Again(session.AgentId, kept);
        }

        if (session.CurrentState != nameof(AgentSessionStateMachine.Connecting))
            commands.Proceed(session);
    }
}
