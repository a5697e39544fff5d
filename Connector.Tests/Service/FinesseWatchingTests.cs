using System.Collections.Concurrent;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class FinesseWatchingTests
{
    private static readonly AgentCredentials Credentials = new("pw", null);

    private readonly IFinesseRest _rest = Substitute.For<IFinesseRest>();
    private readonly Nodes _nodes = new();
    private readonly FinesseAdapter _finesse;

    public FinesseWatchingTests()
    {
        _rest.Address.Returns(ContractMappingTests.Address());
        TeamIs(FinesseReplies.Ok(new FinesseRoster("500", "Sales", [new FinesseUser { LoginId = "1001", State = "READY" }])));
        QueueIs(FinesseReplies.Ok<ValueList<FinesseQueue>>([new FinesseQueue { Name = "Sales", CallsInQueue = 3 }]));
        _finesse = new(new(_rest, _nodes));
    }

    [Fact]
    public async Task The_node_is_subscribed_before_the_team_is_read()
    {
        _rest.GetTeamAsync(Arg.Any<FinesseCredentials>(), "500", Arg.Any<CancellationToken>()).Returns(_ =>
        {
            _nodes.Asked.ShouldBe(["watch 1010 /finesse/api/Team/500/Users"]);
            return FinesseReplies.Ok(new FinesseRoster("500", "Sales", [new FinesseUser { LoginId = "1001", State = "READY" }]));
        });

        var team = (await CarryOutAsync(new WatchTeamUsers("500"))).ShouldBeOfType<FinesseOutcome.TeamRead>().Team;

        (team.TeamId, team.Name).ShouldBe(("500", "Sales"));
        team.Members.ShouldHaveSingleItem().AgentId.ShouldBe("1001");
    }

    [Fact]
    public async Task A_queue_has_the_id_that_it_was_asked_for_by()
    {
        var queues = (await CarryOutAsync(new WatchQueueStatistics("10"))).ShouldBeOfType<FinesseOutcome.QueuesRead>().Queues;

        var queue = queues.ShouldHaveSingleItem();
        (queue.QueueId, queue.CallsInQueue).ShouldBe(("10", 3));
        _nodes.Asked.ShouldBe(["watch 1010 /finesse/api/Queue/10"]);
    }

    [Fact]
    public async Task A_refusal_of_the_node_is_said_in_the_words_of_REST()
    {
        _nodes.Answer = new NodeAnswer.Refused("forbidden", null);
        TeamIs(FinesseReplies.Failed<FinesseRoster>(new FinesseFailure.Refused(401, [new("Invalid Supervisor", null, "500")], "")));

        var refused = (await CarryOutAsync(new WatchTeamUsers("500"))).ShouldBeOfType<FinesseOutcome.Refused>();

        (refused.HttpStatus, refused.Error.ErrorType).ShouldBe((401, "Invalid Supervisor"));
    }

    [Theory]
    [InlineData("forbidden", 403)]
    [InlineData("item-not-found", 404)]
    [InlineData("feature-not-implemented", 501)]
    [InlineData("something-else", 400)]
    public async Task A_refusal_of_the_node_alone_keeps_its_condition(string condition, int status)
    {
        _nodes.Answer = new NodeAnswer.Refused(condition, "no such node");

        var refused = (await CarryOutAsync(new WatchTeamUsers("500"))).ShouldBeOfType<FinesseOutcome.Refused>();

        (refused.HttpStatus, refused.Error.ErrorMessage, refused.Error.ErrorData)
            .ShouldBe((status, condition + ": no such node", "/finesse/api/Team/500/Users"));
    }

    [Fact]
    public async Task A_team_that_may_not_be_read_is_not_left_subscribed()
    {
        TeamIs(FinesseReplies.Failed<FinesseRoster>(new FinesseFailure.Refused(404, [], "")));

        (await CarryOutAsync(new WatchTeamUsers("500"))).ShouldBeOfType<FinesseOutcome.Refused>();

        _nodes.Asked.ShouldBe(["watch 1010 /finesse/api/Team/500/Users", "unwatch 1010 /finesse/api/Team/500/Users"]);
    }

    [Fact]
    public async Task Without_a_live_session_there_is_nothing_to_be_had_now()
    {
        _nodes.Answer = new NodeAnswer.Unavailable("being restored");

        (await CarryOutAsync(new WatchTeamUsers("500"))).ShouldBeOfType<FinesseOutcome.Unavailable>().Reason.ShouldContain("being restored");
        (await CarryOutAsync(new UnwatchTeamUsers("500"))).ShouldBeOfType<FinesseOutcome.Accepted>();
    }

    [Fact]
    public async Task Ending_asks_for_the_same_nodes()
    {
        await CarryOutAsync(new UnwatchTeamUsers("500"));
        await CarryOutAsync(new UnwatchQueueStatistics("10"));

        _nodes.Asked.ShouldBe(["unwatch 1010 /finesse/api/Team/500/Users", "unwatch 1010 /finesse/api/Queue/10"]);
    }

    private Task<FinesseOutcome> CarryOutAsync(FinesseCall call) =>
        _finesse.CarryOutAsync("1010", Credentials, call, "r", CancellationToken.None);

    private void TeamIs(FinesseReply<FinesseRoster> team) =>
        _rest.GetTeamAsync(Arg.Any<FinesseCredentials>(), "500", Arg.Any<CancellationToken>()).Returns(team);

    private void QueueIs(FinesseReply<ValueList<FinesseQueue>> queue) =>
        _rest.GetQueueAsync(Arg.Any<FinesseCredentials>(), "10", Arg.Any<CancellationToken>()).Returns(queue);

    /// <summary>Notes what it is asked, and answers as the test says.</summary>
    private sealed class Nodes : IAgentSubscriptions
    {
        private readonly ConcurrentQueue<string> _asked = new();

        public NodeAnswer Answer { get; set; } = new NodeAnswer.Done();

        public IReadOnlyList<string> Asked => [.. _asked];

        public Task<NodeAnswer> WatchAsync(string agentId, string node, CancellationToken cancellationToken = default) => Note("watch", agentId, node);

        public Task<NodeAnswer> UnwatchAsync(string agentId, string node, CancellationToken cancellationToken = default) => Note("unwatch", agentId, node);

        public bool StandsBy(string agentId) => false;

        public Task<SubscriptionOpening> OpenAsync(
            string agentId, RenewableCredentials credentials, IAgentObserver observer, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAgentSubscription Start(string agentId, RenewableCredentials credentials, IAgentObserver observer) => throw new NotSupportedException();

        private Task<NodeAnswer> Note(string verb, string agentId, string node)
        {
            _asked.Enqueue($"{verb} {agentId} {node}");
            return Task.FromResult(Answer);
        }
    }
}
