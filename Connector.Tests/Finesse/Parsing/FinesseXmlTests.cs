using System.Globalization;
using Connector.Finesse.Model;
using Connector.Finesse.Parsing;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

public sealed class FinesseXmlTests
{
    [Fact]
    public void A_user_of_REST_is_read_with_every_field()
    {
        FinesseXml.ParseUser(FinesseSamples.RestUser).Value.ShouldBe(new FinesseUser
        {
            LoginId = "1001",
            LoginName = "csmith",
            FirstName = "Chris",
            LastName = "Smith",
            State = "NOT_READY",
            PendingState = "LOGOUT",
            StateChangeTime = Utc("2012-03-01T17:58:21.234"),
            ReasonCodeId = "16",
            ReasonCode = new("16", "NOT_READY", "10", "Team Meeting", true, false),
            Extension = "2001",
            TeamId = "500",
            TeamName = "Sales",
            Roles = ["Agent", "Supervisor"],
            Teams = [new("2001", "First Line Support"), new("2002", "Second Line")],
            MobileAgent = new("CALL_BY_CALL", "4085551234"),
            Settings = new("OPTIONAL", "NOT_ALLOWED", "enabled"),
            WrapUpTimerSeconds = 7200,
            MediaType = "1",
            SkillTargetId = "6067",
            ActiveDeviceId = "CSFJP5550016",
            Uri = "/finesse/api/User/1001",
        });
    }

    [Fact]
    public void A_dialog_is_read_with_every_field_and_its_texts_untouched()
    {
        FinesseXml.ParseDialogs($"<Dialogs>{FinesseSamples.Dialog}</Dialogs>").Value!.ShouldHaveSingleItem().ShouldBe(new FinesseDialog
        {
            Id = "12345678",
            State = "ACTIVE",
            MediaType = "Voice",
            FromAddress = "5551234",
            ToAddress = "2001",
            CallType = "ACD_IN",
            DialedNumber = "8000",
            Dnis = "8001",
            QueueNumber = "5022",
            QueueName = "Sales queue",
            AssociatedDialogId = "321654",
            SecondaryId = "12345679",
            WrapUpReason = "Sales Call",
            WrapUpItems = ["Wrong number", "Busy"],
            MediaId = "1",
            CallKeyCallId = "217",
            CallKeySequenceNumber = "1",
            CallKeyPrefix = "152018",
            CallVariables =
            [
                new("callVariable1", "Chuck <Smith> & sons"), new("callVariable2", ""), new("user.x[2]", "  two spaces  "),
            ],
            Participants =
            [
                new("2001", "AGENT_DEVICE", "ACTIVE", null, Utc("2014-02-11T16:10:23.121"), Utc("2014-02-11T16:10:25.121"), ["HOLD", "DROP"]),
                new("5551234", null, "FAILED", "BUSY", null, null, []),
            ],
            ScheduledCallback = new("2014-03-07T14:30", "9785551212"),
            Uri = "/finesse/api/Dialog/12345678",
        });
    }

    [Fact]
    public void The_participant_with_an_address_is_found()
    {
        var dialog = FinesseXml.ParseDialog(FinesseSamples.Dialog).Value!;

        dialog.ParticipantAt("2001")!.Actions.ShouldBe(["HOLD", "DROP"]);
        dialog.ParticipantAt("2").ShouldBeNull();
    }

    [Fact]
    public void SystemInfo_is_read_and_tells_which_node_answered()
    {
        var info = FinesseXml.ParseSystemInfo(FinesseSamples.SystemInfo).Value!;

        info.ShouldBe(new SystemInfo
        {
            Status = "IN_SERVICE",
            DeploymentType = "UCCE",
            LastCtiHeartbeatStatus = "success",
            CtiVersion = "23",
            CtiHeartbeatIntervalSeconds = 2,
            CurrentTimestamp = Utc("2022-05-05T07:34:07.188"),
            PeripheralId = "5000",
            PrimaryNode = new("fin-a.example.com", 8445, 5222, 5223),
            SecondaryNode = new("fin-b.example.com", null, null, null),
            SystemAuthMode = "NON_SSO",
            TimezoneOffsetMinutes = 330,
            XmppDomain = "fin-a.example.com",
            XmppPubSubDomain = "pubsub.fin-a.example.com",
        });
        info.IsFitToMoveTo.ShouldBeTrue();
        info.AnsweringNode.ShouldBe(info.PrimaryNode);
    }

    [Theory]
    [InlineData("IN_SERVICE", "success", true, true)]
    [InlineData("in_service", "", true, true)]
    [InlineData("IN_SERVICE", "failure", true, false)]
    [InlineData("OUT_OF_SERVICE", "success", false, false)]
    [InlineData("", "success", false, false)]
    public void A_server_is_fit_to_move_to_only_with_a_heartbeat(string status, string heartbeat, bool inService, bool fit)
    {
        var info = FinesseXml.ParseSystemInfo(
            $"<SystemInfo><status>{status}</status><lastCTIHeartbeatStatus>{heartbeat}</lastCTIHeartbeatStatus></SystemInfo>").Value!;

        (info.IsInService, info.IsFitToMoveTo).ShouldBe((inService, fit));
    }

    [Theory]
    [InlineData("<ApiErrors><ApiError><ErrorType>T</ErrorType><ErrorMessage>M</ErrorMessage><ErrorData>D</ErrorData></ApiError></ApiErrors>")]
    [InlineData("<apiErrors><apiError><errorData>D</errorData><errorMessage>M</errorMessage><errorType>T</errorType></apiError></apiErrors>")]
    public void Errors_are_read_in_the_spelling_of_REST_and_of_XMPP(string xml) =>
        FinesseXml.ParseApiErrors(xml).Value!.ShouldBe([new FinesseError("T", "M", "D")]);

    [Fact]
    public void Several_errors_come_in_order()
    {
        const string Xml = "<ApiErrors><ApiError><ErrorType>A</ErrorType></ApiError><ApiError><ErrorType>B</ErrorType></ApiError></ApiErrors>";

        FinesseXml.ParseApiErrors(Xml).Value!.Select(e => e.Type).ShouldBe(["A", "B"]);
    }

    [Fact]
    public void What_is_missing_or_empty_is_null_and_what_is_unknown_is_passed_over()
    {
        const string Xml = """
            <f:USER xmlns:f="urn:future" version='2'><f:future a="&gt;"><state>TALKING</state><deep><deeper/></deep></f:future>
            <f:State>READY</f:State><extension/><reasonCodeId></reasonCodeId><mobileAgent/><ReasonCode></ReasonCode></f:USER>
            """;

        FinesseXml.ParseUser(Xml).Value.ShouldBe(new FinesseUser { State = "READY" });
    }

    [Fact]
    public void An_id_that_is_missing_is_taken_from_the_address()
    {
        FinesseXml.ParseUser("<User><uri>/finesse/api/User/1234/</uri></User>").Value!.LoginId.ShouldBe("1234");
        FinesseXml.ParseDialog("<Dialog><uri>/finesse/api/Dialog/99</uri></Dialog>").Value!.Id.ShouldBe("99");
    }

    [Fact]
    public void No_dialogs_is_an_empty_list()
    {
        FinesseXml.ParseDialogs("<Dialogs/>").Value.ShouldBeEmpty();
        FinesseXml.ParseDialogs("<Dialogs>\n</Dialogs>\n").Value.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "no root element")]
    [InlineData("nonsense", "no root element")]
    [InlineData("<html><body>Apache Tomcat</body></html>", "'html', not 'User'")]
    [InlineData("<User><state>READY</User>", "end tag does not match")]
    [InlineData("<User><state>READY</state>", "ends within an element")]
    [InlineData("<User><state>a &unknown; b</state></User>", "known entity")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><User/>", "document type declaration is refused")]
    [InlineData("<User/><User/>", "follows the root")]
    [InlineData("<User a='1></User>", "value is not closed")]
    public void What_is_no_user_is_a_failure_that_names_the_cause(string xml, string cause)
    {
        FinesseXml.ParseUser(xml).TryGet(out var user, out var failure).ShouldBeFalse();

        user.ShouldBeNull();
        failure.ShouldContain(cause);
    }

    [Fact]
    public void A_text_beyond_the_cap_is_refused() =>
        FinesseXml.ParseUser($"<User>{new string(' ', FinesseXml.MaxCharacters)}</User>").Failure!.ShouldContain("longer than");

    [Fact]
    public void Nesting_beyond_the_cap_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000));

        FinesseXml.ParseUser($"<User>{deep}").Failure!.ShouldContain("nested deeper");
    }

    private static DateTimeOffset Utc(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
