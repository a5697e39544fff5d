using Connector.Finesse.Subscriptions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

public sealed class DuplicateFilterTests
{
    private const string Node = "/finesse/api/User/1001";

    [Fact]
    public void An_id_is_new_once()
    {
        var filter = new DuplicateFilter(4);

        filter.IsNew(Node, "a").ShouldBeTrue();
        filter.IsNew(Node, "a").ShouldBeFalse();
        filter.IsNew(Node, "b").ShouldBeTrue();
        filter.IsNew(Node, "a").ShouldBeFalse();
    }

    [Fact]
    public void Only_the_last_ids_are_remembered()
    {
        var filter = new DuplicateFilter(2);
        foreach (var id in new[] { "a", "b", "c" })
            filter.IsNew(Node, id).ShouldBeTrue();

        filter.IsNew(Node, "c").ShouldBeFalse();
        filter.IsNew(Node, "b").ShouldBeFalse();
        filter.IsNew(Node, "a").ShouldBeTrue();
    }

    [Fact]
    public void Items_without_an_id_are_all_new()
    {
        var filter = new DuplicateFilter(2);

        filter.IsNew(Node, "").ShouldBeTrue();
        filter.IsNew(Node, "").ShouldBeTrue();
    }

    [Fact]
    public void Ids_that_differ_in_their_counter_only_are_told_apart()
    {
        var filter = new DuplicateFilter(20_000);

        Enumerable.Range(0, 20_000).ShouldAllBe(n => filter.IsNew(Node, $"0b6afdb5-5870-4b69-b649-7e7a8c69c0c0{n}"));
    }

    [Fact]
    public void An_id_of_another_node_is_another_item()
    {
        var filter = new DuplicateFilter(4);

        filter.IsNew(Node, "a").ShouldBeTrue();
        filter.IsNew("/finesse/api/Team/500/Users", "a").ShouldBeTrue();
        filter.IsNew(Node, "a").ShouldBeFalse();
    }
}
