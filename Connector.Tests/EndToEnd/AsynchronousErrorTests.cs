using System.Text.Json;
using System.Xml.Linq;
using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Connector.Xmpp;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>What Finesse takes and refuses later, over XMPP only, and which request it belongs to.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class AsynchronousErrorTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task An_extension_that_does_not_exist_is_told_with_the_peripherals_words()
    {
        const string agent = "1111";

        var (id, _) = await Client.AcceptedAsync(ClientSteps.SignInRequest(agent) with { Extension = "9999" });

        var failed = await FailureOfAsync(agent, id);
        (failed.Code, failed.FinesseErrorType, failed.FinesseErrorMessage, failed.FinesseErrorData)
            .ShouldBe((RejectionCode.InvalidDevice, "Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", "260"));
        failed.PeripheralErrorCode.ShouldBe("10125");
        failed.PeripheralErrorMessage.ShouldBe("PERERR_TELDRIVE_NODEVICETARGETFORNETTARGETID");
        failed.PeripheralErrorText.ShouldNotBeNullOrEmpty();
        failed.Message.ShouldStartWith("The extension is not a device that the agent can sign in on; check Extension.");
        await Client.ServesAsync(agent);
    }

    [Fact]
    public async Task An_extension_that_somebody_uses_is_told()
    {
        const string agent = "1112";
        await SignInAsync("1113");

        var (id, _) = await Client.AcceptedAsync(ClientSteps.SignInRequest(agent) with { Extension = ClientSteps.ExtensionOf("1113") });

        var failed = await FailureOfAsync(agent, id);
        (failed.Code, failed.FinesseErrorData).ShouldBe((RejectionCode.DeviceBusy, "283"));
        failed.Message.ShouldStartWith("Another agent is signed in on this extension.");
        await Client.ServesAsync(agent);
    }

    [Fact]
    public async Task Every_error_of_one_notification_is_told()
    {
        const string agent = "1116";
        var last = await SignInAsync(agent);
        const string update = """
            <Update><data><apiErrors>
            <apiError><errorData>34</errorData><errorMessage>CF_RESOURCE_OUT_OF_SERVICE</errorMessage><errorType>Call Operation Failure</errorType></apiError>
            <apiError><errorData>283</errorData><errorMessage>CF_SPECIFIED_EXTENSION_ALREADY_IN_USE</errorMessage><errorType>Device Busy</errorType></apiError>
            </apiErrors></data><event>put</event><requestId>both</requestId><source>/finesse/api/User/1116</source></Update>
            """;
        var message = new XElement("message", new XElement(
            XmppNamespaces.PubSubEvent + "event",
            new XElement(
                XmppNamespaces.PubSubEvent + "items",
                new XAttribute("node", $"/finesse/api/User/{agent}"),
                new XElement(XmppNamespaces.PubSubEvent + "item", new XAttribute("id", "two-errors"), new XElement("notification", update)))));
        var line = JsonSerializer.Serialize(new { atMs = 0, side = "A", kind = "xmppOut", user = agent, text = message.ToString(SaveOptions.DisableFormatting) });
        await Live.Simulator.ControlAsync(HttpMethod.Post, "sim/replay?pace=fast", line);

        foreach (var code in new[] { RejectionCode.FinesseUnavailable, RejectionCode.DeviceBusy })
        {
            var failed = await Client.Events.WaitForAsync<CommandFailed>(agent, code.ToString(), told => told.Code == code, last);
            failed.RequestId.ShouldBe("both");
        }
    }

    private Task<CommandFailed> FailureOfAsync(string agent, Guid messageId) => Client.Events.WaitForAsync<CommandFailed>(
        agent, $"of request {messageId}", failed => failed.RequestId == RequestIds.Of(messageId));
}
