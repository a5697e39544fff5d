namespace Connector.Service.Configuration;

/// <summary>Finds the key that somebody meant who misspelt one.</summary>
internal static class NearestKey
{
    private const int LongestCompared = 64;

    // Environment variables that begin so are meant for us; others are judged by how near they come to a key.
    private static readonly string[] OurPrefixes =
        ["ActiveMq_", "GRC_", "Finesse_", "FINESSE_", "SERVER_ADDRESS_", "SYNC_SHARED_", "XMPP_", "HEARTBEAT_", "DEMO_PAGE"];

    /// <summary>The key nearest to a name, where one is near enough to be worth suggesting.</summary>
    /// <param name="name">What was written.</param>
    /// <returns>A key's name, or null.</returns>
    public static string? Of(string name) => Closest(name) is var (key, distance) && distance <= Math.Max(2, key.Length / 3) ? key : null;

    /// <summary>Whether an environment variable, which is not a key, was surely meant to be one.</summary>
    /// <param name="name">The variable's name.</param>
    /// <returns>True where it begins as ours do, or is a slip away from one.</returns>
    public static bool IsMeant(string name) =>
        Array.Exists(OurPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || (Closest(name) is var (key, distance) && distance <= (key.Length > 10 ? 2 : 1));

    private static (string Key, int Distance) Closest(string name) => ConfigurationKeys.All
        .Select(key => (Key: key.Name, Distance: Distance(name, key.Name)))
        .MinBy(candidate => candidate.Distance);

    // Levenshtein's distance, letters of different case being the same letter.
    private static int Distance(string left, string right)
    {
        if (left.Length > LongestCompared)
            return int.MaxValue;
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }
            (previous, current) = (current, previous);
        }
        return previous[right.Length];
    }
}
