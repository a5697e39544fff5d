using System.Globalization;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Xunit;

namespace Connector.Tests.Network;

/// <summary>A broker is lost that an asker is not on: his temporary queue, of which the bridge has made a copy there, must not go with it.</summary>
[Collection(BrokerPairCollection.Name)]
public sealed class TemporaryQueueOutageTests(BrokerPairFixture fixture)
{
    // After an outage of the bridge a few in a hundred queues are the bridge's, as the broker sees it: which, is chance.
    private const int Queues = 100;

    private BrokerPair Pair => fixture.Pair;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Askers_are_answered_when_the_broker_is_killed_that_they_are_not_on(int askerAt)
    {
        var (here, there) = askerAt == 1 ? (Pair.First, Pair.Second) : (Pair.Second, Pair.First);
        await using var asker = await Peer.WithFailoverAsync(here, here);
        var replies = new List<Destination>();
        var inboxes = new List<Inbox>();
        for (var number = 0; number < Queues; number++)
        {
            replies.Add(await asker.Connection.CreateTemporaryQueueAsync());
            inboxes.Add(await asker.ConsumeAsync(replies[number]));
        }

        var bridges = Pair.Bridge.Accepted;
        await Pair.Bridge.CutAsync();
        Pair.Bridge.Restore();
        await Eventually.HoldsAsync("the bridge to come back", () => Pair.Bridge.Accepted > bridges, Peer.Limit);
        await Pair.WaitForBridgeAsync();
        await using var farPeer = await Peer.AtAsync(there);
        await AnswerAsync(farPeer, replies, inboxes, "over the bridge");

        await there.KillAsync();
        try
        {
            await Eventually.HoldsAsync("the bridge to be given up", () => !BrokerPair.Stands(here.LogSinceStart), Peer.Limit);
            // The broker logs that before it takes away what was the bridge's.
            await using var responder = await Peer.AtAsync(here);
            for (var time = 0; time < 10; time++)
                await AnswerAsync(responder, replies, inboxes, $"after the kill {time.ToString(CultureInfo.InvariantCulture)}");
        }
        finally
        {
            await there.RestartAsync();
        }

        foreach (var inbox in inboxes)
            await inbox.DisposeAsync();
        await Pair.WaitForBridgeAsync();
    }

    // One that is refused is sent again, as the transport does (decision 0022).
    private static async Task AnswerAsync(Peer responder, List<Destination> replies, List<Inbox> inboxes, string text)
    {
        var unanswered = Enumerable.Range(0, replies.Count).ToHashSet();
        await Eventually.HoldsAsync(
            $"the answer '{text}' in each queue",
            async () =>
            {
                foreach (var number in unanswered.ToList())
                {
                    try
                    {
                        await responder.SendAsync(replies[number], text);
                    }
                    catch (BrokerRefusedException)
                    {
                        // Not there yet.
                    }
                }

                unanswered.RemoveWhere(number => inboxes[number].Texts.Contains(text));
                return unanswered.Count == 0;
            },
            Peer.Limit);
    }
}
