using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Lab.Processes;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Lab;

/// <summary>The laboratory as a program, seen from outside.</summary>
public sealed partial class LabProgramTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task The_walk_of_the_documentation_can_be_walked_and_leaves_nothing_behind()
    {
        var walk = string.Join('\n', Walk().Matches(Repository.Read("docs/lab.md")).Select(block => block.Groups["said"].Value));
        walk.ShouldContain("kill gc-1");
        var script = Path.Combine(Directory.CreateTempSubdirectory("lab-walk-").FullName, "walk");
        await File.WriteAllTextAsync(script, walk);
        try
        {
            await using var lab = Start("--script", script, "--agents", "4");
            var code = await lab.WaitForExitAsync(Limit);
            output.WriteLine(lab.Output);

            code.ShouldBe(0, lab.TailOfOutput());
            foreach (var said in walk.Replace(';', '\n').Split('\n').Select(said => said.Trim()).Where(said => said.Length > 0 && said != "status"))
                lab.Output.ShouldContain($"{said}: done in ");
            lab.Output.ShouldContain("GC-1 ");
            ProcessesOf(lab.Id).ShouldBeEmpty("all has ended with it");
            Client().Matches(lab.Output).Select(row => int.Parse(row.Groups["answered"].Value, CultureInfo.InvariantCulture)).Max()
                .ShouldBeGreaterThan(0, "the client apps are served");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
        }
    }

    [Theory]
    [InlineData(ProcessSignal.Interrupt)]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Kill)]
    public async Task However_it_is_ended_nothing_is_left_running(ProcessSignal signal)
    {
        await using var lab = Start("--exec", "freeze gc-2; wait 600", "--agents", "2");
        await lab.WaitForOutputAsync("freeze gc-2: done", Limit);
        var children = ProcessesOf(lab.Id);
        children.Count.ShouldBeGreaterThanOrEqualTo(7, "two brokers, two connectors, a simulator, two client apps");

        lab.Send(signal);

        var code = await lab.WaitForExitAsync(TimeSpan.FromMinutes(2));
        if (signal != ProcessSignal.Kill)
            code.ShouldBe(0, lab.TailOfOutput());
        await Eventually.HoldsAsync("every process of the laboratory to be gone", () => children.TrueForAll(child => !Directory.Exists($"/proc/{child}")), Limit);
    }

    [Theory]
    [InlineData("--exec", "murder gc-1", 2, "There is no command 'murder'.")]
    [InlineData("--script", "no-such-file", 2, "There is no file ")]
    [InlineData("--mode", "active-sometimes", 1, "active-sometimes")]
    [InlineData("--agents", "1", 1, "--agents takes a number from 2 to 10000.")]
    public async Task What_is_wrong_on_the_command_line_is_said_before_anything_starts(string option, string value, int code, string said)
    {
        await using var lab = Start(option, value);

        (await lab.WaitForExitAsync(TimeSpan.FromMinutes(1))).ShouldBe(code, lab.Output);
        lab.Output.ShouldContain(said);
        lab.Output.ShouldNotContain("   at Connector");
    }

    [Fact]
    public async Task A_configuration_that_is_refused_ends_it_with_the_connectors_own_words()
    {
        await using var lab = Start("--set", "HEARTBEAT_INTERVAL=soon");

        (await lab.WaitForExitAsync(Limit)).ShouldBe(1);
        lab.Output.ShouldContain("The laboratory cannot go on: connector GC-");
        lab.Output.ShouldContain("HEARTBEAT_INTERVAL");
        lab.Output.ShouldNotContain("   at Connector");
    }

    // As from a terminal: a shell has what it starts in the background ignore SIGINT, and so would whatever that starts.
    private static ChildProcess Start(params string[] arguments) => ChildProcess.Start(
        "the laboratory", "/usr/bin/env",
        ["--default-signal=INT", DotnetHost.Path, Path.Combine(AppContext.BaseDirectory, "Connector.Lab.dll"), "lab", .. arguments]);

    // Its processes in their own sessions, and their guards, are children all the same.
    private static List<int> ProcessesOf(int parent) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let id = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
           where id != 0 && ParentOf(folder) == parent
           select id,
    ];

    private static int ParentOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended while we were looking.
            return 0;
        }
    }

    [GeneratedRegex("```lab\n(?<said>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Walk();

    [GeneratedRegex(@"clients-\d +running +\d+ +(?<answered>\d+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Client();
}
