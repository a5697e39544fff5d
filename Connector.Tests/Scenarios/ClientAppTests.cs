using System.Globalization;
using Connector.Lab.ClientApps;
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
    public async Task An_undisturbed_shift_is_judged_clean_and_a_killed_broker_is_not_seen()
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
                LogFile = Path.GetTempFileName(),
            },
            "");
        await app.WaitUntilSignedInAsync(TimeSpan.FromSeconds(60), default);
        await witness.CallAsync(16, callsPerHour: 600, talkSeconds: 4, default);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await _live.Broker.KillAsync();
        await _live.Broker.RestartAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        await witness.HangUpAsync(default);

        var seen = await app.EndAsync(default);
        var truth = await witness.AgentsAsync(default);
        var history = await witness.HistoryAsync(default);

        var requests = RequestJudge.Judge(seen, history);
        var events = EventJudge.Judge(seen, history, truth, []);
        Console.WriteLine($"{requests.Sent} {requests.SentAgain} {events.Events} {events.Notified} {events.Unheard} {events.Resumed}");
        foreach (var group in seen.Where(line => line.Kind is ClientLineKind.Answered).GroupBy(line => (line.Type, line.Outcome))) Console.WriteLine($"{group.Key} {group.Count()}");
        var end = seen.Max(l => l.At);
        foreach (var l in seen.Where(l => l.Kind is ClientLineKind.Resumed or ClientLineKind.Missed or ClientLineKind.Unanswered)) Console.WriteLine($"{end - l.At:0} {l}");
        foreach (var l in requests.Lost.Concat(requests.Twice).Concat(requests.Untrue).Concat(requests.Unserved)) Console.WriteLine("R " + l);
        foreach (var l in events.Lost.Concat(events.Repeated).Concat(events.Reordered).Concat(events.WrongInTheEnd)) Console.WriteLine("E " + l);
        requests.Lost.ShouldBeEmpty();
        requests.Twice.ShouldBeEmpty();
        requests.Untrue.ShouldBeEmpty();
        requests.Unserved.ShouldBeEmpty();
        events.Lost.ShouldBeEmpty();
        events.Repeated.ShouldBeEmpty();
        events.Reordered.ShouldBeEmpty();
        events.WrongInTheEnd.ShouldBeEmpty();
    }
}
