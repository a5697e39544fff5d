using System.Globalization;
using System.Net.Sockets;
using Connector.Lab.Brokers;
using Connector.Lab.ClientApps;
using Connector.Lab.Deployment;
using Connector.Lab.Processes;
using Connector.Lab.Scenarios.Judging;

namespace Connector.Lab.Scenarios;

/// <summary>Runs rows on one deployment, one after the other, and mends it in between.</summary>
internal sealed class ScenarioRun : IAsyncDisposable
{
    // How many of the agents are called from outside; the others call each other.
    private const double CalledShare = 0.8;

    // A call every half minute for few agents, so that something happens all the time; for many as often as in a busy contact centre (500: 24 an hour).
    private const double MostCallsPerHour = 120;
    private const double CallsPerHourInAll = 12_000;
    private const double TalkSeconds = 12;

    private static readonly TimeSpan SignInLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StandByLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestLead = TimeSpan.FromSeconds(2);

    // A shift that has begun is what a fault meets, not the storm of its beginning: so long calls come in and clients ask before.
    private static readonly TimeSpan LeadOfAnAgent = TimeSpan.FromMilliseconds(20);

    private readonly DuplexDeployment _deployment;
    private readonly ScenarioOptions _options;
    private readonly FinesseWitness _witness;
    private readonly DeploymentView _view;
    private readonly IReadOnlyList<int> _agents;
    private int _round;

    private ScenarioRun(DuplexDeployment deployment, ScenarioOptions options)
    {
        _deployment = deployment;
        _options = options;
        _agents = [.. Enumerable.Range(1001, options.Agents)];
        _witness = new FinesseWitness(deployment.Simulator);
        _view = new DeploymentView(deployment, _witness, [.. _agents.Select(agent => agent.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>Starts a deployment fit for a row.</summary>
    /// <exception cref="InvalidOperationException">A part of it did not start.</exception>
    public static async Task<ScenarioRun> StartAsync(Scenario row, ScenarioOptions options, CancellationToken cancellationToken)
    {
        var deployment = await DuplexDeployment.StartAsync(
            new DuplexOptions
            {
                Mode = row.Mode ?? DuplexMode.ActivePassive,
                Agents = options.Agents,
                SecondListTurnedRound = row.SecondListTurnedRound,
                MovableClocks = row.MovableClocks,
            },
            cancellationToken).ConfigureAwait(false);
        return new ScenarioRun(deployment, options);
    }

    /// <summary>Runs a row. Whatever happens to it, it comes to a result.</summary>
    public async Task<RowResult> RunAsync(Scenario row, Action<string> say, CancellationToken cancellationToken)
    {
        try
        {
            await MendAsync(cancellationToken).ConfigureAwait(false);
            var evidence = await PlayAsync(row, say, cancellationToken).ConfigureAwait(false);
            var result = RowResult.Of(row, evidence);
            if (!result.Passed && _options.KeepIn is { } folder)
                await KeepAsync(Path.Combine(folder, $"{row.Id}-{_round}"), result, evidence, cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (Exception fault) when (fault is InvalidOperationException or TimeoutException or HttpRequestException or IOException or SocketException)
        {
            return RowResult.Broken(row, _agents.Count, fault.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _witness.Dispose();
        await _deployment.DisposeAsync().ConfigureAwait(false);
    }

    private TimeSpan Lead => _options.Lead ?? (ShortestLead + (_agents.Count * LeadOfAnAgent));

    private async Task<Evidence> PlayAsync(Scenario row, Action<string> say, CancellationToken cancellationToken)
    {
        _round++;
        Random dice = new(unchecked((_options.Seed * 31) + _round));
        var stage = new Stage(
            _deployment,
            _view,
            clients => AgentsOf(clients).Select(agent => agent.ToString(CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal),
            dice,
            _options.Soak,
            say);
        await _witness.RecordAsync(cancellationToken).ConfigureAwait(false);
        var apps = Apps(row);
        try
        {
            if (!row.DuringSignIn)
            {
                await SignedInAsync(apps, cancellationToken).ConfigureAwait(false);
                stage.Note("every agent is signed in");
                await _witness.CallAsync((int)(_agents.Count * CalledShare), Math.Min(MostCallsPerHour, CallsPerHourInAll / _agents.Count), TalkSeconds, cancellationToken).ConfigureAwait(false);
                await Task.Delay(Lead, cancellationToken).ConfigureAwait(false);
                await Eventually.HoldsAsync(
                    "each connector to stand by for the agents of the other", () => _view.StandByAsync(cancellationToken), StandByLimit, cancellationToken).ConfigureAwait(false);
            }

            foreach (var act in row.Before)
                await stage.DoAsync(act, cancellationToken).ConfigureAwait(false);
            var faultAt = Stage.Now();
            await using (var thief = row.StolenShare > 0 ? CpuThief.Start(row.StolenShare) : null)
            {
                foreach (var act in row.Fault)
                    await stage.DoAsync(act, cancellationToken).ConfigureAwait(false);
            }

            if (row.DuringSignIn)
                await SignedInAsync(apps, cancellationToken).ConfigureAwait(false);
            await Task.Delay(_options.Settle, cancellationToken).ConfigureAwait(false);

            var clientsAt = _view.ClientsAt();
            var endAt = Stage.Now();
            await _witness.HangUpAsync(cancellationToken).ConfigureAwait(false);
            var seen = await Task.WhenAll(apps.Select(app => app.EndAsync(cancellationToken))).ConfigureAwait(false);
            stage.Note("the apps have ended");
            return await JudgeAsync(stage, apps, seen, clientsAt, faultAt, endAt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var app in apps)
                await app.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<Evidence> JudgeAsync(
        Stage stage, List<ClientAppProcess> apps, IReadOnlyList<ClientLine>[] seen, IReadOnlyDictionary<string, IReadOnlyList<string>> clientsAt,
        double faultAt, double endAt, CancellationToken cancellationToken)
    {
        var truth = await _witness.AgentsAsync(cancellationToken).ConfigureAwait(false);
        var sessions = await _witness.SessionsAsync(cancellationToken).ConfigureAwait(false);
        var connectors = await _view.ConnectorsAsync(cancellationToken).ConfigureAwait(false);
        var finesse = await _witness.HistoryAsync(cancellationToken).ConfigureAwait(false);
        var clients = apps.Zip(seen).ToDictionary(each => each.First.Name, each => each.Second, StringComparer.Ordinal);
        var lines = seen.SelectMany(each => each).ToList();
        return new Evidence
        {
            Agents = _agents.Count,
            Slack = _options.Slack,
            FaultAt = faultAt,
            EndAt = endAt,
            Moments = stage.Moments,
            Failures = stage.Failures,
            Clients = clients,
            Outputs = apps.ToDictionary(app => app.Name, app => app.TailOfOutput, StringComparer.Ordinal),
            Finesse = finesse,
            Sessions = sessions,
            Connectors = connectors,
            ClientsAt = clientsAt,
            Requests = RequestJudge.Judge(lines, finesse),
            Events = EventJudge.Judge(lines, finesse, truth, stage.Deaf),
        };
    }

    private async Task KeepAsync(string folder, RowResult result, Evidence evidence, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "result.txt"),
            [result.Line(), result.TimeLine(), .. result.Checks.Select(check => $"{(check.Fault is null ? "holds" : "not so")}: {check.Text}: {check.Fault}"),
                .. result.Course, .. evidence.Requests.Lost, .. evidence.Requests.Twice, .. evidence.Requests.Untrue, .. evidence.Requests.Unserved,
                .. evidence.Requests.Unknown, .. evidence.Events.Lost, .. evidence.Events.Repeated, .. evidence.Events.Reordered,
                .. evidence.Events.WrongInTheEnd],
            cancellationToken).ConfigureAwait(false);
        foreach (var (client, lines) in evidence.Clients)
            await File.WriteAllLinesAsync(Path.Combine(folder, client + ".jsonl"), lines.Select(line => line.ToText()), cancellationToken).ConfigureAwait(false);
        foreach (var (client, output) in evidence.Outputs)
            await File.WriteAllTextAsync(Path.Combine(folder, client + ".log"), output, cancellationToken).ConfigureAwait(false);
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "finesse.txt"),
            evidence.Finesse.Calls.Select(call => (call.At, Text: call.ToString()))
                .Concat(evidence.Finesse.Notifications.Select(told => (told.At, Text: told.ToString())))
                .Concat(evidence.Finesse.Sessions.Select(session => (session.At, Text: session.ToString())))
                .OrderBy(each => each.At).Select(each => each.Text),
            cancellationToken).ConfigureAwait(false);
        foreach (var (name, broker) in new[] { (PartNames.Broker1, _deployment.Brokers.First), (PartNames.Broker2, _deployment.Brokers.Second) })
            await File.WriteAllTextAsync(Path.Combine(folder, name + ".log"), broker.Log, cancellationToken).ConfigureAwait(false);
        foreach (var connector in _deployment.Connectors)
        {
            var path = Path.Combine(folder, connector.ConnectorId);
            await File.WriteAllTextAsync(path + ".log", connector.Log, cancellationToken).ConfigureAwait(false);
            if (!connector.HasExited && await connector.GetAsync("api/status", cancellationToken).ConfigureAwait(false) is (_, var status))
                await File.WriteAllTextAsync(path + ".status.json", status, cancellationToken).ConfigureAwait(false);
        }
    }

    private int PairsFrom => 1001 + (int)(_agents.Count * CalledShare);

    // Every second agent that is called and every second pair of those that call each other.
    private IEnumerable<int> AgentsOf(string clients) =>
        _agents.Where(agent => (agent < PairsFrom ? agent - 1001 : (agent - PairsFrom) / 2) % 2 == (clients == PartNames.Clients1 ? 0 : 1));

    // An app for each site.
    private List<ClientAppProcess> Apps(Scenario row)
    {
        return
        [
            .. new[] { PartNames.Clients1, PartNames.Clients2 }.Select(clients => ClientAppProcess.Start(
                new ClientSettings
                {
                    Name = clients,
                    Brokers = [.. _deployment.BrokersOf(clients).Select(broker => broker.ToString())],
                    Agents = [.. AgentsOf(clients)],
                    PairsFrom = PairsFrom,
                    User = BrokerPair.User,
                    Rate = _options.RequestsPerSecond / 2,
                    Seed = unchecked((_options.Seed * 1009) + _round),
                    Returns = !row.ClientsStay,
                    Anew = row.Mode == DuplexMode.ActiveActive,
                    LogFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
                },
                BrokerPair.Password)),
        ];
    }

    private static Task SignedInAsync(List<ClientAppProcess> apps, CancellationToken cancellationToken) =>
        Task.WhenAll(apps.Select(app => app.WaitUntilSignedInAsync(SignInLimit, cancellationToken)));

    // Everything as at the start: all parts run, all links carry, and in active-passive GC-1 has its agents back.
    private async Task MendAsync(CancellationToken cancellationToken)
    {
        _deployment.HealAll();
        foreach (var part in _deployment.Parts)
        {
            if (part.State is PartState.Frozen)
                await part.ThawAsync(cancellationToken).ConfigureAwait(false);
            if (part.State is PartState.Down)
                await part.RestartAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_deployment.Options.MovableClocks)
        {
            _deployment.JumpClock(PartNames.Connector1, TimeSpan.Zero);
            _deployment.JumpClock(PartNames.Connector2, TimeSpan.Zero);
        }

        await _deployment.WaitUntilHealthyAsync(cancellationToken).ConfigureAwait(false);
        if (_round == 0)
            return;
        // One that is still at the other site's broker is its clients' preferred connector there.
        await Eventually.HoldsAsync(
            "each connector to be back at its own broker before the next row",
            async () => (await _view.ConnectorsAsync(cancellationToken).ConfigureAwait(false))
                .All(said => said.Broker == ConnectorSettings.BrokersOf(_deployment.Options, said.Connector)[0]),
            TimeSpan.FromSeconds(60),
            cancellationToken).ConfigureAwait(false);
        if (_deployment.Options.Mode == DuplexMode.ActiveActive)
            return;
        await Eventually.HoldsAsync(
            "GC-1 to have every agent back before the next row",
            async () => await _view.AreAtAsync(PartNames.Connector1, alone: true, cancellationToken).ConfigureAwait(false),
            TimeSpan.FromSeconds(60),
            cancellationToken).ConfigureAwait(false);
    }
}
