// Saying, running and ending: what every target uses.

void Say(string line) => Console.WriteLine(line);

/// Ends the target with one sentence instead of a stack of exceptions.
Exception Failed(string sentence) => new CakeException(sentence);

/// Runs dotnet with the arguments as they are; ends the target where it fails.
void Dotnet(params string[] arguments)
{
    var code = Execute("dotnet", arguments);
    if (code != 0)
        throw Failed($"dotnet {arguments[0]} failed (exit code {code}): see the lines above.");
}

/// Runs a program with the arguments as they are, its output passing through.
int Execute(string program, IEnumerable<string> arguments, IDictionary<string, string> environment = null)
{
    var start = new System.Diagnostics.ProcessStartInfo(program, arguments) { UseShellExecute = false };
    foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        start.Environment[name] = value;
    using var process = System.Diagnostics.Process.Start(start);
    process.WaitForExit();
    return process.ExitCode;
}

/// Runs a program for its output; null where the program does not exist or fails.
string Ask(string program, params string[] arguments)
{
    try
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : null;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return null;
    }
}

void BuildProgram(string project) =>
    Dotnet("build", project, "--configuration", configuration, "--verbosity", "quiet", "-nologo", "-clp:NoSummary");

/// A program as it is shipped.
void Publish(string project, string runtime, string output, bool selfContained) =>
    Dotnet("publish", project, "--configuration", configuration, "--runtime", runtime, "--self-contained", selfContained ? "true" : "false",
        "--output", output, "--verbosity", "quiet", "--nologo",
        // The runtime's packs belong to this step alone: an ordinary restore shall neither load nor lock them.
        $"-p:NuGetLockFilePath=obj/packages.{runtime}.lock.json",
        // A start and a takeover are short and all at once: compiled ahead of time they take less of both.
        "-p:PublishReadyToRun=true", "-p:PublishDocumentationFiles=false", "-p:PublishReferencesDocumentationFiles=false");

/// The same for this machine, with the runtime that is here.
void PublishForHere(string project, string output) => Publish(
    project, $"linux-{System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", output, selfContained: false);

/// Checks or repairs the format. "style" and "analyzers" are what the build checks as errors anyway: who has built asks for
/// "whitespace" alone, which takes an eighth of the time.
void Format(string solution, bool fix, string part = "")
{
    var arguments = new[] { "format", part, solution, "--no-restore", "--verbosity", "quiet", fix ? "" : "--verify-no-changes" };
    if (Execute("dotnet", arguments.Where(argument => argument != "")) != 0)
        throw Failed("The code is not formatted as .editorconfig says: ./build.sh format --fix repairs it.");
}

/// Runs the target. The counts of a test run are the last line, also when it failed: CI reads them there.
void Run(string target)
{
    var code = 0;
    try
    {
        RunTarget(target);
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"build: {e.GetBaseException().Message}");
        code = 1;
    }
    if (closingLine is not null)
        Say(closingLine);
    if (code != 0)
        Environment.Exit(code);
}

string closingLine = null;
