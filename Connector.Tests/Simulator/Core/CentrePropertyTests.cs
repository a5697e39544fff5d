using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>Whatever happens in whatever order: the books of agents, calls and extensions agree, and whoever has listened knows
/// what GET would tell.</summary>
public sealed class CentrePropertyTests
{
    private static readonly string[] Agents = ["1001", "1002", "1003", "1004", "1010"];

    private static readonly string[] Calls = ["#1", "#2", "#3", "#4", "#5", "#6"];

    private static readonly string[] Actions =
    [
        "in 2001", "in 2002", "in 2003", "in 2001 OTHER_IN", "call 1001 2002", "call 1002 5559876", "call 1003 2001", "call 1001 5550486",
        "call 1004 2003", "outside answers", "outside hangs up", "due", "due", "due",
        "preview 2001 5559876", "preview 2002 5550486", "direct 2002 5559876", "progressive 2001 5559876",
        .. from agent in Agents
           from action in new[] { "READY", "NOT_READY", "WORK", "LOGOUT", "LOST", "SIGNIN", "FORCE NOT_READY", "FORCE LOGOUT" }
           select $"{agent} {action}",
        .. from agent in Agents
           from call in Calls
           from action in new[]
           {
               "ANSWER", "ANSWER", "HOLD", "RETRIEVE", "DROP", "TRANSFER", "TRANSFER", "CONFERENCE", "CONFERENCE", "ACCEPT", "REJECT",
           }
           select $"{agent} {action} {call}",
        .. from agent in Agents
           from call in Calls
           from to in new[] { "2002", "2003", "2004", "5559876" }
           from action in new[] { "CONSULT", "SST" }
           select $"{agent} {action} {call} {to}",
        .. from agent in Agents
           from call in Calls
           from rest in new[] { "SET {0} user.x 1", "KICK {0} 2001", "KICK {0} 2002", "RECLASSIFY {0} FAX", "WRAPUP {0} Sale" }
           select $"{agent} {string.Format(System.Globalization.CultureInfo.InvariantCulture, rest, call)}",
        .. from call in Calls from to in new[] { "2001", "2002", "2003" } select $"1010 BARGE {call} {to}",
        "1010 MONITOR 2001", "1010 MONITOR 2002", "1010 MONITOR 2003", "hangup #1 5551234", "hangup #2 5559876",
    ];

    [Theory]
    [InlineData("UCCE", WrapUpMode.NotAllowed)]
    [InlineData("UCCE", WrapUpMode.Optional)]
    [InlineData("UCCE", WrapUpMode.Required)]
    [InlineData("UCCX", WrapUpMode.NotAllowed)]
    [InlineData("UCCX", WrapUpMode.Required)]
    public void Any_sequence_of_events_leaves_the_books_in_agreement(string flavour, WrapUpMode wrapUp)
    {
        // Every second step is likely to lead somewhere: what an agent can do with his calls just then.
        var scripts = Gen.Choose(0, int.MaxValue - 1).ListOf(80).ToArbitrary();
        Prop.ForAll(scripts, script => Runs(script, flavour, wrapUp)).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static void Runs(IList<int> script, string flavour, WrapUpMode wrapUp)
    {
        var rules = new CentreHarness().Rules with
        {
            Flavour = flavour is "UCCX" ? new UccxFlavour() : new UcceFlavour(),
            WrapUp = wrapUp,
            DropPermission = DropPermission.All,
            MaxConferenceParties = 4,
        };
        var centre = new CentreHarness(_ => rules) { NamesDialogs = true };
        var listener = new Listener();
        centre.Heard = listener.Hear;
        centre.With(
            ("1001", AgentState.Ready), ("1002", AgentState.NotReady), ("1003", AgentState.Ready), ("1004", AgentState.NotReady),
            ("1010", AgentState.NotReady));
        foreach (var number in script)
        {
            var action = number % 2 == 0 ? Actions[number / 2 % Actions.Length] : Likely(centre, number / 2);
            if (action is "due" && centre.Scheduled.Count == 0) continue;
            centre.Do(action);
            Agree(centre.State);
            listener.KnowsWhatGetTells(centre.State);
        }
    }

    private static string Likely(CentreHarness centre, int number)
    {
        var offered =
            (from agent in Agents.Select(id => centre.State.Agents[id])
             from call in centre.State.CallsOf(agent)
             let place = call.Legs.IndexOf(call.LegOf(agent.Id)!)
             from action in CallActions.OfferedOn(call, centre.State, centre.Rules)[place]
             where action is not (CallActions.UpdateCallData or CallActions.SendDtmf or CallActions.UpdateScheduledCallback
                 or CallActions.CancelScheduledCallback or CallActions.Reclassify or CallActions.ParticipantDrop)
             select action switch
             {
                 CallActions.ConsultCall => $"{agent.Id} CONSULT {call.Id} 200{1 + number % 4}",
                 CallActions.TransferSst => $"{agent.Id} SST {call.Id} 200{1 + number % 4}",
                 CallActions.BargeCall => $"{agent.Id} BARGE {call.Id} {call.ToAddress}",
                 _ => $"{agent.Id} {action} {call.Id}",
             }).ToList();
        return offered.Count == 0 ? "in 2001" : offered[number % offered.Count];
    }

    private static void Agree(CentreState state)
    {
        foreach (var agent in state.Agents.Values)
        {
            agent.IsSignedIn.ShouldBe(agent.Extension.Length > 0);
            agent.CallIds.Distinct().Count().ShouldBe(agent.CallIds.Length);
            agent.CallIds.All(state.Calls.ContainsKey).ShouldBeTrue();
            if (!agent.IsSignedIn) agent.CallIds.ShouldBeEmpty();
            state.LegsOf(agent).Count(own => own.Leg.State is LegState.Active).ShouldBeLessThanOrEqualTo(1);
            state.LegsOf(agent).Count(own => own.Leg.State.IsLive()).ShouldBeLessThanOrEqualTo(2);
            if (agent.State is AgentState.Talking or AgentState.Hold or AgentState.Reserved or AgentState.ReservedOutboundPreview)
                state.IsBusy(agent).ShouldBeTrue($"{agent.Id} is {agent.State}");
        }

        foreach (var (extension, agentId) in state.AgentByExtension) state.Agents[agentId].Extension.ShouldBe(extension);
        state.AgentByExtension.Count.ShouldBe(state.Agents.Values.Count(agent => agent.IsSignedIn));
        foreach (var call in state.Calls.Values)
        {
            var viewers = call.Legs.Select(leg => leg.AgentId).OfType<string>()
                .Where(id => state.Agents[id].CallIds.Contains(call.Id)).ToList();
            viewers.ShouldNotBeEmpty($"nobody sees {call}");
            foreach (var leg in call.Legs.Where(leg => leg.AgentId is not null && leg.State.IsLive()))
                viewers.ShouldContain(leg.AgentId!, $"{leg.AgentId} does not see {call}");
            call.Legs.Where(leg => leg.State.IsLive()).Select(leg => leg.Address).ShouldBeUnique();
            if (call.State is DialogState.Dropped) call.Legs.ShouldContain(leg => leg.State == LegState.WrapUp);
            else call.Legs.Count(leg => leg.State.IsLive()).ShouldBeGreaterThanOrEqualTo(call.State is DialogState.Active ? 2 : 1);
        }
    }

    /// <summary>Knows of the centre only what it was told, as a client does.</summary>
    private sealed class Listener
    {
        private readonly Dictionary<(string AgentId, string CallId), Call> _calls = [];
        private readonly Dictionary<string, Agent> _agents = new(StringComparer.Ordinal);

        public void Hear(Notice notice)
        {
            if (notice is UserNotice user) _agents[user.AgentId] = user.Agent;
            if (notice is not DialogNotice dialog) return;
            var key = (dialog.AgentId, dialog.Call.Id);
            switch (dialog.Event)
            {
                case EventKind.Post: _calls.TryAdd(key, dialog.Call).ShouldBeTrue($"{key} was posted twice"); break;
                case EventKind.Put:
                    _calls.ShouldContainKey(key);
                    _calls[key] = dialog.Call;
                    break;
                default: _calls.Remove(key).ShouldBeTrue($"{key} was deleted and had not been posted"); break;
            }
        }

        public void KnowsWhatGetTells(CentreState state)
        {
            foreach (var (id, agent) in _agents)
            {
                var now = state.Agents[id];
                (agent.State, agent.PendingState, agent.Extension).ShouldBe((now.State, now.PendingState, now.Extension));
                _calls.Where(pair => pair.Key.AgentId == id).Select(pair => pair.Key.CallId).Order()
                    .ShouldBe(now.CallIds.Order(), $"the dialogs of {id}");
            }

            foreach (var ((_, callId), told) in _calls) Content(told).ShouldBe(Content(state.Calls[callId]));
        }

        private static string Content(Call call) =>
            $"{call.State} {call.CallType} {call.FromAddress} {call.ToAddress} {call.SecondaryId} {call.WrapUpReason} "
            + string.Join(' ', call.Legs.Select(leg => $"{leg.Address}={leg.State}/{leg.StateCause}"))
            + string.Join(' ', call.Variables.Select(variable => $"{variable.Key}:{variable.Value}"));
    }
}
