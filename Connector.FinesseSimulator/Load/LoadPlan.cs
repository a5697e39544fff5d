using System.Globalization;
using Connector.FinesseSimulator.Faults;

namespace Connector.FinesseSimulator.Load;

/// <summary>Who calls whom and when: a function of profile, agent and number. Pure, so the same seed is the same day.</summary>
internal static class LoadPlan
{
    private const int DrawsPerCall = 5;

    // More than a machine lives to see.
    private const long MostCalls = long.MaxValue / 2 / DrawsPerCall;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>The calls of one agent, one after the other, practically without end.</summary>
    /// <param name="profile">The load.</param>
    /// <param name="agent">The agent's place, from 0.</param>
    public static IEnumerable<PlannedCall> CallsOf(LoadProfile profile, int agent)
    {
        var seed = Dice.Fork(profile.Seed, agent);
        var gap = TimeSpan.FromHours(1 / profile.CallsPerHour);
        var isRandom = profile.Distribution is LoadDistribution.Random;

        // Even calls of different agents do not fall into the same moment.
        var at = isRandom ? TimeSpan.Zero : gap * Dice.Draw(seed, long.MaxValue / 2) - gap;
        for (long number = 0; number < MostCalls; number++)
        {
            var first = number * DrawsPerCall;
            at += isRandom ? Exponential(gap, first) : gap;
            var talk = isRandom ? Exponential(profile.Talk, first + 1) : profile.Talk;
            if (talk < Shortest) talk = Shortest;
            var holds = Draw(first + 2) < profile.HoldShare;
            var from = talk * (0.2 + 0.3 * Draw(first + 3));
            var caller = "555" + ((int)(Draw(first + 4) * 10_000_000)).ToString("D7", CultureInfo.InvariantCulture);
            yield return new PlannedCall(at, caller, talk, holds ? (from, from + talk * 0.25) : null);
        }

        double Draw(long index) => Dice.Draw(seed, index);

        TimeSpan Exponential(TimeSpan mean, long index) => mean * -Math.Log(1 - Draw(index));
    }
}
