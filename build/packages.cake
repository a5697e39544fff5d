// What is handed to users: two self-contained programs for two systems, and the contracts' NuGet package.
#load "archives.cake"
#load "notices.cake"

/// Configuration: the sample, as the systemd unit reads it. ReadsJson: also read as JSON beside the program, which is Windows' way.
sealed record Shipped(string Name, string Project, string Sources, string Configuration, bool ReadsJson);

void Package(string runtime, string output, string configuration)
{
    string[] known = ["linux-x64", "win-x64"];
    if (runtime != "" && !known.Contains(runtime))
        throw Failed($"--runtime {runtime} is not one of {string.Join(", ", known)}.");

    var version = XmlPeek("Directory.Build.props", "/Project/PropertyGroup/VersionPrefix");
    var to = MakeAbsolute(Directory(output)).FullPath;
    System.IO.Directory.CreateDirectory(to);
    Shipped[] programs =
    [
        new("generic-connector", "Connector.Service", "packaging/connector", "connector.env", ReadsJson: true),
        new("finesse-simulator", "Connector.FinesseSimulator", "packaging/simulator", "simulator.env", ReadsJson: false),
    ];
    var made = new List<string>();
    foreach (var system in runtime == "" ? known : [runtime])
        made.AddRange(programs.Select(program => PackProgram(program, system, version, to)));
    if (runtime == "")
        made.AddRange(new[] { "Contracts", "Client" }.Select(library => PackLibrary(library, version, to, configuration)));

    WriteChecksums(to, made);
    foreach (var file in made)
        Say($"{new FileInfo(file).Length / 1048576.0,7:0.0} MiB  {file}");
}

string PackProgram(Shipped program, string runtime, string version, string output)
{
    var name = $"{program.Name}-{version}-{runtime}";
    var root = System.IO.Path.Combine(MakeAbsolute(Directory("artifacts/stage")).FullPath, Guid.NewGuid().ToString("N"));
    var stage = System.IO.Path.Combine(root, name);
    try
    {
        Publish(program.Project, runtime, System.IO.Path.Combine(stage, "bin"), selfContained: true);
        AddCompanions(program, runtime, version, stage);
        return runtime.StartsWith("win") ? WriteZip(stage, output) : WriteTarGz(stage, output);
    }
    finally
    {
        System.IO.Directory.Delete(root, recursive: true);
    }
}

/// Readme, configuration, service definition and licences, as the system of the package wants them.
void AddCompanions(Shipped program, string runtime, string version, string stage)
{
    var windows = runtime.StartsWith("win");
    string Source(string name) => System.IO.File.ReadAllText(System.IO.Path.Combine(program.Sources, name));
    void Add(string name, string text) =>
        System.IO.File.WriteAllText(System.IO.Path.Combine(stage, name), windows ? text.ReplaceLineEndings("\r\n") : text.ReplaceLineEndings("\n"));

    // Samples, to be copied: unpacking a new version over an old one must not undo the user's configuration.
    var sample = !windows ? program.Configuration : program.ReadsJson ? "appsettings.sample.json" : null;
    if (sample is not null)
        Add(sample, windows ? AsCommentedJson(Source(program.Configuration)) : Source(program.Configuration));

    var service = windows ? "install-service.ps1" : $"{program.Name}.service";
    if (!System.IO.File.Exists(System.IO.Path.Combine(program.Sources, service)))
        service = null;
    if (service is not null)
        Add(service, Source(service));

    Add("README.md", Source("README.md")
        .Replace("@INSTALL@", Source(windows ? "install-windows.md" : "install-linux.md").Trim())
        .Replace("@VERSION@", version)
        .Replace("@RUNTIME@", runtime)
        .Replace("@CONFIGURATION@", sample is null ? "" : $"| `{sample}` | the configuration, every key explained |\n")
        .Replace("@SERVICE@", service is null ? "" : $"| `{service}` | to run it as a service |\n"));
    Add("LICENSE", System.IO.File.ReadAllText("LICENSE"));
    Add("THIRD-PARTY-NOTICES.md", ThirdPartyNotices(System.IO.Path.Combine(stage, "bin", $"{program.Project}.deps.json")));
}

/// KEY=VALUE lines and their comments as JSON with comments, which is what .NET reads beside a program on Windows.
string AsCommentedJson(string environmentFile)
{
    var lines = environmentFile.Trim().Split('\n').Select(line =>
    {
        var setting = System.Text.RegularExpressions.Regex.Match(line, "^(#?)([A-Za-z_0-9]+)=(.*)$");
        return setting.Success
            ? $"  {(setting.Groups[1].Value == "#" ? "// " : "")}\"{setting.Groups[2].Value}\": {System.Text.Json.JsonSerializer.Serialize(setting.Groups[3].Value)},"
            : line == "" ? "" : "  //" + line[1..];
    });
    return "{\n" + string.Join('\n', lines) + "\n}\n";
}

string PackLibrary(string library, string version, string output, string configuration)
{
    Dotnet("pack", $"Connector.{library}", "--configuration", configuration, "--output", output, "--verbosity", "quiet", "--nologo");
    return System.IO.Path.Combine(output, $"GenericConnector.{library}.{version}.nupkg");
}
