using Microsoft.Data.Sqlite;

namespace Connector.Service.Memory;

/// <summary>The file of the restart memory: made where it is not there, and set aside where it is damaged, so that a start never fails by it.</summary>
internal sealed class MemoryFile(string folder)
{
    // What SQLite says where the machine, not the content, is the trouble: nothing is set aside for these.
    private const int Permission = 3;
    private const int Busy = 5;
    private const int OutOfMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    // SQLite's own files beside a database.
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    /// <summary>The database.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "connector.db");

    /// <summary>Where a damaged one goes; an older damaged one makes room.</summary>
    public string AsidePath => Path + ".damaged";

    /// <summary>Opens the database and reads it; one that cannot be believed is set aside, and an empty one takes its place.</summary>
    /// <param name="patience">How long to wait for another process that has it open.</param>
    /// <returns>The database, what it holds, and why the one that was there is set aside (null: it is not).</returns>
    /// <exception cref="IOException">The folder or the file cannot be used; the message is a part of a sentence.</exception>
    public (MemoryDatabase Database, IReadOnlyList<KeptAgent> Agents, string? Aside) Open(TimeSpan patience)
    {
        try
        {
            Make();
            return TryRead(patience, out var reason) is { } read ? (read.Database, read.Agents, null) : (Anew(patience), [], reason);
        }
        catch (SqliteException exception)
        {
            throw new IOException(Reason(exception), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>What went wrong, as a part of a sentence.</summary>
    public static string Reason(SqliteException exception) => exception.SqliteErrorCode switch
    {
        Busy => "another process has it open; each connector needs a DATA_FOLDER of its own",
        ReadOnly or Permission => "it may not be written to",
        Full => "the disk is full",
        CannotOpen => "it cannot be opened",
        _ => exception.Message,
    };

    /// <summary>Whether the content is the trouble.</summary>
    public static bool IsDamage(SqliteException exception) =>
        exception.SqliteErrorCode is not (Permission or Busy or OutOfMemory or ReadOnly or InputOutput or Full or CannotOpen);

    private (MemoryDatabase Database, IReadOnlyList<KeptAgent> Agents)? TryRead(TimeSpan patience, out string? reason)
    {
        MemoryDatabase? database = null;
        try
        {
            database = MemoryDatabase.Open(Path, patience);
            reason = null;
            return (database, database.Load());
        }
        catch (Exception exception) when (exception is DamagedMemoryException or InvalidOperationException or InvalidCastException or OverflowException
            || exception is SqliteException sqlite && IsDamage(sqlite))
        {
            reason = exception is DamagedMemoryException ? exception.Message : $"it is damaged ({exception.Message})";
            database?.Dispose();
            return null;
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    private MemoryDatabase Anew(TimeSpan patience)
    {
        // The log first: beside another database, it would be taken for that one's.
        foreach (var end in Companions.Where(end => File.Exists(Path + end)))
            File.Move(Path + end, AsidePath + end, overwrite: true);

        File.Move(Path, AsidePath, overwrite: true);
        Make();
        return MemoryDatabase.Open(Path, patience);
    }

    // Calls and their data are in it: for the connector's own eyes.
    private void Make()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        new FileStream(Path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
    }
}
