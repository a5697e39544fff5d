using Connector.Finesse.Rest;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Rest;

public sealed class FinesseCredentialsTests
{
    [Fact]
    public void A_password_becomes_a_Basic_header_in_UTF8() =>
        FinesseCredentials.Basic("1001", "pä:ß").ToHeader().ToString().ShouldBe("Basic MTAwMTpww6Q6w58=");

    [Fact]
    public void A_token_becomes_a_Bearer_header() =>
        FinesseCredentials.Bearer("1001", "abc.def").ToHeader().ToString().ShouldBe("Bearer abc.def");

    [Fact]
    public void The_secret_is_in_no_text_and_no_public_member()
    {
        var credentials = FinesseCredentials.Basic("1001", "s3cret");

        credentials.ToString().ShouldBe("1001 (Basic)");
        typeof(FinesseCredentials).GetProperties().Select(p => p.GetValue(credentials)?.ToString()).ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("", "p")]
    [InlineData("a:b", "p")]
    [InlineData("a\nb", "p")]
    [InlineData("1001", "")]
    public void What_a_header_cannot_carry_is_refused(string user, string password) =>
        Should.Throw<ArgumentException>(() => FinesseCredentials.Basic(user, password));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("ä")]
    public void A_token_that_could_forge_a_header_is_refused_without_being_quoted(string token)
    {
        var refusal = Should.Throw<ArgumentException>(() => FinesseCredentials.Bearer("1001", token));

        if (token.Length > 1)
            refusal.Message.ShouldNotContain(token);
    }

    [Fact]
    public void Equality_minds_the_secret()
    {
        FinesseCredentials.Basic("1", "a").ShouldBe(FinesseCredentials.Basic("1", "a"));
        FinesseCredentials.Basic("1", "a").ShouldNotBe(FinesseCredentials.Basic("1", "b"));
        FinesseCredentials.Basic("1", "a").ShouldNotBe(FinesseCredentials.Bearer("1", "a"));
    }
}
