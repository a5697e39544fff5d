using Connector.Finesse.Sides;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Sides;

public sealed class MoveQueueTests
{
    [Fact]
    public async Task Not_more_at_a_time_than_allowed_and_those_with_calls_first()
    {
        var queue = new MoveQueue(2);
        var first = await queue.EnterAsync(hasCalls: false, default);
        using var second = await queue.EnterAsync(hasCalls: false, default);
        var idle = queue.EnterAsync(hasCalls: false, default);
        var talking = queue.EnterAsync(hasCalls: true, default);
        (idle.IsCompleted, talking.IsCompleted).ShouldBe((false, false));

        first.Dispose();

        using var turn = await talking;
        idle.IsCompleted.ShouldBeFalse("who has calls up comes first");
        second.Dispose();
        (await idle).Dispose();
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_keeps_nobody_from_his_turn()
    {
        var queue = new MoveQueue(1);
        var first = await queue.EnterAsync(hasCalls: true, default);
        using var givingUp = new CancellationTokenSource();
        var gone = queue.EnterAsync(hasCalls: true, givingUp.Token);
        var next = queue.EnterAsync(hasCalls: true, default);
        await givingUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gone);

        first.Dispose();
        // Twice is once.
        first.Dispose();

        (await next).Dispose();
        (await queue.EnterAsync(hasCalls: false, default)).Dispose();
    }
}
