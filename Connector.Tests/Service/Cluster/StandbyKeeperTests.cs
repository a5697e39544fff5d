using System.Text.Json;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Cluster.Standby;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>For which agents a connector stands by, and at which server.</summary>
public sealed class StandbyKeeperTests : IDisposable
{
    private readonly Recorder _a = new("A");
    private readonly Recorder _b = new("B");
    private readonly ICredentialsProtector _protector = Substitute.For<ICredentialsProtector>();
    private readonly StandbyKeeper _keeper;
    private Action<SidesState> _sides = _ => { };

    public StandbyKeeperTests()
    {
        _protector.Unprotect(Arg.Any<string>(), Arg.Any<string>()).Returns(call => new AgentCredentials("pw of " + call.ArgAt<string>(1), null));
        _protector.Unprotect(Arg.Any<string>(), "damaged").Returns((AgentCredentials?)null);
        _keeper = new("me", _protector, NullLogger<StandbyKeeper>.Instance);
    }

    public void Dispose() => _keeper.Dispose();

    [Fact]
    public void A_session_is_wanted_of_the_agents_of_others_whose_credentials_are_known()
    {
        Start();

        _keeper.Claimed("1", "other", Subscription("s1"));
        _keeper.Claimed("2", "other", null);
        _keeper.Claimed("3", "other", Subscription("damaged"));
        _keeper.Claimed("4", "me", Subscription("s4"));
        _keeper.Claimed("5", null, Subscription("s5"));
        _keeper.Claimed("6", "third", Subscription("s6"));

        _a.Wanted.ShouldBe(["1: s1", "6: s6"]);
    }

    [Fact]
    public void What_is_told_again_costs_nothing()
    {
        Start();

        for (var time = 0; time < 3; time++)
            _keeper.Claimed("1", "other", Subscription("s1"));

        _protector.ReceivedCalls().Count().ShouldBe(1);
        _a.Said.ShouldBe(["want 1: s1"]);
    }

    [Fact]
    public void Fresh_credentials_replace_the_old_ones()
    {
        Start();
        _keeper.Claimed("1", "other", Subscription("old"));

        _keeper.Claimed("1", "other", Subscription("fresh"));

        _a.Wanted.ShouldBe(["1: fresh"]);
    }

    [Fact]
    public void The_session_of_an_agent_who_comes_here_is_kept_for_him_and_that_of_one_who_signs_out_is_not()
    {
        Start();
        _keeper.Claimed("1", "other", Subscription("s1"));
        _keeper.Claimed("2", "other", Subscription("s2"));

        _keeper.Claimed("1", "me", Subscription("s1"));
        _keeper.Claimed("1", "me", Subscription("s1 with another event address"));
        _keeper.Claimed("2", null, Subscription("s2"));

        _a.Said.ShouldBe(["want 1: s1", "want 2: s2", "keep 1", "drop 2"]);
    }

    [Fact]
    public void An_agent_who_goes_elsewhere_again_is_stood_by_for_again()
    {
        Start();
        _keeper.Claimed("1", "other", Subscription("s1"));
        _keeper.Claimed("1", "me", Subscription("s1"));

        _keeper.Claimed("1", "other", Subscription("s1"));

        _a.Said.ShouldBe(["want 1: s1", "keep 1", "want 1: s1"]);
    }

    [Fact]
    public void What_was_told_before_the_start_counts()
    {
        _keeper.Claimed("1", "other", Subscription("s1"));

        Start();

        _a.Wanted.ShouldBe(["1: s1"]);
    }

    [Fact]
    public void The_sessions_are_where_the_agents_would_be_opened()
    {
        Start();
        _keeper.Claimed("1", "other", Subscription("s1"));

        Serves(SideId.B);
        _keeper.Claimed("2", "other", Subscription("s2"));

        _a.Wanted.ShouldBeEmpty();
        _b.Wanted.ShouldBe(["1: s1", "2: s2"]);
        _keeper.Count.ShouldBe(new StandbyCount(2, 0));
    }

    [Fact]
    public void Who_signs_out_is_dropped_wherever_a_session_of_his_was_left()
    {
        Start();
        _keeper.Claimed("1", "other", Subscription("s1"));
        _keeper.Claimed("1", "me", Subscription("s1"));
        Serves(SideId.B);

        _keeper.Claimed("1", null, null);

        _a.Said[^1].ShouldBe("drop 1");
    }

    private static string Subscription(string secret) => JsonSerializer.Serialize(new { Secret = secret });

    private void Start() => _keeper.Start([_a, _b], listener =>
    {
        _sides = listener;
        Serves(SideId.A);
        return Substitute.For<IDisposable>();
    });

    private void Serves(SideId side) => _sides(SidesState.Start(2) with { Serving = side });

    /// <summary>Notes what is wanted.</summary>
    private sealed class Recorder(string name) : IStandbySessions
    {
        private readonly SortedDictionary<string, FinesseCredentials> _wanted = new(StringComparer.Ordinal);

        public List<string> Said { get; } = [];

        public IEnumerable<string> Wanted => _wanted.Select(each => $"{each.Key}: {SecretOf(each.Value)}");

        public StandbyCount Count => new(_wanted.Count, 0);

        public void Want(string agentId, FinesseCredentials credentials)
        {
            _wanted[agentId] = credentials;
            Said.Add($"want {agentId}: {SecretOf(credentials)}");
        }

        public void Keep(string agentId) => Leave("keep", agentId);

        public void Drop(string agentId) => Leave("drop", agentId);

        public override string ToString() => name;

        private void Leave(string how, string agentId)
        {
            _wanted.Remove(agentId);
            Said.Add($"{how} {agentId}");
        }

        private static string SecretOf(FinesseCredentials credentials) => credentials.XmppPassword["pw of ".Length..];
    }
}
