using Connector.Contracts.Sync;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Tells ownership how far a session got, before anybody outside is told (progress before effect).</summary>
internal sealed class SessionProgress(Lazy<IOwnershipReports> reports, ICredentialsProtector protector)
{
    // The memory of others holds the last 64 events: what came before them must be in a whole view.
    private const int EventsBetweenViews = 32;

    private long _receipts;

    /// <summary>Events were given their numbers.</summary>
    /// <param name="session">The session.</param>
    /// <param name="events">The events.</param>
    /// <param name="then">Publishes them.</param>
    internal void Told(AgentSession session, IReadOnlyList<RememberedEvent> events, Action then)
    {
        session.EventsSinceView += events.Count;
        var progress = Progress(session) with { Events = [.. events.Select(told => SessionRecords.Event(session.Epoch, told))] };
        reports.Value.Progressed(session.AgentId, session.Epoch, progress, then);
    }

    /// <summary>A request that must not be carried out twice is about to be begun.</summary>
    /// <returns>The receipt to wait for.</returns>
    internal long Begun(AgentSession session, string requestId)
    {
        var receipt = Interlocked.Increment(ref _receipts);
        session.Answers.Begin(requestId);
        reports.Value.Progressed(
            session.AgentId, session.Epoch, Progress(session) with { Requests = [new RecordedRequest { RequestId = requestId }] }, receipt);
        return receipt;
    }

    /// <summary>A request is about to be answered.</summary>
    /// <param name="session">The session.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="answer">As it is recorded; null: nobody needs to know, for it may be carried out again.</param>
    /// <param name="then">Answers it.</param>
    internal void Answered(AgentSession session, string requestId, string? answer, Action then)
    {
        var progress = Progress(session);
        if (answer is not null)
            progress = progress with { Requests = [new RecordedRequest { RequestId = requestId, Answer = answer }] };
        else if (progress is { Published: null, Subscription: null })
        {
            then();
            return;
        }

        reports.Value.Progressed(session.AgentId, session.Epoch, progress, then);
    }

    /// <summary>Something else changed that a successor needs.</summary>
    internal void Changed(AgentSession session)
    {
        if (Progress(session) is { } progress && (progress.Published is not null || progress.Subscription is not null))
            reports.Value.Progressed(session.AgentId, session.Epoch, progress, receipt: 0);
    }

    /// <summary>The subscription lives and keeps what it hears.</summary>
    internal void Prepared(AgentSession session) => reports.Value.Prepared(session.AgentId);

    /// <summary>Tells that nothing is under way any more and nothing will be published, where that is so and is waited for.</summary>
    internal void TellQuiesced(AgentSession session)
    {
        if (session is { Quiescing: true, Draining: false, UnderWay: null, Standing: Standing.Owned })
            reports.Value.Quiesced(session.AgentId, session.Epoch);
    }

    /// <summary>The session is over: what held it is forgotten, also elsewhere.</summary>
    internal void Ended(AgentSession session)
    {
        Changed(session);
        reports.Value.Ended(session.AgentId, session.Epoch);
    }

    /// <summary>What was written of the credentials, read back.</summary>
    internal AgentCredentials? Unprotect(string agentId, SubscriptionFacts facts) =>
        facts.Secret is { } secret ? protector.Unprotect(agentId, secret) : null;

    private AgentProgress Progress(AgentSession session)
    {
        string? published = null;
        if (session.ViewIsUntold || session.EventsSinceView >= EventsBetweenViews)
        {
            published = SessionRecords.View(session.View, session.Sequence);
            session.ViewIsUntold = false;
            session.EventsSinceView = 0;
        }

        return new AgentProgress { Sequence = session.Sequence, Published = published, Subscription = Subscription(session) };
    }

    private string? Subscription(AgentSession session)
    {
        if (session.Reported is { } known
            && known.Credentials == session.Credentials && known.EventAddress == session.EventAddress && known.SignIn == session.SignIn
            && known.SigningOut == session.SigningOut
            && (ReferenceEquals(known.Watches, session.Watches) || known.Watches.Things.SequenceEqual(session.Watches.Things)))
        {
            return null;
        }

        var secret = session.Reported is { Secret: not null } before && before.Credentials == session.Credentials
            ? before.Secret
            : session.HasCredentials ? protector.Protect(session.AgentId, session.Credentials) : null;
        session.Reported = new(session.Credentials, secret, session.EventAddress, session.SignIn, session.SigningOut, session.Watches);
        return SessionRecords.Subscription(new SubscriptionFacts
        {
            Secret = secret,
            EventAddress = session.EventAddress,
            SignIn = session.SignIn,
            SigningOut = session.SigningOut,
            Watches = [.. session.Watches.Things],
        });
    }
}

/// <summary>What was last told of how an agent's subscription is held.</summary>
internal sealed record ReportedSubscription(
    AgentCredentials Credentials, string? Secret, string? EventAddress, SignInAgent? SignIn, bool SigningOut, Watches Watches);
