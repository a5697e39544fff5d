using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

/// <summary>Known before done, and what a successor does about requests that were begun.</summary>
public sealed class OnceTests
{
    private const string Agent = OwnedBench.Agent;

    public static TheoryData<string> Unrepeatable => ["call", "consult", "dtmf", "blind", "record", "monitor"];

    [Theory]
    [MemberData(nameof(Unrepeatable))]
    public async Task What_must_not_happen_twice_is_begun_when_it_is_known_elsewhere(string which)
    {
        await using var bench = new OwnedBench { ConfirmsAtOnce = false };
        bench.Sessions.Flavour = FinesseFlavour.Unknown;
        await bench.ConnectAsync("READY", Call("7", "ACTIVE"));

        var asked = bench.Sessions.Ask(Request(which), "r-1");
        await bench.SettleAsync();
        bench.Sessions.Calls.ShouldBeEmpty();
        bench.Known.Requests.Single(request => request.RequestId == "r-1").Answer.ShouldBeNull();
        bench.Sessions.Owned.Known(Agent, bench.Receipts.Single());

        (await asked).ShouldBeOfType<CommandAccepted>();
        bench.Sessions.Calls.ShouldHaveSingleItem();
        bench.Known.Requests.Single(request => request.RequestId == "r-1").Answer.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_does_no_harm_twice_is_begun_at_once()
    {
        await using var bench = new OwnedBench { ConfirmsAtOnce = false };
        await bench.ConnectAsync("READY", Call("7", "ACTIVE"));

        (await bench.Sessions.Ask(new HoldCall { AgentId = Agent, DialogId = "7" })).ShouldBeOfType<CommandAccepted>();

        bench.Receipts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_grew_too_old_while_it_waited_to_be_known_is_not_begun()
    {
        await using var bench = new OwnedBench { ConfirmsAtOnce = false };
        await bench.ConnectAsync("READY");
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(5);
        var asked = bench.Sessions.Ask(new MakeCall { AgentId = Agent, To = "5" }, "r-1", deadline);
        await Eventually.HoldsAsync("the receipt", () => !bench.Receipts.IsEmpty);
        await Eventually.HoldsAsync("the deadline to pass", () => TimeProvider.System.GetUtcNow() > deadline);

        bench.Sessions.Owned.Known(Agent, bench.Receipts.Single());

        ((CommandRejected)await asked).Code.ShouldBe(RejectionCode.Timeout);
        bench.Sessions.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_told_to_anybody_before_it_is_told_to_ownership()
    {
        await using var bench = new OwnedBench();
        await bench.ConnectAsync("NOT_READY");
        bench.Sessions.NotifyState("READY");
        bench.Sessions.Notify(new AgentNotification.DialogsChanged("i-1", null, DialogChange.Added, [Call("7"), Call("8")]));
        await bench.Sessions.Ask(new MakeCall { AgentId = Agent, To = "5" }, "r-1");
        await bench.Sessions.EventsAsync(4);

        var known = new HashSet<long>();
        var begun = new HashSet<string>();
        foreach (var entry in bench.Sessions.Log)
        {
            switch (entry)
            {
                case AgentProgress progress:
                    known.UnionWith(progress.Events.Select(told => told.Sequence));
                    begun.UnionWith(progress.Requests.Select(request => request.RequestId));
                    break;
                case AgentEvent told:
                    known.ShouldContain(told.Sequence);
                    break;
                case CallMade call:
                    begun.ShouldContain(call.RequestId);
                    break;
            }
        }

        known.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task What_was_answered_before_is_answered_again_and_not_carried_out()
    {
        await using var before = new OwnedBench("gc-1");
        await before.ConnectAsync("READY");
        var first = await before.Sessions.Ask(new MakeCall { AgentId = Agent, To = "5" }, "r-1");
        await using var bench = new OwnedBench();
        await bench.TakeOverAsync(before.Known, new AgentView(State("READY"), []));

        (await bench.Sessions.Ask(new MakeCall { AgentId = Agent, To = "5" }, "r-1")).ShouldBe(first);

        bench.Sessions.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_begun_and_is_found_at_Finesse_is_answered_so()
    {
        var known = await BegunAsync("call");
        await using var bench = new OwnedBench { Sessions = { AtOnce = _ => new FinesseOutcome.DialogsRead([Placed("9", "5")]) } };
        await bench.TakeOverAsync(known, new AgentView(State("READY"), []));

        var answer = await bench.Sessions.Ask(Request("call"), "r-1");

        ((CommandAccepted)answer).DialogId.ShouldBe("9");
        bench.Sessions.Calls.ShouldHaveSingleItem().What.ShouldBe(new ReadDialogs(null));
    }

    [Fact]
    public async Task What_was_begun_and_named_in_an_event_was_taken()
    {
        await using var before = new OwnedBench("gc-1") { Sessions = { AtOnce = _ => null } };
        await before.ConnectAsync("READY");
        _ = before.Sessions.Ask(Request("call"), "r-1");
        await before.Sessions.CallAsync(1);
        before.Sessions.Notify(new AgentNotification.DialogsChanged("i-1", "r-1", DialogChange.Added, [Placed("9", "5")]));
        await before.Sessions.EventsAsync(2);
        await using var bench = new OwnedBench();
        await bench.TakeOverAsync(before.Known, new AgentView(State("READY"), [Placed("9", "5")]));

        var answer = await bench.Sessions.Ask(Request("call"), "r-1");

        ((CommandAccepted)answer).DialogId.ShouldBe("9");
        bench.Sessions.Calls.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Unrepeatable))]
    public async Task What_was_begun_and_is_not_found_is_never_carried_out_again(string which)
    {
        var known = await BegunAsync(which);
        await using var bench = new OwnedBench { Sessions = { AtOnce = _ => new FinesseOutcome.DialogsRead([Call("7", "ACTIVE")]) } };
        bench.Sessions.Flavour = FinesseFlavour.Unknown;
        await bench.TakeOverAsync(known, new AgentView(State("READY"), [Call("7", "ACTIVE")]));

        // However old it is: it may have been carried out long ago.
        var answer = await bench.Sessions.Ask(Request(which), "r-1", TimeProvider.System.GetUtcNow().AddMinutes(-1));

        ((CommandRejected)answer).Code.ShouldBe(RejectionCode.OutcomeUnknown);
        bench.Sessions.Calls.ShouldAllBe(call => call.What is ReadDialogs);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_transfer_that_was_begun_is_not_refused_because_it_is_not_possible_any_more(bool isDone, bool isAccepted)
    {
        var consulted = Held("7");
        await using var before = new OwnedBench("gc-1") { Sessions = { AtOnce = _ => null } };
        await before.ConnectAsync("READY", consulted);
        _ = before.Sessions.Ask(new TransferCall { AgentId = Agent, DialogId = "7" }, "r-1");
        await before.Sessions.CallAsync(1);
        await using var bench = new OwnedBench
        {
            Sessions = { AtOnce = _ => new FinesseOutcome.DialogsRead([consulted with { SecondaryId = isDone ? "8" : null, Participants = [] }]) },
        };
        await bench.TakeOverAsync(before.Known, new AgentView(State("READY"), []));

        var answer = await bench.Sessions.Ask(new TransferCall { AgentId = Agent, DialogId = "7" }, "r-1");

        (answer is CommandAccepted).ShouldBe(isAccepted);
        if (!isAccepted)
            ((CommandRejected)answer).Code.ShouldBe(RejectionCode.OutcomeUnknown);
        bench.Sessions.Calls.ShouldHaveSingleItem().What.ShouldBe(new ReadDialogs("7"));
    }

    [Fact]
    public async Task What_was_begun_and_does_no_harm_twice_is_repeated()
    {
        await using var before = new OwnedBench("gc-1") { Sessions = { AtOnce = _ => null } };
        await before.ConnectAsync("READY", Call("7", "ACTIVE"));
        _ = before.Sessions.Ask(new HoldCall { AgentId = Agent, DialogId = "7" }, "r-1");
        await before.Sessions.CallAsync(1);
        await using var bench = new OwnedBench();
        await bench.TakeOverAsync(before.Known, new AgentView(State("READY"), [Call("7", "ACTIVE")]));

        (await bench.Sessions.Ask(new HoldCall { AgentId = Agent, DialogId = "7" }, "r-1")).ShouldBeOfType<CommandAccepted>();

        bench.Sessions.Calls.ShouldHaveSingleItem().What.ShouldBeOfType<ActOnDialog>().Action.ShouldBe("HOLD");
    }

    [Fact]
    public async Task What_was_surely_not_carried_out_may_be_begun_anew()
    {
        await using var before = new OwnedBench("gc-1") { Sessions = { AtOnce = _ => new FinesseOutcome.Unavailable("Away.") } };
        await before.ConnectAsync("READY");
        await before.Sessions.Ask(Request("call"), "r-1");
        await using var bench = new OwnedBench();
        await bench.TakeOverAsync(before.Known, new AgentView(State("READY"), []));

        (await bench.Sessions.Ask(Request("call"), "r-1")).ShouldBeOfType<CommandAccepted>();

        bench.Sessions.Calls.ShouldHaveSingleItem().What.ShouldBeOfType<PlaceCall>();
    }

    [Theory]
    [InlineData(EarlierDelivery.None, true)]
    [InlineData(EarlierDelivery.Accounted, true)]
    [InlineData(EarlierDelivery.Unaccounted, false)]
    public async Task A_request_that_somebody_else_may_have_begun_is_looked_for_first(EarlierDelivery earlier, bool isBegun)
    {
        var known = await OwnedBench.KnownOfAsync("READY");
        await using var bench = new OwnedBench
        {
            Sessions = { AtOnce = call => call is ReadDialogs ? new FinesseOutcome.DialogsRead([]) : new FinesseOutcome.Accepted() },
        };
        await bench.TakeOverAsync(known, new AgentView(State("READY"), []));

        var answer = await bench.Sessions.Inbox.AskAsync(Request("call"), "r-1", DateTimeOffset.MaxValue, earlier, CancellationToken.None);

        (answer is CommandAccepted).ShouldBe(isBegun);
        bench.Sessions.Calls.Any(call => call.What is PlaceCall).ShouldBe(isBegun);
    }

    [Theory]
    [InlineData("NOT_READY", "RESERVED", EarlierDelivery.Accounted, false)]
    [InlineData("NOT_READY", "RESERVED", EarlierDelivery.Unaccounted, false)]
    [InlineData("NOT_READY", "RESERVED", EarlierDelivery.None, true)]
    [InlineData("READY", "RESERVED", EarlierDelivery.Accounted, true)]
    [InlineData("NOT_READY", "NOT_READY", EarlierDelivery.Accounted, true)]
    [InlineData("NOT_READY", "TALKING", EarlierDelivery.Accounted, true)]
    public async Task Ready_that_is_asked_for_again_is_not_noted_for_after_the_call_that_it_brought(
        string told, string found, EarlierDelivery earlier, bool isBegun)
    {
        var known = await OwnedBench.KnownOfAsync(told);
        await using var bench = new OwnedBench { Sessions = { AtOnce = _ => new FinesseOutcome.Accepted() } };
        await bench.TakeOverAsync(known, new AgentView(State(found), []));

        (await MakeReadyAsync(bench, "r-1", earlier)).ShouldBeOfType<CommandAccepted>();

        bench.Sessions.Calls.Any(call => call.What is ChangeAgentState).ShouldBe(isBegun);
    }

    [Fact]
    public async Task Ready_that_is_asked_for_again_is_begun_where_it_was_this_connector_that_made_the_agent_ready()
    {
        var known = await OwnedBench.KnownOfAsync("NOT_READY");
        await using var bench = new OwnedBench { Sessions = { AtOnce = _ => new FinesseOutcome.Accepted() } };
        await bench.TakeOverAsync(known, new AgentView(State("RESERVED"), []));
        await MakeReadyAsync(bench, "r-1", EarlierDelivery.None);

        (await MakeReadyAsync(bench, "r-2", EarlierDelivery.Accounted)).ShouldBeOfType<CommandAccepted>();

        bench.Sessions.Calls.Count(call => call.What is ChangeAgentState).ShouldBe(2);
    }

    private static Task<object> MakeReadyAsync(OwnedBench bench, string requestId, EarlierDelivery earlier) => bench.Sessions.Inbox.AskAsync(
        new MakeReady { AgentId = Agent }, requestId, DateTimeOffset.MaxValue, earlier, CancellationToken.None);

    private static async Task<AgentProgress> BegunAsync(string which)
    {
        await using var before = new OwnedBench("gc-1") { Sessions = { AtOnce = _ => null } };
        before.Sessions.Flavour = FinesseFlavour.Unknown;
        await before.ConnectAsync("READY", Call("7", "ACTIVE"));
        _ = before.Sessions.Ask(Request(which), "r-1");
        await before.Sessions.CallAsync(1);
        return before.Known;
    }

    private static AgentRequest Request(string which) => which switch
    {
        "call" => new MakeCall { AgentId = Agent, To = "5" },
        "consult" => new ConsultCall { AgentId = Agent, DialogId = "7", To = "5" },
        "dtmf" => new SendDtmf { AgentId = Agent, DialogId = "7", Digits = "1" },
        "blind" => new BlindTransfer { AgentId = Agent, DialogId = "7", To = "5" },
        "record" => new StartRecording { AgentId = Agent, DialogId = "7" },
        _ => new SilentMonitor { AgentId = Agent, TargetExtension = "2002" },
    };

    private static Dialog Placed(string id, string to) => new()
    {
        DialogId = id,
        State = "INITIATED",
        FromAddress = "2001",
        ToAddress = to,
        Participants = [new Participant { Address = "2001", State = "ACTIVE" }],
    };

    private static Dialog Held(string id) => new()
    {
        DialogId = id,
        State = "ACTIVE",
        Participants = [new Participant { Address = "2001", State = "HELD", Actions = ["TRANSFER", "CONFERENCE"] }],
    };
}
