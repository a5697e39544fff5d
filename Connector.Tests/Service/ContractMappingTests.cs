using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Finesse.Notifications;
using Connector.Finesse.Parsing;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Tests.Finesse;
using Shouldly;
using Xunit;
using FinesseChange = Connector.Finesse.Notifications.DialogChange;

namespace Connector.Tests.Service;

public sealed class ContractMappingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void User_becomes_the_agents_state()
    {
        var state = ContractMapping.ToState(new FinesseUser
        {
            LoginId = "1001",
            LoginName = "agent1001",
            FirstName = "Ada",
            LastName = "L",
            State = "NOT_READY",
            PendingState = "READY",
            StateChangeTime = Noon,
            ReasonCodeId = "16",
            ReasonCode = new("16", "NOT_READY", "10", "Team Meeting", true, false),
            Extension = "2001",
            TeamId = "500",
            TeamName = "Sales",
            Roles = ["Agent", "Supervisor"],
        });

        state.Roles.ShouldBe(["Agent", "Supervisor"]);
        (state with { Roles = [] }).ShouldBe(new AgentState
        {
            State = "NOT_READY",
            PendingState = "READY",
            ReasonCode = 16,
            ReasonLabel = "Team Meeting",
            StateChangeTime = Noon,
            Extension = "2001",
            FirstName = "Ada",
            LastName = "L",
            LoginName = "agent1001",
            TeamId = "500",
            TeamName = "Sales",
            Roles = [],
        });
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(null)]
    public void Reason_that_is_none_is_none(string? id) =>
        ContractMapping.ToState(new FinesseUser { State = "READY", ReasonCodeId = id }).ReasonCode.ShouldBeNull();

    [Fact]
    public void Dialog_becomes_a_call()
    {
        var dialog = ContractMapping.ToDialog(new FinesseDialog
        {
            Id = "7",
            State = "ALERTING",
            CallType = "ACD_IN",
            FromAddress = "555",
            ToAddress = "2001",
            DialedNumber = "800",
            AssociatedDialogId = "6",
            SecondaryId = "5",
            WrapUpReason = "w",
            WrapUpItems = ["a", "b"],
            OutboundClassification = "BUSY",
            ScheduledCallback = new("2027-03-07T14:30", "5558888"),
            MediaType = "Voice",
            QueueName = "q",
            CallVariables = [new("callVariable1", "a"), new("callVariable1", "b"), new("user.x", "")],
            Participants = [new("2001", "AGENT_DEVICE", "ALERTING", null, Noon, Noon, ["ANSWER"])],
        });

        dialog.CallVariables.ShouldBe(new Dictionary<string, string> { ["callVariable1"] = "b", ["user.x"] = "" }, ignoreOrder: true);
        var party = dialog.Participants.ShouldHaveSingleItem();
        party.Actions.ShouldBe(["ANSWER"]);
        (party.Address, party.AddressType, party.State, party.StateCause, party.StartTime).ShouldBe(("2001", "AGENT_DEVICE", "ALERTING", null, Noon));
        (dialog.DialogId, dialog.State, dialog.CallType, dialog.FromAddress, dialog.ToAddress).ShouldBe(("7", "ALERTING", "ACD_IN", "555", "2001"));
        dialog.WrapUpItems.ShouldBe(["a", "b"]);
        (dialog.OutboundClassification, dialog.CallbackTime, dialog.CallbackNumber).ShouldBe(("BUSY", "2027-03-07T14:30", "5558888"));
        (dialog.DialedNumber, dialog.AssociatedDialogId, dialog.SecondaryId, dialog.WrapUpReason, dialog.MediaType, dialog.QueueName)
            .ShouldBe(("800", "6", "5", "w", "Voice", "q"));
    }

    [Theory]
    [InlineData(FinesseChange.Added, Connector.Contracts.DialogChange.Added)]
    [InlineData(FinesseChange.Updated, Connector.Contracts.DialogChange.Updated)]
    [InlineData(FinesseChange.Removed, Connector.Contracts.DialogChange.Removed)]
    public void Dialogs_notification_keeps_its_change(FinesseChange change, Connector.Contracts.DialogChange expected)
    {
        var told = ContractMapping.ToNotification(Notification(new NotificationPayload.DialogsChanged(change, [new FinesseDialog { Id = "7" }])))
            .ShouldBeOfType<AgentNotification.DialogsChanged>();

        told.Change.ShouldBe(expected);
        told.ItemId.ShouldBe("item-1");
        told.RequestId.ShouldBe("request-1");
        told.Dialogs.ShouldHaveSingleItem().DialogId.ShouldBe("7");
    }

    [Theory]
    [InlineData("/finesse/api/Dialog/19226673", "19226673")]
    [InlineData("/finesse/api/dialog/19226673/", "19226673")]
    [InlineData("/finesse/api/User/1001", null)]
    [InlineData("/finesse/api/User/1001/Dialogs", null)]
    [InlineData("/finesse/api/Dialog/", null)]
    [InlineData("", null)]
    public void Errors_name_the_call_they_are_about(string source, string? dialogId)
    {
        var failed = ContractMapping.ToNotification(Notification(new NotificationPayload.ErrorsReported(
            [new FinesseError("Invalid State", "CF_INVALID_OBJECT_STATE", "22"), new FinesseError("Other", null, null)])) with
        { Source = source })
            .ShouldBeOfType<AgentNotification.RequestFailed>();

        failed.DialogId.ShouldBe(dialogId);
        failed.Error.ShouldBe(new FinesseRefusal("Invalid State", "CF_INVALID_OBJECT_STATE", "22"));
        failed.FurtherErrors.ShouldBe([new FinesseRefusal("Other", "", "")]);
    }

    [Fact]
    public void Errors_keep_their_object_and_the_peripherals_words()
    {
        var failed = ContractMapping.ToNotification(Notification(new NotificationPayload.ErrorsReported(
            [new FinesseError("Invalid Device", "CF_X", "260", "10125", "PERERR_X", "No <target>")])) with
        { Source = "/finesse/api/User/1001" })
            .ShouldBeOfType<AgentNotification.RequestFailed>();

        failed.Source.ShouldBe("/finesse/api/User/1001");
        failed.Error.ShouldBe(new FinesseRefusal("Invalid Device", "CF_X", "260", new("10125", "PERERR_X", "No <target>")));
    }

    [Theory]
    [InlineData(FinesseEvent.Put, false, NewsExtent.Part)]
    [InlineData(FinesseEvent.Post, false, NewsExtent.Part)]
    [InlineData(FinesseEvent.Delete, false, NewsExtent.Gone)]
    [InlineData(FinesseEvent.Put, true, NewsExtent.Whole)]
    [InlineData(FinesseEvent.Delete, true, NewsExtent.Whole)]
    public void A_teams_agents_are_told_as_its_members(FinesseEvent what, bool isWhole, NewsExtent expected)
    {
        var team = FinesseXml.ParseTeam(FinesseSamples.Team).Value!;
        var payload = new NotificationPayload.TeamChanged("500", [.. team.Users, new FinesseUser { State = "READY" }], isWhole);

        var told = ContractMapping.ToNotification(Notification(payload) with { Event = what }).ShouldBeOfType<AgentNotification.TeamChanged>();

        (told.ItemId, told.RequestId, told.TeamId, told.Extent).ShouldBe(("item-1", "request-1", "500", expected));
        told.Members.ShouldBe(
        [
            new TeamMember
            {
                AgentId = "1001", FirstName = "Charles", LastName = "Brown", State = "LOGOUT",
                StateChangeTime = new(2012, 3, 1, 17, 58, 21, 345, TimeSpan.Zero),
            },
            new TeamMember
            {
                AgentId = "1002", FirstName = "Jane", LastName = "Doe", State = "NOT_READY", PendingState = "READY", Extension = "2002",
                StateChangeTime = new(2012, 3, 1, 17, 58, 22, 345, TimeSpan.Zero), ReasonCode = 1, ReasonLabel = "Lunch Break",
            },
        ]);
    }

    [Fact]
    public void A_queue_is_told_with_all_its_numbers()
    {
        var queue = FinesseXml.ParseQueues(FinesseSamples.Queue).Value![0];

        var told = ContractMapping.ToNotification(Notification(new NotificationPayload.QueueChanged(queue)))
            .ShouldBeOfType<AgentNotification.QueueChanged>();

        told.Queue.ShouldBe(new QueueStatistics
        {
            QueueId = "10",
            Name = "Sales",
            CallsInQueue = 3,
            StartTimeOfLongestCallInQueue = new(2012, 2, 15, 17, 58, 21, TimeSpan.Zero),
            AgentsReady = 1,
            AgentsNotReady = 2,
            AgentsBusyOther = 0,
            AgentsLoggedOn = 11,
            AgentsTalkingInbound = 4,
            AgentsTalkingOutbound = 5,
            AgentsTalkingInternal = 6,
            AgentsWrapUpNotReady = 7,
            AgentsWrapUpReady = 8,
        });
    }

    [Fact]
    public void What_is_not_the_agents_is_no_notification()
    {
        ContractMapping.ToNotification(Notification(new NotificationPayload.UserQueuesChanged([]))).ShouldBeNull();
        ContractMapping.ToNotification(Notification(new NotificationPayload.Unknown("team"))).ShouldBeNull();
        ContractMapping.ToNotification(Notification(new NotificationPayload.SystemInfoChanged(new SystemInfo()))).ShouldBeNull();
    }

    [Theory]
    [InlineData(401, RejectionCode.Unauthorized)]
    [InlineData(403, RejectionCode.Unauthorized)]
    [InlineData(404, RejectionCode.UnknownAgent)]
    [InlineData(400, RejectionCode.InvalidRequest)]
    [InlineData(500, RejectionCode.FinesseUnavailable)]
    [InlineData(301, RejectionCode.FinesseUnavailable)]
    public void Refused_reading_is_a_refused_subscription(int status, RejectionCode expected)
    {
        var refused = FailureMapping.ToRefusal(
            new FinesseFailure.Refused(status, [new FinesseError("t", "m", "d")], ""), Password, Address());

        refused.Code.ShouldBe(expected);
        refused.HttpStatus.ShouldBe(status);
        refused.Error.ShouldBe(new FinesseRefusal("t", "m", "d"));
        refused.Reason.ShouldContain("https://finesse-1:8445/finesse/api/");
    }

    [Fact]
    public void Failures_say_whether_the_request_may_have_been_carried_out()
    {
        FailureMapping.ToOutcome(new FinesseFailure.Unreachable("connection refused"), Address())
            .ShouldBeOfType<FinesseOutcome.Unavailable>().Reason.ShouldContain("check Finesse_1");
        FailureMapping.ToOutcome(new FinesseFailure.ServiceUnavailable([]), Address()).ShouldBeOfType<FinesseOutcome.Unavailable>();
        FailureMapping.ToOutcome(new FinesseFailure.Unreadable(200, "html"), Address()).ShouldBeOfType<FinesseOutcome.Unavailable>();
        FailureMapping.ToOutcome(new FinesseFailure.Refused(301, [], "to https://f:8445"), Address())
            .ShouldBeOfType<FinesseOutcome.Unavailable>().Reason.ShouldContain("to https://f:8445");
        FailureMapping.ToOutcome(new FinesseFailure.OutcomeUnknown("reset"), Address()).ShouldBeOfType<FinesseOutcome.Unknown>();
        var refused = FailureMapping.ToOutcome(new FinesseFailure.Refused(400, [], "page"), Address()).ShouldBeOfType<FinesseOutcome.Refused>();
        (refused.HttpStatus, refused.Error).ShouldBe((400, new FinesseRefusal("", "", "")));
    }

    [Theory]
    [InlineData(RefusalKind.Authentication, RejectionCode.Unauthorized, "five wrong passwords")]
    [InlineData(RefusalKind.Conflict, RejectionCode.NotConnected, "CONNECTOR_ID")]
    [InlineData(RefusalKind.Configuration, RejectionCode.FinesseUnavailable, "XMPP_SECURITY")]
    public void Refusal_of_the_notification_service_says_what_to_do(RefusalKind kind, RejectionCode expected, string remedy)
    {
        var refused = FailureMapping.ToRefusal(new SubscriptionRefusal(kind, "why."), Password, Address());

        refused.Code.ShouldBe(expected);
        refused.Reason.ShouldContain(remedy);
    }

    [Fact]
    public void A_token_that_is_refused_is_to_be_replaced_by_a_fresh_one()
    {
        var token = FinesseCredentials.Bearer("1001", "secret-token");

        FailureMapping.ToRefusal(new FinesseFailure.Refused(401, [], ""), token, Address()).Reason.ShouldBe(
            "Finesse at https://finesse-1:8445/finesse/api/ refused agent 1001's access token (401): it has expired or is not this agent's; "
            + "send ConnectAgent with a fresh AccessToken.");
        FailureMapping.ToRefusal(new SubscriptionRefusal(RefusalKind.Authentication, "not-authorized."), token, Address()).Reason.ShouldBe(
            "Finesse's notification service at finesse-1 refused agent 1001's access token (not-authorized): it has expired or is not this "
            + "agent's; send ConnectAgent with a fresh AccessToken.");
    }

    private static FinesseCredentials Password => FinesseCredentials.Basic("1001", "pw");

    private static FinesseNotification Notification(NotificationPayload payload) =>
        new("item-1", "/finesse/api/User/1001", "", FinesseEvent.Put, "request-1", payload);

    internal static FinesseAddress Address() =>
        FinesseAddress.TryParse(null, "finesse-1", out var address, out _) ? address : throw new InvalidOperationException();
}
