using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Memory;

/// <summary>Real processes that write and are killed.</summary>
public sealed class KilledMemoryTests
{
    private const int Agents = 20;
    private const int Length = 400;
    private const int Enough = Agents * 64;

    /// <summary>Four lanes of 15 kills or more: everything that was flushed is there, what is there is right, and one process goes on where the other ended.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_kill_at_any_moment_takes_nothing_that_was_flushed(int lane)
    {
        using var folder = new MemoryFolder();
        var random = new Random(lane);
        var flushed = 0L;
        // A disk that others use flushes less often: then it takes more rounds until they wrote enough.
        for (var round = 0; round < 15 || (flushed <= Enough && round < 60); round++)
        {
            await using var writer = TestProgram.Start(MemoryWriter.Part, [folder.Folder, $"{Agents}", $"{Length}"]);
            // Every third is killed in its first moments: while it opens the file that the one before left.
            if (round % 3 != 0)
                await writer.WaitForOutputAsync("flushed");
            await Task.Delay(random.Next(0, round % 3 == 0 ? 200 : 60));
            await writer.KillAsync();

            flushed = Math.Max(flushed, MemoryWriter.LastStep(writer.Output));
            var remembered = await folder.RememberAsync();
            var story = new MemoryStory(Agents, Length);
            for (var agent = 0; agent < Agents; agent++)
            {
                var known = remembered.GetValueOrDefault($"a{agent:0000}");
                (known?.Progress.Sequence ?? 0).ShouldBeGreaterThanOrEqualTo(story.SequenceAt(agent, flushed), $"round {round}, agent {agent}, {flushed} steps flushed");
                if (known is null)
                    continue;
                var (claim, whole) = MemoryStory.Expect(Agents, Length, known.Claim.AgentId, known.Progress.Sequence);
                known.ShouldSay(claim, whole);
            }
        }

        flushed.ShouldBeGreaterThan(Enough, "the processes wrote");
        folder.Log.Lines(LogLevel.Warning).ShouldBeEmpty();
    }

    /// <summary>A limit on the size of files stands for a full disk; both refuse to let a file grow.</summary>
    [Fact]
    public async Task A_disk_that_is_full_ends_nothing_and_harms_nothing()
    {
        using var folder = new MemoryFolder();
        // The runtime's own double mapping of code would hit the limit, too.
        await using var writer = TestProgram.Start(
            MemoryWriter.Part, [folder.Folder, $"{Agents}", $"{Length}"], "trap '' XFSZ; ulimit -f 600; export DOTNET_EnableWriteXorExecute=0;");

        await writer.WaitForOutputAsync("cannot be written");
        await Eventually.HoldsAsync("the writer to go on trying", () => writer.HasExited || writer.Output.Contains("cannot be written", StringComparison.Ordinal));
        writer.HasExited.ShouldBeFalse(writer.TailOfOutput());
        await writer.KillAsync();

        var flushed = MemoryWriter.LastStep(writer.Output);
        flushed.ShouldBeGreaterThan(0, writer.TailOfOutput());
        var remembered = await folder.RememberAsync();
        var story = new MemoryStory(Agents, Length);
        for (var agent = 0; agent < Agents; agent++)
        {
            var known = remembered[$"a{agent:0000}"];
            known.Progress.Sequence.ShouldBeGreaterThanOrEqualTo(story.SequenceAt(agent, flushed));
            var (claim, whole) = MemoryStory.Expect(Agents, Length, known.Claim.AgentId, known.Progress.Sequence);
            known.ShouldSay(claim, whole);
        }

        folder.Log.Lines(LogLevel.Warning).ShouldBeEmpty();
    }
}
