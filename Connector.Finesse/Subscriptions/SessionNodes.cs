using Connector.Xmpp;
using Connector.Xmpp.PubSub;
using Microsoft.Extensions.Logging;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// The nodes that one agent's sessions were subscribed to by request. Always with the full address, which is the same for every
/// session of the agent on this connector: so subscribing again after a loss adds nothing. They outlive a session, and are
/// therefore ended before it is closed.
/// </summary>
internal sealed partial class SessionNodes(string agentId, AgentSignIn signIn, TimeProvider time, ILogger logger)
{
    // A clean stop must not wait for a server that has fallen silent.
    private static readonly TimeSpan LeavingLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _nodes = new(StringComparer.Ordinal);
    private IXmppSession? _session;

    /// <summary>The live session; null while none is.</summary>
    internal IXmppSession? Session => Volatile.Read(ref _session);

    /// <summary>Says which session is live; null while none is.</summary>
    internal void Use(IXmppSession? session) => Volatile.Write(ref _session, session);

    internal async Task<NodeAnswer> SubscribeAsync(string node, CancellationToken cancellationToken)
    {
        // Before the request: where its answer is lost the subscription may exist all the same.
        lock (_gate)
            _nodes.Add(node);
        var answer = await AskAsync(
            async session => await session.SubscribeAsync(await signIn.PubSubServiceAsync(session, cancellationToken), node, cancellationToken));
        if (answer is NodeAnswer.Refused)
            Forget(node);
        return answer;
    }

    internal async Task<NodeAnswer> UnsubscribeAsync(string node, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            async session => await session.UnsubscribeAsync(await signIn.PubSubServiceAsync(session, cancellationToken), node, cancellationToken));
        // What could not be ended is ended when the session closes. A refusal means that there is no subscription.
        if (answer is NodeAnswer.Unavailable)
            return answer;
        Forget(node);
        return new NodeAnswer.Done();
    }

    /// <summary>Ends all subscriptions, as far as the server answers in time; before the session is closed.</summary>
    internal async Task LeaveAsync()
    {
        string[] nodes;
        lock (_gate)
            nodes = [.. _nodes];
        if (nodes.Length == 0)
            return;
        using var limit = new CancellationTokenSource(LeavingLimit, time);
        try
        {
            var answers = await Task.WhenAll(nodes.Select(node => UnsubscribeAsync(node, limit.Token)));
            foreach (var left in answers.OfType<NodeAnswer.Unavailable>())
                Log.NotEnded(logger, agentId, left.Reason);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Log.NotEnded(logger, agentId, "the server did not answer in time");
        }
    }

    private void Forget(string node)
    {
        lock (_gate)
            _nodes.Remove(node);
    }

    private async Task<NodeAnswer> AskAsync(Func<IXmppSession, Task> ask)
    {
        if (Session is not { } session)
            return new NodeAnswer.Unavailable("the agent's session with the notification service is being restored");
        try
        {
            await ask(session);
            return new NodeAnswer.Done();
        }
        catch (XmppStanzaException refused)
        {
            return new NodeAnswer.Refused(refused.Condition, refused.Text);
        }
        catch (Exception exception) when (exception is TimeoutException or XmppSessionEndedException)
        {
            return new NodeAnswer.Unavailable(exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Agent {AgentId}: a subscription to a team's or queue's node could not be ended before the session closed: {Reason}")]
        internal static partial void NotEnded(ILogger logger, string agentId, string reason);
    }
}
