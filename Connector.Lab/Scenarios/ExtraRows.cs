using Connector.Lab.Links;
using static Connector.Lab.Scenarios.Act;
using static Connector.Lab.Scenarios.Claims;
using static Connector.Lab.Scenarios.Names;

namespace Connector.Lab.Scenarios;

/// <summary>What the customer's table does not have. In active-passive GC-1 has every agent at the start, in active-active its own site's.</summary>
internal static class ExtraRows
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Row("X-kill-signin", "GC-1 is killed at a random moment while everybody signs in") with
        {
            DuringSignIn = true,
            Fault = [Seconds(0.2, 2), new Kill(Gc1), new AwaitAllAt(Gc2)],
            Claims = [AllAt(Gc2)],
        },
        Row("X-kill-calls", "GC-1 is killed, restored and killed again at random moments of calls") with
        {
            Fault =
            [
                Seconds(0, 3), new Kill(Gc1), new AwaitAllAt(Gc2), Seconds(0, 3), new Restart(Gc1), new AwaitFirstAt(Gc1), Seconds(0, 4),
                new Kill(Gc1), new AwaitAllAt(Gc2),
            ],
            Claims = [AllAt(Gc2)],
        },
        Row("X-kill-handover", "GC-1 is killed at a random moment of the hand-over to it, then GC-2 of the next one") with
        {
            Before = [new Kill(Gc1), new AwaitAllAt(Gc2)],
            Fault =
            [
                new Restart(Gc1), new AwaitFirstAt(Gc1), Seconds(0, 1), new Kill(Gc1), new AwaitAllAt(Gc2),
                new Restart(Gc1), new AwaitFirstAt(Gc1), Seconds(0, 1), new Kill(Gc2), new AwaitAllAt(Gc1),
            ],
            Claims = [AllAt(Gc1)],
        },
        Row("X-freeze-1s", "GC-1 is frozen for a second: nobody takes over") with
        {
            Fault = [new Freeze(Gc1, IsReplaced: false), Seconds(1), new Thaw(Gc1), Seconds(4)],
            Claims = [NoOwnerChanges()],
        },
        Row("X-soak", "3 of 10 moments are stolen from every core, and each connector is frozen for a second now and then: nobody ever takes over") with
        {
            StolenShare = 0.3,
            Fault = [new Repeat([.. new[] { Gc1, Gc2 }.SelectMany(connector => new[] { Seconds(5, 15), new Freeze(connector, IsReplaced: false), Seconds(1), new Thaw(connector) })]), Seconds(4)],
            Claims = [NoOwnerChanges()],
        },
        Row("X-freeze", "GC-1's host is gone without a word, and comes back when it is replaced") with
        {
            // In active-passive they go back to it: the row ends when that is over.
            Fault = [new Freeze(Gc1, IsReplaced: true), new AwaitOwnedBy(Gc2), Seconds(3), new Thaw(Gc1), new AwaitOneOwner(), Seconds(3), new AwaitOneOwner()],
            Claims = [TakenOverWithin(Gc2, 6, 9)],
        },
        Row("X-slow", "the links of GC-1 take 200 ms each way, at 1 MB/s") with
        {
            Fault =
            [
                AtOnce(new Worsen(Gc1, Amq1, Slow), new Worsen(Gc1, Amq2, Slow), new Worsen(Gc1, FinesseA, Slow), new Worsen(Gc1, FinesseB, Slow)),
                Seconds(8),
            ],
            Claims = [NoOwnerChanges()],
        },
        Row("X-lossy", "the links of GC-1 to the brokers are reset every few seconds") with
        {
            Fault = [AtOnce(new Worsen(Gc1, Amq1, Lossy), new Worsen(Gc1, Amq2, Lossy)), Seconds(12), AtOnce(new Heal(Gc1, Amq1), new Heal(Gc1, Amq2))],
            Claims = [NoOwnerChanges()],
        },
        Row("X-flap", "the link between the sites comes and goes") with
        {
            Fault = [.. Enumerable.Range(0, 5).SelectMany(_ => new[] { CutSites, Seconds(1), HealSites, Seconds(1) }), new AwaitOneOwner()],
            Claims = [NoOwnerChanges()],
        },
        Row("X-brokers", "both brokers are down for five seconds") with
        {
            Before = [KnowEachOther],
            Fault = [BothBrokersOff, Seconds(5), BothBrokersOn, new AwaitOneOwner(), Seconds(3)],
            Claims = [EachOutcomeIsKnown(), NoOwnerChanges()],
        },
        Row("X-brokers-busy", "both brokers are down for five seconds, and 5 of 10 moments are stolen from every core") with
        {
            StolenShare = 0.5,
            Before = [KnowEachOther],
            Fault = [BothBrokersOff, Seconds(5), BothBrokersOn, new AwaitOneOwner(), Seconds(3)],
            Claims = [EachOutcomeIsKnown(), NoOwnerChanges()],
        },
        Row("X-restart", "both connectors are killed and restored at once") with
        {
            Fault = [AtOnce(new Kill(Gc1), new Kill(Gc2)), Seconds(1), AtOnce(new Restart(Gc1), new Restart(Gc2)), new AwaitOneOwner(), Seconds(3)],
            Claims = [],
        },
        Row("X-finesse-a", "Finesse's side A is lost, and comes back") with
        {
            Fault = [new Kill(FinesseA), new AwaitOneOwner(), Seconds(6), new Restart(FinesseA), Seconds(4), new AwaitOneOwner()],
            Claims = [NoOwnerChanges(), FinesseOfSideWithin("B", 5)],
            MayBeRefusedFor = ["FinesseUnavailable"],
        },
        Row("X-upgrade", "both connectors are stopped and started again, one after the other, under load") with
        {
            Fault = [new Stop(Gc2), new Restart(Gc2), Seconds(2), new Stop(Gc1), new Restart(Gc1), new AwaitAllAt(Gc1), Seconds(3)],
            Claims = [NoSilenceAbove(2)],
        },
        Row("X-clock", "the clock of GC-1's host jumps ahead by an hour, then back by two") with
        {
            MovableClocks = true,
            Fault = [new Jump(Gc1, TimeSpan.FromHours(1)), Seconds(6), new Jump(Gc1, TimeSpan.FromHours(-1)), Seconds(6)],
            Claims = [NoOwnerChanges(), NoSilenceAbove(2)],
        },
    ];

    private static LinkConditions Slow => LinkConditions.BothWays(TimeSpan.FromMilliseconds(200), 1_000_000);

    private static LinkConditions Lossy => LinkConditions.Clean with { ResetsPerSecond = 0.3 };

    // As long as requests live: then each connector knows what the other has begun.
    private static Act KnowEachOther => Seconds(65);

    private static Act BothBrokersOff => AtOnce(new Kill(Amq1), new Kill(Amq2));

    private static Act BothBrokersOn => AtOnce(new Restart(Amq1), new Restart(Amq2));

    private static Act CutSites => AtOnce(new Cut(Gc1, Amq2), new Cut(Gc2, Amq1), new Cut(Amq1, Amq2));

    private static Act HealSites => AtOnce(new Heal(Gc1, Amq2), new Heal(Gc2, Amq1), new Heal(Amq1, Amq2));

    private static Scenario Row(string id, string says) => new() { Id = id, Says = says, Fault = [], Claims = [] };
}
