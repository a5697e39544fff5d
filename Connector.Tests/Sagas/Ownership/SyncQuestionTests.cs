using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>When a peer is asked again, and what counts as its answer.</summary>
public sealed class SyncQuestionTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly SyncQuestion _question = new();

    [Fact]
    public void It_is_asked_again_after_half_a_heartbeat_one_two_and_two_each_time()
    {
        double[] asked = [0, 0.5, 1.5, 3.5, 5.5];
        List<double> found = [];
        for (var now = 0.0; now < 6; now += 0.25)
        {
            if (!_question.MayAsk(TimeSpan.FromSeconds(now), Heartbeat))
                continue;
            _question.Ask(found.Count + 1, isForEverything: false, TimeSpan.FromSeconds(now));
            found.Add(now);
        }

        found.ShouldBe(asked);
    }

    [Fact]
    public void While_its_answer_comes_it_is_not_asked_again()
    {
        _question.Ask(1, isForEverything: false, TimeSpan.Zero);
        for (var part = 1; part <= 9; part++)
            _question.Hear(1, part, 10, TimeSpan.FromSeconds(part * 0.4)).ShouldBeFalse();

        _question.MayAsk(TimeSpan.FromSeconds(4), Heartbeat).ShouldBeFalse();
        _question.MayAsk(TimeSpan.FromSeconds(4.1), Heartbeat).ShouldBeTrue("the last part is missing");
    }

    [Fact]
    public void The_answer_to_a_question_that_was_said_again_counts_for_all()
    {
        _question.Ask(1, isForEverything: false, TimeSpan.Zero);
        _question.Ask(2, isForEverything: false, TimeSpan.FromSeconds(1));

        _question.IsOpen(1).ShouldBeTrue();
        _question.Hear(1, 1, 1, TimeSpan.FromSeconds(2)).ShouldBeTrue();
        _question.IsOpen(1).ShouldBeFalse();
        _question.IsOpen(2).ShouldBeFalse();
    }

    [Fact]
    public void Parts_of_two_answers_do_not_make_one()
    {
        _question.Ask(1, isForEverything: true, TimeSpan.Zero);
        _question.Hear(1, 1, 2, TimeSpan.FromSeconds(1)).ShouldBeFalse();
        _question.Ask(2, isForEverything: true, TimeSpan.FromSeconds(2));

        _question.Hear(2, 2, 2, TimeSpan.FromSeconds(3)).ShouldBeFalse();
        _question.Hear(1, 2, 2, TimeSpan.FromSeconds(3)).ShouldBeFalse("a part of the later answer was counted already");
        _question.Hear(2, 1, 2, TimeSpan.FromSeconds(3)).ShouldBeTrue();
    }

    [Fact]
    public void What_is_new_does_not_answer_who_asks_for_everything()
    {
        _question.Ask(1, isForEverything: false, TimeSpan.Zero);
        _question.Ask(2, isForEverything: true, TimeSpan.FromSeconds(1));

        _question.IsOpen(1).ShouldBeFalse();
        _question.IsOpen(2).ShouldBeTrue();
    }

    [Fact]
    public void What_was_asked_before_it_was_dropped_is_answered_in_vain_and_may_be_asked_at_once()
    {
        _question.Ask(1, isForEverything: true, TimeSpan.Zero);
        _question.Drop();

        _question.IsOpen(1).ShouldBeFalse();
        _question.MayAsk(TimeSpan.Zero, Heartbeat).ShouldBeTrue();
    }
}
