using Connector.Service.Cluster.Witnesses;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Witnesses;

/// <summary>Servers do not see each other's sessions, so that a peer has to be watched where it says that its sessions are.</summary>
public sealed class FinesseWitnessTests
{
    [Theory]
    [InlineData("https://finesse-b:8445/finesse/api/", 1)]
    [InlineData("https://FINESSE-A:8445/finesse/api/", 0)]
    [InlineData("https://finesse-a:9445/finesse/api/", 0)]
    [InlineData("https://finesse-c:8445/finesse/api/", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_server_that_a_peer_names_is_found_by_its_address_or_host(string? named, int? side) =>
        FinesseWitness.SideOf(named, [new("https://finesse-a:8445/finesse/api/"), new("https://finesse-b:8445/finesse/api/")]).ShouldBe(side);

    [Fact]
    public void Two_of_one_host_are_told_apart_by_their_ports_or_not_at_all()
    {
        Uri[] known = [new("http://127.0.0.1:8082/finesse/api/"), new("http://127.0.0.1:8083/finesse/api/")];

        FinesseWitness.SideOf("http://127.0.0.1:8083/finesse/api/", known).ShouldBe(1);
        FinesseWitness.SideOf("http://127.0.0.1:9000/finesse/api/", known).ShouldBeNull();
    }
}
