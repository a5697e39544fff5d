using System.Collections.Concurrent;
using System.Xml.Linq;
using Connector.Xmpp;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>
/// A server whose ports end attempts as the test says, and where it says nothing give a session: for ends that no real server can be
/// made to bring on the ports that are Finesse's.
/// </summary>
internal sealed class ScriptedConnector : IXmppConnector
{
    private readonly ConcurrentQueue<XmppSessionOptions> _attempts = new();
    private readonly ConcurrentQueue<ScriptedSession> _sessions = new();

    /// <summary>How attempts end, by port.</summary>
    public ConcurrentDictionary<int, XmppSessionEnd> Ends { get; } = new();

    /// <summary>What was tried, in order.</summary>
    public IReadOnlyList<XmppSessionOptions> Attempts => [.. _attempts];

    /// <summary>The ports of it.</summary>
    public List<int> Tried => [.. _attempts.Select(options => options.Port)];

    /// <summary>The sessions that were given, in order.</summary>
    public IReadOnlyList<ScriptedSession> Sessions => [.. _sessions];

    public Task<IXmppSession> ConnectAsync(
        XmppSessionOptions options, IXmppStanzaHandler handler, CancellationToken cancellationToken)
    {
        options.Validate();
        _attempts.Enqueue(options);
        if (Ends.TryGetValue(options.Port, out var end))
            return Task.FromException<IXmppSession>(new XmppConnectException(end));
        var session = new ScriptedSession(new Jid(options.User, options.Domain, options.Resource));
        _sessions.Enqueue(session);
        return Task.FromResult<IXmppSession>(session);
    }
}

/// <summary>A session that ends as the test says.</summary>
internal sealed class ScriptedSession(Jid jid) : IXmppSession
{
    private readonly TaskCompletionSource<XmppSessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Jid Jid => jid;

    public Task<XmppSessionEnd> Ended => _ended.Task;

    public void End(XmppSessionEnd end) => _ended.TrySetResult(end);

    public ValueTask SendAsync(XElement stanza, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>What the server answers to requests; never, where the test says nothing.</summary>
    public TaskCompletionSource<XElement> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<XElement> RequestAsync(XElement iq, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Answer.Task.WaitAsync(cancellationToken);

    /// <summary>How the next announcement ends.</summary>
    public Task Announcement { get; set; } = Task.CompletedTask;

    public Task AnnounceAsync(sbyte priority, TimeSpan? timeout, CancellationToken cancellationToken) => Announcement;

    public ValueTask WithdrawAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        End(new(XmppEndReason.ClosedByUs, "closed"));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => new(CloseAsync(CancellationToken.None));
}
