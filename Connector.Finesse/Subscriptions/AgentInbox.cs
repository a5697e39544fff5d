using System.Threading.Channels;
using System.Xml.Linq;
using Connector.Finesse.Notifications;
using Microsoft.Extensions.Logging;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// What happened on one subscription, on its way to the observer: in order, one at a time. The session's reader only puts in,
/// and never waits. Where the observer falls behind by more than the room there is, what does not fit is dropped *and said*:
/// the observer is told lost and restored, and reads the state anew.
/// </summary>
internal sealed partial class AgentInbox
{
    internal const string FellBehind = "the observer fell behind; notifications were dropped";

    private const int Capacity = 1024;

    private readonly Channel<Entry> _entries = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly AsyncLocal<bool> _isWithinObserver = new();
    private readonly string _agentId;
    private readonly IAgentObserver _observer;
    private readonly DuplicateFilter _seen;
    private readonly NotificationCounts? _counts;
    private readonly ILogger _logger;
    private int _overflowed;

    internal AgentInbox(string agentId, IAgentObserver observer, int rememberedItems, NotificationCounts? counts, ILogger logger)
    {
        _agentId = agentId;
        _observer = observer;
        _seen = new DuplicateFilter(rememberedItems);
        _counts = counts;
        _logger = logger;
    }

    /// <summary>Whether the caller is, directly or not, called by the observer of this inbox.</summary>
    internal bool IsWithinObserver => _isWithinObserver.Value;

    /// <summary>Puts in what a session's reader brings; does not wait.</summary>
    internal void Post(Entry entry)
    {
        // Once something was dropped, nothing may pass until the observer knows.
        if (Volatile.Read(ref _overflowed) == 0 && _entries.Writer.TryWrite(entry))
            return;
        if (Interlocked.Exchange(ref _overflowed, 1) == 0)
            Log.Overflowed(_logger, _agentId, Capacity);
    }

    /// <summary>Puts in what must not be dropped.</summary>
    internal ValueTask PostSurelyAsync(Entry entry, CancellationToken cancellationToken) =>
        _entries.Writer.WriteAsync(entry, cancellationToken);

    /// <summary>Nothing more will come.</summary>
    internal void Complete() => _entries.Writer.TryComplete();

    /// <summary>Hands entries to the observer until <see cref="Complete"/>; once cancelled, drops them.</summary>
    internal async Task PumpAsync(CancellationToken cancellationToken)
    {
        _isWithinObserver.Value = true;
        try
        {
            // Not cancelled while it waits: it is completed, which costs no exception.
            while (await _entries.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (_entries.Reader.TryRead(out var entry))
                    await HandOverAsync(entry, cancellationToken);
                if (Interlocked.Exchange(ref _overflowed, 0) != 0)
                {
                    await HandOverAsync(new Entry.Lost(FellBehind), cancellationToken);
                    await HandOverAsync(new Entry.Restored(), cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task HandOverAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return;
        try
        {
            switch (entry)
            {
                case Entry.Message(var message):
                    await NotifyAsync(message, cancellationToken);
                    break;
                case Entry.Presence(var presence):
                    await _observer.OnPresenceAsync(presence, cancellationToken);
                    break;
                case Entry.Lost(var reason):
                    await _observer.OnLostAsync(reason, cancellationToken);
                    break;
                case Entry.Restored:
                    await _observer.OnRestoredAsync(cancellationToken);
                    break;
                case Entry.Refused(var refusal):
                    await _observer.OnRefusedAsync(refusal, cancellationToken);
                    break;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Log.ObserverThrew(_logger, exception, _agentId, entry.GetType().Name);
        }
    }

    private async Task NotifyAsync(XElement message, CancellationToken cancellationToken)
    {
        foreach (var notification in NotificationParser.Parse(message))
        {
            if (Judge(notification) == NotificationOutcome.Told)
                await _observer.OnNotificationAsync(notification, cancellationToken);
        }
    }

    private NotificationOutcome Judge(FinesseNotification notification)
    {
        var outcome = notification.Payload switch
        {
            _ when !_seen.IsNew(notification.Node, notification.ItemId) => NotificationOutcome.Duplicate,
            NotificationPayload.Unused => NotificationOutcome.Unused,
            NotificationPayload.Unknown => NotificationOutcome.NotUnderstood,
            _ => NotificationOutcome.Told,
        };
        _counts?.Add(NotificationCounts.KindOf(notification.Payload), outcome);
        if (outcome == NotificationOutcome.NotUnderstood && notification.Payload is NotificationPayload.Unknown(var what))
            Log.UnknownNotification(_logger, _agentId, notification.Node, what);
        return outcome;
    }

    /// <summary>One thing that happened.</summary>
    internal abstract record Entry
    {
        internal sealed record Message(XElement Stanza) : Entry;

        internal sealed record Presence(AgentPresence Who) : Entry;

        internal sealed record Lost(string Reason) : Entry;

        internal sealed record Restored : Entry;

        internal sealed record Refused(SubscriptionRefusal Refusal) : Entry;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Agent {AgentId}: more than {Capacity} notifications wait to be taken; dropping until they are, and then reading anew")]
        internal static partial void Overflowed(ILogger logger, string agentId, int capacity);

        [LoggerMessage(Level = LogLevel.Error, Message = "Agent {AgentId}: the observer threw on {Entry}; going on with the next")]
        internal static partial void ObserverThrew(ILogger logger, Exception exception, string agentId, string entry);

        [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId}: a notification of node {Node} is not understood: {What}")]
        internal static partial void UnknownNotification(ILogger logger, string agentId, string node, string what);
    }
}
