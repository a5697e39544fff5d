namespace Connector.Sagas.Ownership;

/// <summary>The total order of claims to one agent, and their sum.</summary>
internal static class Claims
{
    /// <summary>
    /// A higher epoch wins. In one epoch, "nobody" wins over an owner (it is the same owner's later word), then the connector id decides: any
    /// order would do, as long as it is the same everywhere.
    /// </summary>
    internal static int Compare(long epoch, string? owner, long otherEpoch, string? otherOwner)
    {
        if (epoch != otherEpoch)
            return epoch > otherEpoch ? 1 : -1;
        if (owner is null || otherOwner is null)
            return (owner is null ? 1 : 0) - (otherOwner is null ? 1 : 0);
        return string.CompareOrdinal(owner, otherOwner);
    }

    /// <summary>A claim's share in the digest of its owner: FNV-1a, the same in every process.</summary>
    internal static long Hash(string agentId, long epoch)
    {
        const ulong Prime = 1099511628211;
        var hash = 14695981039346656037;
        foreach (var letter in agentId)
            hash = (hash ^ letter) * Prime;
        for (var rest = (ulong)epoch; rest != 0; rest >>= 8)
            hash = (hash ^ (rest & 0xff)) * Prime;
        return (long)(hash ^ (hash >> 32));
    }
}
