using Connector.Finesse.Sides;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>Holds the agents' subscriptions at Finesse and reports them to their sessions.</summary>
/// <param name="sides">Where.</param>
/// <param name="inbox">The sessions; asked for when first needed, for they in turn hold this.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class SubscriptionsAdapter(
    FinesseSides sides, Func<ISessionInbox> inbox, TimeProvider time, ILogger<SubscriptionsAdapter> logger) : ISubscriptions, IAsyncDisposable
{
    // Each is an XMPP sign-in and two readings. More side by side make none of them faster on a machine of a few cores, and those with calls
    // up would not come first.
    private const int TakeoversAtOnce = 32;

    private readonly MoveQueue _takeovers = new(TakeoversAtOnce);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (HeldSubscription Subscription, Task End)> _held = new(StringComparer.Ordinal);
    private bool _stopped;

    /// <inheritdoc/>
    public void Open(string agentId, AgentCredentials credentials, int generation, SubscriptionHints? hints = null)
    {
        var subscription = new HeldSubscription(
            agentId, credentials, sides, report => inbox().Report(agentId, generation, report), time, logger)
        {
            Hints = hints ?? new SubscriptionHints(),
            Takeovers = _takeovers,
        };
        lock (_gate)
        {
            if (_stopped)
                return;
            var previous = Task.CompletedTask;
            if (_held.TryGetValue(agentId, out var held))
            {
                held.Subscription.Close();
                previous = held.End;
            }
            _held[agentId] = (subscription, Task.Run(() => HoldAsync(subscription, previous)));
        }
    }

    /// <inheritdoc/>
    public void Renew(string agentId, AgentCredentials credentials)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(agentId, out var held))
                held.Subscription.Renew(credentials);
        }
    }

    /// <inheritdoc/>
    public void Drain(string agentId)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(agentId, out var held))
                held.Subscription.Drain();
        }
    }

    /// <inheritdoc/>
    public void Close(string agentId)
    {
        lock (_gate)
        {
            // Stays in the table until it has ended, so that a subscription opened next waits for that.
            if (_held.TryGetValue(agentId, out var held))
                held.Subscription.Close();
        }
    }

    /// <summary>Closes every subscription and waits for their ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ends;
        lock (_gate)
        {
            _stopped = true;
            foreach (var (subscription, _) in _held.Values)
                subscription.Close();
            ends = [.. _held.Values.Select(held => held.End)];
        }
        await Task.WhenAll(ends);
    }

    private async Task HoldAsync(HeldSubscription subscription, Task previous)
    {
        await subscription.HoldAsync(previous);
        lock (_gate)
        {
            if (_held.TryGetValue(subscription.AgentId, out var held) && held.Subscription == subscription)
                _held.Remove(subscription.AgentId);
        }
        subscription.Dispose();
    }
}
