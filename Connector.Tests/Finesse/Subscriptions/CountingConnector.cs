using System.Collections.Concurrent;
using Connector.Xmpp;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>The real connector, with its attempts counted.</summary>
internal sealed class CountingConnector(IXmppConnector inner) : IXmppConnector
{
    private int _now;
    private int _most;

    /// <summary>The ports tried, in order.</summary>
    internal ConcurrentQueue<int> Attempts { get; } = new();

    /// <summary>The most attempts that ran at one time.</summary>
    internal int MostAtOnce => Volatile.Read(ref _most);

    public async Task<IXmppSession> ConnectAsync(
        XmppSessionOptions options, IXmppStanzaHandler handler, CancellationToken cancellationToken)
    {
        Attempts.Enqueue(options.Port);
        var now = Interlocked.Increment(ref _now);
        for (var most = _most; now > most; most = _most)
            Interlocked.CompareExchange(ref _most, now, most);
        try
        {
            return await inner.ConnectAsync(options, handler, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}
