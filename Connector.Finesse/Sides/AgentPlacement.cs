namespace Connector.Finesse.Sides;

/// <summary>
/// Decides whether an agent stays where he is: he does as long as his side serves him or may soon, for a move costs him his
/// pending state. Pure.
/// </summary>
internal static class AgentPlacement
{
    private static readonly AgentVerdict.Stay Staying = new();

    /// <summary>What is to become of an agent.</summary>
    internal static AgentVerdict VerdictOn(SidesState state, AgentPlace place, TimeSpan now, SupervisionOptions options)
    {
        var here = state[place.Side];
        var reason = ReasonToGo(here, place, now, options);
        if (reason is null)
            return Staying;
        if (state.Other(place.Side) is not { } there)
            return new AgentVerdict.Wait($"{reason}, and there is no other side");
        if (!IsFit(there, now, options))
            return IsOut(here) ? new AgentVerdict.Wait($"{reason}, and side {there.Id} is not known to serve") : Staying;
        if (now < MayMoveFrom(place, options))
            return IsOut(here) ? new AgentVerdict.Wait($"{reason}, and the agent has only just moved") : Staying;
        return new AgentVerdict.Move(there.Id, reason);
    }

    /// <summary>Where an agent is once he moves.</summary>
    internal static AgentPlace Moved(AgentPlace place, SideId to, TimeSpan now, SupervisionOptions options)
    {
        var moves = place.Moves > 0 && now - place.MovedAt < options.CalmAfter ? place.Moves + 1 : 1;
        return new(to, IsLive: false, LostAt: now, MovedAt: now, moves);
    }

    private static bool IsOut(SideState side) => side.Judgement == SideJudgement.OutOfService;

    private static string? ReasonToGo(SideState here, AgentPlace place, TimeSpan now, SupervisionOptions options)
    {
        if (IsOut(here))
            return $"side {here.Id} is out of service: {here.Reason}";
        return !place.IsLive && now - place.LostAt >= options.XmppPatience
            ? $"side {here.Id} has given him no XMPP session for {options.XmppPatience.TotalSeconds:0} s"
            : null;
    }

    private static bool IsFit(SideState there, TimeSpan now, SupervisionOptions options) =>
        there.Judgement == SideJudgement.InService
        && now - there.FitAt <= options.FreshFor
        && !SideJudging.AreNotificationsDown(there);

    private static TimeSpan MayMoveFrom(AgentPlace place, SupervisionOptions options)
    {
        if (place.Moves == 0)
            return TimeSpan.Zero;
        // 20 doublings exceed any sensible limit, and more would overflow.
        var stay = options.MinStay.TotalSeconds * Math.Pow(2, Math.Min(place.Moves - 1, 20));
        return place.MovedAt + TimeSpan.FromSeconds(Math.Min(stay, options.MaxStay.TotalSeconds));
    }
}
