namespace Connector.Service.Memory;

/// <summary>
/// The sum that each row of the restart memory carries: SQLite notices a damaged tree, not a damaged text in it. FNV-1a over numbers and
/// UTF-16 letters, the same in every process and on every machine.
/// </summary>
internal struct RowSum()
{
    private const ulong Prime = 1099511628211;
    private ulong _sum = 14695981039346656037;

    /// <summary>The sum so far.</summary>
    public readonly long Value => (long)_sum;

    /// <summary>Takes in a number.</summary>
    public void Add(long number)
    {
        for (var shift = 0; shift < 64; shift += 8)
            _sum = (_sum ^ ((ulong)number >> shift & 0xff)) * Prime;
    }

    /// <summary>Takes in a text; none differs from an empty one.</summary>
    public void Add(string? text)
    {
        Add(text?.Length ?? -1);
        foreach (var letter in text ?? "")
            _sum = (_sum ^ letter) * Prime;
    }
}
