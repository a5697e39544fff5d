using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Sides;

public sealed class SideWatchTests : IAsyncDisposable
{
    private static readonly SystemInfo Well = new() { Status = "IN_SERVICE", LastCtiHeartbeatStatus = "success", DeploymentType = "UCCE" };

    private readonly ManualTime _time = new();
    private readonly IFinesseRest _a = Side();
    private readonly IFinesseRest _b = Side();
    private readonly SideWatch _watch;
    private (int A, int B) _asked;

    public SideWatchTests() => _watch = new([_a, _b], new SupervisionOptions(), _time, NullLogger<SideWatch>.Instance);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    [Fact]
    public async Task Sides_are_asked_once_in_twenty_seconds_while_all_is_well()
    {
        await BegunAsync();

        _time.Advance(TimeSpan.FromSeconds(15));
        (Asked(_a), Asked(_b)).ShouldBe(_asked);
        _time.Advance(TimeSpan.FromSeconds(5));

        await Eventually.HoldsAsync("the next question", () => Asked(_a) == _asked.A + 1 && Asked(_b) == _asked.B + 1);
    }

    [Fact]
    public async Task Doubt_has_both_sides_asked_at_once_and_every_second_from_then_on()
    {
        await BegunAsync();
        Fails(_a);

        _watch.Observe(new SideFact.RequestFailed(SideId.A, "503"));

        await Eventually.HoldsAsync("the questions", () => Asked(_a) == _asked.A + 1 && Asked(_b) == _asked.B + 1);
        await PassAsync(TimeSpan.FromMilliseconds(200), before: "the pause before a hurry is heard");
        await PassAsync(TimeSpan.FromMilliseconds(800), before: "the rest of the second");
        await Eventually.HoldsAsync("the next", () => Asked(_a) == _asked.A + 2 && Asked(_b) == _asked.B + 2);
        await Eventually.HoldsAsync("the judgement", () => _watch.State[SideId.A].Judgement == SideJudgement.OutOfService);
        _watch.State.Serving.ShouldBe(SideId.B);
    }

    [Fact]
    public async Task Agents_with_calls_are_told_to_move_before_the_others()
    {
        await BegunAsync();
        var moved = new List<string>();
        foreach (var agent in new[] { "1", "2", "3", "4" })
            _watch.Join(agent, SideId.A, () => agent is "3", move => Add($"{move.AgentId} to {move.To}"));
        // What it says of itself is heard too: the doubt has it asked.
        _a.GetSystemInfoAsync(Arg.Any<CancellationToken>()).Returns(FinesseReplies.Ok(Well with { Status = "OUT_OF_SERVICE" }));

        _watch.Observe(new SideFact.Told(SideId.A, IsInService: false));
        _watch.Observe(new SideFact.Answered(SideId.B, IsInService: true, IsHeartbeatGood: true, DeploymentFlavour.Ucce, "IN_SERVICE"));

        await Eventually.HoldsAsync("the moves", () => Moved().Length == 4);
        Moved()[0].ShouldBe("3 to B");

        void Add(string move)
        {
            lock (moved)
                moved.Add(move);
        }

        string[] Moved()
        {
            lock (moved)
                return [.. moved];
        }
    }

    [Fact]
    public async Task Agent_who_is_held_anew_is_not_forgotten_by_the_end_of_the_one_before()
    {
        await BegunAsync();
        var before = _watch.Join("1", SideId.A, () => false, _ => { });
        using var now = _watch.Join("1", SideId.B, () => false, _ => { });

        before.Dispose();

        _watch.State.Agents["1"].Side.ShouldBe(SideId.B);
        now.Dispose();
        _watch.State.Agents.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_listens_hears_the_present_and_every_change()
    {
        await BegunAsync();
        // A doubt has both asked at once, and what they answer would be told as well.
        NeverAnswers(_a);
        NeverAnswers(_b);
        var heard = new List<string>();
        using (_watch.Listen(state => heard.Add($"{state[SideId.A].Judgement} {state.AllOut}")))
        {
            _watch.Observe(new SideFact.RequestFailed(SideId.A, "503"));
            _watch.Observe(new SideFact.RequestFailed(SideId.A, "503"));
        }
        _watch.Observe(new SideFact.Told(SideId.B, IsInService: false));

        heard.ShouldBe(["InService False", "Suspect False"]);
    }

    private static IFinesseRest Side()
    {
        var rest = Substitute.For<IFinesseRest>();
        rest.Address.Returns(FinesseSamples.Address("http://finesse/finesse/api/", null));
        rest.GetSystemInfoAsync(Arg.Any<CancellationToken>()).Returns(FinesseReplies.Ok(Well));
        return rest;
    }

    private static void Fails(IFinesseRest rest) => rest.GetSystemInfoAsync(Arg.Any<CancellationToken>())
        .Returns(FinesseReplies.Failed<SystemInfo>(new FinesseFailure.Unreachable("connection refused")));

    private static void NeverAnswers(IFinesseRest rest) => rest.GetSystemInfoAsync(Arg.Any<CancellationToken>())
        .Returns(call => new TaskCompletionSource<FinesseReply<SystemInfo>>().Task.WaitAsync(call.Arg<CancellationToken>()));

    private static int Asked(IFinesseRest rest) =>
        rest.ReceivedCalls().Count(call => call.GetMethodInfo().Name == nameof(IFinesseRest.GetSystemInfoAsync));

    private async Task BegunAsync()
    {
        _watch.Start();
        await Eventually.HoldsAsync("the first answers", () => _watch.State.Sides.All(side => side.Judgement == SideJudgement.InService));
        // Until both rest for their twenty seconds: whoever answered first was to be asked again in one.
        await Eventually.HoldsAsync("the long pauses", () =>
        {
            if (_time.Waits is not [var next, _])
                return false;
            if (next > TimeSpan.FromSeconds(2))
                return true;
            _time.Advance(TimeSpan.FromMilliseconds(400));
            return false;
        });
        _asked = (Asked(_a), Asked(_b));
    }

    // The pauses themselves, and not just two timers: one that is over may still be there for a moment.
    private async Task PassAsync(TimeSpan pause, string before)
    {
        await Eventually.HoldsAsync(before, () => _time.Waits.SequenceEqual([pause, pause]));
        _time.Advance(pause);
    }
}
