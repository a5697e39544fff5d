using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Xml.Linq;
using Connector.Xmpp.Negotiation;

namespace Connector.Xmpp.Live;

/// <summary>
/// Requests that wait for their answer. Ids cannot be guessed, and an answer must come from whom the request went to, so that no
/// other user can answer in his place (RFC 6120, 8.1.3 and 10.3.3).
/// </summary>
internal sealed class PendingRequests(Jid self)
{
    private readonly ConcurrentDictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private readonly string _prefix = RandomNumberGenerator.GetHexString(12, lowercase: true);
    private long _count;

    /// <summary>An id never used before in this session.</summary>
    public string NextId() => $"{_prefix}-{Interlocked.Increment(ref _count)}";

    /// <summary>Registers a request.</summary>
    public Task<XElement> Add(string id, string? to)
    {
        var answer = new TaskCompletionSource<XElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = new Pending(to, answer);
        return answer.Task;
    }

    /// <summary>Forgets a request nobody waits for any more.</summary>
    public void Remove(string id) => _pending.TryRemove(id, out _);

    /// <summary>Takes an <c>iq</c> of type <c>result</c> or <c>error</c>.</summary>
    /// <returns>Whether somebody waited for it.</returns>
    public bool Answer(XElement iq)
    {
        string? id = iq.Attribute("id")?.Value;
        if (id is null || !_pending.TryGetValue(id, out Pending? request) || !IsFrom(iq.Attribute("from")?.Value, request.To))
            return false;
        _pending.TryRemove(id, out _);
        if (iq.Attribute("type")?.Value == "result")
            request.Answer.TrySetResult(iq);
        else
            request.Answer.TrySetException(XmppRefusals.StanzaError(iq));
        return true;
    }

    /// <summary>Fails all: the session is over.</summary>
    public void FailAll(XmppSessionEnd end)
    {
        foreach (string id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out Pending? request))
                request.Answer.TrySetException(new XmppSessionEndedException(end));
        }
    }

    // A request to nobody is answered by our own server in the name of our account, or by itself (RFC 6120, 8.1.2.1).
    private bool IsFrom(string? from, string? to)
    {
        if (from is null)
            return to is null || (Jid.TryParse(to, out Jid? asked) && (asked == self.Bare || asked == self));
        if (!Jid.TryParse(from, out Jid? answering))
            return false;
        return to is null
            ? answering == self || answering == self.Bare || answering == new Jid(null, self.Domain)
            : Jid.TryParse(to, out Jid? expected) && answering == expected;
    }

    private sealed record Pending(string? To, TaskCompletionSource<XElement> Answer);
}
