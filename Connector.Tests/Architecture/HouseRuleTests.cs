using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Connector.Tests.Architecture;

/// <summary>What no compiler checks and every reader of the tree may rely on.</summary>
public sealed partial class HouseRuleTests
{
    private const int MaxLines = 400;

    // Taken apart, so that this file keeps its own rule.
    private static readonly string[] UnfinishedWork = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "Sk" + "ip ="];

    private static readonly string[] WrittenByPeople =
    [
        ".cs", ".cake", ".sh", ".ps1", ".md", ".txt", ".csproj", ".props", ".targets", ".config", ".json", ".xml", ".env", ".service",
        ".html", ".css", ".js", ".mjs", ".java", ".py",
    ];

    [Fact]
    public void No_source_file_is_longer_than_a_reader_can_hold()
    {
        var tooLong = Repository.Files(".cs", ".cake", ".js", ".mjs", ".java", ".py")
            .Select(path => (path, lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.lines > MaxLines)
            .Select(file => $"{file.path}: {file.lines} lines");

        tooLong.ShouldBeEmpty($"a file has one idea and at most {MaxLines} lines");
    }

    [Fact]
    public void No_source_file_holds_unfinished_work_or_a_test_that_is_left_out() =>
        Lines(Repository.Files(".cs", ".cake", ".js", ".mjs", ".java", ".py", ".sh", ".ps1"), UnfinishedWork).ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine()
    {
        var named = from path in Repository.Files(WrittenByPeople)
                    from line in Repository.Read(path).Split('\n').Select((text, index) => (text, number: index + 1))
                    where MachinePath().IsMatch(line.text)
                    select $"{path}:{line.number}: {line.text.Trim()}";

        named.ShouldBeEmpty();
    }

    [Fact]
    public void Lock_files_are_there_and_name_no_registry()
    {
        var locks = Repository.Files(".json").Where(path => path.EndsWith("/packages.lock.json", StringComparison.Ordinal)).ToList();

        locks.Count.ShouldBe(Repository.Projects.Count, "every project has its lock file");
        var npm = Repository.Files(".json").Where(path => path.EndsWith("/package-lock.json", StringComparison.Ordinal));
        Lines(locks.Concat(npm), ["://"]).ShouldBeEmpty();
    }

    [Fact]
    public void Every_package_version_is_exact_and_has_its_reason()
    {
        var versions = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").ToList();

        versions.ShouldNotBeEmpty();
        versions.Where(version => !ExactVersion().IsMatch((string?)version.Attribute("Version") ?? "")).ShouldBeEmpty("versions are exact");
        versions.Where(version => !HasReason(version)).Select(version => (string?)version.Attribute("Include"))
            .ShouldBeEmpty("a package has a comment before it, or stands in a group with a label");
        versions.GroupBy(version => (string?)version.Attribute("Include")).Where(group => group.Count() > 1).ShouldBeEmpty("once each");
    }

    [Fact]
    public void No_project_file_pins_a_version_of_its_own() =>
        Repository.Projects
            .Where(project => project.Value.Descendants("PackageReference")
                .Any(package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null))
            .Select(project => project.Key)
            .ShouldBeEmpty("versions stand in Directory.Packages.props");

    private static bool HasReason(XElement version) =>
        !string.IsNullOrWhiteSpace((string?)version.Parent?.Attribute("Label"))
        || version.NodesBeforeSelf().LastOrDefault(node => node is not XText) is XComment;

    private static IEnumerable<string> Lines(IEnumerable<string> paths, string[] words) =>
        from path in paths
        from line in Repository.Read(path).Split('\n').Select((text, index) => (text, number: index + 1))
        where words.Any(line.text.Contains)
        select $"{path}:{line.number}: {line.text.Trim()}";

    // A rooted path into a home, root's or a build machine's folder; not a part of a longer path or of a URL.
    [GeneratedRegex(@"(?<![\w.:/~*-])/(work|root|home|Users)/\w|[A-Z]:\\Users\\", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExactVersion();
}
