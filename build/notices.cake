// What a program contains that is not ours, read from what was published and from the packages' own words.
using System.Text.Json;
using System.Xml.Linq;

string ThirdPartyNotices(string depsFile)
{
    using var deps = JsonDocument.Parse(System.IO.File.ReadAllText(depsFile));
    var cache = EnvironmentVariable("NUGET_PACKAGES")
        ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    var rows = deps.RootElement.GetProperty("libraries").EnumerateObject()
        .Where(library => library.Value.GetProperty("type").GetString() is "package")
        .Select(library => library.Name.Split('/'))
        .Select(library => Notice(cache, library[0], library[1]));
    return "# Third-party notices\n\nThis package contains the .NET runtime (MIT, Copyright (c) .NET Foundation and Contributors) and:\n\n"
        + "| package | version | licence | copyright |\n|---|---|---|---|\n"
        + string.Concat(rows)
        + "\n" + System.IO.File.ReadAllText("packaging/licences.txt");
}

string Notice(string cache, string id, string version)
{
    var folder = System.IO.Path.Combine(cache, id.ToLowerInvariant(), version);
    var nuspec = System.IO.Directory.GetFiles(folder, "*.nuspec").Single();
    string Said(string name) => XDocument.Load(nuspec).Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
    var licence = Said("license") ?? Said("licenseUrl")
        ?? throw Failed($"The package {id} {version} names no licence: it cannot be shipped.");
    return $"| {id} | {version} | {licence} | {Said("copyright") ?? Said("authors")} |\n";
}
