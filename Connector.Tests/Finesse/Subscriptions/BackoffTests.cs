using Connector.Finesse.Subscriptions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

public sealed class BackoffTests
{
    private static readonly Backoff Policy = new() { First = TimeSpan.FromMilliseconds(400), Longest = TimeSpan.FromSeconds(5) };

    [Theory]
    [InlineData(1, 0.0, 200)]
    [InlineData(1, 0.5, 300)]
    [InlineData(2, 0.0, 400)]
    [InlineData(3, 0.0, 800)]
    [InlineData(4, 0.0, 1600)]
    [InlineData(5, 0.0, 2500)]
    [InlineData(5, 0.5, 3750)]
    [InlineData(1_000_000, 0.0, 2500)]
    public void The_wait_doubles_up_to_the_longest_and_is_drawn_from_its_upper_half(int failures, double random, int milliseconds) =>
        Policy.After(failures, random).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void There_is_no_wait_before_a_failure() => Should.Throw<ArgumentOutOfRangeException>(() => Policy.After(0, 0));
}
