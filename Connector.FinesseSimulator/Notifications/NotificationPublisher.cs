using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Notifications;

/// <summary>Carries what the contact centre tells to one side's sink, in order, off the contact centre's lock.</summary>
internal sealed partial class NotificationPublisher : IAsyncDisposable
{
    // 2,000 agents replaying their state after an outage fit in with room to spare.
    private const int Capacity = 65_536;

    // Nobody's own node: whoever has subscribed to it is told.
    private const string ForSubscribers = "";

    private readonly Channel<(string AgentId, Func<(string Node, string UpdateXml)> Render)> _queue =
        Channel.CreateBounded<(string, Func<(string, string)>)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly CancellationTokenSource _stopping = new();
    private readonly INotificationSink _sink;
    private readonly string _domain;
    private readonly CentreRules _rules;
    private readonly ILogger _logger;
    private readonly string _itemIdPrefix;
    private readonly Task _pump;
    private long _items;

    /// <summary>Starts the publisher.</summary>
    public NotificationPublisher(
        INotificationSink sink, string domain, CentreRules rules, Guid serverId, ILogger<NotificationPublisher> logger)
    {
        _sink = sink;
        _domain = domain;
        _rules = rules;
        _logger = logger;
        _itemIdPrefix = serverId.ToString();
        _pump = PumpAsync(_stopping.Token);
    }

    /// <summary>Queues notices. Never waits: it is called while the contact centre holds its lock, which keeps the
    /// order.</summary>
    public void Publish(ImmutableArray<Notice> notices)
    {
        foreach (var notice in notices)
        {
            Enqueue(notice.AgentId, () => (UpdateXml.NodeOf(notice), UpdateXml.Of(notice, _rules)));
            if (notice is UserNotice { Agent: var agent })
                Enqueue(ForSubscribers, () => (UpdateXml.TeamNodeOf(agent), UpdateXml.OfMember(agent, _rules)));
        }
    }

    /// <summary>Queues the SystemInfo update for these users.</summary>
    public void PublishSystemInfo(IEnumerable<string> agentIds, string updateXml)
    {
        foreach (var agentId in agentIds) Enqueue(agentId, () => ("/finesse/api/SystemInfo", updateXml));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _pump;
        _stopping.Dispose();
    }

    private void Enqueue(string agentId, Func<(string Node, string UpdateXml)> render)
    {
        if (!_queue.Writer.TryWrite((agentId, render))) LogLost(agentId, Capacity);
    }

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (agentId, render) in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    var (node, updateXml) = render();
                    var itemId = _itemIdPrefix + (++_items).ToString(CultureInfo.InvariantCulture);
                    var to = agentId is ForSubscribers ? "" : $"{agentId}@{_domain}";
                    var notification = new FinesseNotification($"pubsub.{_domain}", to, node, itemId, updateXml);
                    await _sink.PublishAsync(notification, cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogFailed(exception, agentId);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The simulator stops; what is left concerns nobody.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message =
        "A notification for agent {AgentId} is lost: {Capacity} others wait for the XMPP server, which is too slow")]
    private partial void LogLost(string agentId, int capacity);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message =
        "A notification for agent {AgentId} could not be handed to the XMPP server")]
    private partial void LogFailed(Exception exception, string agentId);
}
