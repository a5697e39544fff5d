using Connector.Finesse.Subscriptions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

public sealed class DuplicateFilterTests
{
    [Fact]
    public void An_id_is_new_once()
    {
        var filter = new DuplicateFilter(4);

        filter.IsNew("a").ShouldBeTrue();
        filter.IsNew("a").ShouldBeFalse();
        filter.IsNew("b").ShouldBeTrue();
        filter.IsNew("a").ShouldBeFalse();
    }

    [Fact]
    public void Only_the_last_ids_are_remembered()
    {
        var filter = new DuplicateFilter(2);
        foreach (var id in new[] { "a", "b", "c" })
            filter.IsNew(id).ShouldBeTrue();

        filter.IsNew("c").ShouldBeFalse();
        filter.IsNew("b").ShouldBeFalse();
        filter.IsNew("a").ShouldBeTrue();
    }

    [Fact]
    public void Items_without_an_id_are_all_new()
    {
        var filter = new DuplicateFilter(2);

        filter.IsNew("").ShouldBeTrue();
        filter.IsNew("").ShouldBeTrue();
    }

    [Fact]
    public void Ids_that_differ_in_their_counter_only_are_told_apart()
    {
        var filter = new DuplicateFilter(20_000);

        Enumerable.Range(0, 20_000).ShouldAllBe(n => filter.IsNew($"0b6afdb5-5870-4b69-b649-7e7a8c69c0c0{n}"));
    }
}
