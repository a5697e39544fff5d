using System.Xml.Linq;
using Connector.Finesse.Model;
using Connector.Finesse.Notifications;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

public sealed class NotificationParserTests
{
    [Fact]
    public void A_user_update_is_read()
    {
        var message = FinesseSamples.Message("/finesse/api/User/1001", "uuid-1", FinesseSamples.XmppUser);

        var notification = NotificationParser.Parse(message).ShouldHaveSingleItem();

        (notification.ItemId, notification.Node, notification.Source, notification.Event, notification.RequestId)
            .ShouldBe(("uuid-1", "/finesse/api/User/1001", "/finesse/api/User/1001", FinesseEvent.Put, "r-1"));
        var user = notification.Payload.ShouldBeOfType<NotificationPayload.UserChanged>().User;
        (user.LoginId, user.State, user.Extension, user.ReasonCodeId, user.PendingState).ShouldBe(("1001", "NOT_READY", "2001", "-1", null));
    }

    [Theory]
    [InlineData("<dialogs>{0}</dialogs>", "POST", DialogChange.Added)]
    [InlineData("<dialog>{0}</dialog>", "PUT", DialogChange.Updated)]
    [InlineData("<dialog>{0}</dialog>", "put", DialogChange.Updated)]
    [InlineData("<dialogs>{0}</dialogs>", "Delete", DialogChange.Removed)]
    public void A_dialog_update_says_what_happened(string data, string @event, DialogChange change)
    {
        var content = data.StartsWith("<dialogs") ? FinesseSamples.Dialog : XElement.Parse(FinesseSamples.Dialog).Elements().Aggregate("", (all, e) => all + e);
        var body = FinesseSamples.Update(string.Format(data, content), @event, "/finesse/api/Dialog/12345678");

        var payload = One(body).Payload.ShouldBeOfType<NotificationPayload.DialogsChanged>();

        payload.Change.ShouldBe(change);
        payload.Dialogs.ShouldHaveSingleItem().Id.ShouldBe("12345678");
    }

    [Fact]
    public void Text_is_unescaped_once_for_the_stanza_and_once_for_the_body()
    {
        // On the wire this is &amp;amp;lt; : the stanza's parser takes one layer, ours the next, and no one a third.
        var message = XElement.Parse("""
            <message><event><items node='n'><item id='1'><notification>&lt;Update&gt;&lt;data&gt;&lt;dialog&gt;&lt;id&gt;7&lt;/id&gt;
            &lt;mediaProperties&gt;&lt;callvariables&gt;&lt;CallVariable&gt;&lt;name&gt;callVariable1&lt;/name&gt;&lt;value&gt;a &amp;lt;b&amp;gt; &amp;amp;lt; c&lt;/value&gt;
            &lt;/CallVariable&gt;&lt;/callvariables&gt;&lt;/mediaProperties&gt;&lt;/dialog&gt;&lt;/data&gt;&lt;event&gt;PUT&lt;/event&gt;&lt;/Update&gt;</notification></item></items></event></message>
            """);

        var payload = NotificationParser.Parse(message).ShouldHaveSingleItem().Payload.ShouldBeOfType<NotificationPayload.DialogsChanged>();

        payload.Dialogs[0].CallVariables.ShouldBe([new CallVariable("callVariable1", "a <b> &lt; c")]);
    }

    [Fact]
    public void An_error_keeps_the_peripherals_words_and_markup_like_text()
    {
        var notification = One(FinesseSamples.XmppError);

        notification.RequestId.ShouldBeNull();
        notification.Source.ShouldBe("/finesse/api/User/1001");
        notification.Payload.ShouldBeOfType<NotificationPayload.ErrorsReported>().Errors.ShouldBe([new FinesseError(
            "Invalid Device",
            "CF_INVALID_LOGON_DEVICE_SPECIFIED",
            "260",
            "10125",
            "PERERR_TELDRIVE_NODEVICETARGETFORNETTARGETID",
            "No target for <2001>")]);
    }

    [Fact]
    public void The_echoed_request_id_of_an_error_is_kept() =>
        One(FinesseSamples.Update("<apiErrors><apiError/></apiErrors>", "put", "/finesse/api/Dialog/19226673", "025376c1")).RequestId.ShouldBe("025376c1");

    [Fact]
    public void A_server_out_of_service_is_read()
    {
        var notification = One(FinesseSamples.Update("<systemInfo><status>OUT_OF_SERVICE</status></systemInfo>", "PUT", "/finesse/api/SystemInfo"));

        notification.Payload.ShouldBeOfType<NotificationPayload.SystemInfoChanged>().SystemInfo.IsInService.ShouldBeFalse();
    }

    [Fact]
    public void Several_items_come_in_order()
    {
        var message = FinesseSamples.Message("/finesse/api/User/1001", "1", FinesseSamples.XmppUser);
        message.Descendants().Single(e => e.Name.LocalName == "items").Add(FinesseSamples.Item("2", FinesseSamples.XmppError));

        NotificationParser.Parse(message).Select(n => n.ItemId).ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("http://jabber.org/protocol/pubsub")]
    [InlineData("urn:xmpp:push:0")]
    [InlineData("")]
    public void The_namespace_of_the_notification_does_not_matter(string name) =>
        NotificationParser.Parse(FinesseSamples.Message("n", "1", FinesseSamples.XmppUser, name)).ShouldHaveSingleItem()
            .Payload.ShouldBeOfType<NotificationPayload.UserChanged>();

    [Fact]
    public void A_body_that_was_not_escaped_is_read_as_well()
    {
        var message = FinesseSamples.Message("n", "1", "");
        message.Descendants().Single(e => e.Name.LocalName == "notification").Add(XElement.Parse(FinesseSamples.XmppUser));

        NotificationParser.Parse(message).ShouldHaveSingleItem().Payload.ShouldBeOfType<NotificationPayload.UserChanged>();
    }

    [Fact]
    public void A_user_without_id_is_the_one_that_the_source_names()
    {
        var notification = One(FinesseSamples.Update("<user><state>READY</state></user>", "PUT", "/finesse/api/User/1007"));

        notification.Payload.ShouldBe(new NotificationPayload.UserChanged(new FinesseUser { LoginId = "1007", State = "READY" }));
    }

    [Theory]
    [InlineData("<message/>")]
    [InlineData("<message><body>hello</body></message>")]
    [InlineData("<message><event><items node='n'><retract id='1'/></items></event></message>")]
    public void A_message_that_is_no_event_holds_no_notification(string message) =>
        NotificationParser.Parse(XElement.Parse(message)).ShouldBeEmpty();

    [Theory]
    [InlineData("", "no root element")]
    [InlineData("&lt;Update&gt;", "no root element")]
    [InlineData("<Update><data><user></data></Update>", "end tag does not match")]
    [InlineData("<Queue/>", "'queue', not 'Update'")]
    [InlineData("<Update/>", "no data")]
    [InlineData("<Update><data/><event>DELETE</event></Update>", "no data")]
    [InlineData("<Update><data><workflow><id>3</id></workflow></data></Update>", "data of 'workflow'")]
    [InlineData("<Update><data><users><User><loginId>1</loginId></User></users></data></Update>", "no data")]
    public void What_cannot_be_read_is_unknown_with_its_cause_and_keeps_its_id(string body, string cause)
    {
        var notification = One(body);

        notification.ItemId.ShouldBe("item-1");
        notification.Payload.ShouldBeOfType<NotificationPayload.Unknown>().What.ShouldContain(cause);
    }

    [Fact]
    public void A_second_object_of_a_kind_does_not_spill_into_the_first()
    {
        var notification = One(FinesseSamples.Update(
            "<user><loginId>1</loginId><state>READY</state></user><user><loginId>2</loginId><dialog><id>9</id></dialog></user>", "PUT", "s"));

        notification.Payload.ShouldBe(new NotificationPayload.UserChanged(new FinesseUser { LoginId = "1", State = "READY" }));
    }

    private static FinesseNotification One(string body) =>
        NotificationParser.Parse(FinesseSamples.Message("/finesse/api/User/1001", "item-1", body)).ShouldHaveSingleItem();
}
