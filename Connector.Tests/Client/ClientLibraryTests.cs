using System.Collections.Concurrent;
using Connector.Client;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Tests.EndToEnd.Harness;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Connector.Tests.Client;

/// <summary>An app on the client library, as its readme shows it, against a real broker, connector and simulator.</summary>
public sealed class ClientLibraryTests : IAsyncLifetime
{
    private const string Agent = "1001";
    private LiveSystem _live = null!;

    public async Task InitializeAsync() => _live = await LiveSystem.StartAsync();

    public async Task DisposeAsync() => await _live.DisposeAsync();

    [Fact]
    public async Task A_broker_killed_under_requests_is_not_seen_each_is_answered_and_carried_out_once()
    {
        // The outage lasts as long as this machine takes to start a broker; a client asks longer than that.
        await using var app = await App.StartAsync(
            _live.Broker.OpenWirePort, "library-outage", options => options.AnswerWithin = TimeSpan.FromMinutes(3));
        await app.SignInAsync();

        const int rounds = 30;
        var killing = Task.CompletedTask;
        for (var round = 0; round < rounds; round++)
        {
            if (round == rounds / 3)
                killing = KillAndRestartAsync();
            var answer = round % 2 == 0
                ? await app.Client.AskAsync(new MakeReady { AgentId = Agent })
                : await app.Client.AskAsync(new MakeNotReady { AgentId = Agent });
            answer.Value.AgentId.ShouldBe(Agent);
        }

        await killing;
        var effects = await _live.Simulator.EffectsAsync($"User/{Agent}");
        effects.Count.ShouldBe(rounds + 1, "the sign-in, and each change once");
        // An event comes after the answer, and what it says of the last change was said of each second one before: so both are waited for.
        await Eventually.HoldsAsync(
            "the events of the last two changes",
            () => app.Screen.States is [.., AgentStates.NotReady] && app.Screen.States.Count(state => state == AgentStates.Ready) >= rounds / 2,
            TimeSpan.FromMinutes(2));
        app.Screen.Sequences.ShouldBe(Enumerable.Range((int)app.Screen.Sequences[0], app.Screen.Sequences.Count).Select(each => (long)each));
        app.Screen.States.Count(state => state == AgentStates.Ready).ShouldBe(rounds / 2, app.Screen.ToString());
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        await using var app = await App.StartAsync(_live.Broker.OpenWirePort, "library-refusal");

        var answer = await app.Client.AskAsync(new MakeReady { AgentId = "1039" });

        answer.TryGet(out _, out var rejection).ShouldBeFalse();
        rejection.Code.ShouldBe(RejectionCode.NotConnected);
        Should.Throw<RequestRejectedException>(() => answer.Value).Message.ShouldContain(rejection.Message);
    }

    [Fact]
    public async Task Without_a_connector_it_says_what_is_not_known_and_under_which_id_to_ask_again()
    {
        await using var app = await App.StartAsync(_live.Broker.OpenWirePort, "library-silence", options =>
        {
            options.ResendAfter = TimeSpan.FromMilliseconds(400);
            options.AnswerWithin = TimeSpan.FromSeconds(1);
        });
        await _live.Connector.StopAsync();

        var silence = await Should.ThrowAsync<RequestUnansweredException>(() => app.Client.AskAsync(new GetConnectorStatus()));

        silence.Message.ShouldContain(silence.MessageId.ToString());
        silence.Message.ShouldContain(nameof(GetConnectorStatus));
    }

    private async Task KillAndRestartAsync()
    {
        await _live.Broker.KillAsync();
        await _live.Broker.RestartAsync();
    }

    private sealed class App(IHost host) : IAsyncDisposable
    {
        public IConnectorClient Client { get; } = host.Services.GetRequiredService<IConnectorClient>();

        public Screen Screen { get; } = (Screen)host.Services.GetRequiredService<IAgentEventHandler>();

        public static async Task<App> StartAsync(int brokerPort, string name, Action<ConnectorClientOptions>? configure = null)
        {
            var builder = Host.CreateEmptyApplicationBuilder(settings: null);
            builder.Services.AddConnectorClient(configure);
            builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
            builder.Services.AddMassTransit(bus =>
            {
                bus.AddConnectorEvents<Screen>();
                bus.UsingActiveMq((context, broker) =>
                {
                    broker.Host("127.0.0.1", brokerPort, _ => { });
                    broker.ReceiveEndpoint(name, endpoint => endpoint.ConfigureConnectorEvents(context));
                });
            });
            var host = builder.Build();
            await host.StartAsync();
            return new App(host);
        }

        public async Task SignInAsync()
        {
            var feed = host.Services.GetRequiredService<AgentEventFeed>();
            await feed.BeginAsync(Agent, 0);
            var answer = await Client.AskAsync(ClientSteps.SignInRequest(Agent));
            answer.Value.AgentId.ShouldBe(Agent);
            await Eventually.HoldsAsync("the sign-in's event", () => Screen.States.Contains(AgentStates.NotReady));
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    private sealed class Screen : IAgentEventHandler
    {
        private readonly ConcurrentQueue<AgentEvent> _events = [];

        public IReadOnlyList<long> Sequences => [.. _events.Select(each => each.Sequence)];

        public IReadOnlyList<string> States => [.. _events.OfType<AgentStateChanged>().Select(each => each.State)];

        public override string ToString() => string.Join(
            '\n', _events.Select(each => $"{each.Sequence} {each.GetType().Name} {(each as AgentStateChanged)?.State} {each.RequestId} {each.Timestamp:HH:mm:ss.fff}"));

        public Task OnEventAsync(AgentEvent agentEvent, CancellationToken cancellationToken)
        {
            _events.Enqueue(agentEvent);
            return Task.CompletedTask;
        }

        public Task OnResumedAsync(EventsReport report, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The connector ran all the time: it has every event.");

        public Task OnMissedAsync(string agentId, long from, long to, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The connector ran all the time: it has every event.");
    }
}
