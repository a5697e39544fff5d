using Connector.OpenWire.Link;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

public sealed class FramePoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1400)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void What_is_rented_is_long_enough(int length) => new FramePool(1_000_000).Rent(length).Length.ShouldBeGreaterThanOrEqualTo(length);

    [Fact]
    public void What_was_given_back_is_used_again()
    {
        var pool = new FramePool(1_000_000);
        var frames = Enumerable.Range(0, 100).Select(_ => pool.Rent(1400)).ToList();
        frames.Distinct().Count().ShouldBe(100, "nobody shares");
        foreach (var frame in frames)
            pool.Return(frame);

        Enumerable.Range(0, 100).Select(_ => pool.Rent(1100)).ShouldBe(frames, ignoreOrder: true);
        pool.KeptBytes.ShouldBe(0);
    }

    [Fact]
    public void No_more_is_kept_than_allowed()
    {
        var pool = new FramePool(5000);
        foreach (var frame in Enumerable.Range(0, 100).Select(_ => pool.Rent(2000)).ToList())
            pool.Return(frame);

        pool.KeptBytes.ShouldBe(4096);
    }
}
