using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Service.Cluster;
using Microsoft.Data.Sqlite;

namespace Connector.Service.Memory;

/// <summary>
/// The restart memory in a file of SQLite. Notes wait in a table by agent, where a newer word takes the place of an older one, so that no more
/// waits than there are agents; one thread writes what waits, as one transaction, rests a moment, and begins again. It is a thread of its own
/// because a disk may stop for a second, and the pool has few.
/// </summary>
internal sealed partial class RestartMemory : IRestartMemory, IAsyncDisposable
{
    // What is lost by a kill is at most this old; how often the disk is waited for is at most one in this.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(25);

    private readonly MemoryFile _file;
    private readonly RestartMemoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RestartMemory> _logger;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly SemaphoreSlim _hurry = new(0, 1);
    private readonly TaskCompletionSource<IReadOnlyList<RememberedAgent>> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(long Upto, TaskCompletionSource Done)> _flushes = [];

    // The writer's own.
    private readonly Dictionary<string, KeptAgent> _kept = [];
    private MemoryDatabase? _database;

    // Under the gate.
    private Dictionary<string, (AgentClaim Claim, AgentProgress Whole)> _waiting = [];
    private Task? _writer;
    private long _noted;
    private long _written;
    private bool _stopping;
    private bool _stopped;
    private string? _trouble;

    /// <summary>Makes the memory; nothing is touched before <see cref="LoadAsync"/>.</summary>
    public RestartMemory(RestartMemoryOptions options, TimeProvider time, ILogger<RestartMemory> logger)
    {
        (_file, _options, _time, _logger) = (new MemoryFile(options.Folder), options, time, logger);
    }

    /// <summary>Why nothing is kept at present, as a part of a sentence; null: all is well.</summary>
    public string? Trouble
    {
        get
        {
            lock (_gate)
                return _trouble;
        }
    }

    /// <summary>How many agents' words wait to be written.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RememberedAgent>> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_writer is not null)
                throw new InvalidOperationException("The restart memory is loaded once.");
            _writer = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return _loaded.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Note(AgentClaim claim, AgentProgress whole)
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _waiting[claim.AgentId] = (claim, claim.Owner is null ? whole with { Subscription = null } : whole);
            _noted++;
        }

        Signal(_work);
    }

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            if (_written == _noted)
                return Task.CompletedTask;
            ObjectDisposedException.ThrowIf(_stopping, this);
            done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_noted, done));
        }

        Signal(_work);
        Signal(_hurry);
        return done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? writer;
        lock (_gate)
        {
            if (_stopping)
                return;
            (_stopping, writer) = (true, _writer);
        }

        Signal(_work);
        Signal(_hurry);
        if (writer is not null)
            await writer;
        lock (_gate)
        {
            _stopped = true;
            _work.Dispose();
            _hurry.Dispose();
        }
    }

    private void Signal(SemaphoreSlim semaphore)
    {
        lock (_gate)
        {
            if (!_stopped && semaphore.CurrentCount == 0)
                semaphore.Release();
        }
    }

    private void Run()
    {
        Load();
        while (true)
        {
            _work.Wait();
            bool stopping;
            lock (_gate)
                stopping = _stopping;
            var well = WriteWaiting();
            if (stopping)
                break;
            if (!well)
                Signal(_work);
            _hurry.Wait(well ? Rest : _options.RetryPause);
        }

        _database?.Dispose();
    }

    private void Load()
    {
        var since = _time.GetTimestamp();
        try
        {
            foreach (var agent in Open())
                _kept[agent.Claim.AgentId] = agent;
            var took = _time.GetElapsedTime(since);
            Loaded(_file.Path, _kept.Count, took.TotalMilliseconds);
        }
        catch (Exception exception)
        {
            // Whatever it is (a library that is missing, too): the connector starts.
            Report(exception.Message);
        }

        _loaded.SetResult([.. _kept.Values.Select(agent => new RememberedAgent(agent.Claim, agent.Whole))]);
    }

    private IReadOnlyList<KeptAgent> Open()
    {
        var (database, agents, aside) = _file.Open(_options.LockPatience);
        _database = database;
        if (aside is not null)
            SetAside(_file.Path, aside, _file.AsidePath);
        return agents;
    }

    /// <summary>Writes everything that waits; what the disk refuses waits on, unless a newer word has come.</summary>
    /// <returns>Whether the disk took it.</returns>
    private bool WriteWaiting()
    {
        Dictionary<string, (AgentClaim Claim, AgentProgress Whole)> batch;
        long upto;
        lock (_gate)
            (batch, _waiting, upto) = (_waiting, [], _noted);
        if (batch.Count == 0)
            return true;
        var refused = TryWrite(batch);
        List<TaskCompletionSource> done = [];
        lock (_gate)
        {
            if (refused is null)
            {
                _written = upto;
            }
            else
            {
                foreach (var (agentId, word) in batch)
                    _waiting.TryAdd(agentId, word);
            }

            foreach (var flush in _flushes.Where(flush => refused is not null || flush.Upto <= upto).ToList())
            {
                _flushes.Remove(flush);
                done.Add(flush.Done);
            }
        }

        Report(refused);
        foreach (var flush in done)
        {
            if (refused is null)
                flush.SetResult();
            else
                flush.SetException(new IOException($"The restart memory {_file.Path} cannot be written: {refused}."));
        }

        return refused is null;
    }

    private string? TryWrite(Dictionary<string, (AgentClaim Claim, AgentProgress Whole)> batch)
    {
        try
        {
            var afresh = _database is null;
            if (afresh)
            {
                // What the file holds is of a time before: what is known now takes its place, as one transaction.
                Open();
                foreach (var agent in _kept.Values)
                    batch.TryAdd(agent.Claim.AgentId, (agent.Claim, agent.Whole));
            }

            var words = batch.Select(word => (afresh ? null : _kept.GetValueOrDefault(word.Key), word.Value.Claim, word.Value.Whole));
            foreach (var agent in _database!.Write(words, afresh))
                _kept[agent.Claim.AgentId] = agent;
            return null;
        }
        catch (Exception exception)
        {
            _database?.Dispose();
            _database = null;
            return exception is SqliteException sqlite ? MemoryFile.Reason(sqlite) : exception.Message;
        }
    }

    private void Report(string? trouble)
    {
        string? before;
        lock (_gate)
            (before, _trouble) = (_trouble, trouble);
        if (trouble is not null && before is null)
            Unusable(_file.Path, trouble, _options.RetryPause.TotalSeconds);
        else if (trouble is null && before is not null)
            UsableAgain(_file.Path);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The restart memory {Path} holds {Agents} agents; read in {Milliseconds:0} ms.")]
    private partial void Loaded(string path, int agents, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The restart memory {Path} was set aside as {Aside}, because {Reason}; "
        + "the connector goes on with an empty one, and agents from before are taken up when their client asks.")]
    private partial void SetAside(string path, string reason, string aside);

    [LoggerMessage(Level = LogLevel.Error, Message = "The restart memory {Path} cannot be used: {Reason}. The connector works on, and would know "
        + "nothing of its agents after a restart; it is tried again every {Seconds} s.")]
    private partial void Unusable(string path, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The restart memory {Path} can be used again and is up to date.")]
    private partial void UsableAgain(string path);
}
