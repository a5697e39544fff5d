using Connector.Contracts;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

/// <summary>What a session does when Finesse's answer is lost, or what it knows may be behind.</summary>
public sealed class AgentSessionDoubtTests
{
    private static readonly MakeCall ToNumber = new() { AgentId = Agent, To = "555" };
    private static readonly TransferCall Transfer = new() { AgentId = Agent, DialogId = "7" };

    [Fact]
    public async Task A_call_whose_answer_was_lost_is_found_among_the_agents_calls_and_not_made_again()
    {
        await using var bench = new SessionBench { AtOnce = LosingAnswers(Made("8")) };
        await bench.ConnectAsync();

        var answer = await bench.Ask(ToNumber, "request-1");

        answer.ShouldBe(new CommandAccepted { AgentId = Agent, RequestId = "request-1", ConnectorId = SessionBench.ConnectorId, DialogId = "8" });
        bench.Calls.Select(call => call.What.GetType()).ShouldBe([typeof(PlaceCall), typeof(ReadDialogs)]);
        (await bench.Ask(ToNumber, "request-1")).ShouldBe(answer);
        bench.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_is_not_found_is_answered_as_unknown_and_not_made_again()
    {
        await using var bench = new SessionBench { AtOnce = LosingAnswers() };
        await bench.ConnectAsync();

        var answer = (CommandRejected)await bench.Ask(ToNumber, "request-1");
        await bench.Ask(ToNumber, "request-1");

        answer.Code.ShouldBe(RejectionCode.OutcomeUnknown);
        answer.Message.ShouldBe(
            "No answer came. It was not sent again: the agent's calls do not show that Finesse took it. Look at the calls before you send it anew.");
        bench.Calls.Count(call => call.What is PlaceCall).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_shows_late_is_looked_for_again_and_found()
    {
        var looks = 0;
        await using var bench = new SessionBench(againAfter: [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(1), 4)])
        {
            AtOnce = call => LosingAnswers(call is ReadDialogs && ++looks == 3 ? [Made("8")] : [])(call),
        };
        await bench.ConnectAsync();

        (await bench.Ask(ToNumber)).ShouldBeOfType<CommandAccepted>().DialogId.ShouldBe("8");

        bench.Calls.Select(call => call.What.GetType()).ShouldBe([typeof(PlaceCall), typeof(ReadDialogs), typeof(ReadDialogs), typeof(ReadDialogs)]);
    }

    [Fact]
    public async Task A_call_that_never_shows_is_looked_for_as_often_as_is_said()
    {
        await using var bench = new SessionBench(againAfter: [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)]) { AtOnce = LosingAnswers() };
        await bench.ConnectAsync();

        ((CommandRejected)await bench.Ask(ToNumber)).Code.ShouldBe(RejectionCode.OutcomeUnknown);

        bench.Calls.Count(call => call.What is ReadDialogs).ShouldBe(3);
    }

    [Fact]
    public async Task What_leaves_no_trace_is_answered_as_unknown_at_once()
    {
        await using var bench = new SessionBench { AtOnce = LosingAnswers() };
        await bench.ConnectAsync("TALKING", Call("7", "ACTIVE"));

        var answer = (CommandRejected)await bench.Ask(new SendDtmf { AgentId = Agent, DialogId = "7", Digits = "1" });

        answer.Code.ShouldBe(RejectionCode.OutcomeUnknown);
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_notification_that_names_the_request_settles_it_whatever_becomes_of_the_answer()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync("TALKING", Call("7", "ACTIVE"));

        var asked = bench.Ask(new SendDtmf { AgentId = Agent, DialogId = "7", Digits = "1" }, "request-1");
        var call = await bench.CallAsync(1);
        bench.Notify(new AgentNotification.DialogsChanged("item-1", "request-1", DialogChange.Updated, [Call("7", "HELD")]));
        await bench.EventsAsync(2);
        call.Outcome.SetResult(new FinesseOutcome.Unknown("No answer came."));

        (await asked).ShouldBeOfType<CommandAccepted>().DialogId.ShouldBeNull();
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_notification_that_comes_while_the_calls_are_read_settles_it_too()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync();

        var asked = bench.Ask(ToNumber, "request-1");
        (await bench.CallAsync(1)).Outcome.SetResult(new FinesseOutcome.Unknown("No answer came."));
        var reading = await bench.CallAsync(2);
        bench.Notify(new AgentNotification.DialogsChanged("item-1", "request-1", DialogChange.Added, [Call("8", "INITIATED")]));
        await bench.EventsAsync(2);
        reading.Outcome.SetResult(new FinesseOutcome.Unavailable("Finesse is away."));

        (await asked).ShouldBeOfType<CommandAccepted>().DialogId.ShouldBe("8");
    }

    [Fact]
    public async Task The_consult_call_is_in_the_answer_where_Finesse_told_of_it_first()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync("TALKING", Call("7", "ACTIVE"));

        var asked = bench.Ask(new ConsultCall { AgentId = Agent, DialogId = "7", To = "2002" }, "request-1");
        var call = await bench.CallAsync(1);
        // The call that is held for it comes first, and another agent's doing in between.
        bench.Notify(new AgentNotification.DialogsChanged("item-1", "request-1", DialogChange.Updated, [Call("7", "HELD")]));
        bench.Notify(new AgentNotification.DialogsChanged("item-2", null, DialogChange.Added, [Call("9")]));
        bench.Notify(new AgentNotification.DialogsChanged("item-3", "request-1", DialogChange.Added, [Call("8", "INITIATING")]));
        await bench.EventsAsync(4);
        call.Outcome.SetResult(new FinesseOutcome.Accepted());

        (await asked).ShouldBeOfType<CommandAccepted>().DialogId.ShouldBe("8");
    }

    [Fact]
    public async Task The_answer_does_not_wait_for_the_notification()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync();

        (await bench.Ask(ToNumber)).ShouldBeOfType<CommandAccepted>().DialogId.ShouldBeNull();
    }

    [Fact]
    public async Task A_transfer_that_was_not_offered_is_carried_out_where_Finesse_offers_it_by_now()
    {
        await using var bench = new SessionBench { AtOnce = Reading(Held("7", "RETRIEVE", "TRANSFER")) };
        await bench.ConnectAsync("TALKING", Held("7", "RETRIEVE"));

        (await bench.Ask(Transfer)).ShouldBeOfType<CommandAccepted>();

        bench.Calls.Select(call => call.What).ShouldBe([new ReadDialogs("7"), new ActOnDialog("7", "TRANSFER", "2001")]);
    }

    [Fact]
    public async Task A_transfer_that_Finesse_does_not_offer_is_refused_and_not_sent()
    {
        await using var bench = new SessionBench { AtOnce = Reading(Held("7", "RETRIEVE")) };
        await bench.ConnectAsync("TALKING", Held("7", "RETRIEVE"));

        var answer = (CommandRejected)await bench.Ask(Transfer);

        answer.Code.ShouldBe(RejectionCode.InvalidState);
        answer.Message.ShouldContain("the held call");
        bench.Calls.ShouldHaveSingleItem().What.ShouldBe(new ReadDialogs("7"));
    }

    [Fact]
    public async Task A_transfer_of_a_call_that_Finesse_does_not_know_is_refused_with_its_words()
    {
        var unknown = new FinesseOutcome.Refused(new FinesseRefusal("Dialog Not Found", "Invalid dialogId specified for dialog", "7"), 404);
        await using var bench = new SessionBench { AtOnce = _ => unknown };
        await bench.ConnectAsync();

        var answer = (CommandRejected)await bench.Ask(Transfer);

        (answer.Code, answer.HttpStatus, answer.FinesseErrorType).ShouldBe((RejectionCode.UnknownDialog, 404, "Dialog Not Found"));
    }

    [Fact]
    public async Task A_transfer_whose_session_ends_while_it_is_looked_at_is_refused_and_not_sent()
    {
        await using var bench = new SessionBench { AtOnce = _ => null };
        await bench.ConnectAsync("TALKING", Held("7", "RETRIEVE"));

        var asked = bench.Ask(Transfer);
        var look = await bench.CallAsync(1);
        bench.Report(new SubscriptionReport.Refused(RejectionCode.Unauthorized, "Finesse refused the password."));
        await bench.EventsAsync(2);
        look.Outcome.SetResult(new FinesseOutcome.DialogsRead([Held("7", "RETRIEVE", "TRANSFER")]));

        ((CommandRejected)await asked).Code.ShouldBe(RejectionCode.NotConnected);
        bench.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_transfer_that_is_offered_is_sent_at_once()
    {
        await using var bench = new SessionBench();
        await bench.ConnectAsync("TALKING", Held("7", "RETRIEVE", "TRANSFER"));

        (await bench.Ask(Transfer)).ShouldBeOfType<CommandAccepted>();

        bench.Calls.ShouldHaveSingleItem().What.ShouldBe(new ActOnDialog("7", "TRANSFER", "2001"));
    }

    [Fact]
    public async Task What_the_flavour_cannot_do_never_reaches_Finesse()
    {
        await using var bench = new SessionBench { Flavour = FinesseFlavour.Uccx };
        await bench.ConnectAsync();

        ((CommandRejected)await bench.Ask(new DropParticipant { AgentId = Agent, DialogId = "7", Extension = "2002" })).Code
            .ShouldBe(RejectionCode.NotSupported);

        bench.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_are_reported_and_read_again_when_asked_again()
    {
        PhoneBookContact contact = new() { FirstName = "Ada", PhoneNumber = "555" };
        await using var bench = new SessionBench
        {
            AtOnce = call => call switch
            {
                ReadReasonCodes read => new FinesseOutcome.ReasonCodesRead(read.Category, [new ReasonCode { Id = 3 }]),
                ReadWrapUpReasons => new FinesseOutcome.WrapUpReasonsRead([new WrapUpReason { Label = "Sale" }]),
                ReadPhoneBooks => new FinesseOutcome.PhoneBooksRead([new PhoneBook { PhoneBookId = "4" }]),
                ReadContacts read => new FinesseOutcome.ContactsRead(read.PhoneBookId, [contact]),
                _ => new FinesseOutcome.Accepted(),
            },
        };
        await bench.ConnectAsync();

        var reasons = (ReasonCodesReport)await bench.Ask(new GetReasonCodes { AgentId = Agent, Category = ReasonCodeCategory.Logout });
        (reasons.Category, reasons.ReasonCodes.Single().Id, reasons.Sequence, reasons.Epoch).ShouldBe((ReasonCodeCategory.Logout, 3, 1L, bench.Events[0].Epoch));
        ((WrapUpReasonsReport)await bench.Ask(new GetWrapUpReasons { AgentId = Agent })).WrapUpReasons.Single().Label.ShouldBe("Sale");
        ((PhoneBooksReport)await bench.Ask(new GetPhoneBooks { AgentId = Agent })).PhoneBooks.Single().PhoneBookId.ShouldBe("4");
        var get = new GetPhoneBookContacts { AgentId = Agent, PhoneBookId = "4" };
        var contacts = (ContactsReport)await bench.Ask(get, "same");
        (contacts.PhoneBookId, contacts.Contacts.Single(), contacts.RequestId).ShouldBe(("4", contact, "same"));
        await bench.Ask(get, "same");
        bench.Calls.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_reading_without_an_answer_is_safe_to_send_again()
    {
        await using var bench = new SessionBench { AtOnce = LosingAnswers() };
        await bench.ConnectAsync();

        ((CommandRejected)await bench.Ask(new GetPhoneBooks { AgentId = Agent })).Code.ShouldBe(RejectionCode.FinesseUnavailable);
    }

    [Fact]
    public async Task What_is_safe_to_repeat_is_repeated_until_another_side_answers()
    {
        var sent = 0;
        await using var bench = new SessionBench(againAfter: [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)])
        {
            AtOnce = call => call is ChangeAgentState && ++sent < 4 ? new FinesseOutcome.Unknown("No answer came.") : new FinesseOutcome.Accepted(),
        };
        await bench.ConnectAsync();

        (await bench.Ask(new MakeReady { AgentId = Agent })).ShouldBeOfType<CommandAccepted>();

        sent.ShouldBe(4);
    }

    private static Dialog Made(string id) => Call(id, "INITIATED") with { FromAddress = "2001", ToAddress = "555" };

    private static Dialog Held(string id, params string[] actions) => new()
    {
        DialogId = id,
        State = "ACTIVE",
        Participants = [new Participant { Address = "2001", State = "HELD", Actions = actions }],
    };

    private static Func<FinesseCall, FinesseOutcome?> Reading(params Dialog[] dialogs) =>
        call => call is ReadDialogs ? new FinesseOutcome.DialogsRead(dialogs) : new FinesseOutcome.Accepted();

    private static Func<FinesseCall, FinesseOutcome?> LosingAnswers(params Dialog[] dialogs) =>
        call => call is ReadDialogs ? new FinesseOutcome.DialogsRead(dialogs) : new FinesseOutcome.Unknown("No answer came.");
}
