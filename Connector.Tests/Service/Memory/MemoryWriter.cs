using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Connector.Service.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Service.Memory;

/// <summary>A process that goes on with the story where the memory left it, and says after each flush how far it is, until it is killed.</summary>
internal static class MemoryWriter
{
    public const string Part = "memory-writer";

    [SuppressMessage("Bug", "S2190", Justification = "It is killed.")]
    public static async Task RunAsync(string[] arguments)
    {
        var (folder, agents, length) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), int.Parse(arguments[2], CultureInfo.InvariantCulture));
        var memory = new RestartMemory(
            new() { Folder = folder, RetryPause = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, NullLogger<RestartMemory>.Instance);
        var story = new MemoryStory(agents, length);
        foreach (var agent in await memory.LoadAsync(CancellationToken.None))
            story.GoTo(Math.Max(story.Step, story.StepOf(agent.Claim.AgentId, agent.Claim.Sequence)));
        await Console.Out.WriteLineAsync($"goes on from {story.Step}");
        var random = new Random();
        string? trouble = null;
        while (true)
        {
            for (var many = random.Next(1, 200); many > 0; many--)
            {
                var (claim, whole) = story.Next();
                memory.Note(claim, whole);
            }

            try
            {
                await memory.FlushAsync(CancellationToken.None);
                trouble = null;
                await Console.Out.WriteLineAsync($"flushed {story.Step}");
            }
            catch (IOException exception)
            {
                if (trouble != exception.Message)
                    await Console.Out.WriteLineAsync(exception.Message);
                trouble = exception.Message;
            }
        }
    }

    /// <summary>The last step that it said was flushed; where it said none, the step that it went on from.</summary>
    public static long LastStep(string output) => output.Split('\n')
        .Select(line => line.Trim().Split(' '))
        .Where(words => words is ["flushed", _] or ["goes", "on", "from", _])
        .Select(words => long.Parse(words[^1], CultureInfo.InvariantCulture))
        .DefaultIfEmpty(0)
        .Last();
}
