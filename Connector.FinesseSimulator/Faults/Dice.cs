namespace Connector.FinesseSimulator.Faults;

/// <summary>Chance that can be repeated: the n-th number of a seed is always the same, whatever was drawn before (the finalizer
/// of SplitMix64). Not for secrets.</summary>
internal static class Dice
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A number from 0 to below 1.</summary>
    public static double Draw(long seed, long index) => (Mix(unchecked((ulong)seed), index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Another seed, for a stream of its own.</summary>
    public static long Fork(long seed, long stream) => unchecked((long)Mix((ulong)seed ^ Golden, stream));

    private static ulong Mix(ulong seed, long index)
    {
        unchecked
        {
            var z = seed + Golden * ((ulong)index + 1);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
