using System.Diagnostics;
using System.Globalization;
using Connector.Service.Memory;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Service.Memory;

/// <summary>What the memory costs with as many agents as are promised. The limits are ten times what a slow machine needs.</summary>
public sealed class MemoryFiguresTests(ITestOutputHelper output)
{
    private const int Agents = 2000;
    private const int Length = 700;

    [Fact]
    public async Task Two_thousand_agents_are_noted_kept_and_remembered()
    {
        using var folder = new MemoryFolder();
        var story = new MemoryStory(Agents, Length);
        await using (var memory = folder.Open())
        {
            await memory.LoadAsync(CancellationToken.None);
            // 64 events and 64 requests each.
            story.GoTo(Agents * 64);
            var filled = await Time(memory, () => Note(memory, story, Agents));
            Say($"first write of {Agents} whole sessions: {filled.TotalMilliseconds:0} ms, {new FileInfo(folder.File).Length / 1e6:0} MB");

            var started = Process.GetCurrentProcess().TotalProcessorTime;
            const int Notes = 20_000;
            var noted = await Time(memory, () => Note(memory, story, Notes));
            Say($"notes as fast as they come: {Notes / noted.TotalSeconds:0}/s, {(Process.GetCurrentProcess().TotalProcessorTime - started) / Notes * 1000:s\\.fff} ms of processor each, "
                + $"story included");

            // One at a time, each on the disk before the next.
            var each = await Time(memory, async () =>
            {
                for (var step = 0; step < 200; step++)
                {
                    Note(memory, story, 1);
                    await memory.FlushAsync(CancellationToken.None);
                }
            });
            Say($"one note and its flush: {each.TotalMilliseconds / 200:0.00} ms");
            each.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        }

        await using var next = folder.Open();
        var since = Stopwatch.StartNew();
        var remembered = await next.LoadAsync(CancellationToken.None);
        Say($"load: {since.ElapsedMilliseconds} ms");

        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        remembered.Count.ShouldBe(Agents);
        remembered.ShouldAllBe(agent => agent.Progress.Events.Count == 64 && agent.Progress.Requests.Count == 64);
        remembered.Max(agent => story.StepOf(agent.Claim.AgentId, agent.Claim.Sequence)).ShouldBe(story.Step);
    }

    private static void Note(RestartMemory memory, MemoryStory story, int many)
    {
        for (var step = 0; step < many; step++)
        {
            var (claim, whole) = story.Next();
            memory.Note(claim, whole);
        }
    }

    private static Task<TimeSpan> Time(RestartMemory memory, Action action) => Time(memory, () =>
    {
        action();
        return Task.CompletedTask;
    });

    private static async Task<TimeSpan> Time(RestartMemory memory, Func<Task> action)
    {
        var since = Stopwatch.StartNew();
        await action();
        await memory.FlushAsync(CancellationToken.None);
        return since.Elapsed;
    }

    private void Say(string figure) => output.WriteLine(figure.ToString(CultureInfo.InvariantCulture));
}
