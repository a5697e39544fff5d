using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Sides;

/// <summary>
/// How the servers of one Finesse stand, as a value: an event gives the next one. Which of them are in service is decided here
/// alone (facts 6.1 and 6.6).
/// </summary>
/// <param name="Sides">One server or two; the first is the primary node.</param>
/// <param name="IsUccx">Whether only the master may be in service.</param>
internal sealed record PairCondition(ImmutableArray<SideCondition> Sides, bool IsUccx)
{
    private const int Primary = 0;

    /// <summary>Which one's engine is the master; only UCCX has one.</summary>
    public int Master { get; init; }

    /// <summary>Whether the nodes of UCCX see each other.</summary>
    public bool IsLinked { get; init; } = true;

    /// <summary>Everything runs.</summary>
    public static PairCondition Start(int count, bool isUccx) =>
        new([.. Enumerable.Range(0, count).Select(_ => new SideCondition())], isUccx);

    /// <summary>Whether one is in service, as its SystemInfo says.</summary>
    public bool IsInService(int side)
    {
        var condition = Sides[side];
        return condition.SwitchedOn && condition.NotificationService && condition.HasCentre && IsMaster(side);
    }

    /// <summary>Whether one may be in service as far as the pair is concerned.</summary>
    public bool IsMaster(int side) => !IsUccx || side == Master || !IsLinked;

    /// <summary>Why an event cannot happen here, as a sentence; none where it can.</summary>
    public string? Problem(SideEvent happens) => happens switch
    {
        SideEvent.StopEngine or SideEvent.StartEngine when !IsUccx =>
            "Only UCCX has an engine on each node; on UCCE lose and restore CTI instead.",
        SideEvent.BreakLink or SideEvent.HealLink when !IsUccx =>
            "Only UCCX has a link between the nodes that decides who is master; on UCCE both are in service.",
        SideEvent.BreakLink or SideEvent.HealLink when Sides.Length < 2 => "There is only one node; start the simulator with two.",
        _ => null,
    };

    /// <summary>What is the case once an event has happened to one server.</summary>
    public PairCondition After(SideEvent happens, int side)
    {
        var now = Sides[side];
        SideCondition next = happens switch
        {
            SideEvent.Kill => now with { IsPowered = false },
            SideEvent.Start => new SideCondition { CtiLosses = now.CtiLosses },
            SideEvent.StopWebApplication => now with { WebApplication = false },
            SideEvent.StartWebApplication => now with { WebApplication = true },
            SideEvent.StopNotificationService => now with { NotificationService = false },
            SideEvent.StartNotificationService => now with { NotificationService = true },
            SideEvent.BlockXmpp => now with { XmppReachable = false },
            SideEvent.UnblockXmpp => now with { XmppReachable = true },
            SideEvent.GoOutOfService => now with { SwitchedOn = false },
            SideEvent.GoInService => now with { SwitchedOn = true },
            SideEvent.LoseCti when now.Cti is CtiLink.Connected => now with { Cti = CtiLink.Failing, CtiLosses = now.CtiLosses + 1 },
            SideEvent.NoticeCtiLoss when now.Cti is CtiLink.Failing => now with { Cti = CtiLink.Lost },
            SideEvent.RestoreCti => now with { Cti = CtiLink.Connected },
            SideEvent.StopEngine => now with { Engine = false },
            SideEvent.StartEngine => now with { Engine = true },
            _ => now,
        };
        var pair = this with { Sides = Sides.SetItem(side, next) };
        return happens switch
        {
            SideEvent.BreakLink => pair with { IsLinked = false },
            SideEvent.HealLink => (pair with { IsLinked = true }).WithMaster(fallBack: true),
            SideEvent.Start or SideEvent.StartEngine or SideEvent.RestoreCti => pair.WithMaster(fallBack: side == Primary),
            _ => pair.WithMaster(fallBack: false),
        };
    }

    // The master stays while its engine runs. The primary takes it back only when it returns (facts 6.6).
    private PairCondition WithMaster(bool fallBack)
    {
        if (fallBack && Sides[Primary].HasCentre) return this with { Master = Primary };
        if (Sides[Master].HasCentre) return this;
        var other = Enumerable.Range(0, Sides.Length).Where(index => Sides[index].HasCentre).ToList();
        return other.Count == 0 ? this : this with { Master = other[0] };
    }
}
