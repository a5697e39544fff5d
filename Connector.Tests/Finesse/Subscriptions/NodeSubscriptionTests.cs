using System.Xml.Linq;
using Connector.Finesse.Notifications;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Lab.XmppServers;
using Connector.Tests.Infrastructure;
using Connector.Tests.Xmpp;
using Connector.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>Subscriptions to nodes by request, on agents' live sessions with a real ejabberd.</summary>
[Collection(EjabberdCollection.Name)]
public sealed class NodeSubscriptionTests(EjabberdFixture fixture) : IAsyncLifetime
{
    private const string Password = "pw";

    // The same as in the XMPP room's tests, which use the same server.
    private const string AdminPassword = "pw <&> \u20ac";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly EjabberdServer _server = fixture.Server;
    private readonly RecordingObserver _observer = new();
    private readonly string _agent = "agent" + Guid.NewGuid().ToString("N")[..8];
    private SubscriptionBench _bench = null!;
    private IXmppSession _admin = null!;
    private AgentSubscriptions _holder = null!;
    private string _node = "";

    public async Task InitializeAsync()
    {
        await _server.RegisterAsync(_agent, Password);
        _admin = await SignInAdminAsync();
        _node = FinesseNodes.TeamUsers(_agent);
        await AskAsync("create", new XElement(XmppNamespaces.PubSub + "create", new XAttribute("node", _node)));
        _bench = await SubscriptionBench.StartAsync(_server);
        _holder = _bench.NewHolder("a");
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _admin.DisposeAsync();
    }

    [Fact]
    public async Task A_watched_node_is_heard_of_until_it_is_no_longer()
    {
        await using var subscription = await OpenAsync();
        await PublishAsync("0");

        (await _holder.WatchAsync(_agent, _node)).ShouldBeOfType<NodeAnswer.Done>();
        (await _holder.WatchAsync(_agent, _node)).ShouldBeOfType<NodeAnswer.Done>();
        await PublishAsync("1");
        await HearsAsync("notification 1");
        (await _holder.UnwatchAsync(_agent, _node)).ShouldBeOfType<NodeAnswer.Done>();
        (await _holder.UnwatchAsync(_agent, _node)).ShouldBeOfType<NodeAnswer.Done>();
        await PublishAsync("2");
        await _bench.NotifyAsync(_agent, "own");

        await HearsAsync("notification own");
        _observer.Told.ShouldBe(["notification 1", "notification own"]);
        _heard!.Payload.ShouldBeOfType<NotificationPayload.TeamChanged>().TeamId.ShouldBe(_agent);
    }

    [Fact]
    public async Task The_subscription_is_of_the_full_address_and_ended_before_the_session_closes()
    {
        var subscription = await OpenAsync();
        await _holder.WatchAsync(_agent, _node);
        (await SubscribersAsync()).ShouldBe([$"{_agent}@{_server.Domain}/gc-a"]);

        await subscription.DisposeAsync();

        (await SubscribersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_loss_the_node_is_watched_again_by_asking_again_and_is_there_once()
    {
        await using var subscription = await OpenAsync();
        await _holder.WatchAsync(_agent, _node);
        await _server.KickAsync(_agent);
        await HearsAsync("restored");

        (await _holder.WatchAsync(_agent, _node)).ShouldBeOfType<NodeAnswer.Done>();
        await PublishAsync("1");

        await HearsAsync("notification 1");
        (await SubscribersAsync()).ShouldBe([$"{_agent}@{_server.Domain}/gc-a"]);
        _observer.Told.ShouldBe(["lost", "restored", "notification 1"]);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_refused_with_the_servers_condition()
    {
        await using var subscription = await OpenAsync();

        (await _holder.WatchAsync(_agent, FinesseNodes.Queue("none"))).ShouldBeOfType<NodeAnswer.Refused>().Condition.ShouldBe("item-not-found");
    }

    [Fact]
    public async Task Without_a_live_session_nothing_can_be_watched()
    {
        (await _holder.WatchAsync(_agent, _node)).ShouldBeOfType<NodeAnswer.Unavailable>();
        (await _holder.UnwatchAsync(_agent, _node)).ShouldBeOfType<NodeAnswer.Unavailable>();
    }

    private FinesseNotification? _heard;

    private async Task<IAgentSubscription> OpenAsync()
    {
        _observer.OnEach = notification =>
        {
            if (notification.Node == _node)
                _heard = notification;
            return ValueTask.CompletedTask;
        };
        var opening = await _holder.OpenAsync(_agent, FinesseCredentials.Basic(_agent, Password), _observer);
        return opening.ShouldBeOfType<SubscriptionOpening.Live>(opening.ToString()).Subscription;
    }

    private Task PublishAsync(string itemId) => AskAsync(
        "publish",
        new XElement(
            XmppNamespaces.PubSub + "publish",
            new XAttribute("node", _node),
            new XElement(
                XmppNamespaces.PubSub + "item",
                new XAttribute("id", itemId),
                new XElement(XmppNamespaces.PubSub + "notification", FinesseSamples.XmppUser))));

    /// <summary>Who is subscribed, as the node's owner is told (XEP-0060, 8.8.1).</summary>
    private async Task<IReadOnlyList<string>> SubscribersAsync()
    {
        XNamespace owner = "http://jabber.org/protocol/pubsub#owner";
        var answer = await _admin.RequestAsync(
            new XElement(
                XmppNamespaces.Client + "iq", new XAttribute("type", "get"), new XAttribute("to", _server.PubSubService),
                new XElement(owner + "pubsub", new XElement(owner + "subscriptions", new XAttribute("node", _node)))),
            null,
            CancellationToken.None);
        return
        [
            .. answer.Descendants(owner + "subscription")
                .Where(subscription => subscription.Attribute("subscription")?.Value is "subscribed")
                .Select(subscription => subscription.Attribute("jid")!.Value),
        ];
    }

    private Task AskAsync(string what, XElement verb) => Should.NotThrowAsync(
        () => _admin.RequestAsync(
            new XElement(
                XmppNamespaces.Client + "iq", new XAttribute("type", "set"), new XAttribute("to", _server.PubSubService),
                new XElement(XmppNamespaces.PubSub + "pubsub", verb)),
            null,
            CancellationToken.None),
        what);

    private async Task<IXmppSession> SignInAdminAsync()
    {
        try
        {
            await _server.RegisterAsync("admin", AdminPassword);
        }
        catch (InvalidOperationException)
        {
            // Another test of the same server was first.
        }

        return await new XmppConnector(NullLogger<XmppConnector>.Instance).ConnectAsync(
            new()
            {
                Host = _server.Host,
                Port = _server.Port,
                Domain = _server.Domain,
                User = "admin",
                Password = AdminPassword,
                Resource = Guid.NewGuid().ToString("N"),
                Security = XmppSecurity.None,
            },
            new RecordingHandler(),
            CancellationToken.None);
    }

    private Task HearsAsync(string what) =>
        Eventually.HoldsAsync($"'{what}' to be told", () => _observer.Told.Contains(what), Limit);
}
