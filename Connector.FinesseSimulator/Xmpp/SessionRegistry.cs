using System.Xml.Linq;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>
/// Which sessions are there, who is available, and what each is told of the others. Sending is only queueing, so it is done under
/// the lock: every session sees presence changes in the order in which they happened.
/// </summary>
internal sealed class SessionRegistry(string domain, Action<string, bool>? presenceChanged)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<XmppServerSession>> _sessions = new(StringComparer.Ordinal);
    private bool _isFinesseAvailable = true;

    /// <summary>The address of Finesse's own user, whose presence says that its web application runs (facts 6.1).</summary>
    private string FinesseUser => $"finesse@{domain}/finesse";

    /// <summary>Adds a session. Another one with its resource is the older one and has to go (Openfire's default, facts
    /// 5.1).</summary>
    public void Bind(XmppServerSession session)
    {
        XmppServerSession? older;
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session.User, out var list)) _sessions[session.User] = list = [];
            older = list.Find(other => other.Address!.Resource == session.Address!.Resource);
            if (older is not null)
            {
                BecomeUnavailable(list, older);
                list.Remove(older);
            }

            list.Add(session);
        }

        older?.End("conflict", "Another session has taken this resource.");
    }

    /// <summary>A session is available, with this priority; its first presence also gets it those of the others.</summary>
    public void Available(XmppServerSession session, int priority)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session.User, out var list) || !list.Contains(session)) return;
            var isFirst = session.Priority is null;
            var wasAvailable = list.Exists(other => other.Priority is not null);
            session.Priority = priority;
            foreach (var other in list.Where(other => other.Priority is not null))
            {
                Send(other, Stanzas.Presence(session.Address!.ToString(), other.Address!.ToString(), available: true, priority));
                if (isFirst && other != session)
                    Send(session, Stanzas.Presence(
                        other.Address.ToString(), session.Address.ToString(), available: true, other.Priority ?? 0));
            }

            if (isFirst && _isFinesseAvailable)
                Send(session, Stanzas.Presence(FinesseUser, session.Address!.ToString(), available: true));
            if (!wasAvailable) presenceChanged?.Invoke(session.User, true);
        }
    }

    /// <summary>Finesse's web application runs, or no longer does: every available session is told so.</summary>
    public void SetFinesseAvailable(bool available)
    {
        lock (_gate)
        {
            if (_isFinesseAvailable == available) return;
            _isFinesseAvailable = available;
            foreach (var session in _sessions.Values.SelectMany(list => list).Where(session => session.Priority is not null))
                Send(session, Stanzas.Presence(FinesseUser, session.Address!.ToString(), available));
        }
    }

    /// <summary>A session says that it is unavailable; it stays connected.</summary>
    public void Unavailable(XmppServerSession session)
    {
        lock (_gate)
            if (_sessions.TryGetValue(session.User, out var list) && list.Contains(session)) BecomeUnavailable(list, session);
    }

    /// <summary>A session is over. Does nothing where it was replaced before.</summary>
    public void Unbind(XmppServerSession session)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session.User, out var list) || !list.Contains(session)) return;
            BecomeUnavailable(list, session);
            list.Remove(session);
            if (list.Count == 0) _sessions.Remove(session.User);
        }
    }

    /// <summary>Sends to every available session of a user that may get messages.</summary>
    public void SendToBare(string user, XElement stanza)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(user, out var list)) return;
            foreach (var session in list.Where(session => session.Priority >= 0)) Send(session, stanza);
        }
    }

    /// <summary>Sends to one session, where it is available.</summary>
    public void SendToFull(string user, string resource, XElement stanza)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(user, out var list)) return;
            if (list.Find(session => session.Priority is not null && session.Address!.Resource == resource) is { } session)
                Send(session, stanza);
        }
    }

    /// <summary>The resources a user has bound, oldest first.</summary>
    public IReadOnlyList<string> ResourcesOf(string user)
    {
        lock (_gate)
            return _sessions.TryGetValue(user, out var list) ? [.. list.Select(session => session.Address!.Resource!)] : [];
    }

    /// <summary>Every session, by user, each user's oldest first.</summary>
    public IReadOnlyList<XmppSessionView> Sessions()
    {
        lock (_gate)
        {
            return
            [
                .. from user in _sessions
                   orderby user.Key
                   from session in user.Value
                   select new XmppSessionView(user.Key, session.Address!.Resource!, session.Priority),
            ];
        }
    }

    private void BecomeUnavailable(List<XmppServerSession> list, XmppServerSession session)
    {
        if (session.Priority is null) return;
        session.Priority = null;
        foreach (var other in list.Where(other => other.Priority is not null))
            Send(other, Stanzas.Presence(session.Address!.ToString(), other.Address!.ToString(), available: false));
        if (!list.Exists(other => other.Priority is not null)) presenceChanged?.Invoke(session.User, false);
    }

    private static void Send(XmppServerSession session, XElement stanza) => session.Send(stanza);
}

/// <summary>A session with the notification service, as the control API shows it.</summary>
/// <param name="User">The user.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Priority">Its presence's priority: below 0 it gets no notification; none where it is not available.</param>
internal sealed record XmppSessionView(string User, string Resource, int? Priority);
