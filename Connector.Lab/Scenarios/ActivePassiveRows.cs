using Connector.Lab.Deployment;
using static Connector.Lab.Scenarios.Act;
using static Connector.Lab.Scenarios.Claims;
using static Connector.Lab.Scenarios.Names;

namespace Connector.Lab.Scenarios;

/// <summary>The rows of active-passive: at the start GC-1 has every agent and all apps are at AMQ-1.</summary>
internal static class ActivePassiveRows
{
    /// <summary>The rows, in the table's order. AP-6 and AP-7 are there twice, for both ways to place GC-2 (product.md).</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Row("AP-1", "AMQ-1 down, GC-1 active: GC-1 moves to AMQ-2 by itself and goes on serving all requests; no agent changes owner") with
        {
            Fault = [new Kill(Amq1)],
            Claims =
            [
                NoOwnerChanges(), AllAt(Gc1), ServedBy(Gc1), FlowsWithin(2),
                ConnectorAt(Gc1, Amq2), ClientsAt(Clients1, Amq2), ClientsAt(Clients2, Amq2),
            ],
        },
        Row("AP-2", "AMQ-2 and GC-1 down; AMQ-1, GC-2 up: GC-2 serves everything through AMQ-1") with
        {
            Fault = [AtOnce(new Kill(Amq2), new Kill(Gc1)), new AwaitAllAt(Gc2)],
            Claims =
            [
                AllAt(Gc2), TakenOverWithin(Gc2, 2, 5), ServedBy(Gc2), ConnectorAt(Gc2, Amq1), ClientsAt(Clients1, Amq1), ClientsAt(Clients2, Amq1),
            ],
        },
        Row("AP-3", "AMQ-1 and GC-1 down: AMQ-2 and GC-2 serve; GC-2 acquires the XMPP subscription of every agent") with
        {
            Fault = [AtOnce(new Kill(Amq1), new Kill(Gc1)), new AwaitAllAt(Gc2)],
            Claims =
            [
                AllAt(Gc2), TakenOverWithin(Gc2, 2, 5), ServedBy(Gc2), ConnectorAt(Gc2, Amq2), ClientsAt(Clients1, Amq2), ClientsAt(Clients2, Amq2),
            ],
        },
        Row("AP-4", "GC-1 restored: it receives requests again and acquires all active agents' XMPP subscriptions; GC-2 is standby again") with
        {
            Before = [new Kill(Gc1), new AwaitAllAt(Gc2), Seconds(1)],
            Fault = [new Restart(Gc1), new AwaitAllAt(Gc1)],
            Claims = [AllAt(Gc1), HandedOverWithin(Gc1, 2), ServedBy(Gc1, from: Text(new AwaitAllAt(Gc1))), NoSilenceAbove(2)],
        },
        Row("AP-5", "the link between the sites cut: both connectors work independently, each for the clients that reach it; healed: one owner per agent again") with
        {
            // Site 2's apps cannot reach site 1 either.
            Fault =
            [
                AtOnce(new Cut(Gc1, Amq2), new Cut(Gc2, Amq1), new Cut(Amq1, Amq2), new Cut(Clients1, Amq2), new Cut(Clients2, Amq1)),
                Seconds(8),
                AtOnce(new Heal(Gc1, Amq2), new Heal(Gc2, Amq1), new Heal(Amq1, Amq2), new Heal(Clients1, Amq2), new Heal(Clients2, Amq1)),
                new AwaitOneOwner(),
                new AwaitAllAt(Gc1),
            ],
            Claims =
            [
                NoOwnerChangesOf(Clients1),
                ServedBy(Gc1, client: Clients1),
                ServedBy(Gc2, from: Text(new Cut(Clients2, Amq1)), until: Healed, client: Clients2),
                MomentWithin(Text(new AwaitOneOwner()), Healed, 5),
                AllAt(Gc1),
            ],
        },
        Row("AP-6", "AMQ-1 restored, GC-1 still down, clients on AMQ-2: GC-2 serves them (both lists alike)") with
        {
            ClientsStay = true,
            Before = [AtOnce(new Kill(Amq1), new Kill(Gc1)), new AwaitAllAt(Gc2), Seconds(1)],
            Fault = [new Restart(Amq1), Seconds(4)],
            Claims = [NoSilenceAbove(2), AllAt(Gc2), ServedBy(Gc2), ClientsAt(Clients1, Amq2), ClientsAt(Clients2, Amq2)],
        },
        Row("AP-6-turned", "AMQ-1 restored, GC-1 still down, clients on AMQ-2: client, AMQ-2, GC-2, AMQ-2, client (GC-2 lists AMQ-2 first)") with
        {
            SecondListTurnedRound = true,
            ClientsStay = true,
            Before = [AtOnce(new Kill(Amq1), new Kill(Gc1)), new AwaitAllAt(Gc2), Seconds(1)],
            Fault = [new Restart(Amq1), Seconds(4)],
            Claims =
            [
                NoSilenceAbove(2), AllAt(Gc2), ServedBy(Gc2), ConnectorAt(Gc2, Amq2), ClientsAt(Clients1, Amq2), ClientsAt(Clients2, Amq2),
            ],
        },
        Row("AP-7", "GC-1 down, both brokers up: GC-2 serves at the broker where the clients are (both lists alike)") with
        {
            Fault = [new Kill(Gc1), new AwaitAllAt(Gc2)],
            Claims =
            [
                AllAt(Gc2), TakenOverWithin(Gc2, 2, 5), ServedBy(Gc2), ConnectorAt(Gc2, Amq1), ClientsAt(Clients1, Amq1), ClientsAt(Clients2, Amq1),
            ],
        },
        Row("AP-7-turned", "GC-1 down, both brokers up: client, AMQ-1, AMQ-2, GC-2, AMQ-2, AMQ-1, client (GC-2 lists AMQ-2 first)") with
        {
            SecondListTurnedRound = true,
            Fault = [new Kill(Gc1), new AwaitAllAt(Gc2)],
            Claims =
            [
                AllAt(Gc2), TakenOverWithin(Gc2, 2, 5), ServedBy(Gc2), ConnectorAt(Gc2, Amq2), ClientsAt(Clients1, Amq1), ClientsAt(Clients2, Amq1),
            ],
        },
        Row("AP-8", "GC-2 down, both brokers up: nothing changes for any client") with
        {
            Fault = [new Kill(Gc2)],
            Claims = [NoOwnerChanges(), AllAt(Gc1), ServedBy(Gc1), NoSilenceAbove(1), ConnectorAt(Gc1, Amq1), ClientsAt(Clients1, Amq1)],
        },
    ];

    private static string Healed => $"the link from {Gc1} to {Amq2} is healed";

    private static string Text(Act act) => act.ToString();

    private static Scenario Row(string id, string says) =>
        new() { Id = id, Says = says, Mode = DuplexMode.ActivePassive, Fault = [], Claims = [] };
}
