using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Service.Memory;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Memory;

public sealed class RestartMemoryTests : IDisposable
{
    private readonly MemoryFolder _folder = new();

    [Fact]
    public async Task The_first_start_remembers_nothing()
    {
        (await _folder.RememberAsync()).ShouldBeEmpty();

        _folder.Log.Lines(LogLevel.Warning).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_was_noted_is_remembered_whatever_happened_to_the_session(int seed)
    {
        var random = new Random(seed);
        var replicas = Enumerable.Range(0, 5).ToDictionary(agent => $"a{agent}", _ => new AgentReplica());
        var noted = new Dictionary<string, (AgentClaim Claim, AgentProgress Whole)>();
        for (var start = 0; start < 6; start++)
        {
            await using var memory = _folder.Open();
            await memory.LoadAsync(CancellationToken.None);
            for (var step = 0; step < 150; step++)
            {
                var (agentId, replica) = replicas.ElementAt(random.Next(replicas.Count));
                Change(random, replica);
                var claim = new AgentClaim
                {
                    AgentId = agentId,
                    Owner = random.Next(9) == 0 ? null : "gc-" + random.Next(3),
                    Epoch = random.NextInt64(),
                    Sequence = replica.Sequence,
                    MemoryComplete = random.Next(2) == 0,
                };
                memory.Note(claim, replica.Whole());
                noted[agentId] = (claim, claim.Owner is null ? replica.Whole() with { Subscription = null } : replica.Whole());
                if (random.Next(20) == 0)
                    await memory.FlushAsync(CancellationToken.None);
            }

            await memory.DisposeAsync();
            var remembered = await _folder.RememberAsync();
            remembered.Keys.Order().ShouldBe(noted.Keys.Order());
            foreach (var (agentId, (claim, whole)) in noted)
                remembered[agentId].ShouldSay(claim, whole);
        }

        _folder.Log.Lines(LogLevel.Warning).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_whom_nobody_owns_keeps_its_numbers_and_loses_its_subscription()
    {
        await using (var memory = _folder.Open())
        {
            await memory.LoadAsync(CancellationToken.None);
            var whole = new AgentProgress { Sequence = 12, Published = "state", Subscription = "secret" };
            memory.Note(new() { AgentId = "a", Owner = "gc-a", Epoch = 3, Sequence = 12 }, whole);
            await memory.FlushAsync(CancellationToken.None);
            memory.Note(new() { AgentId = "a", Owner = null, Epoch = 3, Sequence = 12 }, whole);
        }

        var agent = (await _folder.RememberAsync()).ShouldHaveSingleItem().Value;
        agent.Claim.Owner.ShouldBeNull();
        agent.Claim.Epoch.ShouldBe(3);
        agent.Progress.ShouldBe(new AgentProgress { Sequence = 12, Published = "state", Events = agent.Progress.Events, Requests = agent.Progress.Requests });
    }

    [Fact]
    public async Task A_change_writes_what_changed_and_not_the_whole()
    {
        var story = new MemoryStory(agents: 1, bodyLength: 1000);
        await using var memory = _folder.Open();
        await memory.LoadAsync(CancellationToken.None);
        for (var step = 0; step < 200; step++)
            Note(memory, story.Next());
        await memory.FlushAsync(CancellationToken.None);
        var before = new FileInfo(_folder.File + "-wal").Length;

        for (var step = 0; step < 10; step++)
        {
            Note(memory, story.Next());
            await memory.FlushAsync(CancellationToken.None);
        }

        // The log grows by whole pages of 4 KB; the whole would be 100 KB and more.
        var each = (new FileInfo(_folder.File + "-wal").Length - before) / 10;
        each.ShouldBeInRange(1, 50_000);
    }

    [Fact]
    public async Task A_backlog_holds_one_word_for_each_agent()
    {
        var story = new MemoryStory(agents: 3);
        await using var memory = _folder.Open();
        var loading = memory.LoadAsync(CancellationToken.None);
        for (var step = 0; step < 3000; step++)
            Note(memory, story.Next());
        memory.Waiting.ShouldBeLessThanOrEqualTo(3);
        await loading;
        await memory.DisposeAsync();

        var remembered = await _folder.RememberAsync();

        remembered.Values.Select(agent => agent.Progress.Sequence).ShouldBe([1000, 1000, 1000]);
    }

    [Fact]
    public async Task Many_threads_note_at_once_and_a_flush_holds_for_what_came_before_it()
    {
        await using var memory = _folder.Open();
        await memory.LoadAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (var at = 1; at <= 300; at++)
            {
                memory.Note(new() { AgentId = $"a{thread}", Owner = "gc", Epoch = 1, Sequence = at }, new() { Sequence = at });
                if (at % 50 == 0)
                    await memory.FlushAsync(CancellationToken.None);
            }

            await memory.FlushAsync(CancellationToken.None);
        })));

        // A second connector must not read the file that is open; what was flushed is in a copy of it.
        using var copy = new MemoryFolder();
        Directory.CreateDirectory(copy.Folder);
        File.Copy(_folder.File, copy.File);
        File.Copy(_folder.File + "-wal", copy.File + "-wal");
        (await copy.RememberAsync()).Values.Select(agent => agent.Progress.Sequence).ShouldBe([300, 300, 300, 300]);
    }

    [Fact]
    public async Task Nobody_else_may_read_what_is_kept_of_the_calls()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var memory = _folder.Open();
        await memory.LoadAsync(CancellationToken.None);
        Note(memory, new MemoryStory(1).Next());
        await memory.FlushAsync(CancellationToken.None);

        File.GetUnixFileMode(_folder.Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(_folder.Folder))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    public void Dispose() => _folder.Dispose();

    private static void Note(RestartMemory memory, (AgentClaim Claim, AgentProgress Whole) word) => memory.Note(word.Claim, word.Whole);

    private static void Change(Random random, AgentReplica replica)
    {
        var next = replica.Sequence + random.Next(3);
        var progress = new AgentProgress
        {
            Sequence = next,
            Published = random.Next(2) == 0 ? null : $"state {random.Next()}",
            Subscription = random.Next(4) == 0 ? $"subscription {random.Next()}" : null,
            Events = [.. Enumerable.Range(0, random.Next(4)).Select(at => new RecordedEvent { Epoch = random.Next(2), Sequence = next + at, Body = $"event {random.Next()}" })],
            Requests = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new RecordedRequest { RequestId = $"r{random.Next(120)}", Answer = random.Next(2) == 0 ? null : $"a{random.Next()}" })],
        };
        if (random.Next(30) == 0)
            replica.Replace(progress);
        else
            replica.Add(progress);
    }
}
