using System.Globalization;

namespace Connector.Tests.Infrastructure;

/// <summary>The tests that feed a parser damaged input: a short form in every run, as many inputs as asked for by <c>./build.sh fuzz</c>.</summary>
internal static class Fuzz
{
    internal const string Category = "Category";
    internal const string Name = "Fuzz";

    private const string Variable = "FUZZ_INPUTS";

    /// <summary>How many inputs to try.</summary>
    /// <param name="shortForm">As many as cost a second or two: what an ordinary run tries.</param>
    internal static int Inputs(int shortForm) => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } asked
        ? int.Parse(asked, NumberStyles.None, CultureInfo.InvariantCulture)
        : shortForm;
}
