using System.Threading.Channels;
using Connector.Contracts;
using Connector.Finesse.Notifications;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>One agent's subscription from its opening to its end. What Finesse tells waits in a bounded queue while the agent is
/// being read, so every report is in order, and the view comes before whatever was told after the subscription lived.</summary>
internal sealed partial class HeldSubscription : IAgentObserver, IDisposable
{
    // A notification is a few KB, and reading an agent takes milliseconds; beyond this the agent's own XMPP session waits.
    private const int QueueLength = 256;

    private readonly FinesseSide _side;
    private readonly AgentCredentials _secrets;
    private readonly Action<SubscriptionReport> _report;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Happening> _happenings = Channel.CreateBounded<Happening>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task _cancelling = Task.CompletedTask;
    private bool _closed;
    private int _losses;

    /// <summary>A subscription that is not opened yet.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="secrets">The agent's credentials.</param>
    /// <param name="side">Where.</param>
    /// <param name="report">Gets the reports; returns at once.</param>
    /// <param name="time">The clock of the pauses between attempts to read.</param>
    /// <param name="logger">The log.</param>
    public HeldSubscription(
        string agentId, AgentCredentials secrets, FinesseSide side, Action<SubscriptionReport> report, TimeProvider time, ILogger logger)
    {
        AgentId = agentId;
        (_secrets, _side, _report, _time, _logger) = (secrets, side, report, time, logger);
    }

    /// <summary>The agent.</summary>
    public string AgentId { get; }

    /// <summary>Pauses between attempts to read an agent again.</summary>
    public Backoff ReadBackoff { get; init; } = new();

    /// <summary>No report follows, and holding soon ends. Returns at once.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _cancelling = _closing.CancelAsync();
        }
    }

    /// <summary>Frees what it used; after holding has ended.</summary>
    public void Dispose() => _closing.Dispose();

    /// <summary>Opens the subscription and holds it until it is closed or refused.</summary>
    /// <param name="previous">The end of the agent's subscription before this one: two would take each other's place.</param>
    public async Task HoldAsync(Task previous)
    {
        try
        {
            await previous;
            await HoldUntilClosedAsync(_closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Closed: whoever did it wants to hear no more.
        }
        catch (Exception fault)
        {
            HoldingFailed(fault, AgentId);
            Report(new SubscriptionReport.Refused(
                RejectionCode.InternalError, $"Holding agent {AgentId}'s subscription failed inside the connector; its log has the cause."));
        }
        finally
        {
            await _cancelling;
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnNotificationAsync(FinesseNotification notification, CancellationToken cancellationToken)
    {
        if (ContractMapping.ToNotification(notification) is { } known)
            await _happenings.Writer.WriteAsync(new Happening.Told(known), cancellationToken);
        else if (notification.Payload is NotificationPayload.Unknown unknown)
            UnknownNotification(AgentId, notification.Node, unknown.What);
    }

    /// <inheritdoc/>
    public ValueTask OnLostAsync(string reason, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _losses);
        return _happenings.Writer.WriteAsync(new Happening.Lost(reason), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask OnRestoredAsync(CancellationToken cancellationToken) =>
        _happenings.Writer.WriteAsync(new Happening.Restored(Volatile.Read(ref _losses)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask OnRefusedAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken) =>
        _happenings.Writer.WriteAsync(new Happening.Refused(refusal), cancellationToken);

    private async Task HoldUntilClosedAsync(CancellationToken cancellationToken)
    {
        var credentials = FinesseAdapter.Credentials(AgentId, _secrets);
        // Read first: REST says precisely what is wrong, where XMPP only says no; and it is the one attempt with the password.
        if (!await IsKnownAsync(credentials, cancellationToken))
            return;
        switch (await _side.Subscriptions.OpenAsync(AgentId, credentials, this, cancellationToken))
        {
            case SubscriptionOpening.Live live:
                await using (live.Subscription)
                {
                    await FollowAsync(credentials, cancellationToken);
                }
                break;
            case SubscriptionOpening.Refused refused:
                Report(FailureMapping.ToRefusal(refused.Refusal, AgentId, _side.Address));
                break;
            case SubscriptionOpening.Unavailable unavailable:
                Report(FailureMapping.ToRefusal(unavailable, _side.Address));
                break;
        }
    }

    private async Task<bool> IsKnownAsync(FinesseCredentials credentials, CancellationToken cancellationToken)
    {
        var user = await _side.Rest.GetUserAsync(credentials, AgentId, cancellationToken);
        if (!user.IsOk)
        {
            Report(FailureMapping.ToRefusal(user.Failure, AgentId, _side.Address));
            return false;
        }
        // Finesse takes login names in REST, too; events and the JID go by the id.
        if (user.Value.LoginId.Length == 0 || user.Value.LoginId == AgentId)
            return true;
        Report(new SubscriptionReport.Refused(
            RejectionCode.InvalidRequest, $"'{AgentId}' is a login name; send the login id '{user.Value.LoginId}' as AgentId."));
        return false;
    }

    private async Task FollowAsync(FinesseCredentials credentials, CancellationToken cancellationToken)
    {
        var (view, failure) = await _side.Rest.ReadAgentAsync(credentials, AgentId, cancellationToken);
        if (view is null)
        {
            Report(FailureMapping.ToRefusal(failure!, AgentId, _side.Address));
            return;
        }
        Report(new SubscriptionReport.Opened(view));

        var interrupted = false;
        await foreach (var happening in _happenings.Reader.ReadAllAsync(cancellationToken))
        {
            switch (happening)
            {
                case Happening.Told told:
                    Report(new SubscriptionReport.Notified(told.Notification));
                    break;
                case Happening.Lost lost when !interrupted:
                    interrupted = true;
                    Report(new SubscriptionReport.Lost(lost.Reason));
                    break;
                case Happening.Restored restored:
                    var report = await ReadAgainAsync(credentials, restored.Losses, cancellationToken);
                    if (report is not null)
                        Report(report);
                    if (report is SubscriptionReport.Refused)
                        return;
                    interrupted &= report is null;
                    break;
                case Happening.Refused refused:
                    Report(FailureMapping.ToRefusal(refused.Refusal, AgentId, _side.Address));
                    return;
            }
        }
    }

    // Null where the subscription was lost again meanwhile: the next restoration reads.
    private async Task<SubscriptionReport?> ReadAgainAsync(FinesseCredentials credentials, int losses, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (losses == Volatile.Read(ref _losses))
        {
            var (view, failure) = await _side.Rest.ReadAgentAsync(credentials, AgentId, cancellationToken);
            if (view is not null)
                return new SubscriptionReport.Restored(view);
            var refusal = FailureMapping.ToRefusal(failure!, AgentId, _side.Address);
            if (refusal.Code != RejectionCode.FinesseUnavailable)
                return refusal;
            ReadingFailed(AgentId, refusal.Reason);
            await Task.Delay(ReadBackoff.After(++failures, Random.Shared.NextDouble()), _time, cancellationToken);
        }
        return null;
    }

    private void Report(SubscriptionReport report)
    {
        lock (_gate)
        {
            if (!_closed)
                _report(report);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Holding agent {AgentId}'s subscription failed.")]
    private partial void HoldingFailed(Exception fault, string agentId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} cannot be read again yet: {Reason}")]
    private partial void ReadingFailed(string agentId, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId}: a notification of node {Node} was not understood: {What}.")]
    private partial void UnknownNotification(string agentId, string node, string what);

    private abstract record Happening
    {
        private Happening()
        {
        }

        public sealed record Told(AgentNotification Notification) : Happening;

        public sealed record Lost(string Reason) : Happening;

        public sealed record Restored(int Losses) : Happening;

        public sealed record Refused(SubscriptionRefusal Refusal) : Happening;
    }
}
