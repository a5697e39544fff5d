using System.Globalization;
using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

/// <summary>Finesse's asynchronous errors (fact sheet, chapters 1.6 and 11), each with our code and sentence.</summary>
public sealed class CtiStatusTests
{
    /// <summary>Chapter 11 as it stands there.</summary>
    private const string Chapter11 = """
        21 GENERIC_STATE_INCOMPATIBILITY · 22 INVALID_OBJECT_STATE · 23 INVALID_CONNECTION_ID_FOR_ACTIVE_CALL · 24 NO_ACTIVE_CALL ·
        25 NO_HELD_CALL · 26 NO_CALL_TO_CLEAR · 27 NO_CONNECTION_TO_CLEAR · 28 NO_CALL_TO_ANSWER · 29 NO_CALL_TO_COMPLETE ·
        31 GENERIC_SYSTEM_RESOURCE_AVAILABILITY · 32 SERVICE_BUSY · 33 RESOURCE_BUSY · 34 RESOURCE_OUT_OF_SERVICE · 35 NETWORK_BUSY ·
        36 NETWORK_OUT_OF_SERVICE · 37 OVERALL_MONITOR_LIMIT_EXCEEDED · 38 CONFERENCE_MEMBER_LIMIT_EXCEEDED ·
        10 PRIVILEGE_VIOLATION_ON_CALLING_DEVICE · 11 INVALID_CSTA_CALL_IDENTIFIER · 12 INVALID_CSTA_DEVICE_IDENTIFIER ·
        13 INVALID_CSTA_CONNECTION_IDENTIFIER · 14 INVALID_DESTINATION · 15 INVALID_FEATURE · 70 GENERIC_UNSPECIFIED_REJECTION ·
        71 GENERIC_OPERATION_REJECTION · 72 DUPLICATE_INVOCATION_REJECTION · 78 REQUEST_TIMEOUT_REJECTION ·
        79 REQUESTS_ON_DEVICE_EXCEEDED_REJECTION · 256 INVALID_AGENT_ID · 257 INVALID_PASSWORD · 258 INVALID_AGENT_ID_OR_PASSWORD ·
        259 SPECIFIED_AGENT_ALREADY_SIGNED_ON · 260 INVALID_LOGON_DEVICE · 263 INVALID_CLASS_OF_SERVICE · 265 INVALID_AGENT_WORKMODE ·
        266 INVALID_AGENT_REASON_CODE · 268 AGENT_NOT_PARTY_ON_CALL · 269 INTERNAL_PROCESSING_ERROR · 273 INVALID_CONSULT_TYPE ·
        280 WRAPUP_DATA_REQUIRED · 281 REASON_CODE_REQUIRED · 283 SPECIFIED_EXTENSION_ALREADY_IN_USE ·
        284 ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED · 286 NETWORK_TRANSFER_OR_CONSULT_FAILED · 287 DEVICE_RESTRICTED · 288 LINE_RESTRICTED ·
        289 AGENT_ACCOUNT_LOCKED_OUT · 290 DROP_ANY_PARTY_NOT_ENABLED_CTI · 291 MAXIMUM_LINE_LIMIT_EXCEEDED ·
        292 SHARED_LINES_NOT_SUPPORTED · 293 EXTENSION_NOT_UNIQUE
        """;

    public static TheoryData<int, string> Codes
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var entry in Chapter11.Split('·', StringSplitOptions.TrimEntries))
                data.Add(int.Parse(entry.Split(' ')[0], CultureInfo.InvariantCulture), entry.Split(' ')[1]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_is_known_by_its_name_and_by_its_number_and_has_a_sentence(int number, string name)
    {
        var byName = CtiStatus.Of(new FinesseRefusal("Generic Error", "CF_" + name, ""));
        var byNumber = CtiStatus.Of(new FinesseRefusal("Call Operation Failure", "of a later release", number.ToString(CultureInfo.InvariantCulture)));

        byName.ShouldNotBeNull().Number.ShouldBe(number);
        byNumber.ShouldBe(byName);
        var error = new FinesseRefusal("Call Operation Failure", "CF_" + name, number.ToString(CultureInfo.InvariantCulture));
        var code = Rejections.CodeOf(error);
        code.ShouldNotBe(RejectionCode.InternalError);
        var sentence = Rejections.Sentence(code, error);
        sentence.ShouldStartWith(char.ToUpperInvariant(byName.Sentence[0]) + byName.Sentence[1..] + ". ");
        sentence.ShouldEndWith($"Finesse said: Call Operation Failure, CF_{name}, {number}.");
    }

    [Theory]
    [InlineData("Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", "260", RejectionCode.InvalidDevice)]
    [InlineData("Invalid State", "CF_INVALID_OBJECT_STATE", "22", RejectionCode.InvalidState)]
    [InlineData("Invalid State", "CF_INVALID_AGENT_WORKMODE", "265", RejectionCode.InvalidState)]
    [InlineData("Invalid State", "CF_RESOURCE_BUSY", "33", RejectionCode.InvalidState)]
    [InlineData("Device Busy", "CF_SPECIFIED_EXTENSION_ALREADY_IN_USE", "283", RejectionCode.DeviceBusy)]
    [InlineData("Call Operation Failure", "CF_RESOURCE_OUT_OF_SERVICE", "34", RejectionCode.FinesseUnavailable)]
    [InlineData("Call Operation Failure", "CF_REQUEST_TIMEOUT_REJECTION", "78", RejectionCode.OutcomeUnknown)]
    [InlineData("Generic Error", "INVALID_ACTION TRANSFER on extension 16698", "4047", RejectionCode.InvalidState)]
    [InlineData("Generic Error", "Only <the controller> may", "20999", RejectionCode.InvalidState)]
    [InlineData("20700", "", "", RejectionCode.InvalidState)]
    [InlineData("Invalid Input", "CF_GENERIC_OPERATION_REJECTION", "71", RejectionCode.InvalidRequest)]
    [InlineData("Mode Not Allowed", "", "", RejectionCode.NotSupported)]
    public void An_error_that_was_seen_has_our_code(string type, string message, string data, RejectionCode expected) =>
        Rejections.CodeOf(new FinesseRefusal(type, message, data)).ShouldBe(expected);

    [Theory]
    [InlineData("User Not Found", "UNKNOWN_USER", "260")]
    [InlineData("Invalid Input", "", "33")]
    [InlineData("Generic Error", "", "22")]
    public void A_number_that_is_somebodys_id_is_no_status(string type, string message, string data) =>
        CtiStatus.Of(new FinesseRefusal(type, message, data)).ShouldBeNull();

    [Fact]
    public void A_code_of_a_later_release_passes_through()
    {
        var error = new FinesseRefusal("Something New", "CF_SOMETHING_NEW", "999");

        CtiStatus.Of(error).ShouldBeNull();
        Rejections.Sentence(Rejections.CodeOf(error), error).ShouldEndWith("Finesse said: Something New, CF_SOMETHING_NEW, 999.");
    }
}
