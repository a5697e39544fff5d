using System.Text.Json;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Load;
using Connector.FinesseSimulator.Rest;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Load;

/// <summary>Callers who come by themselves, on a clock that the test moves.</summary>
public sealed class LoadTests
{
    private const string OneDay =
        """{"agents":5,"callsPerHour":30,"talkSeconds":60,"holdShare":0.5,"autoAnswer":true,"answerSeconds":2,"seed":11}""";

    [Fact]
    public void The_plan_follows_from_the_seed_and_has_the_rate_that_was_asked_for()
    {
        var profile = new LoadProfile { Agents = 2, CallsPerHour = 60, Talk = TimeSpan.FromSeconds(90), HoldShare = 0.25, Seed = 3 };
        var calls = LoadPlan.CallsOf(profile, 0).Take(2000).ToList();
        LoadPlan.CallsOf(profile, 0).Take(2000).ShouldBe(calls);
        LoadPlan.CallsOf(profile, 1).Take(5).ShouldNotBe(calls.Take(5));
        LoadPlan.CallsOf(profile with { Seed = 4 }, 0).Take(5).ShouldNotBe(calls.Take(5));
        (calls[^1].At.TotalMinutes / 2000).ShouldBe(1, 0.1);
        calls.Average(call => call.Talk.TotalSeconds).ShouldBe(90, 9);
        (calls.Count(call => call.Hold is not null) / 2000.0).ShouldBe(0.25, 0.05);
        calls.Zip(calls.Skip(1)).ShouldAllBe(pair => pair.First.At <= pair.Second.At);
        calls.ShouldAllBe(call => call.Hold == null || (call.Hold.Value.From < call.Hold.Value.To && call.Hold.Value.To < call.Talk));
    }

    [Fact]
    public void An_even_plan_is_even()
    {
        var profile = new LoadProfile
        {
            Agents = 1,
            CallsPerHour = 60,
            Talk = TimeSpan.FromSeconds(90),
            Distribution = LoadDistribution.Even,
        };
        var calls = LoadPlan.CallsOf(profile, 0).Take(10).ToList();
        calls[0].At.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(1));
        calls.Zip(calls.Skip(1)).ShouldAllBe(pair =>
            Math.Abs((pair.Second.At - pair.First.At).TotalSeconds - 60) < 0.001 && pair.First.Talk == TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_day()
    {
        var days = new List<string>();
        for (var day = 0; day < 2; day++)
        {
            var time = new ManualTime();
            await using var finesse = await StartAsync(time);
            var sink = new List<string>();
            finesse.Watch((at, agent, gist) => sink.Add($"{at:O} {agent} {gist}"));
            var start = time.GetUtcNow();
            await PostAsync(finesse, OneDay);
            while (time.GetUtcNow() < start + TimeSpan.FromHours(1)) time.Advance(TimeSpan.FromMilliseconds(500));
            days.Add(string.Join('\n', sink));
        }

        days[0].Split('\n').Length.ShouldBeGreaterThan(500);
        days[1].ShouldBe(days[0]);
    }

    [Fact]
    public async Task Agents_who_answer_by_themselves_talk_hold_and_are_left()
    {
        var time = new ManualTime();
        await using var finesse = await StartAsync(time);
        await PostAsync(finesse, OneDay);
        for (var second = 0; second < 7200; second++) time.Advance(TimeSpan.FromSeconds(1));
        var counts = await CountsAsync(finesse);
        counts.Offered.ShouldBeInRange(120, 320);
        (counts.Answered + counts.Active).ShouldBeGreaterThanOrEqualTo(counts.Offered);
        (counts.Completed + counts.Active).ShouldBe(counts.Offered);
        counts.Held.ShouldBeInRange(counts.Answered / 4, counts.Answered * 3 / 4);
        counts.Busy.ShouldBeGreaterThan(0, "callers who come during a call find the line engaged");
        (counts.Abandoned, counts.Ended).ShouldBe((0, 0));

        using var http = new HttpClient { BaseAddress = finesse.ControlBase };
        await http.DeleteAsync("sim/load");
        var stopped = await CountsAsync(finesse);
        (stopped.IsRunning, stopped.Active).ShouldBe((false, 0));
        finesse.Agents.ShouldAllBe(agent => agent.DialogIds.Count == 0);
        time.Advance(TimeSpan.FromHours(1));
        (await CountsAsync(finesse)).ShouldBe(stopped);
    }

    [Fact]
    public async Task Callers_whom_nobody_answers_give_up_and_a_client_may_answer()
    {
        var time = new ManualTime();
        await using var finesse = await StartAsync(time);
        using var agent = new FinesseHttp(finesse.RestBase);
        await PostAsync(
            finesse, """{"agents":1,"callsPerHour":60,"patienceSeconds":20,"talkSeconds":10,"distribution":"even","forSeconds":180}""");
        await RingingAsync(finesse, time);
        for (var step = 0; step < 20; step++) time.Advance(TimeSpan.FromSeconds(1));
        (await CountsAsync(finesse)).ShouldBe(new LoadCounts(true, 1, 0, 0, 0, 1, 0, 0, 0));

        await RingingAsync(finesse, time);
        (await agent.PutDialogAsync(finesse.Agents[0].DialogIds[0], "2001", "ANSWER")).Code.ShouldBe(202);
        for (var step = 0; step < 12; step++) time.Advance(TimeSpan.FromSeconds(1));
        (await CountsAsync(finesse)).ShouldBe(new LoadCounts(true, 2, 0, 1, 0, 1, 1, 0, 0));

        await RingingAsync(finesse, time);
        var dialog = finesse.Agents[0].DialogIds[0];
        (await agent.PutDialogAsync(dialog, "2001", "ANSWER")).Code.ShouldBe(202);
        time.Advance(TimeSpan.FromSeconds(1));
        (await agent.PutDialogAsync(dialog, "2001", "DROP")).Code.ShouldBe(202);
        for (var step = 0; step < 150; step++) time.Advance(TimeSpan.FromSeconds(1));
        (await CountsAsync(finesse)).ShouldBe(new LoadCounts(false, 3, 0, 2, 0, 1, 1, 1, 0));
    }

    [Fact]
    public async Task Nobody_rings_at_agents_who_are_signed_out()
    {
        var time = new ManualTime();
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { TimeProvider = time }, default);
        await PostAsync(finesse, """{"callsPerHour":60,"distribution":"even","forSeconds":60}""");
        for (var step = 0; step < 61; step++) time.Advance(TimeSpan.FromSeconds(1));
        var counts = await CountsAsync(finesse);
        (counts.IsRunning, counts.Offered, counts.Busy).ShouldBe((false, 0, 10));
    }

    [Theory]
    [InlineData("x", "the body must be a JSON object such as")]
    [InlineData("{}", "callsPerHour: missing; it is how often each agent is called")]
    [InlineData("""{"callsPerHour":0}""", "callsPerHour: must be a number from 0.01 to 3600")]
    [InlineData("""{"callsPerHour":1,"agents":11}""", "agents: must be a whole number from 1 to 10")]
    [InlineData("""{"callsPerHour":1,"holdShare":2}""", "holdShare: must be a number from 0 to 1")]
    [InlineData("""{"callsPerHour":1,"distribution":"normal"}""", "distribution: normal is not known; one of random, even")]
    [InlineData("""{"callsPerHour":1,"autoAnswer":"yes"}""", "autoAnswer: must be true or false")]
    [InlineData("""{"callsPerHour":1,"talk":5}""", "talk: not known here; agents, callsPerHour, ")]
    public void A_load_that_is_wrong_is_refused_with_a_sentence(string json, string problem) =>
        ControlLoad.Read(json, agentCount: 10).Problem!.ShouldStartWith(problem);

    [Fact]
    public async Task There_is_one_load_at_a_time()
    {
        await using var finesse = await StartAsync(new ManualTime());
        await PostAsync(finesse, OneDay);
        using var http = new HttpClient { BaseAddress = finesse.ControlBase };
        using var second = await http.PostAsync("sim/load", new StringContent(OneDay));
        ((int)second.StatusCode).ShouldBe(409);
    }

    private static async Task RingingAsync(SimulatedFinesse finesse, ManualTime time)
    {
        for (var step = 0; step < 240 && finesse.Agents[0].DialogIds.Count == 0; step++) time.Advance(TimeSpan.FromMilliseconds(500));
        await Eventually.HoldsAsync("a call to ring", () => finesse.Agents[0].DialogIds.Count == 1);
    }

    private static async Task<SimulatedFinesse> StartAsync(ManualTime time)
    {
        var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { TimeProvider = time, NotifyBeforeResponse = true, PresenceGrace = null }, default);
        foreach (var agent in finesse.Agents)
        {
            using var http = new FinesseHttp(finesse.RestBase, agent.Id);
            (await http.SignInAsync(agent.Id, agent.DefaultExtension)).Code.ShouldBe(202);
        }

        return finesse;
    }

    private static async Task PostAsync(SimulatedFinesse finesse, string json)
    {
        using var http = new HttpClient { BaseAddress = finesse.ControlBase };
        using var answer = await http.PostAsync("sim/load", new StringContent(json));
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<LoadCounts> CountsAsync(SimulatedFinesse finesse)
    {
        using var http = new HttpClient { BaseAddress = finesse.ControlBase };
        return JsonSerializer.Deserialize<LoadCounts>(await http.GetStringAsync("sim/load"), JsonSerializerOptions.Web)!;
    }
}
