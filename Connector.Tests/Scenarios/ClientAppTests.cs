using System.Globalization;
using Connector.Lab.ClientApps;
using Connector.Lab.Processes;
using Connector.Lab.Scenarios;
using Connector.Lab.Scenarios.Judging;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;

namespace Connector.Tests.Scenarios;

/// <summary>The laboratory's client app and its judge at a real connector, broker and simulator.</summary>
public sealed class ClientAppTests : IAsyncLifetime
{
    private const int Agents = 20;
    private LiveSystem _live = null!;

    public async Task InitializeAsync() => _live = await LiveSystem.StartAsync();

    public async Task DisposeAsync() => await _live.DisposeAsync();

    [Fact]
    public async Task A_shift_in_which_the_broker_is_killed_and_restored_is_judged_clean()
    {
        using var witness = new FinesseWitness(_live.Simulator);
        await witness.RecordAsync(default);
        await using var app = ClientAppProcess.Start(
            new ClientSettings
            {
                Name = "lab-client-1",
                Brokers = [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_live.Broker.OpenWirePort}")],
                Agents = [.. Enumerable.Range(1001, Agents)],
                PairsFrom = 1017,
                Rate = 20,
                LogFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            },
            "");
        await app.WaitUntilSignedInAsync(TimeSpan.FromSeconds(60), default);
        await witness.CallAsync(16, callsPerHour: 600, talkSeconds: 4, default);
        await AnswersAsync(app, 100);
        await _live.Broker.KillAsync();
        await _live.Broker.RestartAsync();
        await AnswersAsync(app, 200);
        await witness.HangUpAsync(default);

        var seen = await app.EndAsync(default);
        var truth = await witness.AgentsAsync(default);
        var history = await witness.HistoryAsync(default);

        var requests = RequestJudge.Judge(seen, history);
        var events = EventJudge.Judge(seen, history, truth, []);
        (requests.Sent > 200, events.Notified > 100, events.Events >= events.Notified).ShouldBe((true, true, true), "there was something to judge");
        requests.Lost.ShouldBeEmpty();
        requests.Twice.ShouldBeEmpty();
        requests.Untrue.ShouldBeEmpty();
        requests.Unserved.ShouldBeEmpty();
        events.Lost.ShouldBeEmpty();
        events.Repeated.ShouldBeEmpty();
        events.Reordered.ShouldBeEmpty();
        events.WrongInTheEnd.ShouldBeEmpty();
    }
    private static Task AnswersAsync(ClientAppProcess app, int count) => Eventually.HoldsAsync(
        $"{count} answers",
        async () => (await app.SeenAsync(default)).Count(line => line.Kind is ClientLineKind.Answered) >= count,
        TimeSpan.FromMinutes(2));
}
