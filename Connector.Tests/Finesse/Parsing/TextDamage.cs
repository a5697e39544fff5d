using System.Text;

namespace Connector.Tests.Finesse.Parsing;

/// <summary>Damages texts for the parsers' fuzz.</summary>
internal static class TextDamage
{
    /// <summary>A text with one to three places damaged: a piece put in, characters taken out or changed, a letter's case turned, a part of it
    /// repeated.</summary>
    /// <param name="seed">The text; not empty.</param>
    /// <param name="pieces">What makes trouble for the parser concerned.</param>
    /// <param name="random">The chance, from a seed.</param>
    internal static string Mutate(string seed, IReadOnlyList<string> pieces, Random random)
    {
        var text = new StringBuilder(seed);
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    text.Insert(at, pieces[random.Next(pieces.Count)]);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(20), text.Length - at));
                    break;
                case 2 when at < text.Length:
                    text[at] = (char)random.Next(1, 128);
                    break;
                case 3 when at < text.Length && char.IsLetter(text[at]):
                    text[at] = char.IsLower(text[at]) ? char.ToUpperInvariant(text[at]) : char.ToLowerInvariant(text[at]);
                    break;
                default:
                    var from = random.Next(seed.Length);
                    text.Insert(at, seed.AsSpan(from, Math.Min(random.Next(60), seed.Length - from)));
                    break;
            }
        }
        return text.ToString();
    }
}
