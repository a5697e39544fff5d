namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>SplitMix64: the same numbers for a seed on every machine and every version of .NET.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from <paramref name="from"/> up to, not with, <paramref name="to"/>.</summary>
    internal int Between(int from, int to) => from + (int)(Next() % (ulong)(to - from));

    /// <summary>True in so many of a thousand cases.</summary>
    internal bool PerMille(int share) => share > 0 && (int)(Next() % 1000) < share;

    internal T OneOf<T>(params ReadOnlySpan<T> values) => values[Between(0, values.Length)];
}
