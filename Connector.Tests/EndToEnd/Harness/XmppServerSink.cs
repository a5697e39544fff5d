using Connector.FinesseSimulator.Notifications;
using Connector.Lab.XmppServers;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>Hands the simulator's notifications to a real XMPP server, as if its pubsub service had sent them; the server routes them to
/// the agent's session.</summary>
internal sealed class XmppServerSink(XmppServer server) : INotificationSink
{
    private int _published;

    public int Published => Volatile.Read(ref _published);

    public async ValueTask PublishAsync(FinesseNotification notification, CancellationToken cancellationToken)
    {
        // Nobody subscribes here to the nodes of teams and queues.
        if (notification.IsForSubscribersOnly) return;
        await server.SendStanzaAsync(notification.ToMessage(), cancellationToken);
        Interlocked.Increment(ref _published);
    }
}
