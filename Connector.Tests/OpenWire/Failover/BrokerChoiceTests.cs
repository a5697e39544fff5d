using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Connector.OpenWire.Wire;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>Which broker comes next, and when.</summary>
public sealed class BrokerChoiceTests
{
    private static readonly BrokerAddress A = new("a", 1, false);
    private static readonly BrokerAddress B = new("b", 2, false);
    private static readonly BrokerAddress C = new("c", 3, true);
    private static readonly FailoverOptions Options = new() { Brokers = [A, B, C] };

    [Fact]
    public void Brokers_are_tried_in_the_order_given_and_the_one_that_failed_last()
    {
        var choice = new BrokerChoice(Options);
        choice.Round(new Random(1)).ShouldBe([A, B, C]);
        choice.Connected(A).Lost(settled: true).Round(new Random(1)).ShouldBe([B, C, A]);
        choice.Connected(B).Lost(settled: true).Round(new Random(1)).ShouldBe([A, C, B]);
        choice.Connected(B).Lost(settled: true).Connected(A).Settled().Lost(settled: true).Round(new Random(1)).ShouldBe([B, C, A]);
    }

    [Fact]
    public void Every_round_has_every_broker_once_whatever_happened() =>
        Prop.ForAll<bool, bool, byte[]>(RoundsAreWhole).QuickCheckThrowOnFailure();

    private static void RoundsAreWhole(bool randomize, bool priority, byte[] events)
    {
        var brokers = new[] { A, B, C };
        var choice = new BrokerChoice(Options with { Randomize = randomize, PriorityBackup = priority });
        foreach (var happened in events)
        {
            choice = (happened % 6) switch
            {
                0 => choice.RoundBegun().Connected(brokers[happened % 3]),
                1 => choice.Lost(settled: happened > 100),
                2 => choice.RoundFailed(),
                3 => choice.Controlled(new ConnectionControl { ConnectedBrokers = "tcp://d:4?x=y,tcp://a:1", Rebalance = happened > 50 }, A),
                4 => choice.Controlled(new ConnectionControl { ReconnectTo = "tcp://b:2" }, A),
                _ => choice.Settled(),
            };
            var round = choice.Round(new Random(events.Length));
            round.Distinct().Count().ShouldBe(round.Length);
            brokers.ShouldBeSubsetOf(round, "an announcement never replaces what is configured");
            if (choice.Wanted is null && choice.JustFailed is { } failed)
                round[^1].ShouldBe(failed);
            choice.Pause.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
            choice.Pause.ShouldBeLessThanOrEqualTo(Options.MaxReconnectDelay);
            choice.LookAfter.HasValue.ShouldBe(priority && choice.Current is not null && choice.Current != A);
        }
    }

    [Fact]
    public void Random_rounds_reach_every_order_and_a_preferred_broker_stays_first()
    {
        var random = new Random(7);
        var shuffled = new BrokerChoice(Options with { Randomize = true });
        Enumerable.Range(0, 200).Select(_ => string.Join(",", shuffled.Round(random))).Distinct().Count().ShouldBe(6);
        var preferring = new BrokerChoice(Options with { Randomize = true, PriorityBackup = true });
        Enumerable.Range(0, 50).ShouldAllBe(_ => preferring.Round(random)[0] == A);
    }

    [Fact]
    public void The_pause_grows_by_the_exponent_up_to_the_cap() => Prop.ForAll<NonNegativeInt>(PauseGrows).QuickCheckThrowOnFailure();

    private static void PauseGrows(NonNegativeInt failures)
    {
        var backOff = BackOff.Of(Options with { InitialReconnectDelay = TimeSpan.FromMilliseconds(10), MaxReconnectDelay = TimeSpan.FromSeconds(1), ReconnectDelayExponent = 2 });
        var pause = backOff.After(failures.Get);
        pause.ShouldBeInRange(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1));
        if (failures.Get is > 0 and < 7)
            pause.ShouldBe(TimeSpan.FromMilliseconds(10 * Math.Pow(2, failures.Get - 1)));
        backOff.After(failures.Get + 1).ShouldBeGreaterThanOrEqualTo(pause);
    }

    [Fact]
    public void The_first_round_starts_at_once_and_a_broker_that_drops_connections_is_not_hammered()
    {
        var choice = new BrokerChoice(Options);
        choice.Pause.ShouldBe(TimeSpan.Zero);
        choice.Connected(A).Lost(settled: true).Pause.ShouldBe(Options.InitialReconnectDelay);
        var dropped = Enumerable.Range(0, 6).Aggregate(choice, (one, _) => one.Connected(A).Lost(settled: false));
        dropped.Pause.ShouldBe(32 * Options.InitialReconnectDelay);
        dropped.Connected(A).Settled().Lost(settled: true).Pause.ShouldBe(Options.InitialReconnectDelay);
    }

    [Fact]
    public void The_allowed_rounds_are_counted()
    {
        var never = new BrokerChoice(Options);
        Enumerable.Range(0, 1000).Aggregate(never, (one, _) => one.RoundFailed()).IsGivenUp.ShouldBeFalse();

        var two = new BrokerChoice(Options with { MaxReconnectAttempts = 2 });
        two.RoundFailed().IsGivenUp.ShouldBeFalse();
        two.RoundFailed().RoundFailed().IsGivenUp.ShouldBeTrue();

        var startup = new BrokerChoice(Options with { StartupMaxReconnectAttempts = 1 });
        startup.RoundFailed().IsGivenUp.ShouldBeTrue();
        startup.Connected(A).Lost(settled: true).RoundFailed().RoundFailed().IsGivenUp.ShouldBeFalse();

        var none = new BrokerChoice(Options with { MaxReconnectAttempts = 0 });
        none.IsGivenUp.ShouldBeFalse("the first connection is tried once");
        none.Connected(A).Lost(settled: true).IsGivenUp.ShouldBeTrue();
    }

    [Fact]
    public void The_preferred_broker_is_looked_for_only_from_another_one()
    {
        var choice = new BrokerChoice(Options with { PriorityBackup = true });
        choice.Connected(A).LookAfter.ShouldBeNull();
        var away = choice.Connected(B);
        away.LookAfter.ShouldBe(Options.InitialReconnectDelay);
        away.LookFailed().LookFailed().LookAfter.ShouldBe(4 * Options.InitialReconnectDelay);
        new BrokerChoice(Options).Connected(B).LookAfter.ShouldBeNull();
        new BrokerChoice(Options with { PriorityBackup = true, PreferredBrokers = [B] }).Connected(B).LookAfter.ShouldBeNull();
    }

    [Fact]
    public void What_a_broker_announces_is_followed_once_and_only_where_allowed()
    {
        var d = new BrokerAddress("d", 4, false);
        var at = new BrokerChoice(Options).Connected(A);
        var told = at.Controlled(new ConnectionControl { ConnectedBrokers = "tcp://d:4?wireFormat.x=1, nonsense://x, tcp://a:1" }, A);
        told.Announced.ShouldBe([d]);
        told.Wanted.ShouldBeNull("nothing was said about moving");
        told.Lost(settled: true).Round(new Random(1)).ShouldBe([B, C, d, A]);

        var moved = at.Controlled(new ConnectionControl { ConnectedBrokers = "tcp://d:4,tcp://a:1", Rebalance = true }, A);
        moved.Wanted.ShouldBe(d);
        moved.Round(new Random(1))[0].ShouldBe(d);
        moved.Connected(d).Wanted.ShouldBeNull();
        moved.LookFailed().Wanted.ShouldBeNull();
        at.Controlled(new ConnectionControl { ReconnectTo = "tcp://b:2" }, A).Wanted.ShouldBe(B);
        at.Controlled(new ConnectionControl { ReconnectTo = "tcp://a:1" }, A).Wanted.ShouldBeNull();

        new BrokerChoice(Options with { UpdateBrokers = false }).Connected(A)
            .Controlled(new ConnectionControl { ReconnectTo = "tcp://b:2", ConnectedBrokers = "tcp://d:4" }, A)
            .ShouldSatisfyAllConditions(one => one.Wanted.ShouldBeNull(), one => one.Announced.ShouldBeEmpty());
        var hostile = string.Join(",", Enumerable.Range(1, 10_000).Select(port => $"tcp://h:{port}"));
        at.Controlled(new ConnectionControl { ConnectedBrokers = hostile }, A).Announced.Length.ShouldBe(64);
    }
}
