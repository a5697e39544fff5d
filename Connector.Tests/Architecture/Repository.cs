using System.Xml.Linq;

namespace Connector.Tests.Architecture;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] MadeByTheBuild = ["bin", "obj", "artifacts", "TestResults", "node_modules"];

    /// <summary>The folder of the solution, found upwards of the test assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The projects of the tree by name, with their project files.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } = Directory
        .GetFiles(Root, "*.csproj", SearchOption.AllDirectories)
        .Where(path => !IsMade(path))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), XDocument.Load);

    /// <summary>Paths, relative to the root, of the files that people write and the repository holds.</summary>
    /// <param name="extensions">With their dots.</param>
    public static IReadOnlyList<string> Files(params string[] extensions) => Directory
        .GetFiles(Root, "*", SearchOption.AllDirectories)
        .Where(path => !IsMade(path) && extensions.Contains(Path.GetExtension(path)))
        .Select(Relative)
        .Order(StringComparer.Ordinal)
        .ToList();

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static bool IsMade(string path) =>
        Relative(path).Split('/')[..^1].Any(folder => MadeByTheBuild.Contains(folder) || folder is not ".ci" and not ".config" && folder[0] == '.');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GenericConnector.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No GenericConnector.sln above {AppContext.BaseDirectory}: run the tests inside the source tree.");
    }
}
