// Runs the tests and counts them. A test that is skipped proves nothing, so a skip fails the run as a failure does.
using System.Xml.Linq;

/// environment: what changes the size of a run, as FUZZ_INPUTS; hangLimit: how long one test may take.
void RunTests(
    string project, string configuration, string filter, IDictionary<string, string> environment = null, string hangLimit = "5m")
{
    var results = MakeAbsolute(Directory("artifacts/test-results")).FullPath;
    CleanDirectory(results);
    var arguments = new List<string>
    {
        "test", project, "--configuration", configuration, "--no-build", "--nologo",
        "--logger", "console;verbosity=minimal", "--logger", "trx", "--results-directory", results,
        // A test that hangs is named and ends the run, instead of the CI's clock.
        "--blame-hang-timeout", hangLimit, "--blame-hang-dump-type", "none",
    };
    if (filter != "")
        arguments.AddRange(["--filter", filter]);
    var code = Execute("dotnet", arguments, environment);

    var outcomes = System.IO.Directory.GetFiles(results, "*.trx", SearchOption.AllDirectories)
        .SelectMany(file => XDocument.Load(file).Descendants().Where(e => e.Name.LocalName == "UnitTestResult"))
        .Select(result => ((string)result.Attribute("testName"), Outcome: (string)result.Attribute("outcome")))
        .ToList();
    var passed = outcomes.Count(test => test.Outcome == "Passed");
    var skipped = outcomes.Where(test => test.Outcome == "NotExecuted").ToList();
    var failed = outcomes.Count - passed - skipped.Count;
    // The run ended without its tests' knowledge (a hang, a crash of the host): that is a failure, too.
    if (code != 0 && failed == 0)
        failed = 1;
    closingLine = $"{passed} passed, {failed} failed" + (skipped.Count > 0 ? $", {skipped.Count} skipped" : "");

    if (failed > 0)
        throw Failed($"Tests failed (dotnet test: exit code {code}): see the lines above.");
    if (skipped.Count > 0)
        throw Failed("Skipped tests prove nothing: " + string.Join(", ", skipped.Select(test => test.Item1)));
    if (passed == 0)
        throw Failed(filter == "" ? "No test ran." : $"No test ran: nothing matches --filter {filter}");
}
