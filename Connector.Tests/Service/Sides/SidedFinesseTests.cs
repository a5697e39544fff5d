using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Sides;

public sealed class SidedFinesseTests
{
    private static readonly FinesseCall Ready = new ChangeAgentState("READY", null);
    private static readonly FinesseOutcome Passing = new FinesseOutcome.Unavailable("503") { IsPassing = true };
    private static readonly AgentCredentials Secrets = new("pw", null);

    private readonly ManualTime _time = new();
    private readonly IFinesse _a = Substitute.For<IFinesse>();
    private readonly IFinesse _b = Substitute.For<IFinesse>();
    private readonly FinesseSides _sides;
    private readonly SidedFinesse _finesse;

    public SidedFinesseTests()
    {
        var rest = Substitute.For<IFinesseRest>();
        rest.Address.Returns(ContractMappingTests.Address());
        var watch = new SideWatch([rest, rest], new SupervisionOptions(), _time, NullLogger<SideWatch>.Instance);
        var subscriptions = Substitute.For<IAgentSubscriptions>();
        _sides = new([new(rest, subscriptions), new(rest, subscriptions) { Id = SideId.B }], watch);
        _finesse = new(_sides, [_a, _b], _time);
        Answers(_b, new FinesseOutcome.Accepted());
    }

    [Fact]
    public async Task Request_goes_where_the_agent_is()
    {
        _sides.Begin("1001", _sides[SideId.B]);

        (await AskAsync()).ShouldBeOfType<FinesseOutcome.Accepted>();

        _a.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_waits_for_an_agent_on_his_way_and_goes_where_he_arrives()
    {
        var route = _sides.Begin("1001", _sides[SideId.A]);
        route.Leave();
        var asked = AskAsync();
        await Eventually.HoldsAsync("the wait", () => _time.Timers == 1);
        asked.IsCompleted.ShouldBeFalse();

        route.Arrive(_sides[SideId.B]);

        (await asked).ShouldBeOfType<FinesseOutcome.Accepted>();
        _a.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_that_waits_past_its_deadline_is_not_carried_out()
    {
        var route = _sides.Begin("1001", _sides[SideId.A]);
        route.Leave();
        var asked = AskAsync(TimeSpan.FromSeconds(7));
        await Eventually.HoldsAsync("the wait", () => _time.Timers == 1);

        _time.Advance(TimeSpan.FromSeconds(7));

        var outcome = (await asked).ShouldBeOfType<FinesseOutcome.Unavailable>();
        outcome.Reason.ShouldContain("not carried out");
        route.Arrive(_sides[SideId.B]);
        _b.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_side_took_is_asked_again_on_the_side_that_the_agent_has_moved_to()
    {
        Answers(_a, Passing);
        var route = _sides.Begin("1001", _sides[SideId.A]);
        var asked = AskAsync();
        await Eventually.HoldsAsync("the pause", () => _time.Timers == 1);
        route.Leave();
        route.Arrive(_sides[SideId.B]);

        _time.Advance(TimeSpan.FromSeconds(1));

        (await asked).ShouldBeOfType<FinesseOutcome.Accepted>();
        _a.ReceivedCalls().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Side_that_goes_on_failing_is_given_up_after_a_few_seconds()
    {
        Answers(_a, Passing);
        _sides.Begin("1001", _sides[SideId.A]);
        var asked = AskAsync();

        for (var pause = 0; pause < 7 && !asked.IsCompleted; pause++)
        {
            await Eventually.HoldsAsync("the pause", () => _time.Timers == 1 || asked.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        (await asked).ShouldBe(Passing);
        _a.ReceivedCalls().Count().ShouldBeInRange(3, 8);
        _sides.Watch.State[SideId.A].Doubt.ShouldNotBeNull("the supervision has heard of it");
    }

    [Fact]
    public async Task What_may_have_been_carried_out_or_was_refused_is_never_asked_again()
    {
        _sides.Begin("1001", _sides[SideId.A]);
        foreach (FinesseOutcome outcome in new FinesseOutcome[]
            { new FinesseOutcome.Unknown("no answer"), new FinesseOutcome.Refused(new("", "", ""), 401), new FinesseOutcome.Unavailable("a redirect") })
        {
            _a.ClearReceivedCalls();
            Answers(_a, outcome);

            (await AskAsync()).ShouldBe(outcome);

            _a.ReceivedCalls().Count().ShouldBe(1);
        }
    }

    [Fact]
    public async Task With_both_sides_out_it_is_said_at_once()
    {
        foreach (var side in new[] { SideId.A, SideId.B, SideId.A, SideId.B })
            _sides.Watch.Observe(new SideFact.Silent(side, "connection refused"));
        Answers(_a, Passing);

        (await AskAsync()).ShouldBe(Passing);
    }

    [Fact]
    public async Task Whoever_waits_for_an_agent_that_is_held_no_more_waits_no_longer()
    {
        Answers(_a, new FinesseOutcome.Accepted());
        var route = _sides.Begin("1001", _sides[SideId.A]);
        route.Leave();
        var asked = AskAsync();
        await Eventually.HoldsAsync("the wait", () => _time.Timers == 1);

        _sides.End(route);

        (await asked).ShouldBeOfType<FinesseOutcome.Accepted>();
        _sides.RouteOf("1001").ShouldBeNull();
    }

    private static void Answers(IFinesse adapter, FinesseOutcome outcome) => adapter
        .CarryOutAsync("1001", Secrets, Ready, "r1", Arg.Any<CancellationToken>()).Returns(outcome);

    private Task<FinesseOutcome> AskAsync(TimeSpan? within = null) => _finesse.CarryOutAsync(
        "1001", Secrets, Ready, "r1", _time.GetUtcNow() + (within ?? TimeSpan.FromSeconds(30)), CancellationToken.None);
}
