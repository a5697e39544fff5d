using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

/// <summary>A hand-over in the midst of what Finesse tells, each connector hearing it in its own time: clients hear each thing once, in order.</summary>
public sealed class HandoverPropertyTests
{
    private const int Runs = 150;
    private const string Agent = OwnedBench.Agent;

    // What happens to an agent: another state, or a call that comes, changes or goes.
    private static readonly Gen<int> Happening = Gen.Choose(0, 15);

    private static readonly Gen<Course> Courses =
        from count in Gen.Choose(1, 20)
        from happenings in Gen.ArrayOf(Happening, count)
        from live in Gen.Choose(0, count)
        from quiesced in Gen.Choose(0, count)
        from drained in Gen.Choose(Math.Max(live, quiesced), count)
        from acquired in Gen.Choose(live, count)
        from ahead in Gen.Choose(0, 3)
        select new Course(happenings, live, quiesced, drained, acquired, ahead);

    /// <summary>One hand-over.</summary>
    /// <param name="Happenings">What happens.</param>
    /// <param name="Live">So many had happened when the new owner read the agent.</param>
    /// <param name="Quiesced">So many the old owner had heard of when it was asked to stop.</param>
    /// <param name="Drained">So many it had heard of when everything had reached it that was told until then: what the new one had read, at least.</param>
    /// <param name="Acquired">So many the new one had heard of when it became the owner.</param>
    /// <param name="Ahead">So many that were in what the new owner read are told to it after that.</param>
    private sealed record Course(int[] Happenings, int Live, int Quiesced, int Drained, int Acquired, int Ahead)
    {
        public override string ToString() => $"[{string.Join(' ', Happenings)}] live {Live} quiesced {Quiesced} drained {Drained} acquired {Acquired} ahead {Ahead}";
    }

    [Fact]
    public void Everything_is_told_once_and_in_order_whoever_hears_it_when() =>
        Prop.ForAll(Arb.From(Courses), RunAsync).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    private static async Task RunAsync(Course course)
    {
        var start = new AgentView(State("NOT_READY"), []);
        var (told, views) = Expected(course, start);
        await using var old = new OwnedBench("gc-1");
        await using var next = new OwnedBench("gc-2");
        await old.ConnectAsync("NOT_READY");
        old.Sessions.DrainsAtOnce = false;
        await HearAsync(old, course, 0, Math.Min(course.Live, course.Quiesced));

        next.Sessions.Owned.Prepare(Agent, old.Known);
        await Eventually.HoldsAsync("the subscription to be opened", () => next.Sessions.TimesOpened == 1);
        next.Sessions.Report(new SubscriptionReport.Opened(views[course.Live]));
        var from = Math.Max(0, course.Live - course.Ahead);
        await HearAsync(next, course, from, course.Acquired);
        await HearAsync(old, course, Math.Min(course.Live, course.Quiesced), course.Quiesced);
        old.Quiesce();
        await HearAsync(old, course, course.Quiesced, course.Drained);
        old.Words.ShouldBeEmpty();
        old.Sessions.Report(new SubscriptionReport.Drained());
        await Eventually.HoldsAsync("the last word", () => old.Words.Count == 1);
        // What comes to it now is for the other.
        await HearAsync(old, course, course.Drained, course.Happenings.Length);
        next.Acquire(AcquireReason.HandedOver, old.Known);
        old.Sessions.Owned.Release(Agent, "gc-2");
        await HearAsync(next, course, Math.Max(from, course.Acquired), course.Happenings.Length);
        // Of what the new owner read, and the old one told of after that, no word comes to the new one any more.
        next.Sessions.WaitNoLonger();
        await Task.WhenAll(old.SettleAsync(), next.SettleAsync());

        AgentEvent[] events = [.. old.Sessions.Events, .. next.Sessions.Events];
        events.Select(one => one.Sequence).ShouldBe(Enumerable.Range(1, events.Length).Select(number => (long)number), course.ToString());
        events.Select(one => one.Epoch).ShouldBe(events.Select(one => one.Epoch).Order(), course.ToString());
        events.Select(one => one.EventId).ShouldBeUnique();
        events.Where(one => one is not AgentSessionChanged).Select(Text).ShouldBe(told, course.ToString());
        next.Sessions.Events[0].ShouldBeOfType<AgentSessionChanged>().SessionState.ShouldBe(SessionState.TakenOver);
        var folded = SessionRecords.Told(next.Known.Published, next.Known.Events);
        AgentViewChanges.SameContent(folded.State, views[^1].State).ShouldBeTrue(course.ToString());
        folded.Dialogs.Select(dialog => (dialog.DialogId, dialog.State)).ShouldBe(views[^1].Dialogs.Select(dialog => (dialog.DialogId, dialog.State)), ignoreOrder: true);
    }

    private static async Task HearAsync(OwnedBench bench, Course course, int from, int to)
    {
        for (var i = from; i < to; i++)
            bench.Sessions.Notify(Notification(course, i));
        await bench.SettleAsync();
    }

    private static (List<string> Told, List<AgentView> Views) Expected(Course course, AgentView view)
    {
        var told = new List<string>();
        List<AgentView> views = [view];
        for (var i = 0; i < course.Happenings.Length; i++)
        {
            (view, var changes) = Notification(course, i) switch
            {
                AgentNotification.StateChanged changed => AgentViewChanges.Apply(view, changed.State),
                AgentNotification.DialogsChanged changed => AgentViewChanges.Apply(view, changed.Change, changed.Dialogs),
                _ => throw new InvalidOperationException(),
            };
            views.Add(view);
            told.AddRange(changes.Select(change => change switch
            {
                ViewChange.State state => state.Now.State,
                ViewChange.Call call => $"{call.Change} {call.Dialog.DialogId} {call.Dialog.State}",
                _ => throw new InvalidOperationException(),
            }));
        }

        return (told, views);
    }

    private static AgentNotification Notification(Course course, int index)
    {
        var happening = course.Happenings[index];
        var itemId = $"item-{index}";
        if (happening < 6)
            return new AgentNotification.StateChanged(itemId, null, State(new[] { "READY", "NOT_READY", "TALKING", "WORK", "RESERVED", "HOLD" }[happening]) with
            {
                StateChangeTime = DateTimeOffset.UnixEpoch.AddSeconds(index),
            });
        var id = (happening % 3).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return happening > 13
            ? new AgentNotification.DialogsChanged(itemId, null, DialogChange.Removed, [Call(id, "DROPPED")])
            : new AgentNotification.DialogsChanged(itemId, null, DialogChange.Updated, [Call(id, $"S{index}")]);
    }

    private static string Text(AgentEvent told) => told switch
    {
        AgentStateChanged state => state.State,
        DialogChanged changed => $"{changed.Change} {changed.Dialog.DialogId} {changed.Dialog.State}",
        _ => told.GetType().Name,
    };
}
