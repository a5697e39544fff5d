using System.Collections.Immutable;
using System.Globalization;

namespace Connector.FinesseSimulator.Faults;

/// <summary>What a fault may strike.</summary>
internal enum FaultTarget
{
    /// <summary>A notification on its way to a user.</summary>
    Notification,

    /// <summary>A REST request.</summary>
    Rest,

    /// <summary>An XMPP session.</summary>
    Session,
}

/// <summary>One thing that comes along, and may be struck.</summary>
/// <param name="Target">What it is.</param>
/// <param name="Side">At which server, by name.</param>
/// <param name="Agent">Whose it is; empty where nobody's.</param>
/// <param name="Path">The node or the path.</param>
/// <param name="Method">The method of a request; empty otherwise.</param>
internal readonly record struct FaultSubject(FaultTarget Target, string Side, string Agent, string Path = "", string Method = "");

/// <summary>A fault that is there, with what it has done.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Fault">What it is.</param>
/// <param name="Until">When it ends; none where it is there until it is removed.</param>
/// <param name="Seen">How much came along that it could have struck.</param>
/// <param name="Struck">How much it struck.</param>
internal sealed record ActiveFault(string Id, SimulatedFault Fault, DateTimeOffset? Until, long Seen = 0, long Struck = 0)
{
    /// <summary>Whether it may still strike.</summary>
    public bool IsLive(DateTimeOffset now) => !(Until <= now) && !(Struck >= Fault.Count);
}

/// <summary>A fault that strikes here and now.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Draw">A number from 0 to below 1 for whatever else is left to chance.</param>
internal readonly record struct Strike(SimulatedFault Fault, double Draw)
{
    /// <summary>The delay that was drawn.</summary>
    public TimeSpan Delay => Fault.Delay + Fault.Jitter * Draw;
}

/// <summary>The faults that are there, as a value. What they strike follows from their seeds and from what came along before,
/// never from a clock or from chance.</summary>
internal sealed record FaultPlan(ImmutableArray<ActiveFault> Faults, int NextNumber)
{
    public static readonly FaultPlan Empty = new([], NextNumber: 1);

    /// <summary>What a kind of fault strikes.</summary>
    public static FaultTarget TargetOf(FaultKind kind) => kind switch
    {
        FaultKind.SlowRest or FaultKind.RefuseRest or FaultKind.CutRest or FaultKind.LoseRestAnswers => FaultTarget.Rest,
        FaultKind.KickXmpp or FaultKind.ResetXmpp or FaultKind.FreezeXmpp => FaultTarget.Session,
        _ => FaultTarget.Notification,
    };

    /// <summary>Adds a fault; those that are over are forgotten.</summary>
    public (FaultPlan Plan, ActiveFault Added) Add(SimulatedFault fault, DateTimeOffset now)
    {
        var added = new ActiveFault("f" + NextNumber.ToString(CultureInfo.InvariantCulture), fault, now + fault.Duration);
        return (new FaultPlan([.. Faults.Where(each => !(each.Until <= now)), added], NextNumber + 1), added);
    }

    /// <summary>Removes a fault.</summary>
    public FaultPlan Remove(string id) => this with { Faults = [.. Faults.Where(each => each.Id != id)] };

    /// <summary>Whether anything may be struck that is of this kind.</summary>
    public bool Concerns(FaultTarget target) => Faults.Any(each => TargetOf(each.Fault.Kind) == target);

    /// <summary>What strikes something that comes along.</summary>
    public (FaultPlan Plan, ImmutableArray<Strike> Strikes) Decide(FaultSubject subject, DateTimeOffset now)
    {
        var strikes = ImmutableArray.CreateBuilder<Strike>();
        var faults = Faults.ToBuilder();
        for (var index = 0; index < faults.Count; index++)
        {
            var each = faults[index];
            if (!each.IsLive(now) || !IsInScope(each.Fault, subject)) continue;
            var hits = Dice.Draw(each.Fault.Seed, each.Seen * 2) < each.Fault.Probability;
            if (hits) strikes.Add(new Strike(each.Fault, Dice.Draw(each.Fault.Seed, each.Seen * 2 + 1)));
            faults[index] = each with { Seen = each.Seen + 1, Struck = each.Struck + (hits ? 1 : 0) };
        }

        return (this with { Faults = faults.ToImmutable() }, strikes.ToImmutable());
    }

    private static bool IsInScope(SimulatedFault fault, FaultSubject subject) =>
        TargetOf(fault.Kind) == subject.Target
        && (fault.Side is null || fault.Side.Equals(subject.Side, StringComparison.OrdinalIgnoreCase))
        && (fault.Agent is null || fault.Agent == subject.Agent)
        // The news of teams and queues often has no reader: a fault with a count must not be spent on it unseen.
        && (fault.Path is not null || subject is not { Target: FaultTarget.Notification, Agent: "" })
        && (fault.Path is null || subject.Path.Contains(fault.Path, StringComparison.Ordinal))
        && (fault.Method is null || fault.Method.Equals(subject.Method, StringComparison.OrdinalIgnoreCase));
}
