using Connector.Lab.Deployment;
using static Connector.Lab.Scenarios.Act;
using static Connector.Lab.Scenarios.Claims;
using static Connector.Lab.Scenarios.Names;

namespace Connector.Lab.Scenarios;

/// <summary>The rows of active-active: at the start each connector has the agents of its own site's app, which is at its own broker.</summary>
internal static class ActiveActiveRows
{
    /// <summary>The rows, in the table's order.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Row("AA-1", "AMQ-1 down, GC-1 active: AMQ-2 takes over; requests of GC-1's clients are still processed by GC-1") with
        {
            Fault = [new Kill(Amq1)],
            Claims =
            [
                NoOwnerChanges(), ServedBy(Gc1, client: Clients1), ServedBy(Gc2, client: Clients2), FlowsWithin(2),
                ConnectorAt(Gc1, Amq2), ClientsAt(Clients1, Amq2),
            ],
        },
        Row("AA-2", "AMQ-1 and GC-1 down: AMQ-2 and GC-2 serve; GC-2 acquires every agent's XMPP subscription") with
        {
            Fault = [AtOnce(new Kill(Amq1), new Kill(Gc1)), new AwaitAllAt(Gc2)],
            Claims =
            [
                AllAt(Gc2), TakenOverWithin(Gc2, 2, 5), ServedBy(Gc2), NoOwnerChangesOf(Clients2), ConnectorAt(Gc2, Amq2), ClientsAt(Clients1, Amq2),
            ],
        },
        Row("AA-3", "GC-1 restored: GC-2 keeps what it has until its client's connectivity or GC-2 itself is lost") with
        {
            Before = [new Kill(Gc1), new AwaitAllAt(Gc2), Seconds(1)],
            Fault = [new Restart(Gc1), Seconds(5)],
            Claims = [AllAt(Gc2), ServedBy(Gc2), NoSilenceAbove(1)],
        },
        Row("AA-4", "the link between the sites cut: both serve independently") with
        {
            Fault =
            [
                AtOnce(new Cut(Gc1, Amq2), new Cut(Gc2, Amq1), new Cut(Amq1, Amq2), new Cut(Clients1, Amq2), new Cut(Clients2, Amq1)),
                Seconds(8),
                AtOnce(new Heal(Gc1, Amq2), new Heal(Gc2, Amq1), new Heal(Amq1, Amq2), new Heal(Clients1, Amq2), new Heal(Clients2, Amq1)),
                new AwaitOneOwner(),
            ],
            Claims =
            [
                NoOwnerChanges(), ServedBy(Gc1, client: Clients1), ServedBy(Gc2, client: Clients2), NoSilenceAbove(2),
                MomentWithin(new AwaitOneOwner().ToString(), $"the link from {Gc1} to {Amq2} is healed", 5),
            ],
        },
        Row("AA-5", "AMQ-1 restored, GC-1 and AMQ-2 down: client-1, AMQ-1, GC-2, AMQ-1, client-1") with
        {
            Before = [AtOnce(new Kill(Amq1), new Kill(Gc1)), new AwaitAllAt(Gc2), new Restart(Amq1), Seconds(2)],
            Fault = [new Kill(Amq2)],
            Claims =
            [
                AllAt(Gc2), ServedBy(Gc2), FlowsWithin(2), ConnectorAt(Gc2, Amq1), ClientsAt(Clients1, Amq1), ClientsAt(Clients2, Amq1),
            ],
        },
        Row("AA-6", "GC-1 down, both brokers up: client-1, AMQ-1, AMQ-2, GC-2, AMQ-2, AMQ-1, client-1") with
        {
            Fault = [new Kill(Gc1), new AwaitAllAt(Gc2)],
            Claims =
            [
                AllAt(Gc2), TakenOverWithin(Gc2, 2, 5), ServedBy(Gc2), NoOwnerChangesOf(Clients2), ConnectorAt(Gc2, Amq2), ClientsAt(Clients1, Amq1),
            ],
        },
        Row("AA-7", "GC-2 down, both brokers up: client-2, AMQ-2, AMQ-1, GC-1, AMQ-1, AMQ-2, client-2") with
        {
            Fault = [new Kill(Gc2), new AwaitAllAt(Gc1)],
            Claims =
            [
                AllAt(Gc1), TakenOverWithin(Gc1, 2, 5), ServedBy(Gc1), NoOwnerChangesOf(Clients1), ConnectorAt(Gc1, Amq1), ClientsAt(Clients2, Amq2),
            ],
        },
    ];

    private static Scenario Row(string id, string says) =>
        new() { Id = id, Says = says, Mode = DuplexMode.ActiveActive, Fault = [], Claims = [] };
}
