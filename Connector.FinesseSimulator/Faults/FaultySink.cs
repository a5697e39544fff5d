using System.Threading.Channels;
using Connector.FinesseSimulator.Notifications;

namespace Connector.FinesseSimulator.Faults;

/// <summary>
/// Stands in front of one side's notifications and lets the faults of the board strike them. Whatever is not reordered on purpose
/// stays in order for each agent: it goes out of one connection in reality too.
/// </summary>
internal sealed partial class FaultySink : INotificationSink, IAsyncDisposable
{
    private const int Capacity = 65_536;

    private readonly FaultBoard _board;
    private readonly string _side;
    private readonly INotificationSink _inner;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _pump;

    private readonly Channel<FinesseNotification> _ready =
        Channel.CreateBounded<FinesseNotification>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Starts the sink.</summary>
    public FaultySink(FaultBoard board, string side, INotificationSink inner, ILogger<FaultySink> logger)
    {
        _board = board;
        _side = side;
        _inner = inner;
        _logger = logger;
        _pump = PumpAsync(_stopping.Token);
    }

    /// <inheritdoc />
    public ValueTask PublishAsync(FinesseNotification notification, CancellationToken cancellationToken)
    {
        // The nodes of teams and queues are nobody's: they share a lane, and faults of one agent pass them by.
        var agent = notification.To.Split('@')[0];
        var strikes = _board.Decide(new FaultSubject(FaultTarget.Notification, _side, agent, notification.Node));
        lock (_gate)
        {
            if (strikes.IsEmpty && !_lanes.ContainsKey(agent)) return _ready.Writer.WriteAsync(notification, cancellationToken);
            var copies = 1;
            var delay = TimeSpan.Zero;
            TimeSpan? held = null;
            foreach (var strike in strikes)
            {
                switch (strike.Fault.Kind)
                {
                    case FaultKind.DropNotifications: return ValueTask.CompletedTask;
                    case FaultKind.DelayNotifications: delay += strike.Delay; break;
                    case FaultKind.ReorderNotifications: held = strike.Delay; break;
                    case FaultKind.DuplicateNotifications: copies++; break;
                    case FaultKind.ForgetRequestIds:
                        notification = notification with { UpdateXml = Malformations.ForgetRequestId(notification.UpdateXml) };
                        break;
                    default:
                        notification = notification with
                        {
                            UpdateXml = Malformations.Apply(strike.Fault.How, notification.UpdateXml, strike.Draw),
                        };
                        break;
                }
            }

            var now = _board.Time.GetUtcNow();
            if (!_lanes.TryGetValue(agent, out var lane)) _lanes[agent] = lane = new Lane(this, agent);
            for (var copy = 0; copy < copies; copy++) lane.Add(notification, now + delay, held);
            lane.Drain(now);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            foreach (var lane in _lanes.Values) lane.Dispose();
            _lanes.Clear();
        }

        _ready.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _pump;
        _stopping.Dispose();
    }

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notification in _ready.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    await _inner.PublishAsync(notification, cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogFailed(exception, notification.To);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The simulator stops; what is left concerns nobody.
        }
    }

    private void Due(string agent)
    {
        lock (_gate)
            if (_lanes.TryGetValue(agent, out var lane)) lane.Drain(_board.Time.GetUtcNow());
    }

    private void Release(FinesseNotification notification)
    {
        if (!_ready.Writer.TryWrite(notification)) LogLost(notification.To, Capacity);
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Error, Message =
        "A notification for {To} could not be handed to the XMPP server")]
    private partial void LogFailed(Exception exception, string to);

    [LoggerMessage(EventId = 41, Level = LogLevel.Error, Message =
        "A delayed notification for {To} is lost: {Capacity} others wait for the XMPP server, which is too slow")]
    private partial void LogLost(string to, int capacity);

    // What waits for one agent, in the order in which it will go. Guarded by the sink.
    private sealed class Lane : IDisposable
    {
        private readonly FaultySink _sink;
        private readonly string _agent;
        private readonly LinkedList<(FinesseNotification Notification, DateTimeOffset Due, bool IsHeld)> _waiting = new();
        private readonly ITimer _timer;

        public Lane(FaultySink sink, string agent)
        {
            _sink = sink;
            _agent = agent;
            _timer = sink._board.Time.CreateTimer(
                _ => sink.Due(agent), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Add(FinesseNotification notification, DateTimeOffset due, TimeSpan? held)
        {
            // Whatever is held gives way to the next one, and follows it at once.
            if (held is null && _waiting.Last is { Value.IsHeld: true } last)
            {
                var before = last.Previous?.Value.Due;
                var own = before > due ? before.Value : due;
                _waiting.AddBefore(last, (notification, own, IsHeld: false));
                last.Value = (last.Value.Notification, own, IsHeld: false);
                return;
            }

            if (_waiting.Last is { Value.Due: var latest } && latest > due) due = latest;
            _waiting.AddLast((notification, due + (held ?? TimeSpan.Zero), held is not null));
        }

        public void Drain(DateTimeOffset now)
        {
            while (_waiting.First is { Value: var next } && next.Due <= now)
            {
                _sink.Release(next.Notification);
                _waiting.RemoveFirst();
            }

            if (_waiting.First is { } first)
            {
                _timer.Change(first.Value.Due - now, Timeout.InfiniteTimeSpan);
                return;
            }

            Dispose();
            _sink._lanes.Remove(_agent);
        }

        public void Dispose() => _timer.Dispose();
    }
}
