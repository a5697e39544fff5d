namespace Connector.Lab.Scenarios.Judging;

/// <summary>Compares sequences. Pure.</summary>
internal static class Sequences
{
    /// <summary>Which elements of <paramref name="wanted"/> are in <paramref name="had"/> in their order: those of a longest common
    /// subsequence.</summary>
    public static IReadOnlyList<bool> Common(IReadOnlyList<string> wanted, IReadOnlyList<string> had)
    {
        var lengths = new int[wanted.Count + 1, had.Count + 1];
        for (var i = wanted.Count - 1; i >= 0; i--)
        {
            for (var j = had.Count - 1; j >= 0; j--)
            {
                lengths[i, j] = wanted[i] == had[j]
                    ? lengths[i + 1, j + 1] + 1
                    : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        var common = new bool[wanted.Count];
        for (int i = 0, j = 0; i < wanted.Count && j < had.Count;)
        {
            if (wanted[i] == had[j])
            {
                common[i++] = true;
                j++;
            }
            else if (lengths[i + 1, j] >= lengths[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return common;
    }
}
