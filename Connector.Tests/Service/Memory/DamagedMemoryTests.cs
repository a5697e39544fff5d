using Connector.Service.Memory;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Memory;

/// <summary>Files that cannot be believed or used. The connector starts with all of them.</summary>
public sealed class DamagedMemoryTests : IDisposable
{
    private const int Agents = 6;
    private const int Length = 300;
    private const int Steps = Agents * 80;

    private readonly MemoryFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Damaged_bytes_are_noticed_or_do_no_harm(int seed)
    {
        var random = new Random(seed);
        await WriteAsync();
        var (file, log) = (await File.ReadAllBytesAsync(_folder.File), await ReadLogAsync());
        var noticed = 0;
        for (var input = 0; input < 60; input++)
        {
            await RestoreAsync(Damage(random, file), random.Next(3) == 0 && log is not null ? Damage(random, log) : log);
            noticed += await StartAsync() ? 1 : 0;
        }

        noticed.ShouldBeGreaterThan(5, "most damage hits what is in use");
    }

    [Theory]
    [InlineData(1)]
    public async Task A_file_that_ends_early_is_noticed(int seed)
    {
        var random = new Random(seed);
        await WriteAsync();
        var (file, log) = (await File.ReadAllBytesAsync(_folder.File), await ReadLogAsync());
        for (var input = 0; input < 20; input++)
        {
            await RestoreAsync(file[..random.Next(1, file.Length)], log);
            await StartAsync();
        }

        // To a whole number of pages, too.
        await RestoreAsync(file[..(file.Length / 8192 * 4096)], null);
        (await StartAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_file_is_a_first_start()
    {
        await WriteAsync();
        await RestoreAsync([], null);

        (await StartAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_text_that_was_changed_by_a_bit_is_noticed()
    {
        await WriteAsync();
        var file = await File.ReadAllBytesAsync(_folder.File);
        var at = file.AsSpan().LastIndexOf("event 80 of a0003"u8);
        at.ShouldBePositive();
        file[at] ^= 1;
        await RestoreAsync(file, null);

        (await StartAsync()).ShouldBeTrue();
        File.Exists(_folder.File + ".damaged").ShouldBeTrue();
        // The one that took its place is kept by now.
        await ShouldRememberAsync(80);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "the form of another release (2; this one's is 1)")]
    [InlineData("PRAGMA application_id = 7", "somebody else's database")]
    [InlineData("DROP TABLE request", "no such table")]
    [InlineData("ALTER TABLE event RENAME COLUMN body TO text", "no such column")]
    [InlineData("UPDATE agent SET name = 'b' WHERE id = 1", "a row is not what was written")]
    [InlineData("UPDATE event SET agent = agent % 6 + 1 WHERE id = (SELECT max(id) FROM event)", "a row is not what was written")]
    public async Task Another_form_is_set_aside_and_said(string statement, string reason)
    {
        await WriteAsync();
        await using (var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }

        (await StartAsync()).ShouldBeTrue();
        _folder.Log.Lines(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Fact]
    public async Task A_file_of_something_else_is_set_aside()
    {
        Directory.CreateDirectory(_folder.Folder);
        await File.WriteAllTextAsync(_folder.File, string.Concat(Enumerable.Repeat("not a database\n", 100)));

        (await StartAsync()).ShouldBeTrue();
        (await File.ReadAllTextAsync(_folder.File + ".damaged")).ShouldStartWith("not a database");
    }

    [Fact]
    public async Task Where_the_folder_cannot_be_used_the_connector_works_on_and_keeps_everything_once_it_can()
    {
        await File.WriteAllTextAsync(_folder.Folder, "a file in the folder's place");
        await using (var memory = _folder.Open())
        {
            (await memory.LoadAsync(CancellationToken.None)).ShouldBeEmpty();
            memory.Trouble.ShouldNotBeNull();
            var story = Note(memory);
            await Should.ThrowAsync<IOException>(() => memory.FlushAsync(CancellationToken.None));
            _folder.Log.Lines(LogLevel.Error).ShouldHaveSingleItem().ShouldContain("cannot be used");

            File.Delete(_folder.Folder);
            await memory.FlushAsync(CancellationToken.None);
            memory.Trouble.ShouldBeNull();
            for (var step = 0; step < Agents; step++)
                Note(memory, story);
            await memory.FlushAsync(CancellationToken.None);
        }

        _folder.Log.Lines(LogLevel.Error).ShouldHaveSingleItem();
        await ShouldRememberAsync(81);
    }

    [Fact]
    public async Task A_file_that_another_process_has_open_is_left_alone()
    {
        await using (var first = _folder.Open())
        {
            await first.LoadAsync(CancellationToken.None);
            Note(first);
            await first.FlushAsync(CancellationToken.None);

            await using var second = _folder.Open();
            (await second.LoadAsync(CancellationToken.None)).ShouldBeEmpty();
            _folder.Log.Lines(LogLevel.Error).ShouldHaveSingleItem().ShouldContain("another process has it open");
            File.Exists(_folder.File + ".damaged").ShouldBeFalse();
        }

        await ShouldRememberAsync(80);
    }

    [Fact]
    public async Task A_file_that_is_spoilt_under_way_is_written_anew_from_what_is_known()
    {
        await WriteAsync();
        await using (var memory = _folder.Open())
        {
            await memory.LoadAsync(CancellationToken.None);
            // What a program does that thinks it owns the folder.
            await using (var stream = new FileStream(_folder.File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                stream.SetLength(4096);
            var story = new MemoryStory(Agents, Length);
            story.GoTo(Steps);
            for (var step = 0; step < Agents; step++)
                Note(memory, story);
            await Connector.Lab.Processes.Eventually.HoldsAsync("everything to be written again", async () =>
            {
                try
                {
                    await memory.FlushAsync(CancellationToken.None);
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            });
        }

        await ShouldRememberAsync(81);
    }

    public void Dispose() => _folder.Dispose();

    private static MemoryStory Note(RestartMemory memory)
    {
        var story = new MemoryStory(Agents, Length);
        while (story.Step < Steps)
            Note(memory, story);
        return story;
    }

    private static void Note(RestartMemory memory, MemoryStory story)
    {
        var (claim, whole) = story.Next();
        memory.Note(claim, whole);
    }

    private async Task WriteAsync()
    {
        await using var memory = _folder.Open();
        await memory.LoadAsync(CancellationToken.None);
        Note(memory);
    }

    private async Task<byte[]?> ReadLogAsync() => File.Exists(_folder.File + "-wal") ? await File.ReadAllBytesAsync(_folder.File + "-wal") : null;

    private async Task RestoreAsync(byte[] file, byte[]? log)
    {
        foreach (var path in Directory.GetFiles(_folder.Folder))
            File.Delete(path);
        await File.WriteAllBytesAsync(_folder.File, file);
        if (log is not null)
            await File.WriteAllBytesAsync(_folder.File + "-wal", log);
    }

    private static byte[] Damage(Random random, byte[] sound)
    {
        var bytes = sound.ToArray();
        for (var many = random.Next(1, 4); many > 0; many--)
        {
            var (at, length) = (random.Next(bytes.Length), random.Next(1, 40));
            random.NextBytes(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));
        }

        return bytes;
    }

    /// <summary>A start: it remembers what was written, or nothing; it says so when it set a file aside; and it can write afterwards.</summary>
    /// <returns>Whether it set the file aside.</returns>
    private async Task<bool> StartAsync()
    {
        var said = _folder.Log.Lines(LogLevel.Warning).Count;
        await using var memory = _folder.Open();
        var remembered = await memory.LoadAsync(CancellationToken.None);
        foreach (var agent in remembered)
        {
            var (claim, whole) = MemoryStory.Expect(Agents, Length, agent.Claim.AgentId, agent.Progress.Sequence);
            agent.ShouldSay(claim, whole);
        }

        var aside = _folder.Log.Lines(LogLevel.Warning).Count - said;
        aside.ShouldBeLessThanOrEqualTo(1);
        if (aside == 1)
            remembered.ShouldBeEmpty();
        memory.Trouble.ShouldBeNull();
        Note(memory);
        await memory.FlushAsync(CancellationToken.None);
        return aside == 1;
    }

    private async Task ShouldRememberAsync(long sequence)
    {
        var remembered = await _folder.RememberAsync();
        remembered.Count.ShouldBe(Agents);
        foreach (var agent in remembered.Values)
        {
            var (claim, whole) = MemoryStory.Expect(Agents, Length, agent.Claim.AgentId, sequence);
            agent.ShouldSay(claim, whole);
        }
    }
}
