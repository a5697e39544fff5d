using Connector.OpenWire;
using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>How settled deliveries are joined, as a value.</summary>
public sealed class AckGathererTests
{
    [Fact]
    public void Runs_are_what_a_broker_has_out_between_their_ends() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 39)).ToArbitrary(), SettleInTurn).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Deliveries_of_different_queues_are_no_neighbours()
    {
        var gatherer = new AckGatherer(new AckWindow(), most: 8);
        gatherer.Add(Delivered(1));
        gatherer.Add(Delivered(2));
        gatherer.Add(Delivered(3, "other"));
        gatherer.Next().Count.ShouldBe(2);
    }

    private static void SettleInTurn(int[] choices)
    {
        // The broker's own list, as PrefetchSubscription keeps it.
        var window = new AckWindow();
        var gatherer = new AckGatherer(window, most: 8);
        var deliveries = Enumerable.Range(1, 40).Select(Delivered).ToList();
        var unsettled = deliveries.ToList();
        var dispatched = deliveries.ConvertAll(delivery => delivery.Sequence);
        foreach (var choice in choices.TakeWhile(_ => unsettled.Count > 0))
        {
            var delivery = unsettled[choice % unsettled.Count];
            unsettled.Remove(delivery);
            gatherer.Add(delivery);
            if (gatherer.IsFull)
                Flush();
        }

        Flush();
        dispatched.ShouldBe(unsettled.ConvertAll(delivery => delivery.Sequence));

        void Flush()
        {
            while (!gatherer.IsEmpty)
            {
                var run = gatherer.Next();
                var first = dispatched.IndexOf(run.First.Sequence);
                var last = dispatched.IndexOf(run.Last.Sequence);
                first.ShouldBeGreaterThanOrEqualTo(0);
                (last - first + 1).ShouldBe(run.Count, "the broker counts what lies between the ends");
                dispatched.RemoveRange(first, run.Count);
                gatherer.Take(in run);
            }
        }
    }

    private static Delivery Delivered(int sequence) => Delivered(sequence, "queue");

    private static Delivery Delivered(int sequence, string queue)
    {
        var message = new WireMessage { Kind = MessageBodyKind.Bytes, Id = new MessageId(new ProducerId("p", 1, 1), sequence) };
        return new Delivery(null, in message, new WireDispatch { Destination = Destination.Queue(queue) }, 0, new FramePool(0)) { Sequence = sequence };
    }
}
