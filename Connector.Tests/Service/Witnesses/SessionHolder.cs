using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Tests.Finesse;
using Connector.Tests.Finesse.Rest;
using Connector.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Service.Witnesses;

/// <summary>A connector as far as its agents' sessions go: one REST client and one holder. In a test, or as a process that is killed.</summary>
internal sealed class SessionHolder : IAsyncDisposable
{
    public const string Part = "session-holder";

    private readonly FinesseRest _rest;

    public SessionHolder(string restBase, string connectorId, bool onlyWatches = false)
    {
        _rest = FinesseRestTests.NewRest(FinesseSamples.Address(restBase, "127.0.0.1"));
        Subscriptions = new(
            _rest,
            new XmppConnector(NullLogger<XmppConnector>.Instance),
            new()
            {
                ConnectorId = connectorId,
                OnlyWatches = onlyWatches,
                XmppSecurity = XmppSecurityChoice.None,
                Backoff = new() { First = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(200) },
            },
            TimeProvider.System,
            NullLogger<AgentSubscriptions>.Instance);
    }

    public AgentSubscriptions Subscriptions { get; }

    public FinesseRest Rest => _rest;

    /// <summary>The password of every agent in these tests; the simulator's are so.</summary>
    public static string PasswordOf(string agentId) => "pw" + agentId;

    public static FinesseCredentials CredentialsOf(string agentId) => FinesseCredentials.Basic(agentId, PasswordOf(agentId));

    /// <summary>The program: signs the agents in and holds them until it is killed.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        await using var holder = new SessionHolder(arguments[0], arguments[1]);
        foreach (var agentId in arguments[2..])
        {
            var opening = await holder.Subscriptions.OpenAsync(agentId, CredentialsOf(agentId), new NoObserver());
            if (opening is not SubscriptionOpening.Live)
                throw new InvalidOperationException($"{agentId}: {opening}");
        }

        await Console.Out.WriteLineAsync("holds all");
        await Task.Delay(Timeout.Infinite);
    }

    public async ValueTask DisposeAsync()
    {
        await Subscriptions.DisposeAsync();
        _rest.Dispose();
    }

    internal sealed class NoObserver : IAgentObserver
    {
        public ValueTask OnNotificationAsync(Connector.Finesse.Notifications.FinesseNotification notification, CancellationToken cancellationToken) => default;

        public ValueTask OnLostAsync(string reason, CancellationToken cancellationToken) => default;

        public ValueTask OnRestoredAsync(CancellationToken cancellationToken) => default;

        public ValueTask OnRefusedAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken) => default;
    }
}
