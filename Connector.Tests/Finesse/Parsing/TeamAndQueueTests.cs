using Connector.Finesse.Model;
using Connector.Finesse.Notifications;
using Connector.Finesse.Parsing;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

public sealed class TeamAndQueueTests
{
    private const string TeamNode = "/finesse/api/Team/500/Users";

    [Fact]
    public void A_team_is_read_with_its_agents()
    {
        var team = FinesseXml.ParseTeam(FinesseSamples.Team).Value.ShouldNotBeNull();

        (team.Id, team.Name).ShouldBe(("500", "First & last"));
        team.Users.Select(user => (user.LoginId, user.State, user.Extension, user.PendingState, user.ReasonCode?.Label))
            .ShouldBe([("1001", "LOGOUT", null, null, null), ("1002", "NOT_READY", "2002", "READY", "Lunch Break")]);
    }

    [Theory]
    [InlineData("<Team/>", "", 0)]
    [InlineData("<Team><uri>/finesse/api/Team/34/</uri><users/></Team>", "34", 0)]
    [InlineData("<Team><id>34</id><users><User/><other/><user><state>READY</state></user></users></Team>", "34", 2)]
    [InlineData("<Team><id>34</id><users>text</users><users><User/></users></Team>", "34", 1)]
    public void A_team_in_parts_is_read_as_far_as_it_goes(string xml, string id, int users)
    {
        var team = FinesseXml.ParseTeam(xml).Value.ShouldNotBeNull();

        (team.Id, team.Users.Count).ShouldBe((id, users));
    }

    [Fact]
    public void Queues_are_read_with_their_statistics()
    {
        var queues = FinesseXml.ParseQueues($"<Queues>{FinesseSamples.Queue}{FinesseSamples.UnknownQueue}<other/></Queues>").Value.ShouldNotBeNull();

        queues.ShouldBe(
        [
            new FinesseQueue
            {
                Id = "10", Name = "Sales", CallsInQueue = 3, StartTimeOfLongestCallInQueue = new(2012, 2, 15, 17, 58, 21, TimeSpan.Zero),
                AgentsReady = 1, AgentsNotReady = 2, AgentsBusyOther = 0, AgentsLoggedOn = 11, AgentsTalkingInbound = 4,
                AgentsTalkingOutbound = 5, AgentsTalkingInternal = 6, AgentsWrapUpNotReady = 7, AgentsWrapUpReady = 8,
            },
            new FinesseQueue { Id = "11" },
        ]);
    }

    [Theory]
    [InlineData("<Queue/>")]
    [InlineData("<queue><statistics><callsInQueue>many</callsInQueue><agentsReady/><startTimeOfLongestCallInQueue>-1</startTimeOfLongestCallInQueue></statistics></queue>")]
    [InlineData("<Queues><queue><statistics>99999999999</statistics></queue></Queues>")]
    public void What_a_queue_does_not_say_is_not_known(string xml) =>
        FinesseXml.ParseQueues(xml).Value.ShouldNotBeNull().ShouldBe([new FinesseQueue()]);

    public static TheoryData<string, string, string, string, NotificationPayload> Notifications => new()
    {
        { "one of a team's agents", TeamNode, "<user><loginId>1002</loginId><state>READY</state></user>", "/finesse/api/User/1002",
            new NotificationPayload.TeamChanged("500", [new FinesseUser { LoginId = "1002", State = "READY" }], false) },
        { "one of a team's agents, by the source", "/FINESSE/API/TEAM/500/USERS", "<User><state>READY</state></User>", "/finesse/api/User/1002",
            new NotificationPayload.TeamChanged("500", [new FinesseUser { LoginId = "1002", State = "READY" }], false) },
        { "several of them", TeamNode, "<Users><User><loginId>1</loginId></User><User><loginId>2</loginId></User></Users>", "/finesse/api/Team/500",
            new NotificationPayload.TeamChanged("500", [new FinesseUser { LoginId = "1" }, new FinesseUser { LoginId = "2" }], false) },
        { "the whole team", TeamNode, "<team><id>500</id><users><User><loginId>1</loginId></User></users></team>", "/finesse/api/Team/500",
            new NotificationPayload.TeamChanged("500", [new FinesseUser { LoginId = "1" }], true) },
        { "the whole team without its id", TeamNode, "<Team><name>Sales</name></Team>", "",
            new NotificationPayload.TeamChanged("500", [], true) },
        { "the agent himself", "/finesse/api/User/1001", "<user><loginId>1001</loginId></user>", "/finesse/api/User/1001",
            new NotificationPayload.UserChanged(new FinesseUser { LoginId = "1001" }) },
        { "a queue", "/finesse/api/Queue/10", "<queue><name>Sales</name></queue>", "/finesse/api/Queue/10",
            new NotificationPayload.QueueChanged(new FinesseQueue { Id = "10", Name = "Sales" }) },
        { "a queue by its node", "/finesse/api/Queue/10", "<Queue><name>Sales</name></Queue>", "",
            new NotificationPayload.QueueChanged(new FinesseQueue { Id = "10", Name = "Sales" }) },
        { "a queue in a list", "/finesse/api/Queue/10", "<Queues><Queue><name>Sales</name></Queue></Queues>", "",
            new NotificationPayload.QueueChanged(new FinesseQueue { Id = "10", Name = "Sales" }) },
        { "queues assigned", "/finesse/api/User/1001/Queues", "<Queues><Queue><uri>/finesse/api/Queue/10</uri></Queue></Queues>", "/finesse/api/User/1001/Queues",
            new NotificationPayload.UserQueuesChanged([new FinesseQueue { Id = "10" }]) },
        { "a message to a team", "/finesse/api/TeamMessage", FinesseSamples.TeamMessage, "/finesse/api/TeamMessage",
            new NotificationPayload.Unused(NotificationKind.TeamMessage) },
        { "another medium", "/finesse/api/User/1001/Media/1", "<media><state>READY</state></media>", "/finesse/api/User/1001/Media",
            new NotificationPayload.Unused(NotificationKind.Media) },
    };

    [Theory]
    [MemberData(nameof(Notifications))]
    public void A_notification_is_what_its_node_and_data_say(string what, string node, string data, string source, NotificationPayload expected)
    {
        foreach (var word in new[] { "PUT", "post", "Delete" })
        {
            var notification = NotificationParser.Parse(FinesseSamples.Message(node, "i", FinesseSamples.Update(data, word, source))).ShouldHaveSingleItem();

            notification.Payload.ShouldBe(expected, what);
        }
    }
}
