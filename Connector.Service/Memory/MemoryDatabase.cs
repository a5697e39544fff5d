using Connector.Contracts.Sync;
using Microsoft.Data.Sqlite;

namespace Connector.Service.Memory;

/// <summary>The database is there and cannot be believed.</summary>
/// <param name="reason">Why, as a part of a sentence.</param>
public sealed class DamagedMemoryException(string reason) : Exception(reason);

/// <summary>
/// The tables of the restart memory: an agent, its last events and its last requests, one row each, so that a change writes what changed. One
/// connection, one thread; the file is locked for everybody else as long as it is open.
/// </summary>
internal sealed class MemoryDatabase : IDisposable
{
    /// <summary>The form of the tables; another release's form is not read.</summary>
    public const long Version = 1;

    // "GCrm" in the file's header: nobody else's database.
    private const long ApplicationId = 0x4743726D;

    // In WAL mode FULL waits for the disk at each commit: a loss of power takes the last batch, and no more.
    private const string Settings = """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA cell_size_check = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA journal_size_limit = 16777216;
        """;

    private const string Schema = """
        CREATE TABLE agent(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, owner TEXT, epoch INTEGER NOT NULL, claimed INTEGER NOT NULL, complete INTEGER NOT NULL,
            sequence INTEGER NOT NULL, published TEXT, subscription TEXT, sum INTEGER NOT NULL) STRICT;
        CREATE TABLE event(
            id INTEGER PRIMARY KEY, agent INTEGER NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL,
            sum INTEGER NOT NULL) STRICT;
        CREATE TABLE request(
            id INTEGER PRIMARY KEY, agent INTEGER NOT NULL, request TEXT NOT NULL, answer TEXT, sum INTEGER NOT NULL) STRICT;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _putAgent;
    private readonly SqliteCommand _putEvent;
    private readonly SqliteCommand _putRequest;
    private readonly SqliteCommand _dropEvent;
    private readonly SqliteCommand _dropRequest;
    private long _lastAgent;
    private long _lastEvent;
    private long _lastRequest;

    private MemoryDatabase(SqliteConnection connection)
    {
        _connection = connection;
        _putAgent = Command("INSERT OR REPLACE INTO agent VALUES($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)", 10);
        _putEvent = Command("INSERT OR REPLACE INTO event VALUES($0, $1, $2, $3, $4, $5)", 6);
        _putRequest = Command("INSERT OR REPLACE INTO request VALUES($0, $1, $2, $3, $4)", 5);
        _dropEvent = Command("DELETE FROM event WHERE id = $0", 1);
        _dropRequest = Command("DELETE FROM request WHERE id = $0", 1);
    }

    /// <summary>Opens the database, or makes it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="patience">How long to wait for another process that has it open.</param>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    /// <exception cref="DamagedMemoryException">It is damaged, or of another form.</exception>
    public static MemoryDatabase Open(string path, TimeSpan patience)
    {
        // No pool: what is closed is closed, so that the file can be moved.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString)
        {
            DefaultTimeout = (int)patience.TotalSeconds,
        };
        try
        {
            connection.Open();
            Execute(connection, Settings);
            Prepare(connection);
            return new MemoryDatabase(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="SqliteException">The file cannot be read, or is damaged.</exception>
    /// <exception cref="DamagedMemoryException">A row is not what was written.</exception>
    public IReadOnlyList<KeptAgent> Load()
    {
        if (Scalar(_connection, "PRAGMA quick_check(1)") is not "ok")
            throw new DamagedMemoryException("its tables do not hold together");
        var events = new Dictionary<long, List<KeptRow<RecordedEvent>>>();
        Read("SELECT agent, id, epoch, sequence, body, sum FROM event ORDER BY id", row =>
        {
            var kept = new KeptRow<RecordedEvent>(row.GetInt64(1), new() { Epoch = row.GetInt64(2), Sequence = row.GetInt64(3), Body = row.GetString(4) });
            Check(row.GetInt64(5), Sum(kept.Id, row.GetInt64(0), kept.Value));
            Of(events, row.GetInt64(0)).Add(kept);
            _lastEvent = kept.Id;
        });
        var requests = new Dictionary<long, List<KeptRow<RecordedRequest>>>();
        Read("SELECT agent, id, request, answer, sum FROM request ORDER BY id", row =>
        {
            var kept = new KeptRow<RecordedRequest>(row.GetInt64(1), new() { RequestId = row.GetString(2), Answer = Text(row, 3) });
            Check(row.GetInt64(4), Sum(kept.Id, row.GetInt64(0), kept.Value));
            Of(requests, row.GetInt64(0)).Add(kept);
            _lastRequest = kept.Id;
        });
        var agents = new List<KeptAgent>();
        Read("SELECT id, name, owner, epoch, claimed, complete, sequence, published, subscription, sum FROM agent ORDER BY id", row =>
        {
            var id = row.GetInt64(0);
            var claim = new AgentClaim
            {
                AgentId = row.GetString(1),
                Owner = Text(row, 2),
                Epoch = row.GetInt64(3),
                Sequence = row.GetInt64(4),
                MemoryComplete = row.GetInt64(5) != 0,
            };
            var (ofEvents, ofRequests) = (Of(events, id), Of(requests, id));
            var whole = new AgentProgress
            {
                Sequence = row.GetInt64(6),
                Published = Text(row, 7),
                Subscription = Text(row, 8),
                Events = [.. ofEvents.Select(kept => kept.Value)],
                Requests = [.. ofRequests.Select(kept => kept.Value)],
            };
            Check(row.GetInt64(9), Sum(id, claim, whole));
            agents.Add(new(id, claim, whole, ofEvents, ofRequests));
            _lastAgent = id;
        });
        return agents;
    }

    /// <summary>Writes what changed, all or nothing.</summary>
    /// <param name="words">For each agent what the database holds (null: nothing) and what it is to hold.</param>
    /// <param name="afresh">Whether everything else that the database holds is forgotten.</param>
    /// <returns>What it holds now.</returns>
    /// <exception cref="SqliteException">The disk refused it, or the file is damaged.</exception>
    public IReadOnlyList<KeptAgent> Write(IEnumerable<(KeptAgent? Kept, AgentClaim Claim, AgentProgress Whole)> words, bool afresh)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var command in new[] { _putAgent, _putEvent, _putRequest, _dropEvent, _dropRequest })
            command.Transaction = transaction;
        if (afresh)
            Execute(_connection, "DELETE FROM agent; DELETE FROM event; DELETE FROM request;");
        var written = words.Select(word => Write(word.Kept, word.Claim, word.Whole)).ToList();
        transaction.Commit();
        return written;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _putAgent, _putEvent, _putRequest, _dropEvent, _dropRequest })
            command.Dispose();
        _connection.Dispose();
    }

    private KeptAgent Write(KeptAgent? kept, AgentClaim claim, AgentProgress whole)
    {
        var id = kept?.Id ?? ++_lastAgent;
        if (kept is null || kept.Claim != claim || kept.Whole.Sequence != whole.Sequence || kept.Whole.Published != whole.Published
            || kept.Whole.Subscription != whole.Subscription)
        {
            Run(_putAgent, id, claim.AgentId, claim.Owner, claim.Epoch, claim.Sequence, claim.MemoryComplete ? 1 : 0, whole.Sequence,
                whole.Published, whole.Subscription, Sum(id, claim, whole));
        }

        var events = RowChanges<RecordedEvent>.Between(
            kept?.Events ?? [], whole.Events, (one, other) => one.Epoch == other.Epoch && one.Sequence == other.Sequence);
        var requests = RowChanges<RecordedRequest>.Between(kept?.Requests ?? [], whole.Requests, (one, other) => one.RequestId == other.RequestId);
        return new(
            id,
            claim,
            whole,
            Bring(events, _dropEvent, ref _lastEvent, row => Run(
                _putEvent, row.Id, id, row.Value.Epoch, row.Value.Sequence, row.Value.Body, Sum(row.Id, id, row.Value))),
            Bring(requests, _dropRequest, ref _lastRequest, row => Run(
                _putRequest, row.Id, id, row.Value.RequestId, row.Value.Answer, Sum(row.Id, id, row.Value))));
    }

    private static List<KeptRow<T>> Bring<T>(RowChanges<T> changes, SqliteCommand drop, ref long last, Action<KeptRow<T>> put)
        where T : IEquatable<T>
    {
        foreach (var id in changes.Removed)
            Run(drop, id);
        foreach (var row in changes.Changed)
            put(row);
        List<KeptRow<T>> rows = [.. changes.Stay];
        foreach (var value in changes.Added)
        {
            rows.Add(new(++last, value));
            put(rows[^1]);
        }

        return rows;
    }

    private static void Prepare(SqliteConnection connection)
    {
        var version = (long)Scalar(connection, "PRAGMA user_version")!;
        var application = (long)Scalar(connection, "PRAGMA application_id")!;
        if (version == Version && application == ApplicationId)
            return;
        if (version != 0 || application != 0 || (long)Scalar(connection, "SELECT count(*) FROM sqlite_schema")! != 0)
        {
            throw new DamagedMemoryException(application == ApplicationId
                ? $"it has the form of another release ({version}; this one's is {Version})"
                : "it is somebody else's database");
        }

        // A file that was just made: all of it, or nothing.
        Execute(connection, $"BEGIN; {Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
    }

    private static long Sum(long id, AgentClaim claim, AgentProgress whole)
    {
        var sum = new RowSum();
        sum.Add(id);
        sum.Add(claim.AgentId);
        sum.Add(claim.Owner);
        sum.Add(claim.Epoch);
        sum.Add(claim.Sequence);
        sum.Add(claim.MemoryComplete ? 1 : 0);
        sum.Add(whole.Sequence);
        sum.Add(whole.Published);
        sum.Add(whole.Subscription);
        return sum.Value;
    }

    private static long Sum(long id, long agent, RecordedEvent value)
    {
        var sum = new RowSum();
        sum.Add(id);
        sum.Add(agent);
        sum.Add(value.Epoch);
        sum.Add(value.Sequence);
        sum.Add(value.Body);
        return sum.Value;
    }

    private static long Sum(long id, long agent, RecordedRequest value)
    {
        var sum = new RowSum();
        sum.Add(id);
        sum.Add(agent);
        sum.Add(value.RequestId);
        sum.Add(value.Answer);
        return sum.Value;
    }

    private static void Check(long written, long computed)
    {
        if (written != computed)
            throw new DamagedMemoryException("a row is not what was written");
    }

    private static List<KeptRow<T>> Of<T>(Dictionary<long, List<KeptRow<T>>> rows, long agent)
    {
        if (!rows.TryGetValue(agent, out var list))
            rows[agent] = list = [];
        return list;
    }

    private void Read(string query, Action<SqliteDataReader> each)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            each(reader);
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private SqliteCommand Command(string text, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        for (var index = 0; index < parameters; index++)
            command.Parameters.Add(new SqliteParameter($"${index}", null));
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
