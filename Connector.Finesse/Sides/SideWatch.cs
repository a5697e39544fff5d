using Connector.Finesse.Rest;
using Microsoft.Extensions.Logging;

namespace Connector.Finesse.Sides;

/// <summary>
/// The supervision at work: asks each side for its SystemInfo, hears what agents' sessions and requests meet, and has agents moved.
/// Everything is taken one at a time; who is told of it must return at once.
/// </summary>
public sealed partial class SideWatch : IAsyncDisposable
{
    private static readonly TimeSpan HurryAfter = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<IFinesseRest> _sides;
    private readonly SupervisionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SideWatch> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, HeldAgent> _agents = new(StringComparer.Ordinal);
    private readonly List<Action<SidesState>> _listeners = [];
    private readonly long _begun;
    private readonly DateTimeOffset _begunAt;
    private TaskCompletionSource _hurry = NewSignal();
    private TaskCompletionSource _changed = NewSignal();
    private Task[] _asking = [];
    private volatile SidesState _state;

    /// <summary>A supervision that has not begun yet.</summary>
    /// <param name="sides">The sides' REST APIs, A first; one or two. For SystemInfo only, so without repetitions or breakers.</param>
    /// <param name="options">The times to go by.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public SideWatch(IReadOnlyList<IFinesseRest> sides, SupervisionOptions options, TimeProvider time, ILogger<SideWatch> logger)
    {
        ArgumentNullException.ThrowIfNull(sides);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (sides.Count is < 1 or > 2)
            throw new ArgumentException($"Finesse has one side or two, not {sides.Count}.", nameof(sides));
        (_sides, _options, _time, _logger) = (sides, options, time, logger);
        (_begun, _begunAt) = (time.GetTimestamp(), time.GetUtcNow());
        _state = SidesState.Start(sides.Count);
    }

    /// <summary>What is known now; a snapshot that does not change.</summary>
    public SidesState State => _state;

    /// <summary>The times to go by.</summary>
    public SupervisionOptions Options => _options;

    /// <summary>Begins to ask.</summary>
    public void Start() => _asking =
        [.. Enumerable.Range(0, _sides.Count).Select(side => Task.Run(() => AskAsync((SideId)side, _stopping.Token), CancellationToken.None))];

    /// <summary>Has somebody told of every change of a judgement or of the serving side, beginning with the present: for instance the
    /// ownership of agents, for which <see cref="SidesState.AllOut"/> is the sign that this connector can serve nobody.</summary>
    /// <param name="listener">Told in order, one at a time; must return at once.</param>
    /// <returns>Dispose it to hear no more.</returns>
    public IDisposable Listen(Action<SidesState> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        lock (_gate)
        {
            _listeners.Add(listener);
            listener(_state);
        }
        return new Ending(() =>
        {
            lock (_gate)
                _listeners.Remove(listener);
        });
    }

    /// <summary>Done at the next change of a judgement or of the serving side. Ask before looking at <see cref="State"/>.</summary>
    /// <returns>The task.</returns>
    public Task NextChangeAsync()
    {
        lock (_gate)
            return _changed.Task;
    }

    /// <summary>When a side came to be judged as it is, by the wall clock.</summary>
    /// <param name="side">The side.</param>
    /// <returns>The time.</returns>
    public DateTimeOffset Since(SideState side)
    {
        ArgumentNullException.ThrowIfNull(side);
        return _begunAt + side.Since;
    }

    /// <summary>Whether a side was judged out of service at any moment since then.</summary>
    /// <param name="side">The side.</param>
    /// <param name="timestamp">Since when, as the clock's timestamp.</param>
    /// <returns>Whether it was, or is.</returns>
    public bool WasOut(SideId side, long timestamp)
    {
        var known = _state[side];
        return known.Judgement == SideJudgement.OutOfService || known.OutUntil >= _time.GetElapsedTime(_begun, timestamp);
    }

    /// <summary>An agent is held on a side from now on, and has to be moved from there when it comes to that.</summary>
    /// <param name="agentId">The agent; held once at a time.</param>
    /// <param name="side">The side.</param>
    /// <param name="hasCalls">Whether he has calls up now; such agents are told first.</param>
    /// <param name="move">Has him moved; must return at once.</param>
    /// <returns>Dispose it when he is not held any more.</returns>
    public IDisposable Join(string agentId, SideId side, Func<bool> hasCalls, Action<SideDecision.Move> move)
    {
        ArgumentNullException.ThrowIfNull(agentId);
        var held = new HeldAgent(hasCalls, move);
        lock (_gate)
            _agents[agentId] = held;
        Observe(new SideFact.Joined(agentId, side));
        return new Ending(() =>
        {
            lock (_gate)
            {
                // Held anew already: the place is not ours any more.
                if (_agents.GetValueOrDefault(agentId) != held)
                    return;
                _agents.Remove(agentId);
            }
            Observe(new SideFact.Left(agentId));
        });
    }

    /// <summary>Takes a fact in and carries out what follows.</summary>
    /// <param name="fact">The fact.</param>
    public void Observe(SideFact fact)
    {
        lock (_gate)
        {
            var before = _state;
            (_state, var decisions) = SideSupervision.Step(before, fact, _time.GetElapsedTime(_begun), _options);
            if (SideSupervision.IsDeciding(_state) && (!SideSupervision.IsDeciding(before) || IsNewDoubt(before, _state)))
                Signal(ref _hurry);
            var moves = new List<SideDecision.Move>();
            var isNews = false;
            foreach (var decision in decisions)
            {
                if (decision is SideDecision.Move move)
                    moves.Add(move);
                else
                    isNews = true;
                Tell(decision);
            }
            if (isNews)
            {
                Signal(ref _changed);
                foreach (var listener in _listeners)
                    listener(_state);
            }
            Move(moves);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await Task.WhenAll(_asking);
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Signal(ref TaskCompletionSource signal)
    {
        signal.SetResult();
        signal = NewSignal();
    }

    private static bool IsNewDoubt(SidesState before, SidesState now) =>
        now.Sides.Any(side => side.Judgement == SideJudgement.Suspect && before[side.Id].Judgement == SideJudgement.InService);

    private void Move(List<SideDecision.Move> moves)
    {
        if (moves.Count == 0)
            return;
        Log.Moving(_logger, moves.Count, moves[0].From, moves[0].To, moves[0].Reason);
        foreach (var move in moves.OrderByDescending(move => _agents.TryGetValue(move.AgentId, out var held) && held.HasCalls()))
        {
            if (_agents.TryGetValue(move.AgentId, out var held))
                held.Move(move);
        }
    }

    private void Tell(SideDecision decision)
    {
        switch (decision)
        {
            case SideDecision.Judged { Now: SideJudgement.InService } judged:
                Log.InService(_logger, judged.Side, _sides[(int)judged.Side].Address.RestBase);
                break;
            case SideDecision.Judged { Now: SideJudgement.OutOfService } judged:
                Log.OutOfService(_logger, judged.Side, _sides[(int)judged.Side].Address.RestBase, judged.Reason);
                break;
            case SideDecision.Judged judged:
                Log.InDoubt(_logger, judged.Side, _sides[(int)judged.Side].Address.RestBase, judged.Reason);
                break;
            case SideDecision.Serves serves:
                Log.Serves(_logger, serves.To);
                break;
        }
    }

    private async Task AskAsync(SideId side, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var reply = await _sides[(int)side].GetSystemInfoAsync(cancellationToken);
                Task hurry;
                lock (_gate)
                    hurry = _hurry.Task;
                Observe(reply.TryGet(out var info, out var failure)
                    ? SideFact.Answered.From(side, info)
                    : new SideFact.Silent(side, failure.ToString() ?? ""));
                var pause = SideSupervision.PollAfter(_state, side, _options);
                // Not at once, or requests that fail while SystemInfo is well would have it asked without end.
                await Task.Delay(HurryAfter, _time, cancellationToken);
                await WaitAsync(hurry, pause - HurryAfter, cancellationToken);
                Observe(new SideFact.Tick());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task WaitAsync(Task hurry, TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause <= TimeSpan.Zero)
            return;
        try
        {
            await hurry.WaitAsync(pause, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing happened: it is simply time.
        }
    }

    private sealed record HeldAgent(Func<bool> HasCalls, Action<SideDecision.Move> Move);

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Finesse side {Side} at {Address} is in service.")]
        internal static partial void InService(ILogger logger, SideId side, Uri address);

        [LoggerMessage(Level = LogLevel.Information, Message = "Finesse side {Side} at {Address} is in doubt: {Reason}. Its agents stay.")]
        internal static partial void InDoubt(ILogger logger, SideId side, Uri address, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Finesse side {Side} at {Address} is out of service: {Reason}.")]
        internal static partial void OutOfService(ILogger logger, SideId side, Uri address, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Agents who sign in now go to Finesse side {Side}.")]
        internal static partial void Serves(ILogger logger, SideId side);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Moving {Count} agents from Finesse side {From} to {To}: {Reason}.")]
        internal static partial void Moving(ILogger logger, int count, SideId from, SideId to, string reason);
    }
}
