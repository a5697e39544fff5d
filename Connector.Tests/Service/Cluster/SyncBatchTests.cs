using Connector.Service.Cluster.Sync;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>Several messages as one, in bytes, and which go as one.</summary>
public sealed class SyncBatchTests
{
    // One, for records compare memory by where it is.
    private static readonly byte[] Room = new byte[SyncWaiting.MostBytes * 10];

    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    // The number is how much it is above the one before.
    private static readonly Gen<SyncFrame> Frame =
        Gen.Elements("HandoverOffer", "AgentOwnershipChanged", "", "Überübergabe").Zip(Gen.Choose(1, 3)).Zip(Bytes, (head, body) =>
            new SyncFrame(head.Item2, head.Item1, "GC-2", body, IsPacked: head.Item2 == 2));

    private static readonly Gen<IReadOnlyList<SyncFrame>> Frames = Frame.NonEmptyListOf().Select(Numbered);

    [Fact]
    public void All_messages_come_back_as_they_were_under_the_number_of_the_first()
    {
        Check(Prop.ForAll(Frames.ToArbitrary(), frames =>
        {
            var together = SyncBatch.Encode(frames);
            var read = SyncBatch.Decode(together.Body, together.To);
            return (together.Number, together.Type, together.To, together.IsPacked) == (frames[0].Number, SyncBatch.Type, "GC-2", false)
                && read is not null
                && read.Select(Words).SequenceEqual(frames.Select(Words));
        }));
    }

    [Fact]
    public void What_is_for_one_goes_to_all_together_with_what_is_for_all()
    {
        SyncFrame[] frames = [OfBytes(1, 10) with { To = "GC-2" }, OfBytes(2, 10)];

        var together = SyncBatch.Encode(frames);

        together.To.ShouldBeEmpty();
        SyncBatch.Decode(together.Body, together.To)!.Count.ShouldBe(2);
        SyncBatch.Encode([frames[0], OfBytes(2, 10) with { To = "GC-3" }]).To.ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_is_cut_off_or_added_none_is_read()
    {
        Check(Prop.ForAll(Frames.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), given =>
        {
            var body = SyncBatch.Encode(given.Item1).Body;
            return SyncBatch.Decode(body[..(given.Item2 % body.Length)], "") is null && SyncBatch.Decode((byte[])[.. body.Span, 0], "") is null;
        }));
    }

    [Fact]
    public void Any_bytes_are_whole_messages_or_none()
    {
        Check(Prop.ForAll(Bytes.ToArbitrary(), bytes => IsWholeOrNone(bytes)));
        // As it was sent, but for one byte.
        Check(Prop.ForAll(Frames.Zip(Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(0, 255))).ToArbitrary(), given =>
        {
            var body = SyncBatch.Encode(given.Item1).Body.ToArray();
            body[given.Item2.Item1 % body.Length] = (byte)given.Item2.Item2;
            return IsWholeOrNone(body);
        }));
    }

    [Theory]
    [InlineData("00000000", "of none")]
    [InlineData("FFFFFFFF", "of fewer than none")]
    [InlineData("00000001" + "0000000000000000" + "00" + "00" + "00000000", "without a number")]
    [InlineData("00000001" + "0000000000000001" + "02" + "00" + "00000000", "packed in a way that is not known")]
    [InlineData("00000001" + "0000000000000001" + "00" + "00" + "FFFFFFFF", "with a body of less than nothing")]
    [InlineData("00000001" + "0000000000000001" + "00" + "00" + "7FFFFFFF", "with a body that is not there")]
    [InlineData("00000001" + "0000000000000001" + "00" + "FF" + "00000000", "with a type that is not there")]
    [InlineData("00000002" + "0000000000000001" + "00" + "00" + "00000000" + "0000000000000001" + "00" + "00" + "00000000", "one of them twice")]
    public void One_that_cannot_be_is_none(string body, string what) => SyncBatch.Decode(Convert.FromHexString(body), "").ShouldBeNull(what);

    [Fact]
    public void No_more_are_read_than_a_bound_that_senders_are_far_from()
    {
        var frames = Numbered(Enumerable.Repeat(OfBytes(1, 0), SyncBatch.MostRead + 1));

        SyncBatch.Decode(SyncBatch.Encode(frames).Body, "").ShouldBeNull();
        SyncBatch.Decode(SyncBatch.Encode([.. frames.Skip(1)]).Body, "").ShouldNotBeNull().Count.ShouldBe(SyncBatch.MostRead);
        SyncBatch.MostRead.ShouldBeGreaterThan(SyncWaiting.Most * 10);
    }

    [Fact]
    public void What_is_larger_than_any_message_is_none()
    {
        SyncFrame[] frames = [new(1, "SyncSnapshot", "", new byte[SyncCodec.LargestBody], IsPacked: false)];

        SyncBatch.Decode(SyncBatch.Encode(frames).Body, "").ShouldBeNull();
    }

    [Fact]
    public void What_waits_goes_as_one_and_one_alone_goes_as_it_is()
    {
        var waiting = new SyncWaiting();
        waiting.Take().ShouldBeNull();

        waiting.Add(OfBytes(1, 10));
        waiting.Take().ShouldBe(OfBytes(1, 10), "one alone");
        waiting.Take().ShouldBeNull();

        waiting.Add(OfBytes(2, 10));
        waiting.Add(OfBytes(3, 10));
        var together = waiting.Take().ShouldNotBeNull();
        (together.Type, together.Number).ShouldBe((SyncBatch.Type, 2));
        SyncBatch.Decode(together.Body, "").ShouldNotBeNull().Select(frame => frame.Number).ShouldBe([2, 3]);
        waiting.Take().ShouldBeNull();
    }

    [Fact]
    public void Only_so_many_so_large_and_for_the_same_receivers_go_as_one()
    {
        var waiting = new SyncWaiting();
        for (var number = 1; number <= SyncWaiting.Most; number++)
        {
            waiting.IsFull.ShouldBeFalse();
            waiting.Takes(OfBytes(number, 10)).ShouldBeTrue();
            waiting.Add(OfBytes(number, 10));
        }

        (waiting.IsFull, waiting.Takes(OfBytes(99, 10))).ShouldBe((true, false));
        waiting.Take();

        waiting.Takes(OfBytes(100, SyncWaiting.MostBytes * 10)).ShouldBeTrue("alone");
        waiting.Add(OfBytes(100, 10));
        waiting.Takes(OfBytes(101, SyncWaiting.MostBytes)).ShouldBeFalse();
        waiting.Takes(OfBytes(101, 10) with { To = "GC-2" }).ShouldBeTrue();
        waiting.Add(OfBytes(101, SyncWaiting.MostBytes - 10));
        waiting.IsFull.ShouldBeTrue();
    }

    private static SyncFrame OfBytes(long number, int bytes) => new(number, "HandoverOffer", "", Room.AsMemory(0, bytes), IsPacked: false);

    private static bool IsWholeOrNone(byte[] bytes)
    {
        if (SyncBatch.Decode(bytes, "") is not { } frames)
            return true;
        // What is read is what was there: written again it is the same, but for types that were no UTF-8.
        return frames.Count > 0 && (frames.Any(frame => frame.Type.Contains('\uFFFD', StringComparison.Ordinal)) || SyncBatch.Encode(frames).Body.Span.SequenceEqual(bytes));
    }

    private static IReadOnlyList<SyncFrame> Numbered(IEnumerable<SyncFrame> frames)
    {
        var numbered = new List<SyncFrame>();
        foreach (var frame in frames)
            numbered.Add(frame with { Number = frame.Number + (numbered.Count > 0 ? numbered[^1].Number : long.MaxValue / 2) });
        return numbered;
    }

    private static string Words(SyncFrame frame) =>
        $"{frame.Number} {frame.Type} {frame.To} {frame.IsPacked} {frame.SentTo.Count} {Convert.ToHexString(frame.Body.Span)}";

    private static void Check(Property property) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), property);
}
