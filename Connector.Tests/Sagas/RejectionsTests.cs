using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

public sealed class RejectionsTests
{
    [Theory]
    [InlineData(401, "Authorization Failure", "UNAUTHORIZED", RejectionCode.Unauthorized)]
    [InlineData(401, "Invalid Authorization User Specified", "", RejectionCode.Unauthorized)]
    [InlineData(401, "Invalid State", "", RejectionCode.InvalidState)]
    [InlineData(401, "", "", RejectionCode.Unauthorized)]
    [InlineData(400, "Invalid State", "No Active call available on agent for TRANSFER", RejectionCode.InvalidState)]
    [InlineData(400, "Invalid Destination", "", RejectionCode.InvalidDestination)]
    [InlineData(400, "Parameter Missing", "", RejectionCode.InvalidRequest)]
    [InlineData(404, "User Not Found", "UNKNOWN_USER", RejectionCode.UnknownAgent)]
    [InlineData(404, "Dialog Not Found", "Invalid dialogId specified for dialog", RejectionCode.UnknownDialog)]
    [InlineData(404, "Not Found", "", RejectionCode.UnknownAgent)]
    [InlineData(500, "Internal Server Error", "", RejectionCode.FinesseUnavailable)]
    [InlineData(501, "Not Implemented", "", RejectionCode.NotSupported)]
    [InlineData(503, "Service Unavailable", "SERVER_OUT_OF_SERVICE", RejectionCode.FinesseUnavailable)]
    public void A_refusal_with_a_status_has_our_word(int status, string type, string message, RejectionCode expected) =>
        Rejections.CodeOf(new FinesseRefusal(type, message, ""), status, concernsDialog: false).ShouldBe(expected);

    [Fact]
    public void A_404_without_words_is_about_what_was_asked_for() =>
        Rejections.CodeOf(new FinesseRefusal("", "", ""), 404, concernsDialog: true).ShouldBe(RejectionCode.UnknownDialog);

    [Theory]
    [InlineData("Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", RejectionCode.InvalidDevice)]
    [InlineData("Device Busy", "", RejectionCode.DeviceBusy)]
    [InlineData("Invalid State", "CF_INVALID_OBJECT_STATE", RejectionCode.InvalidState)]
    [InlineData("Invalid State", "CF_RESOURCE_BUSY", RejectionCode.InvalidState)]
    [InlineData("Mode Not Allowed", "", RejectionCode.NotSupported)]
    [InlineData("Call Operation Failure", "CF_RESOURCE_OUT_OF_SERVICE", RejectionCode.FinesseUnavailable)]
    [InlineData("Call Operation Failure", "CF_INVALID_DESTINATION", RejectionCode.InvalidDestination)]
    [InlineData("Generic Error", "INVALID_ACTION TRANSFER on extension 16698", RejectionCode.InvalidState)]
    [InlineData("Generic Error", "something of a later Finesse", RejectionCode.InvalidState)]
    public void A_refusal_by_notification_has_our_word(string type, string message, RejectionCode expected) =>
        Rejections.CodeOf(new FinesseRefusal(type, message, "")).ShouldBe(expected);

    [Fact]
    public void The_sentence_holds_what_Finesse_said()
    {
        var sentence = Rejections.Sentence(RejectionCode.InvalidDevice, new FinesseRefusal("Invalid Device", "CF_X", "260"));

        sentence.ShouldBe(
            "The extension is not a device that the agent can sign in on; check Extension. Finesse said: Invalid Device, CF_X, 260.");
    }
}
