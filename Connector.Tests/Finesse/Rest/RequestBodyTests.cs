using System.Xml.Linq;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Rest;

public sealed class RequestBodyTests
{
    [Fact]
    public void A_sign_in_is_written_as_the_guide_shows() =>
        UserRequest.SignIn("2001").ToXml().ShouldBe("<User><state>LOGIN</state><extension>2001</extension></User>");

    [Fact]
    public void A_mobile_sign_in_carries_mode_number_and_device() =>
        (UserRequest.SignIn("2001") with { MobileAgent = new("CALL_BY_CALL", "4085551234"), ActiveDeviceId = "CSF1" }).ToXml().ShouldBe(
            "<User><state>LOGIN</state><extension>2001</extension><activeDeviceId>CSF1</activeDeviceId>"
            + "<mobileAgent><mode>CALL_BY_CALL</mode><dialNumber>4085551234</dialNumber></mobileAgent></User>");

    [Fact]
    public void A_state_with_a_reason_carries_its_id() =>
        UserRequest.ChangeState("NOT_READY", "16").ToXml()
            .ShouldBe("<User><state>NOT_READY</state><reasonCodeId>16</reasonCodeId></User>");

    [Fact]
    public void A_state_without_a_reason_has_no_empty_element() =>
        UserRequest.ChangeState("READY", "").ToXml().ShouldBe("<User><state>READY</state></User>");

    [Fact]
    public void A_new_call_carries_its_variables() =>
        NewDialogRequest.MakeCall("2001", "+49 (30) 1", [new("callVariable1", "<x> & y")]).ToXml().ShouldBe(
            "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2001</fromAddress><toAddress>+49 (30) 1</toAddress>"
            + "<mediaProperties><callvariables><CallVariable><name>callVariable1</name><value>&lt;x&gt; &amp; y</value></CallVariable>"
            + "</callvariables></mediaProperties></Dialog>");

    [Fact]
    public void A_new_call_without_variables_has_no_media_properties_which_UCCX_refuses() =>
        NewDialogRequest.MakeCall("2001", "2002").ToXml().ShouldNotContain("mediaProperties");

    [Fact]
    public void A_barge_in_names_the_monitored_dialog() =>
        (new NewDialogRequest(DialogActions.BargeCall, "2010", "2001") { AssociatedDialogId = "77" }).ToXml()
            .ShouldContain("<associatedDialogUri>/finesse/api/Dialog/77</associatedDialogUri>");

    [Fact]
    public void An_action_names_the_agents_own_leg() =>
        DialogRequest.Of(DialogActions.ConsultCall, "2001", "2002").ToXml().ShouldBe(
            "<Dialog><targetMediaAddress>2001</targetMediaAddress><requestedAction>CONSULT_CALL</requestedAction>"
            + "<toAddress>2002</toAddress></Dialog>");

    [Fact]
    public void Digits_travel_as_an_action_parameter() =>
        (DialogRequest.Of(DialogActions.SendDtmf, "2001") with { ActionParams = [new("dtmfString", "7*#")] }).ToXml()
            .ShouldContain("<actionParams><ActionParam><name>dtmfString</name><value>7*#</value></ActionParam></actionParams>");

    [Fact]
    public void Call_data_travels_as_media_properties() =>
        (new DialogRequest(DialogActions.UpdateCallData)
        {
            MediaProperties = new() { WrapUpReason = "Happy!", WrapUpItems = ["a", "b"], CallVariables = [new("callVariable3", "")] },
        }).ToXml().ShouldBe(
            "<Dialog><requestedAction>UPDATE_CALL_DATA</requestedAction><mediaProperties><wrapUpReason>Happy!</wrapUpReason>"
            + "<wrapUpItems><wrapUpItem>a</wrapUpItem><wrapUpItem>b</wrapUpItem></wrapUpItems>"
            + "<callvariables><CallVariable><name>callVariable3</name><value></value></CallVariable></callvariables>"
            + "</mediaProperties></Dialog>");

    [Theory]
    [InlineData("a\r\nb\tc")]
    [InlineData("ü 😀 ]]> &amp; \"'")]
    public void Every_text_that_XML_can_carry_arrives_as_it_was(string text) =>
        XElement.Parse(UserRequest.SignIn(text).ToXml(), LoadOptions.PreserveWhitespace).Element("extension")!.Value.ShouldBe(text);

    [Fact]
    public void A_text_that_XML_cannot_carry_is_refused_by_element_and_place()
    {
        Refusal("a\0b").ShouldContain("<extension> holds U+0000 at character 1");
        Refusal("\uD800").ShouldContain("<extension> holds U+D800 at character 0");
        Refusal("ab\uFFFF").ShouldContain("<extension> holds U+FFFF at character 2");

        static string Refusal(string text) => Should.Throw<ArgumentException>(() => UserRequest.SignIn(text).ToXml()).Message;
    }
}
