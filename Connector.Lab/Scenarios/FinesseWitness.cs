using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Lab.Scenarios.Judging;
using Connector.Lab.Simulators;

namespace Connector.Lab.Scenarios;

/// <summary>An XMPP session as Finesse sees it.</summary>
/// <param name="Side">The server.</param>
/// <param name="User">The agent.</param>
/// <param name="Resource">The resource, <c>gc-</c> and the connector.</param>
/// <param name="Priority">Below 0 it gets no notifications; null: not available.</param>
internal sealed record FinesseSession(string Side, string User, string Resource, int? Priority)
{
    /// <summary>Whether it gets what Finesse notifies.</summary>
    public bool Hears => Priority >= 0;
}

/// <summary>The simulator's side of the evidence: its recording, and how it is.</summary>
internal sealed class FinesseWitness(SimulatorProcess simulator) : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{simulator.ControlPort}/")),
        Timeout = TimeSpan.FromMinutes(2),
    };

    private double _begunAt;

    /// <summary>Begins to record, anew.</summary>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        await simulator.ControlAsync(HttpMethod.Delete, "sim/recording", null, cancellationToken).ConfigureAwait(false);
        // Before it begins: what was notified before an app began must not look later than it.
        _begunAt = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        await simulator.ControlAsync(HttpMethod.Post, "sim/recording", null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has callers call; the apps answer.</summary>
    /// <param name="agents">How many agents are called, the first ones.</param>
    /// <param name="callsPerHour">How often each of them.</param>
    /// <param name="talkSeconds">How long on average.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CallAsync(int agents, double callsPerHour, double talkSeconds, CancellationToken cancellationToken) => simulator.ControlAsync(
        HttpMethod.Post, "sim/load", JsonSerializer.Serialize(new { agents, callsPerHour, talkSeconds, patienceSeconds = 20 }, Web), cancellationToken);

    /// <summary>Has all callers hang up.</summary>
    public Task HangUpAsync(CancellationToken cancellationToken) =>
        simulator.ControlAsync(HttpMethod.Delete, "sim/load", null, cancellationToken);

    /// <summary>The sessions there are.</summary>
    public async Task<IReadOnlyList<FinesseSession>> SessionsAsync(CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<FinesseSession[]>(
            await simulator.ControlAsync(HttpMethod.Get, "sim/sessions", null, cancellationToken).ConfigureAwait(false), Web) ?? [];

    /// <summary>How the agents are.</summary>
    public async Task<IReadOnlyDictionary<string, AgentTruth>> AgentsAsync(CancellationToken cancellationToken) =>
        AgentTruth.Read(await simulator.ControlAsync(HttpMethod.Get, "sim/agents", null, cancellationToken).ConfigureAwait(false));

    /// <summary>What was recorded since <see cref="RecordAsync"/>; the recording ends.</summary>
    /// <exception cref="InvalidOperationException">There was more than the simulator keeps: nothing could be judged by it.</exception>
    public async Task<FinesseHistory> HistoryAsync(CancellationToken cancellationToken)
    {
        var status = await simulator.ControlAsync(HttpMethod.Delete, "sim/recording", null, cancellationToken).ConfigureAwait(false);
        if (status.Contains("\"isFull\":true", StringComparison.Ordinal))
            throw new InvalidOperationException("The simulator's recording is full, so the scenario cannot be judged: take fewer agents or a lower rate.");
        var lines = new List<string>();
        var stream = await _http.GetStreamAsync(new Uri("sim/recording", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
                lines.Add(line);
        }

        return FinesseHistory.Read(lines, _begunAt);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
