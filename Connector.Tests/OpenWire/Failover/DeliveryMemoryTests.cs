using Connector.OpenWire;
using Connector.OpenWire.Failover;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>What a consumer knows of its messages across connections.</summary>
public sealed class DeliveryMemoryTests
{
    private readonly DeliveryMemory<string> _memory = new(capacity: 3);

    [Fact]
    public void A_message_is_new_once_then_in_hand_then_settled()
    {
        _memory.Arrive(Key(1), "first").ShouldBe(Arrival.New);
        _memory.Arrive(Key(1), "second").ShouldBe(Arrival.InHand);
        _memory.TrySettle(Key(1), remember: true, out var latest).ShouldBeTrue();
        latest.ShouldBe("second", "the broker is told of the delivery it knows of");
        _memory.TrySettle(Key(1), remember: true, out _).ShouldBeFalse();
        _memory.Arrive(Key(1), "third").ShouldBe(Arrival.Settled);
        _memory.InHand.ShouldBe(0);
    }

    [Fact]
    public void A_message_given_up_or_not_remembered_is_new_again()
    {
        _memory.Arrive(Key(1), "a");
        _memory.Forget(Key(1));
        _memory.Arrive(Key(1), "b").ShouldBe(Arrival.New);
        _memory.TrySettle(Key(1), remember: false, out _).ShouldBeTrue();
        _memory.Arrive(Key(1), "c").ShouldBe(Arrival.New);
    }

    [Fact]
    public void The_same_message_in_two_queues_is_two()
    {
        _memory.Arrive(new DeliveryKey(Key(1).Message, "a"), "a");
        _memory.Arrive(new DeliveryKey(Key(1).Message, "b"), "b").ShouldBe(Arrival.New);
    }

    [Fact]
    public void A_range_settles_what_was_handed_out_before_it()
    {
        foreach (var number in new[] { 1, 2, 3, 4 })
            _memory.Arrive(Key(number), $"{number}");
        _memory.TrySettle(Key(2), remember: true, out _);
        _memory.SettleUpTo(Key(3), out var repeated).ShouldBe(["1", "3"]);
        repeated.ShouldBeFalse();
        _memory.Arrive(Key(4), "4 again");
        _memory.SettleUpTo(Key(4), out repeated).ShouldBe(["4 again"]);
        repeated.ShouldBeTrue();
        _memory.SettleUpTo(Key(4), out _).ShouldBeEmpty();
    }

    [Fact]
    public void It_is_bounded_and_never_hands_out_what_it_holds_or_remembers() =>
        Prop.ForAll<byte[]>(Behaves).QuickCheckThrowOnFailure();

    private static void Behaves(byte[] steps)
    {
        var memory = new DeliveryMemory<string>(capacity: 3);
        // Compared with the plain definition, over a few messages: each step delivers or settles one.
        var inHand = new HashSet<int>();
        var settled = new List<int>();
        foreach (var step in steps)
        {
            var number = step % 6;
            if (step < 128)
            {
                var expected = inHand.Contains(number) ? Arrival.InHand : settled.Contains(number) ? Arrival.Settled : Arrival.New;
                memory.Arrive(Key(number), "").ShouldBe(expected);
                if (expected == Arrival.New)
                    inHand.Add(number);
            }
            else
            {
                var wasInHand = inHand.Remove(number);
                memory.TrySettle(Key(number), remember: true, out _).ShouldBe(wasInHand);
                if (wasInHand)
                    settled.Add(number);
                if (settled.Count > 3)
                    settled.RemoveAt(0);
            }

            memory.InHand.ShouldBe(inHand.Count);
            memory.Remembered.ShouldBe(settled.Count);
        }
    }

    private static DeliveryKey Key(int number) => new(new MessageId(new ProducerId("c", 1, 1), number), "q");
}
