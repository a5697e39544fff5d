using System.Text.Json;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.Recording;
using Connector.Lab.Processes;
using Connector.Lab.Simulators;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Recording;

/// <summary>What the simulator saw and said, and how it is played back.</summary>
public sealed class RecordingTests
{
    [Fact]
    public async Task A_recording_has_requests_answers_and_stanzas_of_both_sides_and_no_credentials()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { SideB = new SideOptions(), NotifyBeforeResponse = true }, default);
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        ((int)(await control.PostAsync("sim/recording", null)).StatusCode).ShouldBe(201);
        ((int)(await control.PostAsync("sim/recording", null)).StatusCode).ShouldBe(409);
        await using var atB = await RawXmppClient.SignInAsync(finesse.B.XmppPort, "1001", "gc", domain: finesse.B.Domain);
        using var http = new FinesseHttp(finesse.A.RestBase);
        (await http.SendAsync("PUT", "finesse/api/User/1001", "<User><state>LOGIN</state><extension>2001</extension></User>", "r1"))
            .Code.ShouldBe(202);
        (await atB.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        (await http.GetAsync("finesse/api/User/1001")).Code.ShouldBe(200);
        finesse.AddFault(new SimulatedFault { Kind = FaultKind.LoseRestAnswers, Count = 1 });
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync("finesse/api/SystemInfo"));
        await control.PostAsync("sim/calls", new StringContent("""{"from":"5551234","to":"2001"}"""));
        await Eventually.HoldsAsync("the lost answer", async () => (await ReadAsync(control)).Any(each => each.Status == 0));
        await control.DeleteAsync("sim/recording");
        (await http.GetAsync("finesse/api/User/1001")).Code.ShouldBe(200);

        var text = await control.GetStringAsync("sim/recording");
        text.ShouldNotContain("pw1001");
        text.ShouldNotContain(Convert.ToBase64String("1001:pw1001"u8));
        text.ShouldNotContain(Convert.ToBase64String("\u00001001\u0000pw1001"u8));
        var events = await ReadAsync(control);
        events.Zip(events.Skip(1)).ShouldAllBe(pair => pair.First.AtMs <= pair.Second.AtMs);
        var request = events.Single(each => each is { Kind: RecordedKind.Request, Method: "PUT" });
        (request.Side, request.User, request.Path, request.RequestId).ShouldBe(("A", "1001", "/finesse/api/User/1001", "r1"));
        request.Text.ShouldBe("<User><state>LOGIN</state><extension>2001</extension></User>");
        var answer = events.Single(each => each.Kind is RecordedKind.Answer && each.Number == request.Number);
        (answer.Status, answer.Text).ShouldBe((202, ""));
        events.Where(each => each.Kind is RecordedKind.Answer).Select(each => each.Status!.Value).ShouldBe([202, 200, 0]);
        events.Single(each => each is { Kind: RecordedKind.Answer, Status: 200 }).Text!.ShouldContain("<state>NOT_READY</state>");
        events.Count(each => each is { Kind: RecordedKind.XmppIn, Side: "B" } && each.Text!.Contains("<auth", StringComparison.Ordinal)
            && each.Text.Contains(">***<", StringComparison.Ordinal)).ShouldBe(1);
        events.Where(each => each is { Kind: RecordedKind.XmppOut, Side: "B", User: "1001", Resource: "gc" })
            .ShouldContain(each => each.Text!.Contains("NOT_READY", StringComparison.Ordinal));
        var call = events.Single(each => each.Kind is RecordedKind.Control);
        (call.Method, call.Path, call.Text).ShouldBe(("POST", "/sim/calls", """{"from":"5551234","to":"2001"}"""));
    }

    [Fact]
    public async Task A_recording_is_bounded_and_keeps_the_beginning()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { RecordingCapacity = 4 }, default);
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        await control.PostAsync("sim/recording", null);
        using var http = new FinesseHttp(finesse.RestBase);
        for (var request = 0; request < 5; request++) (await http.GetAsync("finesse/api/SystemInfo")).Code.ShouldBe(200);
        (await ReadAsync(control)).Select(each => each.Number!.Value).ShouldBe([1, 1, 2, 2]);
        (await control.GetStringAsync("sim/recording/status")).ShouldBe("""{"isOn":false,"isFull":true,"events":4}""");
    }

    [Fact]
    public async Task Notifications_are_played_back_to_whoever_is_connected_as_fast_as_possible()
    {
        var recorded = await RecordADayAsync();
        await using var simulator = await SimulatorProcess.StartAsync();
        await using var client = await RawXmppClient.SignInAsync(simulator.XmppPort, "1001", "other");
        (await simulator.ControlAsync(HttpMethod.Post, "sim/replay?pace=fast", recorded)).ShouldBe("""{"steps":4}""");
        var updates = new List<Update>();
        for (var number = 0; number < 4; number++) updates.Add(await client.NextUpdateAsync());
        updates.Select(update => update.Gist).ShouldBe(
            ["user PUT NOT_READY", "user PUT READY", "user PUT RESERVED", "dialogs POST ALERTING"]);
        var ids = updates.Select(update => update.ItemId).ToList();
        ids.ShouldAllBe(id => recorded.Contains(id, StringComparison.Ordinal));

        // Nothing has happened in the contact centre itself; and a client that drops what it knows gets new ids if asked for.
        (await simulator.ControlAsync(HttpMethod.Get, "sim/agents")).ShouldNotContain("READY");
        await Eventually.HoldsAsync("the replay to end", async () =>
            (await simulator.ControlAsync(HttpMethod.Get, "sim/replay")).Contains("\"isRunning\":false", StringComparison.Ordinal));
        await simulator.ControlAsync(HttpMethod.Post, "sim/replay?pace=fast&ids=new", recorded);
        ids.ShouldNotContain((await client.NextUpdateAsync()).ItemId);
    }

    [Fact]
    public async Task Notifications_keep_their_times_where_they_are_asked_to()
    {
        var time = new ManualTime();
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { TimeProvider = time }, default);
        await using var client = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        var lines = string.Join('\n', Line(0, "i-00001"), "", Line(5000, "i-00002"), Line(5000, "i-00002"));
        using var started = await control.PostAsync("sim/replay", new StringContent(lines));
        (await started.Content.ReadAsStringAsync()).ShouldBe("""{"steps":2}""");
        (await client.NextUpdateAsync()).ItemId.ShouldBe("i-00001");
        using var second = await control.PostAsync("sim/replay", new StringContent(lines));
        ((int)second.StatusCode).ShouldBe(409);
        await Eventually.HoldsAsync("the wait", () => time.Timers > 1);
        time.Advance(TimeSpan.FromSeconds(4.9));
        (await client.DrainAsync()).ShouldNotContain(each => each.Name.LocalName == "message");
        time.Advance(TimeSpan.FromSeconds(0.1));
        (await client.NextUpdateAsync()).ItemId.ShouldBe("i-00002");

        static string Line(int at, string id) => new RecordedEvent(at, "A", RecordedKind.XmppOut)
        {
            User = "1001",
            Text = "<message xmlns='jabber:client' to='1001@x'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='/n'>"
                + $"<item id='{id}'><notification xmlns='http://jabber.org/protocol/pubsub'>&lt;Update/&gt;</notification></item>"
                + "</items></event></message>",
        }.ToLine();
    }

    [Fact]
    public async Task What_the_control_API_did_is_done_again()
    {
        await using var simulator = await SimulatorProcess.StartAsync();
        await simulator.DirectlyAsync("1001", HttpMethod.Put, "User/1001", "<User><state>LOGIN</state><extension>2001</extension></User>");
        await using var client = await RawXmppClient.SignInAsync(simulator.XmppPort, "1001", "gc");
        const string Lines = """
            {"atMs":0,"kind":"control","method":"POST","path":"/sim/calls","text":"{\"from\":\"5551234\",\"to\":\"2001\"}"}
            {"atMs":1,"kind":"control","method":"DELETE","path":"/sim/calls/16804377"}
            {"atMs":2,"kind":"control","method":"DELETE","path":"/sim/calls/999"}
            """;
        await simulator.ControlAsync(HttpMethod.Post, "sim/replay?what=control&pace=fast", Lines);
        var gists = new List<string>();
        while (!gists.Contains("dialogs DELETE DROPPED")) gists.Add((await client.NextUpdateAsync()).Gist);
        gists.ShouldContain("dialogs POST ALERTING");
        await Eventually.HoldsAsync("the replay to end", async () =>
            await simulator.ControlAsync(HttpMethod.Get, "sim/replay") == """{"isRunning":false,"steps":3,"done":3,"refused":1}""");
    }

    [Theory]
    [InlineData("?what=all", "", "what: all is not known; notifications and control are")]
    [InlineData("?pace=slow", "", "pace: slow is not known; recorded and fast are")]
    [InlineData("?ids=mine", "", "ids: mine is not known; recorded and new are")]
    [InlineData("", "\n{}\nhello", "line 3: is no event of a recording")]
    [InlineData("", """{"atMs":-1,"kind":"control"}""", "line 1: is no event of a recording")]
    [InlineData("?what=control", """{"atMs":0,"kind":"control","method":"GET","path":"http://elsewhere/"}""", "line 1: path: must begin with /sim/")]
    public async Task What_cannot_be_played_back_is_refused_with_a_sentence(string query, string lines, string sentence)
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        using var control = new HttpClient { BaseAddress = finesse.ControlBase };
        using var answer = await control.PostAsync("sim/replay" + query, new StringContent(lines));
        ((int)answer.StatusCode).ShouldBe(400);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!
            .ShouldStartWith(sentence);
    }

    private static async Task<string> RecordADayAsync()
    {
        await using var simulator = await SimulatorProcess.StartAsync();
        await simulator.ControlAsync(HttpMethod.Post, "sim/recording");
        await using var client = await RawXmppClient.SignInAsync(simulator.XmppPort, "1001", "gc");
        await simulator.DirectlyAsync("1001", HttpMethod.Put, "User/1001", "<User><state>LOGIN</state><extension>2001</extension></User>");
        await simulator.DirectlyAsync("1001", HttpMethod.Put, "User/1001", "<User><state>READY</state></User>");
        (await client.NextGistsAsync(2)).ShouldBe(["user PUT NOT_READY", "user PUT READY"]);
        var call = await simulator.CallInAsync("5551234", "2001");
        (await client.NextGistsAsync(2)).ShouldBe(["user PUT RESERVED", "dialogs POST ALERTING"]);
        await simulator.ControlAsync(HttpMethod.Delete, "sim/recording");
        await simulator.HangUpAsync(call);
        var recorded = await simulator.ControlAsync(HttpMethod.Get, "sim/recording");
        recorded.ShouldNotContain("DROPPED");
        return recorded;
    }

    private static async Task<IReadOnlyList<RecordedEvent>> ReadAsync(HttpClient control) =>
    [
        .. (await control.GetStringAsync("sim/recording")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => RecordedEvent.FromLine(line)!),
    ];
}
