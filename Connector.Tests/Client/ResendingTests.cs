using Connector.Client.Requests;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Client;

/// <summary>Attempts side by side until one brings an answer, on a clock that the test moves.</summary>
public sealed class ResendingTests
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly List<Attempt> _attempts = [];

    [Fact]
    public async Task An_answer_ends_it()
    {
        var asking = AskAsync();
        _attempts[0].Answer("yes");

        (await asking).ShouldBe(("yes", 1, null));
    }

    [Fact]
    public async Task Without_an_answer_it_is_sent_again_and_the_limit_of_each_attempt_is_what_is_left()
    {
        var asking = AskAsync();
        await AttemptsAsync(2);
        await AttemptsAsync(3);
        _attempts.Select(attempt => attempt.Limit.TotalSeconds).ShouldBe([10, 7, 4]);
        _attempts[2].Answer("third");

        (await asking).ShouldBe(("third", 3, null));
        _attempts[0].Cancelled.ShouldBeTrue("nobody waits for it any more");
    }

    [Fact]
    public async Task A_late_answer_to_an_earlier_attempt_counts()
    {
        var asking = AskAsync();
        await AttemptsAsync(2);
        _attempts[0].Answer("late");

        (await asking).ShouldBe(("late", 2, null));
    }

    [Fact]
    public async Task An_attempt_that_fails_is_followed_by_the_next_at_its_time()
    {
        var asking = AskAsync();
        _attempts[0].Fail(new TimeoutException("no broker"));
        await AttemptsAsync(2);
        _attempts[1].Answer("second");

        (await asking).ShouldBe(("second", 2, null));
    }

    [Fact]
    public async Task A_failure_that_is_an_answer_is_thrown_at_once()
    {
        var asking = AskAsync();
        _attempts[0].Fail(new InvalidOperationException("final"));

        (await Should.ThrowAsync<InvalidOperationException>(asking)).Message.ShouldBe("final");
    }

    [Fact]
    public async Task When_the_time_is_over_it_says_how_often_it_tried_and_what_failed_last()
    {
        var asking = AskAsync();
        await AttemptsAsync(2);
        _attempts[1].Fail(new TimeoutException("no broker"));
        await AttemptsAsync(3);
        await AttemptsAsync(4);
        await PauseAsync();
        _time.Advance(Again);

        var (answer, attempts, failure) = await asking;
        answer.ShouldBeNull();
        attempts.ShouldBe(4);
        failure.ShouldNotBeNull().Message.ShouldBe("no broker");
    }

    [Fact]
    public async Task What_could_not_be_answered_any_more_is_not_sent_again()
    {
        var asking = AskAsync(within: (3 * Again) + TimeSpan.FromMilliseconds(5));
        await AttemptsAsync(2);
        await AttemptsAsync(3);
        await PauseAsync();
        _time.Advance(Again);

        var (answer, attempts, _) = await asking.WaitAsync(TimeSpan.FromSeconds(30));
        answer.ShouldBeNull();
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_nothing_behind()
    {
        using var giving = new CancellationTokenSource();
        var asking = AskAsync(cancellationToken: giving.Token);
        await AttemptsAsync(2);
        await giving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asking);
        _attempts.ShouldAllBe(attempt => attempt.Cancelled);
        _time.Timers.ShouldBe(0);
    }

    private Task<(string? Answer, int Attempts, Exception? Failure)> AskAsync(
        TimeSpan? within = null, CancellationToken cancellationToken = default) =>
        Resending.FirstAnswerAsync(
            (limit, cancellation) =>
            {
                var attempt = new Attempt(limit, cancellation);
                lock (_attempts)
                    _attempts.Add(attempt);
                return attempt.Task;
            },
            fault => fault is InvalidOperationException,
            Again,
            within ?? Within,
            _time,
            cancellationToken);

    private async Task AttemptsAsync(int count)
    {
        await PauseAsync();
        _time.Advance(Again);
        await Eventually.HoldsAsync($"attempt {count}", () => Count() == count, TimeSpan.FromSeconds(30));
    }

    // An attempt is counted a moment before the pause that follows it begins.
    private Task PauseAsync() => Eventually.HoldsAsync("the pause", () => _time.Timers == 1, TimeSpan.FromSeconds(30));

    private int Count()
    {
        lock (_attempts)
            return _attempts.Count;
    }

    private sealed class Attempt
    {
        private readonly TaskCompletionSource<string> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Attempt(TimeSpan limit, CancellationToken cancellation)
        {
            Limit = limit;
            cancellation.Register(() => Cancelled = _source.TrySetCanceled(cancellation));
        }

        public TimeSpan Limit { get; }

        public bool Cancelled { get; private set; }

        public Task<string> Task => _source.Task;

        public void Answer(string answer) => _source.SetResult(answer);

        public void Fail(Exception failure) => _source.SetException(failure);
    }
}
