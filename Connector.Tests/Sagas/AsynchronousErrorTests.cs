using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

/// <summary>Errors that come by notification only, and the request that each belongs to.</summary>
public sealed class AsynchronousErrorTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("/finesse/api/Dialog/7", "hold")]
    [InlineData("/FINESSE/API/dialog/7/", "hold")]
    [InlineData("/finesse/api/User/1001", "call")]
    [InlineData("/finesse/api/User/1001/Dialogs", "call")]
    [InlineData("/finesse/api/Dialog/8", null)]
    [InlineData("/finesse/api/User/1002", null)]
    [InlineData("", "call")]
    public void An_error_belongs_to_the_last_request_for_the_object_it_names(string source, string? expected)
    {
        var accepted = new AcceptedRequests();
        accepted.Note("User/1001", "ready", Now);
        accepted.Note("Dialog/7", "hold", Now);
        accepted.Note("User/1001/Dialogs", "call", Now);

        accepted.RequestFor(source, null, Now).ShouldBe(expected);
    }

    [Fact]
    public void A_request_under_way_comes_first_where_it_is_for_the_object()
    {
        var accepted = new AcceptedRequests();
        accepted.Note("Dialog/7", "hold", Now);

        accepted.RequestFor("/finesse/api/Dialog/7", ("Dialog/7", "retrieve"), Now).ShouldBe("retrieve");
        accepted.RequestFor("/finesse/api/Dialog/7", ("User/1001", "ready"), Now).ShouldBe("hold");
    }

    [Fact]
    public void A_request_that_something_was_heard_of_or_that_is_long_past_is_not_to_blame()
    {
        var accepted = new AcceptedRequests();
        accepted.Note("Dialog/7", "hold", Now);
        accepted.Note("Dialog/7", "retrieve", Now);

        accepted.Settle("retrieve");
        accepted.RequestFor("/finesse/api/Dialog/7", null, Now).ShouldBe("hold");
        accepted.RequestFor("/finesse/api/Dialog/7", null, Now + AcceptedRequests.Memory + TimeSpan.FromSeconds(1)).ShouldBeNull();
    }

    [Fact]
    public async Task Finesses_and_the_peripherals_words_reach_the_client()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync("LOGOUT");
        await bench.Ask(new SignIn { AgentId = Agent, Extension = "999", Password = "pw" }, "sign-in");

        bench.Notify(Failed("i-1", null, "/finesse/api/User/1001", null, new(
            "Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", "260", new("10125", "PERERR_TELDRIVE_NODEVICE", "No <target>"))));

        var failed = (await bench.EventsAsync(2))[1].ShouldBeOfType<CommandFailed>();
        (failed.RequestId, failed.Code, failed.FinesseErrorType, failed.FinesseErrorMessage, failed.FinesseErrorData)
            .ShouldBe(("sign-in", RejectionCode.InvalidDevice, "Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", "260"));
        (failed.PeripheralErrorCode, failed.PeripheralErrorMessage, failed.PeripheralErrorText)
            .ShouldBe(("10125", "PERERR_TELDRIVE_NODEVICE", "No <target>"));
        failed.Message.ShouldStartWith("The extension is not a device that the agent can sign in on; check Extension. Finesse said: ");
    }

    [Fact]
    public async Task An_echoed_id_is_believed_and_an_object_nobody_asked_about_has_none()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        await bench.Ask(new HoldCall { AgentId = Agent, DialogId = "7" }, "hold");

        bench.Notify(Failed("i-1", "somebody-elses", "/finesse/api/Dialog/7", "7", new("Generic Error", "", "")));
        bench.Notify(Failed("i-2", null, "/finesse/api/Dialog/8", "8", new("Generic Error", "", "")));
        bench.Notify(Failed("i-3", null, "/finesse/api/Dialog/7", "7", new("Generic Error", "", "")));
        bench.Notify(Failed("i-4", null, "/finesse/api/Dialog/7", "7", new("Generic Error", "", "")));

        var events = await bench.EventsAsync(5);
        events.OfType<CommandFailed>().Select(failed => (failed.RequestId, failed.DialogId))
            .ShouldBe([("somebody-elses", "7"), (null, "8"), ("hold", "7"), (null, "7")]);
    }

    [Fact]
    public async Task An_error_that_comes_before_the_202_belongs_to_the_request_under_way()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();
        var asked = bench.Ask(new HoldCall { AgentId = Agent, DialogId = "7" }, "hold");
        var call = await bench.CallAsync(1);

        bench.Notify(Failed("i-1", null, "/finesse/api/Dialog/7", "7", new("Call Operation Failure", "CF_NO_ACTIVE_CALL", "24")));

        (await bench.EventsAsync(2))[1].ShouldBeOfType<CommandFailed>().RequestId.ShouldBe("hold");
        call.Outcome.SetResult(new FinesseOutcome.Accepted());
        (await asked).ShouldBeOfType<CommandAccepted>();
    }

    [Fact]
    public async Task An_error_about_a_call_does_not_call_a_sign_out_off()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();
        await bench.Ask(new SignOut { AgentId = Agent }, "bye");

        bench.Notify(Failed("i-1", null, "/finesse/api/Dialog/7", "7", new("Generic Error", "", "")));
        bench.NotifyState("LOGOUT");

        (await bench.EventsAsync(4))[3].ShouldBeOfType<AgentSessionChanged>().SessionState.ShouldBe(SessionState.SignedOut);
    }

    [Fact]
    public async Task A_sign_out_that_failed_before_its_202_leaves_the_session_when_the_agent_is_logged_out_later()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync("READY");
        var asked = bench.Ask(new SignOut { AgentId = Agent }, "bye");
        var call = await bench.CallAsync(1);
        bench.Notify(Failed("i-1", "bye", "/finesse/api/User/1001", null, new("Invalid State", "CF_INVALID_OBJECT_STATE", "22")));
        await bench.EventsAsync(2);
        call.Outcome.SetResult(new FinesseOutcome.Accepted());
        await asked;

        bench.NotifyState("LOGOUT");

        (await bench.EventsAsync(3))[2].ShouldBeOfType<AgentStateChanged>();
        bench.Inbox.Summaries().ShouldHaveSingleItem().Session.ShouldBe("Connected");
    }

    [Fact]
    public async Task Each_error_of_one_notification_is_an_event_of_its_own_with_the_same_request()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync("READY");
        var several = Failed("i-1", "r-1", "/finesse/api/Dialog/7", "7", new("Invalid State", "CF_INVALID_OBJECT_STATE", "22")) with
        {
            FurtherErrors = [new("Device Busy", "", "283"), new("Something New", "CF_SOMETHING_NEW", "999")],
        };

        bench.Notify(several);
        bench.Notify(Failed("i-2", "r-2", "/finesse/api/Dialog/7", "7", new("Invalid State", "", "")));

        var failed = (await bench.EventsAsync(5)).OfType<CommandFailed>().ToList();
        failed.Select(told => (told.RequestId, told.DialogId, told.FinesseErrorType, told.Code)).ShouldBe(
        [
            ("r-1", "7", "Invalid State", RejectionCode.InvalidState),
            ("r-1", "7", "Device Busy", RejectionCode.DeviceBusy),
            ("r-1", "7", "Something New", RejectionCode.InvalidState),
            ("r-2", "7", "Invalid State", RejectionCode.InvalidState),
        ]);
        failed.Select(told => told.EventId).ShouldBeUnique();
        failed[0].EventId.ShouldBe(EventIds.OfNotification(Agent, "i-1", 0), "as it was when only the first was told");
    }

    private static AgentNotification.RequestFailed Failed(
        string itemId, string? requestId, string source, string? dialogId, FinesseRefusal error) =>
        new(itemId, requestId, dialogId, error) { Source = source };
}
