using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.Network;

/// <summary>Answers find the asker's temporary queue across the bridge, and events every app, through MassTransit as the product uses it.</summary>
[Collection(BrokerPairCollection.Name)]
public sealed class ReplyTests(BrokerPairFixture fixture)
{
    private readonly string _name = BrokerFixture.UniqueName("service");

    private BrokerPair Pair => fixture.Pair;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task A_request_published_on_one_broker_is_answered_from_the_other(int askerAt, int responderAt)
    {
        await using var responder = await ResponderAsync(Broker(responderAt));
        await using var asker = await BusAsync(Broker(askerAt));
        var client = asker.RequestClient<Question>(Peer.Limit);
        await ReachedAsync(asker);

        for (var number = 0; number < 50; number++)
            (await client.GetResponse<Answer>(new Question(_name, number))).Message.ShouldBe(new Answer(_name, number));
    }

    [Fact]
    public async Task A_connector_at_the_askers_broker_answers_before_one_behind_the_bridge_whatever_its_priority()
    {
        var here = new Arrivals<int>();
        await using var far = await ResponderAsync(Pair.Second, priority: 127);
        await using var near = await ResponderAsync(Pair.First, here, priority: 100);
        await using var asker = await BusAsync(Pair.First);
        var client = asker.RequestClient<Question>(Peer.Limit);

        for (var number = 0; number < 50; number++)
            await client.GetResponse<Answer>(new Question(_name, number));

        here.Items.ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task A_request_waits_for_a_responder_that_moves_to_the_other_broker_and_is_answered_from_there()
    {
        await using (await ResponderAsync(Pair.First))
        {
            await using var before = await BusAsync(Pair.First);
            await before.RequestClient<Question>(Peer.Limit).GetResponse<Answer>(new Question(_name, 1));
        }

        await using var asker = await BusAsync(Pair.First);
        var waiting = asker.RequestClient<Question>(Peer.Limit).GetResponse<Answer>(new Question(_name, 2));
        await using var responder = await ResponderAsync(Pair.Second);

        (await waiting).Message.Number.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_asker_that_moves_with_its_temporary_queue_gets_the_answer_that_is_sent_later(int askerAt)
    {
        var requests = Destination.Queue(_name);
        await using var responder = await Peer.AtAsync(Broker(askerAt));
        var asked = new TaskCompletionSource<Destination>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var requestsInbox = await responder.ConsumeAsync(requests, delivery =>
        {
            asked.TrySetResult(delivery.ReplyTo!);
            return Task.CompletedTask;
        });
        await using var asker = await Peer.AtAsync(Broker(askerAt));
        var replies = await asker.Connection.CreateTemporaryQueueAsync();
        await using (await asker.ConsumeAsync(replies))
            await asker.SendAsync(requests, "question", replies);
        var replyTo = await asked.Task;
        replyTo.ShouldBe(replies);

        // Its queue vanishes at the old broker and is made at the new one under a new name, as a plain reconnect does; the request comes again with it.
        await asker.Connection.CloseAsync();
        await using var moved = await Peer.AtAsync(Broker(3 - askerAt));
        var newReplies = await moved.Connection.CreateTemporaryQueueAsync();
        await using var inbox = await moved.ConsumeAsync(newReplies);

        await SendWhenItExistsAsync(responder, newReplies, "answer");
        await inbox.HoldsAsync(["answer"]);
        // A bridge that has just come up may have told of the old queue late, as of the other broker's (decision 0156), and tells of its end as late.
        BrokerRefusedException? refused = null;
        await Eventually.HoldsAsync(
            "the old queue to be gone",
            async () =>
            {
                try
                {
                    await responder.SendAsync(replyTo, "to nobody");
                }
                catch (BrokerRefusedException gone)
                {
                    refused = gone;
                }

                return refused is not null;
            },
            Peer.Limit);
        refused!.Message.ShouldContain(replies.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_asker_whose_broker_crashed_gets_the_answer_in_the_same_temporary_queue_at_the_other(int askerAt)
    {
        var (here, there) = (Broker(askerAt), Broker(3 - askerAt));
        await using var responder = await Peer.AtAsync(there);
        await using var asker = await Peer.WithFailoverAsync(here, there);
        var replies = await asker.Connection.CreateTemporaryQueueAsync();
        await using var inbox = await asker.ConsumeAsync(replies);
        await SendWhenItExistsAsync(responder, replies, "across the bridge");
        await inbox.HoldsAsync(["across the bridge"]);

        // The queue lives on the responder's broker until now because the bridge made it there; the asker takes it over.
        await here.KillAsync();
        await SendUntilAsync(responder, replies, inbox, "same broker");
        await here.RestartAsync();
        await Pair.WaitForBridgeAsync();

        // And it stays the asker's when the bridge that made it first is long gone and another has come.
        await SendUntilAsync(responder, replies, inbox, "bridge is back");
    }

    // An answer sent before the asker has come is gone with the dead broker, as the connection that waited for it; askers ask again.
    private static async Task SendUntilAsync(Peer responder, Destination replyTo, Inbox inbox, string text)
    {
        var number = 0;
        await Eventually.HoldsAsync(
            $"the answer '{text}'",
            async () =>
            {
                await SendWhenItExistsAsync(responder, replyTo, $"{text} {number++}");
                return inbox.Texts.Any(got => got.StartsWith(text, StringComparison.Ordinal));
            },
            Peer.Limit);
    }

    // The demand of a new temporary queue takes its moment to cross; until then the broker refuses, and the transport repeats (decision 0022).
    private static Task SendWhenItExistsAsync(Peer peer, Destination replyTo, string text) => Eventually.HoldsAsync(
        "the temporary queue to be known behind the bridge",
        async () =>
        {
            try
            {
                await peer.SendAsync(replyTo, text);
                return true;
            }
            catch (BrokerRefusedException)
            {
                return false;
            }
        },
        Peer.Limit);

    // The queue of a responder that no file names is known behind the bridge a moment after it: what is published there before that reaches nobody.
    private Task ReachedAsync(TestBus asker)
    {
        var client = asker.RequestClient<Question>(TimeSpan.FromSeconds(1));
        return Eventually.HoldsAsync(
            "the responder to be reached",
            async () =>
            {
                try
                {
                    await client.GetResponse<Answer>(new Question(_name, -1));
                    return true;
                }
                catch (RequestTimeoutException)
                {
                    return false;
                }
            },
            Peer.Limit);
    }

    private Task<TestBus> ResponderAsync(ActiveMqBroker broker, Arrivals<int>? arrivals = null, int priority = 0) => BusAsync(
        broker,
        cfg => cfg.ReceiveEndpoint(_name, endpoint =>
        {
            endpoint.ConsumerPriority = priority;
            endpoint.Handler<Question>(context =>
            {
                // Tests of this class share the message type, and its topic: a queue that an earlier test left behind is no longer consumed.
                if (context.Message.Name != _name)
                    return Task.CompletedTask;
                arrivals?.Add(context.Message.Number);
                return context.RespondAsync(new Answer(_name, context.Message.Number));
            });
        }));

    private static Task<TestBus> BusAsync(ActiveMqBroker broker, Action<IActiveMqBusFactoryConfigurator>? configure = null) => TestBus.StartAsync(
        broker.OpenWirePort,
        (_, cfg) => configure?.Invoke(cfg),
        host: host =>
        {
            host.Username(BrokerPair.User);
            host.Password(BrokerPair.Password);
        });

    private ActiveMqBroker Broker(int number) => number == 1 ? Pair.First : Pair.Second;

    public sealed record Question(string Name, int Number);

    public sealed record Answer(string Name, int Number);
}
