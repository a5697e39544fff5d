using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

public sealed class JidTests
{
    [Theory]
    [InlineData("finesse.test", null, "finesse.test", null)]
    [InlineData("1001@finesse.test", "1001", "finesse.test", null)]
    [InlineData("1001@finesse.test/gc-A", "1001", "finesse.test", "gc-A")]
    [InlineData("Agent@Finesse.TEST./Gc A@b/c", "agent", "finesse.test", "Gc A@b/c")]
    [InlineData("finesse.test/a@b", null, "finesse.test", "a@b")]
    [InlineData("a@[::1]", "a", "[::1]", null)]
    public void Is_parted_by_the_first_slash_and_then_the_first_at(string text, string? local, string domain, string? resource)
    {
        var jid = Jid.Parse(text);

        (jid.Local, jid.Domain, jid.Resource).ShouldBe((local, domain, resource));
        Jid.Parse(jid.ToString()).ShouldBe(jid);
        jid.Bare.ShouldBe(new Jid(local, domain));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@finesse.test")]
    [InlineData("1001@")]
    [InlineData("1001@finesse.test/")]
    [InlineData("a b@finesse.test")]
    [InlineData("a@b@c")]
    [InlineData("a<b@c")]
    [InlineData("a@b/c\u0007")]
    [InlineData(null)]
    public void Refuses_what_is_no_address(string? text) => Jid.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Refuses_parts_that_are_too_long()
    {
        Jid.TryParse(new string('a', 1023) + "@b", out _).ShouldBeTrue();
        Jid.TryParse(new string('a', 1024) + "@b", out _).ShouldBeFalse();
        Jid.TryParse("a@b/" + new string('\u20ac', 342), out _).ShouldBeFalse();
    }

    [Fact]
    public void Equal_addresses_are_equal_whatever_their_case_but_resources_are_not()
    {
        Jid.Parse("AGENT@Finesse.test/r").ShouldBe(Jid.Parse("agent@finesse.test/r"));
        Jid.Parse("agent@finesse.test/R").ShouldNotBe(Jid.Parse("agent@finesse.test/r"));
    }
}
