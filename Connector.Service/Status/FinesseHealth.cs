using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Finesse.Sides;
using Connector.Service.Adapters;

namespace Connector.Service.Status;

/// <summary>How Finesse is as a whole, worked out of how its sides are judged. Pure but for the addresses.</summary>
internal static class FinesseHealth
{
    /// <summary>Whether every side was asked and judged.</summary>
    public static bool IsKnown(SidesState state) => state.Sides.All(side => side.Judgement != SideJudgement.Unknown);

    /// <summary>In service with all sides, degraded without one, out of service without any.</summary>
    public static ServiceStatus StatusOf(SidesState state)
    {
        if (!state.Sides.Any(Serves))
            return ServiceStatus.OutOfService;
        return state.Sides.All(side => Serves(side) || IsStandby(state, side)) ? ServiceStatus.InService : ServiceStatus.Degraded;
    }

    /// <summary>What is wrong, a sentence for each side that does not serve.</summary>
    public static IEnumerable<string> Reasons(FinesseSides sides)
    {
        var state = sides.Watch.State;
        return state.Sides
            .Where(side => !Serves(side) && !IsStandby(state, side))
            .Select(side => $"Finesse at {sides[side.Id].Address.RestBase} does not serve: {side.Reason.TrimEnd('.')}. Check "
                + $"Finesse_{(int)side.Id + 1} and SERVER_ADDRESS_{(int)side.Id + 1}, that the server runs, and that no firewall is between.");
    }

    /// <summary>The rows of the status report.</summary>
    public static IReadOnlyList<FinesseSideStatus> Rows(FinesseSides sides)
    {
        var state = sides.Watch.State;
        return
        [
            .. state.Sides.Select(side => new FinesseSideStatus
            {
                Side = side.Id.ToString(),
                Host = sides[side.Id].Address.Host,
                Judgement = side.Judgement.ToString(),
                Since = sides.Watch.Since(side),
                Reason = side.Reason,
                Flavour = side.Flavour.ToString(),
                Agents = side.Agents,
                IsServing = state.Serving == side.Id,
            }),
        ];
    }

    /// <summary>The host of the server that serves; empty where none does.</summary>
    public static string Host(FinesseSides sides) =>
        Serves(sides.Watch.State[sides.Watch.State.Serving]) ? sides.Serving.Address.Host : "";

    private static bool Serves(SideState side) => side.Judgement is SideJudgement.InService or SideJudgement.Suspect;

    /// <summary>On a UCCX the node that is not the master says that it is out of service, and all is well.</summary>
    private static bool IsStandby(SidesState state, SideState side) =>
        side is { Flavour: DeploymentFlavour.Uccx, Answer: SideAnswer.OutOfService }
        && state.Other(side.Id) is { } other && Serves(other);
}
