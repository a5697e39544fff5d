using Connector.Service.Memory;
using FsCheck.Fluent;
using Xunit;

namespace Connector.Tests.Service.Memory;

public sealed class RowChangesTests
{
    /// <summary>Carrying the changes out on the rows gives what was to be said, in its order by id, and touches no row in vain.</summary>
    [Fact]
    public void Changes_lead_from_what_is_kept_to_what_is_said()
    {
        var word = Gen.Choose(0, 9).Zip(Gen.Choose(0, 2)).Select(pair => (Key: pair.Item1, Text: pair.Item2)).ListOf();
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(word.Zip(word).ToArbitrary(), pair =>
        {
            var (before, now) = pair;
            var kept = before.Select((value, index) => new KeptRow<(int Key, int Text)>(index + 1, value)).ToList();
            var changes = RowChanges<(int Key, int Text)>.Between(kept, [.. now], (one, other) => one.Key == other.Key);

            var table = kept.ToDictionary(row => row.Id, row => row.Value);
            foreach (var id in changes.Removed)
                table.Remove(id);
            var vain = changes.Changed.Any(row => table[row.Id] == row.Value);
            foreach (var row in changes.Changed)
                table[row.Id] = row.Value;
            var stay = table.OrderBy(row => row.Key).Select(row => new KeptRow<(int Key, int Text)>(row.Key, row.Value)).ToList();
            return !vain && stay.SequenceEqual(changes.Stay) && stay.Select(row => row.Value).Concat(changes.Added).SequenceEqual(now);
        }));
    }

    [Fact]
    public void A_list_that_moves_on_costs_one_row_at_each_end()
    {
        var kept = Enumerable.Range(1, 64).Select(at => new KeptRow<int>(at, at)).ToList();

        var changes = RowChanges<int>.Between(kept, [.. Enumerable.Range(2, 64)], (one, other) => one == other);

        Assert.Equal([1L], changes.Removed);
        Assert.Equal([65], changes.Added);
        Assert.Empty(changes.Changed);
    }
}
