using System.Collections.Concurrent;
using System.Globalization;
using Connector.Client;
using Connector.Contracts;

namespace Connector.Lab.ClientApps;

/// <summary>The app's side of the events: keeps each agent's picture and writes down what the feed hands on.</summary>
internal sealed class Screen(ClientSettings settings, ClientLog log, TimeProvider time) : IAgentEventHandler
{
    // Every app gets the events of all agents, those of other apps too.
    private readonly HashSet<string> _own = [.. settings.Agents.Select(number => number.ToString(CultureInfo.InvariantCulture))];
    private readonly ConcurrentDictionary<string, AgentPicture> _pictures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _begun = new(StringComparer.Ordinal);
    private readonly Lock _order = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _rings = new(StringComparer.Ordinal);
    private long _lastEvent = time.GetTimestamp();

    /// <summary>For how long no event has come.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _lastEvent));

    /// <summary>What is known of an agent.</summary>
    public AgentPicture PictureOf(string agent) => _pictures.GetValueOrDefault(agent, AgentPicture.Empty);

    /// <summary>Waits until an agent's phone rings, or his turn has come.</summary>
    public Task RingOrTurnAsync(string agent, TimeSpan turn, CancellationToken cancellationToken) =>
        _rings.GetOrAdd(agent, static _ => new SemaphoreSlim(0, 1)).WaitAsync(turn, cancellationToken);

    /// <summary>The agent is connected.</summary>
    public ValueTask BeginAsync(AgentConnected connected)
    {
        lock (_order)
        {
            _begun[connected.AgentId] = connected.Sequence;
            var picture = _pictures[connected.AgentId] = AgentPicture.Of(connected.State, connected.Dialogs);
            return log.AddAsync(ClientLineKind.Began, connected.AgentId, line => Told(line, picture) with
            {
                Connector = connected.Owner,
                Sequence = connected.Sequence,
                Epoch = connected.Epoch,
            });
        }
    }

    /// <summary>The end: what is known of an agent.</summary>
    public ValueTask EndAsync(string agent, long sequence) =>
        log.AddAsync(ClientLineKind.Final, agent, line => Told(line, PictureOf(agent)) with { Sequence = sequence });

    /// <inheritdoc/>
    public async Task OnEventAsync(AgentEvent agentEvent, CancellationToken cancellationToken)
    {
        if (!_own.Contains(agentEvent.AgentId))
            return;
        Volatile.Write(ref _lastEvent, time.GetTimestamp());
        ValueTask written;
        lock (_order)
        {
            // A feed that began by itself a moment before hands on what the beginning tells of.
            if (agentEvent.Sequence <= _begun.GetValueOrDefault(agentEvent.AgentId))
                return;
            written = WriteAsync(agentEvent);
            // Here, too: what the beginning tells of must not be written over with what was known before it.
            Take(agentEvent.AgentId, PictureOf(agentEvent.AgentId).After(agentEvent));
        }

        await written.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task OnResumedAsync(EventsReport report, CancellationToken cancellationToken)
    {
        if (!_own.Contains(report.AgentId))
            return;
        Volatile.Write(ref _lastEvent, time.GetTimestamp());
        _begun.TryRemove(report.AgentId, out _);
        var picture = AgentPicture.Of(report.State, report.Dialogs);
        await log.AddAsync(ClientLineKind.Resumed, report.AgentId, line => Told(line, picture) with
        {
            Sequence = report.Sequence,
            Epoch = report.Epoch,
            Connector = report.ConnectorId,
        }).ConfigureAwait(false);
        Take(report.AgentId, picture);
    }

    /// <inheritdoc/>
    public Task OnMissedAsync(string agentId, long from, long to, CancellationToken cancellationToken) =>
        _own.Contains(agentId)
            ? log.AddAsync(ClientLineKind.Missed, agentId, line => line with { From = from, Sequence = to }).AsTask()
            : Task.CompletedTask;

    private ValueTask WriteAsync(AgentEvent agentEvent)
    {
        var (about, print) = Word(agentEvent);
        return log.AddAsync(ClientLineKind.Event, agentEvent.AgentId, line => line with
        {
            About = about,
            Print = print,
            Sequence = agentEvent.Sequence,
            Epoch = agentEvent.Epoch,
            EventId = agentEvent.EventId.ToString("D", CultureInfo.InvariantCulture),
            Connector = agentEvent.ConnectorId,
            Id = agentEvent.RequestId,
        });
    }

    // One at a time for one agent, as the feed promises.
    private void Take(string agent, AgentPicture picture)
    {
        _pictures[agent] = picture;
        var ring = _rings.GetOrAdd(agent, static _ => new SemaphoreSlim(0, 1));
        if (AgentScript.Rings(picture) && ring.CurrentCount == 0)
            ring.Release();
    }

    private static ClientLine Told(ClientLine line, AgentPicture picture) =>
        line with { Print = Fingerprint.Of(picture.State), Calls = picture.Calls() };

    private static (string About, string Print) Word(AgentEvent happened) => happened switch
    {
        AgentStateChanged state => (Fingerprint.State, Fingerprint.Of(state)),
        DialogChanged { Change: DialogChange.Removed } gone => (Fingerprint.Call(gone.Dialog.DialogId), Fingerprint.Gone),
        DialogChanged call => (Fingerprint.Call(call.Dialog.DialogId), Fingerprint.Of(call.Dialog)),
        AgentSessionChanged session => ("session", $"{session.SessionState} owner {session.Owner}: {session.Reason}"),
        CommandFailed failed => ("failure", $"{failed.Code} {failed.Message}"),
        _ => (happened.GetType().Name, ""),
    };
}
