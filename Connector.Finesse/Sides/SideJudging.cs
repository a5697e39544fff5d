using Connector.Finesse.Model;

namespace Connector.Finesse.Sides;

/// <summary>
/// Judges one side by what is known of it. Pure. The evidence, in Cisco's order: SystemInfo, the XMPP sessions, the presence of
/// the user <c>finesse</c> (web services guide 12.5, "Failure scenarios"; admin guide 15.0, failover chapter).
/// </summary>
internal static class SideJudging
{
    /// <summary>How the side is to be judged, and why.</summary>
    internal static (SideJudgement Judgement, string Reason) Judge(SideState side, TimeSpan now, SupervisionOptions options)
    {
        var isFinesseGone = side.IsFinesseThere == false;
        switch (side.Answer)
        {
            case SideAnswer.OutOfService:
                // A UCCX node that says so is not the master: the other one is. Of a UCCE it may be seconds of a CTI failover.
                var isSure = side.Flavour == DeploymentFlavour.Uccx || side.ToldOut || isFinesseGone || IsBadOften(side, options);
                return (isSure ? SideJudgement.OutOfService : Doubted(side), $"it says {side.Words}");
            case SideAnswer.Silent:
                return (IsSilentForGood(side, now, options) ? SideJudgement.OutOfService : Doubted(side), $"it does not answer ({side.Words})");
            case SideAnswer.None:
                return (SideJudgement.Unknown, "it was not asked yet");
        }
        if (side.ToldOut)
        {
            return (side.Flavour == DeploymentFlavour.Uccx ? SideJudgement.OutOfService : Doubted(side), "it notified that it goes out of service");
        }
        if (isFinesseGone)
            return (Doubted(side), "its user finesse is gone, which stands for its web application");
        if (side.Answer == SideAnswer.HeartbeatFailed)
            return (SideJudgement.Suspect, "its last CTI heartbeat failed");
        if (side.Doubt is { } doubt)
            return (Doubted(side), doubt);
        // Back is who was seen well as often as it takes to be seen ill; at the start once will do.
        return side.Judgement == SideJudgement.OutOfService && side.GoodPolls < options.PollsUntilSure
            ? (SideJudgement.OutOfService, "it has just begun to serve again")
            : (SideJudgement.InService, "");
    }

    /// <summary>Whether more than half of the side's agents have lost their XMPP sessions.</summary>
    internal static bool AreNotificationsDown(SideState side) => (side.Agents - side.LiveAgents) * 2 > side.Agents;

    private static bool IsSilentForGood(SideState side, TimeSpan now, SupervisionOptions options)
    {
        if (!IsBadOften(side, options))
            return false;
        // REST alone may be hard to reach for a moment. Who has seen XMPP fail too, or has no XMPP to look at, waits no longer.
        var hasOnlyRest = side.Agents == 0 || side.IsFinesseThere == false || AreNotificationsDown(side);
        return hasOnlyRest || now - side.BadSince >= options.RestSilence;
    }

    private static bool IsBadOften(SideState side, SupervisionOptions options) => side.BadPolls >= options.PollsUntilSure;

    /// <summary>A doubt does not bring a side back that was surely out.</summary>
    private static SideJudgement Doubted(SideState side) => side.Judgement switch
    {
        SideJudgement.OutOfService => SideJudgement.OutOfService,
        SideJudgement.Unknown when side.Answer != SideAnswer.Fit => SideJudgement.Unknown,
        _ => SideJudgement.Suspect,
    };
}
