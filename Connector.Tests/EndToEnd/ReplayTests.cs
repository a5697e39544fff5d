using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>Past events asked for again, over the real broker.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class ReplayTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    [Fact]
    public async Task Past_events_come_as_they_were_published_also_after_the_session_has_ended()
    {
        const string agent = "1101";
        await SignInAsync(agent);
        var dialogId = await Live.Simulator.CallInAsync(
            "5551101", ClientSteps.ExtensionOf(agent), new Dictionary<string, string> { ["callVariable1"] = "a <b> & \"c\"" });
        var added = await Client.Events.WaitForAsync<DialogChanged>(agent, "Added", changed => changed.Change == DialogChange.Added);
        // The agent cannot sign in again elsewhere, and a call that is not there cannot be held: Finesse says so at once or later.
        await Client.AcceptedAsync(new SignIn { AgentId = agent, Extension = "9999" });
        var failed = await Client.Events.WaitForAsync<CommandFailed>(agent, "of a later sign-in", _ => true);
        await Live.Simulator.HangUpAsync(dialogId);
        await Client.Events.WaitForAsync<DialogChanged>(agent, "Removed", changed => changed.Change == DialogChange.Removed, added.Sequence);
        await Client.AcceptedAsync(new DisconnectAgent { AgentId = agent });
        var released = await Client.Events.WaitForSessionAsync(agent, SessionState.Released);
        var published = await Client.Events.WithoutGapAsync(agent);

        var (id, report) = await Client.AskAsync<ReplayEvents, EventsReport>(new ReplayEvents { AgentId = agent, FromSequence = 1 });

        (report.RequestId, report.Complete, report.Sequence, report.Epoch, report.ConnectorId)
            .ShouldBe((RequestIds.Of(id), true, released.Sequence, released.Epoch, LiveSystem.ConnectorId));
        report.Events.Select(Text).ShouldBe(published.Select(received => $"{received.Sequence} {received.EventId} {EventText.Of(received, by => by ?? "-")}"));
        report.Events[(int)added.Sequence - 1].DialogChanged!.Dialog.CallVariables["callVariable1"].ShouldBe("a <b> & \"c\"");
        report.Events[(int)failed.Sequence - 1].CommandFailed.ShouldBe(failed);

        var (_, rest) = await Client.AskAsync<ReplayEvents, EventsReport>(new ReplayEvents { AgentId = agent, FromSequence = released.Sequence });
        rest.Events.ShouldHaveSingleItem().AgentSessionChanged!.SessionState.ShouldBe(SessionState.Released);
        await Client.ServesAsync(agent);
    }

    [Fact]
    public async Task A_count_that_the_connector_never_reached_is_answered_with_the_present()
    {
        const string agent = "1102";
        var last = await SignInAsync(agent);

        var (_, report) = await Client.AskAsync<ReplayEvents, EventsReport>(new ReplayEvents { AgentId = agent, FromSequence = last + 100 });

        report.Complete.ShouldBeFalse();
        report.Sequence.ShouldBe(last);
        report.Events.ShouldBeEmpty();
        report.State!.State.ShouldBe(AgentStates.NotReady);
        report.State.Extension.ShouldBe(ClientSteps.ExtensionOf(agent));
        report.Dialogs.ShouldNotBeNull().ShouldBeEmpty();
        (await Client.RejectedAsync(new ReplayEvents { AgentId = "1103", FromSequence = 1 })).Code.ShouldBe(RejectionCode.NotConnected);
    }

    private static string Text(ReplayedEvent replayed)
    {
        AgentEvent told = (AgentEvent?)replayed.AgentStateChanged ?? (AgentEvent?)replayed.DialogChanged
            ?? (AgentEvent?)replayed.CommandFailed ?? replayed.AgentSessionChanged!;
        return $"{told.Sequence} {told.EventId} {EventText.Of(told, by => by ?? "-")}";
    }
}
