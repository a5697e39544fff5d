using System.Collections.Immutable;

namespace Connector.Finesse.Sides;

/// <summary>
/// The supervision of both Finesse sides: facts in, decisions out. Pure: the time comes as a value and counts from the start.
/// It stays where possible and moves when sure, and only to a side that is known to serve (Cisco's own algorithm, admin guide
/// 15.0, failover chapter). Nobody is ever moved back for the sake of it: on a UCCE agents stay, and on a UCCX the master is
/// whichever side is in service.
/// </summary>
public static class SideSupervision
{
    /// <summary>Takes a fact in.</summary>
    /// <param name="state">What was known.</param>
    /// <param name="fact">What was seen.</param>
    /// <param name="now">When, from the start of the supervision.</param>
    /// <param name="options">The times to go by.</param>
    /// <returns>What is known now, and what follows, in order.</returns>
    public static (SidesState State, ImmutableArray<SideDecision> Decisions) Step(
        SidesState state, SideFact fact, TimeSpan now, SupervisionOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(options);
        var decisions = ImmutableArray.CreateBuilder<SideDecision>();
        var judged = JudgeSides(Take(state, fact, now), now, options, decisions);
        judged = ChooseServing(judged, decisions);
        // What befalls one agent concerns him alone, unless a side is judged otherwise for it.
        var concerned = decisions.Count == 0 && AgentOf(fact) is { } agentId ? [agentId] : judged.Agents.Keys;
        return (MoveAgents(judged, concerned, now, options, decisions), decisions.DrainToImmutable());
    }

    /// <summary>What is to become of an agent.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="agentId">The agent; must be held.</param>
    /// <param name="now">When, from the start of the supervision.</param>
    /// <param name="options">The times to go by.</param>
    /// <returns>The verdict; <see cref="Step"/> has carried out every move by itself.</returns>
    public static AgentVerdict VerdictOn(SidesState state, string agentId, TimeSpan now, SupervisionOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        return AgentPlacement.VerdictOn(state, state.Agents[agentId], now, options);
    }

    /// <summary>Whether something is to be decided, for which both sides have to be asked soon.</summary>
    /// <param name="state">What is known.</param>
    /// <returns>Whether a side is in doubt, or holds agents whom it does not serve.</returns>
    public static bool IsDeciding(SidesState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Sides.Any(side => side.Judgement switch
        {
            SideJudgement.InService => side.LiveAgents < side.Agents,
            SideJudgement.OutOfService => side.Agents > 0 || side.GoodPolls > 0,
            _ => true,
        });
    }

    /// <summary>How long after its last answer a side is to be asked again.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="side">The side.</param>
    /// <param name="options">The times to go by.</param>
    /// <returns>The pause.</returns>
    public static TimeSpan PollAfter(SidesState state, SideId side, SupervisionOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        if (IsDeciding(state))
            return options.PollWhenDeciding;
        return state[side].Judgement == SideJudgement.OutOfService ? options.PollWhenOut : options.PollWhenWell;
    }

    private static string? AgentOf(SideFact fact) => fact switch
    {
        SideFact.Joined joined => joined.AgentId,
        SideFact.Live live => live.AgentId,
        SideFact.Lost lost => lost.AgentId,
        SideFact.Left left => left.AgentId,
        _ => null,
    };

    private static SidesState Take(SidesState state, SideFact fact, TimeSpan now) => fact switch
    {
        SideFact.Answered answered => state.With(Taken(state[answered.Side], answered, now)),
        SideFact.Silent silent => state.With(Bad(state[silent.Side], SideAnswer.Silent, silent.Reason, now)),
        SideFact.Told told => state.With(Taken(state[told.Side], told)),
        SideFact.Presence seen when state[seen.Side].LiveAgents > 0 =>
            state.With(state[seen.Side] with { IsFinesseThere = seen.IsAvailable }),
        SideFact.RequestFailed failed => state.With(state[failed.Side] with { Doubt = $"a request failed ({failed.Reason})" }),
        SideFact.Joined joined => state.With(joined.AgentId, new(joined.Side, IsLive: true, default, default, Moves: 0)),
        SideFact.Left left => state.With(left.AgentId, null),
        // Late news of a side that the agent has left concerns nobody.
        SideFact.Live live when PlaceOn(state, live.AgentId, live.Side) is { } place =>
            state.With(live.AgentId, place with { IsLive = true }),
        SideFact.Lost lost when PlaceOn(state, lost.AgentId, lost.Side) is { IsLive: true } place => Doubting(
            state.With(lost.AgentId, place with { IsLive = false, LostAt = now }), lost.Side),
        _ => state,
    };

    private static AgentPlace? PlaceOn(SidesState state, string agentId, SideId side) =>
        state.Agents.TryGetValue(agentId, out var place) && place.Side == side ? place : null;

    private static SidesState Doubting(SidesState state, SideId side) =>
        state.With(state[side] with { Doubt = "an agent's XMPP session was lost" });

    private static SideState Taken(SideState side, SideFact.Answered answered, TimeSpan now)
    {
        side = side with { Flavour = answered.Flavour };
        if (!answered.IsInService)
            return Bad(side, SideAnswer.OutOfService, answered.Words, now);
        return side with
        {
            Answer = answered.IsHeartbeatGood ? SideAnswer.Fit : SideAnswer.HeartbeatFailed,
            Words = answered.Words,
            FitAt = answered.IsHeartbeatGood ? now : side.FitAt,
            GoodPolls = answered.IsHeartbeatGood ? side.GoodPolls + 1 : 0,
            BadPolls = 0,
            ToldOut = false,
            Doubt = null,
        };
    }

    // That it serves again is believed when it answers so: who tells may be behind.
    private static SideState Taken(SideState side, SideFact.Told told) => told.IsInService
        ? side with { ToldOut = false, Doubt = side.ToldOut || side.BadPolls > 0 ? "it notified that it serves again" : side.Doubt }
        : side with { ToldOut = true };

    private static SideState Bad(SideState side, SideAnswer answer, string words, TimeSpan now) => side with
    {
        Answer = answer,
        Words = words,
        GoodPolls = 0,
        BadPolls = side.BadPolls + 1,
        BadSince = side.BadPolls == 0 ? now : side.BadSince,
    };

    private static SidesState JudgeSides(
        SidesState state, TimeSpan now, SupervisionOptions options, ImmutableArray<SideDecision>.Builder decisions)
    {
        foreach (var side in state.Sides)
        {
            var (judgement, reason) = SideJudging.Judge(side, now, options);
            if (judgement == side.Judgement)
            {
                // The newest words, but no news.
                state = side.Reason == reason ? state : state.With(side with { Reason = reason });
                continue;
            }
            var outUntil = side.Judgement == SideJudgement.OutOfService ? now : side.OutUntil;
            state = state.With(side with { Judgement = judgement, Since = now, Reason = reason, OutUntil = outUntil });
            decisions.Add(new SideDecision.Judged(side.Id, judgement, reason));
        }
        return state;
    }

    private static SidesState ChooseServing(SidesState state, ImmutableArray<SideDecision>.Builder decisions)
    {
        if (state[state.Serving].Judgement != SideJudgement.OutOfService
            || state.Other(state.Serving) is not { Judgement: SideJudgement.InService } other)
        {
            return state;
        }
        decisions.Add(new SideDecision.Serves(other.Id));
        return state with { Serving = other.Id };
    }

    private static SidesState MoveAgents(
        SidesState state,
        IEnumerable<string> agentIds,
        TimeSpan now,
        SupervisionOptions options,
        ImmutableArray<SideDecision>.Builder decisions)
    {
        // Each is decided by what is known before anybody moves: agents on their way are no evidence against the side they go to.
        var known = state;
        foreach (var agentId in agentIds)
        {
            if (!known.Agents.TryGetValue(agentId, out var place)
                || AgentPlacement.VerdictOn(known, place, now, options) is not AgentVerdict.Move move)
            {
                continue;
            }
            decisions.Add(new SideDecision.Move(agentId, place.Side, move.To, move.Reason));
            state = state.With(agentId, AgentPlacement.Moved(place, move.To, now, options));
        }
        return state;
    }
}
