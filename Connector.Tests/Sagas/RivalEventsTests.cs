using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Lab.Processes;
using Connector.Sagas;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

/// <summary>Two connectors had an agent at the same time, and a client listened to the one that lost: it is told each thing that it misses.</summary>
public sealed class RivalEventsTests
{
    private static readonly EventMemoryLimits Limits = new();

    [Fact]
    public async Task A_client_of_the_owner_that_lost_is_told_each_change_since_and_nothing_that_it_knows()
    {
        await using var lost = new OwnedBench("gc-1");
        var beforeTheCut = await TellOfACallAsync(lost);
        await using var won = new OwnedBench("gc-2");
        // The loser's last word comes while the subscription is being opened.
        won.Acquire(AcquireReason.ClientIsHere, beforeTheCut);
        await Eventually.HoldsAsync("the subscription to be opened", () => won.Sessions.TimesOpened == 1);
        won.Acquire(AcquireReason.Rejoined, won.Known with { Sequence = 4 }, rival: lost.Known);
        won.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("NOT_READY"), [Call("7")])));
        won.Sessions.NotifyState("READY");
        await TellAsync(won, Call("7", "ACTIVE"));

        var report = await AskAsync(won, from: 3, epoch: 1);

        report.Complete.ShouldBeTrue();
        Told(report).ShouldBe(["5 AgentSessionChanged", "-", "7 READY", "8 7 ACTIVE"]);
    }

    [Fact]
    public async Task A_client_of_the_owner_that_lost_is_told_how_things_stand_where_its_numbers_stand_for_other_events()
    {
        await using var lost = new OwnedBench("gc-1");
        var beforeTheCut = await TellOfACallAsync(lost);
        await TellAsync(lost, Call("7", "ACTIVE"));
        await using var won = new OwnedBench("gc-2");
        await won.TakeOverAsync(beforeTheCut, new AgentView(State("READY"), []), AcquireReason.ClientIsHere);
        won.Acquire(AcquireReason.Rejoined, won.Known with { Sequence = 9 }, rival: lost.Known);
        await won.SettleAsync();

        // It has 3 of the loser; the winner's 3 said that the agent was READY.
        var report = await AskAsync(won, from: 4, epoch: 1);

        report.Complete.ShouldBeFalse();
        (report.State!.State, report.Dialogs!.Count).ShouldBe(("READY", 0));
    }

    [Fact]
    public async Task The_owner_that_lost_tells_its_clients_what_they_miss_once_it_has_the_agent_again()
    {
        await using var lost = new OwnedBench("gc-1");
        var beforeTheCut = await TellOfACallAsync(lost);
        await using var won = new OwnedBench("gc-2");
        await won.TakeOverAsync(beforeTheCut with { Sequence = 2 }, new AgentView(State("NOT_READY"), [Call("7")]), AcquireReason.ClientIsHere);
        won.Sessions.NotifyState("READY");
        await won.SettleAsync();
        lost.Sessions.Owned.Release(Agent, "gc-2");

        lost.Acquire(AcquireReason.HandedOver, won.Known, from: "gc-2");
        await Eventually.HoldsAsync("the subscription to be opened again", () => lost.Sessions.TimesOpened == 2);
        lost.Sessions.Report(new SubscriptionReport.Opened(new AgentView(State("READY"), [Call("7")])));
        await lost.SettleAsync();

        var report = await AskAsync(lost, from: 3, epoch: 1);
        report.Complete.ShouldBeTrue();
        Told(report).ShouldBe(["3 AgentSessionChanged", "-", "5 READY", "6 AgentSessionChanged"]);
    }

    [Fact]
    public async Task A_client_that_heard_the_last_words_of_an_owner_that_died_says_which_and_is_told_each_change_since()
    {
        await using var died = new OwnedBench("gc-1");
        var known = await TellOfACallAsync(died);
        await using var heir = new OwnedBench("gc-2");
        await heir.TakeOverAsync(known, new AgentView(State("NOT_READY"), []), AcquireReason.OwnerDown);
        await TellAsync(heir, Call("7"));
        heir.Sessions.NotifyState("TALKING");
        await TellAsync(heir, Call("7", "ACTIVE"));

        var report = await AskAsync(heir, from: 3, epoch: 1, EventOf(died, 1), EventOf(died, 2));

        report.Complete.ShouldBeTrue();
        Told(report).ShouldBe(["-", "4 TALKING", "5 7 ACTIVE"]);
        Told(await AskAsync(heir, from: 3, epoch: 1, EventOf(died, 2))).ShouldBe(["-", "4 TALKING", "5 7 ACTIVE"], "and has what came before");
        (await AskAsync(heir, from: 3, epoch: 1)).Complete.ShouldBeFalse("it does not say");
        (await AskAsync(heir, from: 3, epoch: 1, EventOf(died, 1))).Complete.ShouldBeFalse("not the one before those that it wants");
    }

    [Fact]
    public void What_was_read_before_something_that_is_known_was_told_is_not_told_to_those_who_know_better()
    {
        RememberedEvent[] known = [Event(1, 1, 0), Event(2, 1, 2)];
        var heir = new EventMemory();
        heir.Take(known[0], Limits);
        heir.Remember(new AgentSessionChanged { AgentId = Agent, Sequence = 2, Epoch = 2 }, Limits);
        heir.Take(Event(3, 2, 1), Limits);
        heir.Take(known[1] with { Sequence = 4, Epoch = 2 }, Limits);
        heir.Take(Event(5, 2, 3), Limits);

        var (events, isComplete) = heir.Replay(3, 5, 1, new(known));

        isComplete.ShouldBeTrue();
        events.Select(told => told.AgentStateChanged?.State).ShouldBe([null, null, "S3"], "S1 was over when S2 was told");
    }

    /// <summary>The loser told some of what happened, the winner told all of it or read where it stood in between; whichever event of the loser a
    /// client has last, a complete answer takes it to where the winner's clients are, through each state that it was not told.</summary>
    [Fact]
    public void Whatever_two_owners_told_a_complete_answer_leads_to_the_same_end_without_a_repetition()
    {
        var complete = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(ArbMap.Default.ArbFor<(byte Common, byte[] ByLoser, byte[] ByWinner, byte Has, byte Skip, bool AskerSays)>(), sample =>
            {
                var common = Enumerable.Range(1, 1 + (sample.Common % 3)).Select(number => Event(number, 1, number % 2)).ToList();
                var loser = Line(common, 1, 0, sample.ByLoser);
                var winner = Line(common, 2, sample.Skip % 6, sample.ByWinner);
                var ours = new EventMemory();
                ours.Replace(winner, winner[^1].Sequence, Limits);
                if (!sample.AskerSays)
                    ours.Learn(new(loser));
                var has = loser[Math.Min(loser.Count - 1, common.Count - 1 + (sample.Has % 4))];

                var (events, isComplete) = ours.Replay(
                    has.Sequence + 1, winner[^1].Sequence, has.Epoch, sample.AskerSays ? new([.. loser.TakeWhile(each => each.Sequence <= has.Sequence)]) : null);

                if (!isComplete)
                    return;
                complete++;
                var known = Word(has);
                foreach (var told in events.Select(each => each.AgentStateChanged).OfType<AgentStateChanged>())
                {
                    told.State.ShouldNotBe(known);
                    told.Sequence.ShouldBeGreaterThan(has.Sequence);
                    known = told.State;
                }

                known.ShouldBe(Word(winner[^1]));
            }));
        complete.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void What_the_other_told_is_kept_no_longer_than_somebody_can_be_told_from_it()
    {
        var few = new EventMemoryLimits { Events = 4 };
        var memory = new EventMemory();
        List<RememberedEvent> common = [Event(1, 1, 1), Event(2, 1, 2)];
        foreach (var told in Line(common, 2, 2, [3]))
            memory.Take(told, few);
        memory.Learn(new([.. common, Event(3, 1, 0)]));

        memory.Replay(4, 7, 1).Complete.ShouldBeTrue();
        memory.Rival.Last.ShouldBe(3);
        memory.Take(Event(8, 2, 4), few);

        memory.Rival.ShouldBe(RivalEvents.None);
        memory.Replay(4, 8, 1).Complete.ShouldBeFalse();
    }

    private static List<RememberedEvent> Line(List<RememberedEvent> common, long epoch, int skip, byte[] states)
    {
        var line = new List<RememberedEvent>(common);
        var sequence = common[^1].Sequence + (epoch == 1 ? 0 : skip);
        if (epoch > 1)
            line.Add(RememberedEvent.Of(new AgentSessionChanged { AgentId = Agent, EventId = Guid.NewGuid(), Sequence = ++sequence, Epoch = epoch }, false));
        foreach (var state in states.Select(each => each % 4).Where(state => $"S{state}" != Word(line.Last(each => each.Kind is nameof(AgentStateChanged)))))
            line.Add(Event(++sequence, epoch, state));
        // An owner ends by saying how he is: what both ways of writing a line have in common.
        line.Add(Event(sequence + 1, epoch, 9));
        return line;
    }

    private static RememberedEvent Event(long sequence, long epoch, int state) => RememberedEvent.Of(
        new AgentStateChanged { AgentId = Agent, EventId = Guid.NewGuid(), Sequence = sequence, Epoch = epoch, State = $"S{state}" }, false);

    private static string Word(RememberedEvent told) => told.Recall().AgentStateChanged!.State;

    /// <summary>Connects the agent, and tells of call 7; what was known before it.</summary>
    private static async Task<AgentProgress> TellOfACallAsync(OwnedBench owner)
    {
        await owner.ConnectAsync("NOT_READY");
        var before = owner.Known;
        await TellAsync(owner, Call("7"));
        return before;
    }

    private static async Task TellAsync(OwnedBench owner, Dialog call)
    {
        owner.Sessions.Notify(new AgentNotification.DialogsChanged($"i-{call.DialogId}-{call.State}", null, DialogChange.Updated, [call]));
        await owner.SettleAsync();
    }

    private static async Task<EventsReport> AskAsync(OwnedBench owner, long from, long epoch, params ReplayedEvent[] has) =>
        (EventsReport)await owner.Sessions.Ask(new ReplayEvents { AgentId = Agent, FromSequence = from, Epoch = epoch, LastEvents = has });

    private static ReplayedEvent EventOf(OwnedBench owner, int number) => SessionRecords.Event(owner.Known.Events[number - 1]).Recall();

    private static IEnumerable<string> Told(EventsReport report) => report.Events.Select(told => told switch
    {
        { AgentStateChanged: { } state } => $"{state.Sequence} {state.State}",
        { DialogChanged: { } call } => $"{call.Sequence} {call.Dialog.DialogId} {call.Dialog.State}",
        { AgentSessionChanged: { } session } => $"{session.Sequence} AgentSessionChanged",
        _ => "-",
    });
}
