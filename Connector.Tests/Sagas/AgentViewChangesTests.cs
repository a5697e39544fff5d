using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static Connector.Tests.Sagas.SessionBench;

namespace Connector.Tests.Sagas;

public sealed class AgentViewChangesTests
{
    private static readonly string[] States = ["ALERTING", "ACTIVE", "HELD"];

    [Fact]
    public void The_same_content_twice_is_no_change()
    {
        var (view, _) = AgentViewChanges.Apply(AgentViewChanges.Unknown, State("READY"));
        var (called, _) = AgentViewChanges.Apply(view, DialogChange.Added, [Call("1") with { WrapUpItems = ["Sale"] }]);
        AgentViewChanges.Apply(called, DialogChange.Updated, [Call("1") with { WrapUpItems = ["Sale"] }]).Changes.ShouldBeEmpty();

        AgentViewChanges.Apply(view, State("READY")).Changes.ShouldBeEmpty();
        AgentViewChanges.Apply(view, State("READY") with { Roles = ["Agent", "Supervisor"] }).Changes.Count.ShouldBe(1);
    }

    [Fact]
    public void A_call_of_which_the_first_word_was_missed_is_added()
    {
        var (view, changes) = AgentViewChanges.Apply(AgentViewChanges.Unknown, DialogChange.Updated, [Call("1")]);

        changes.ShouldBe([new ViewChange.Call(DialogChange.Added, view.Dialogs[0])]);
    }

    [Fact]
    public void A_call_that_is_not_known_cannot_be_removed() =>
        AgentViewChanges.Apply(AgentViewChanges.Unknown, DialogChange.Removed, [Call("1")]).Changes.ShouldBeEmpty();

    [Theory]
    [InlineData("state")]
    [InlineData("variable")]
    [InlineData("action")]
    [InlineData("wrap-up")]
    [InlineData("callback")]
    [InlineData("participant")]
    public void Whatever_changes_in_a_call_is_a_change(string what)
    {
        var call = Call("1");
        var changed = what switch
        {
            "state" => call with { State = "ACTIVE" },
            "variable" => call with { CallVariables = new Dictionary<string, string> { ["callVariable1"] = "y" } },
            "wrap-up" => call with { WrapUpItems = ["Sale"] },
            "callback" => call with { CallbackTime = "2027-03-07T14:30" },
            "action" => call with { Participants = [call.Participants[0] with { Actions = ["DROP"] }] },
            _ => call with { Participants = [.. call.Participants, new Participant { Address = "5551234" }] },
        };
        var (view, _) = AgentViewChanges.Apply(AgentViewChanges.Unknown, DialogChange.Added, [call]);

        AgentViewChanges.Apply(view, DialogChange.Updated, [changed]).Changes
            .ShouldBe([new ViewChange.Call(DialogChange.Updated, changed)]);
    }

    /// <summary>Whoever of two was told what, both know what is true after the same changes; and none is told where both knew.</summary>
    [Fact]
    public void Replacing_for_both_tells_each_what_it_lacks()
    {
        var views =
            from ids in Gen.SubListOf(Enumerable.Range(0, 5))
            from states in Gen.ArrayOf(Gen.Choose(0, 2), 5)
            from state in Gen.Elements("READY", "NOT_READY")
            select new AgentView(State(state), [.. ids.Select(id => Call(id.ToString(), States[states[id]]))]);

        Prop.ForAll(views.Three().ToArbitrary(), told =>
        {
            var (one, other, now) = told;
            var changes = AgentViewChanges.ReplaceBoth(one, other, now);
            foreach (var before in new[] { one, other })
                Same(changes.Aggregate(before, After), now).ShouldBeTrue();
            Same(changes.Where(change => !change.IsKnown).Aggregate(one, After), now).ShouldBeTrue("what is marked as known tells the former nothing");
            AgentViewChanges.ReplaceBoth(now, now, now).ShouldBeEmpty();
        }).QuickCheckThrowOnFailure();

        static AgentView After(AgentView view, ViewChange change) => change switch
        {
            ViewChange.State(var state, _) => view with { State = state },
            ViewChange.Call(var how, var dialog) => AgentViewChanges.Apply(view, how, [dialog]).View,
            _ => throw new InvalidOperationException(),
        };

        static bool Same(AgentView one, AgentView other) => AgentViewChanges.SameContent(one.State, other.State)
            && one.Dialogs.Count == other.Dialogs.Count
            && one.Dialogs.All(dialog => other.Dialogs.Any(each => each.DialogId == dialog.DialogId && AgentViewChanges.SameContent(each, dialog)));
    }

    /// <summary>A client that follows the changes knows what is true, whatever it knew before.</summary>
    [Fact]
    public void Replacing_tells_a_client_exactly_what_it_lacks()
    {
        var calls =
            from ids in Gen.SubListOf(Enumerable.Range(0, 6))
            from states in Gen.ArrayOf(Gen.Choose(0, 2), 6)
            select ids.Select(id => Call(id.ToString(), States[states[id]])).ToList();

        Prop.ForAll(calls.Two().ToArbitrary(), pair =>
        {
            var (told, now) = pair;
            var (view, changes) = AgentViewChanges.Replace(new AgentView(new AgentState(), told), now);
            var client = told.ToDictionary(call => call.DialogId, StringComparer.Ordinal);
            foreach (var change in changes.Cast<ViewChange.Call>())
            {
                (change.Change is DialogChange.Added).ShouldBe(!client.ContainsKey(change.Dialog.DialogId));
                if (change.Change is DialogChange.Removed)
                    client.Remove(change.Dialog.DialogId);
                else
                    client[change.Dialog.DialogId] = change.Dialog;
            }

            var truth = now.Select(call => (call.DialogId, call.State)).Order();
            client.Values.Select(call => (call.DialogId, call.State)).Order().ShouldBe(truth);
            view.Dialogs.Select(call => (call.DialogId, call.State)).Order().ShouldBe(truth);
            AgentViewChanges.Replace(view, now).Changes.ShouldBeEmpty();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
