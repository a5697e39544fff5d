using Connector.Finesse.Sides;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Sides;

public sealed class SurpriseLogoutTests
{
    private static readonly SurpriseLogout Forced =
        new("READY", "255", IsAskedFor: false, TimeSpan.FromSeconds(60), WasMended: false);

    [Theory]
    [InlineData(0)]
    [InlineData(180)]
    public void The_old_sides_late_sign_out_is_mended(int seconds) =>
        (Forced with { SinceMove = TimeSpan.FromSeconds(seconds) }).IsToBeMended.ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("255")]
    public void It_may_come_with_finesses_own_reason_or_none(string? reason) =>
        (Forced with { ReasonCode = reason }).IsToBeMended.ShouldBeTrue();

    [Fact]
    public void What_somebody_wanted_or_what_comes_too_late_is_not()
    {
        (Forced with { IsAskedFor = true }).IsToBeMended.ShouldBeFalse("a client asked for it");
        (Forced with { SinceMove = TimeSpan.FromSeconds(181) }).IsToBeMended.ShouldBeFalse("the old side has given up long ago");
        (Forced with { SinceMove = null }).IsToBeMended.ShouldBeFalse("there is no old side");
        (Forced with { WasMended = true }).IsToBeMended.ShouldBeFalse("once");
        (Forced with { ReasonCode = "999" }).IsToBeMended.ShouldBeFalse("his supervisor did it");
        (Forced with { ReasonCode = "12" }).IsToBeMended.ShouldBeFalse("a person chose a reason");
        (Forced with { Before = "LOGOUT" }).IsToBeMended.ShouldBeFalse("he was not signed in");
        (Forced with { Before = "" }).IsToBeMended.ShouldBeFalse("nothing is known of him");
    }
}
