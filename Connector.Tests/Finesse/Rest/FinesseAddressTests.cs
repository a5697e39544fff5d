using Connector.Finesse.Rest;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Rest;

public sealed class FinesseAddressTests
{
    [Theory]
    [InlineData("http://Finesse-1/finesse/api/", "Finesse-1", "http://finesse-1/finesse/api/", "Finesse-1")]
    [InlineData("http://Finesse-1/finesse/api", "", "http://finesse-1/finesse/api/", "finesse-1")]
    [InlineData("", "Finesse-2", "https://finesse-2:8445/finesse/api/", "Finesse-2")]
    [InlineData(null, "10.1.2.3", "https://10.1.2.3:8445/finesse/api/", "10.1.2.3")]
    [InlineData(null, "fe80::1", "https://[fe80::1]:8445/finesse/api/", "[fe80::1]")]
    [InlineData("http://localhost:8082", null, "http://localhost:8082/finesse/api/", "localhost")]
    [InlineData(" https://proxy/site1/finesse/api/ ", "fin-a.example.com", "https://proxy/site1/finesse/api/", "fin-a.example.com")]
    public void A_side_is_read_from_its_two_settings(string? restBase, string? serverAddress, string uri, string host)
    {
        FinesseAddress.TryParse(restBase, serverAddress, out var address, out var problem).ShouldBeTrue(problem);

        address.RestBase.AbsoluteUri.ShouldBe(uri);
        address.Host.ShouldBe(host);
    }

    [Theory]
    [InlineData("", " ", "neither a REST base nor a server address")]
    [InlineData("Finesse-1", "", "not an http or https address")]
    [InlineData("ftp://Finesse-1/", "", "not an http or https address")]
    [InlineData("http://me:secret@Finesse-1/", "", "credentials come with each agent")]
    [InlineData("http://Finesse-1/finesse/api/?a=b", "", "query or fragment")]
    [InlineData("", "Finesse-1:8445", "not a host name")]
    [InlineData("", "https://Finesse-1", "not a host name")]
    public void What_names_no_side_is_a_problem_in_words_without_secrets(string? restBase, string? serverAddress, string words)
    {
        FinesseAddress.TryParse(restBase, serverAddress, out var address, out var problem).ShouldBeFalse();

        address.ShouldBeNull();
        problem.ShouldContain(words);
        problem.ShouldNotContain("secret");
    }
}
