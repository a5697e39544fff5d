// The targets. build.sh and build.ps1 call this with --target=NAME and pass every other option through.
// Each target's description is its line in the list that build.sh prints without a target.
#load "build/shell.cake"
#load "build/setup.cake"
#load "build/tests.cake"
#load "build/faults.cake"
#load "build/packages.cake"

// One configuration for every target: nothing is compiled twice on the way from build to test to package.
var configuration = Argument("configuration", "Release");
const string Solution = "GenericConnector.sln";

Task("build")
    .Description("compile everything, warnings as errors")
    .Does(() => Dotnet("build", Solution, "--configuration", configuration, "--verbosity", "quiet", "-nologo", "-clp:NoSummary"));

Task("format")
    .Description("check the code's format; with --fix, repair it")
    .Does(() =>
    {
        Dotnet("restore", Solution, "--verbosity", "quiet");
        Format(Solution, fix: HasArgument("fix"));
    });

Task("setup")
    .Description("install what the tests drive, where missing: Debian packages (brokers, XMPP servers, browser) and XMPP clients from npm")
    .Does(SetUp);

Task("test")
    .Description("all tests, after setup, build and format check; --filter EXPR runs some, as in dotnet test")
    .IsDependentOn("setup")
    .IsDependentOn("build")
    .Does(() =>
    {
        Format(Solution, fix: false, part: "whitespace");
        RunTests("Connector.Tests/Connector.Tests.csproj", configuration, Argument("filter", ""));
    });

Task("broker-faults")
    .Description("kill, stop, freeze and restore brokers under load; --rounds N of each kind (50), --kind kill|stop|freeze|restore (all)")
    .IsDependentOn("setup")
    .IsDependentOn("build")
    .Does(() => RunBrokerFaults("Connector.Tests/Connector.Tests.csproj", configuration, Argument("rounds", 50), Argument("kind", "")));

Task("fuzz")
    .Description("feed the parsers damaged input; --inputs N for each (10000000)")
    .IsDependentOn("setup")
    .IsDependentOn("build")
    .Does(() => RunTests(
        "Connector.Tests/Connector.Tests.csproj", configuration, "Category=Fuzz",
        new Dictionary<string, string> { ["FUZZ_INPUTS"] = Argument("inputs", "10000000") }, hangLimit: "1h"));

Task("simulate")
    .Description("the ownership core in a simulated cluster; --seeds N (100000) from --seed K (1), --connectors C (2)")
    .IsDependentOn("build")
    .Does(() => RunTests(
        "Connector.Tests/Connector.Tests.csproj", configuration, "FullyQualifiedName~OwnershipSimulationTests.No_seed",
        new Dictionary<string, string>
        {
            ["SIMULATION_SEEDS"] = Argument("seeds", HasArgument("seed") ? "1" : "100000"),
            ["SIMULATION_FIRST_SEED"] = Argument("seed", "1"),
            ["SIMULATION_CONNECTORS"] = Argument("connectors", "2"),
        }, hangLimit: "3h"));

// build.sh and build.ps1 start the program after this, so that the terminal and Ctrl-C are the program's own.
Task("run")
    .Description("start the connector with a simulator inside and a page to try it on; --KEY=VALUE sets a configuration key")
    .Does(() => BuildProgram("Connector.Service"));

Task("simulator")
    .Description("start the Finesse simulator alone; SIM_* environment variables configure it")
    .Does(() => BuildProgram("Connector.FinesseSimulator"));

Task("lab")
    .Description("two brokers, two connectors, two Finesse servers and client apps to cut, kill and freeze (--mode active-passive|active-active, --help)")
    .IsDependentOn("setup")
    .Does(() =>
    {
        // The laboratory starts the programs; it does not link them.
        BuildProgram("Connector.Service");
        BuildProgram("Connector.Lab");
    });

Task("bench")
    .Description("our clients beside the Java client on one real broker, as a table of ratios (--rows KEYS, --json FILE, --micro, --help)")
    .IsDependentOn("setup")
    .Does(() => BuildProgram("Connector.Benchmarks"));

// Connectors and simulators are started as built programs; build.sh and build.ps1 start the laboratory after this.
Task("scenarios")
    .Description("the failover scenarios on real processes, judged from outside (--only AP-3, --agents N, --mode M, --repeat N, --json FILE, --report FILE, --help)")
    .IsDependentOn("setup")
    .Does(() =>
    {
        BuildProgram("Connector.Lab");
        // Times are promised of what is shipped; the simulator is inside.
        PublishForHere("Connector.Service", "artifacts/lab");
    });

Task("package")
    .Description("self-contained programs and the NuGet packages for client apps into artifacts/ (--runtime linux-x64|win-x64, --output DIR)")
    .Does(() => Package(Argument("runtime", ""), Argument("output", "artifacts"), configuration));

Task("clean")
    .Description("delete what the build made")
    .Does(() =>
    {
        CleanDirectories("Connector.*/bin");
        CleanDirectories("Connector.*/obj");
        CleanDirectory("artifacts");
    });

Task("targets")
    .Does(() =>
    {
        Say("Usage: ./build.sh TARGET [--option value ...]\n");
        foreach (var task in Tasks.Where(task => task.Description is not null))
            Say($"  {task.Name,-14} {task.Description}");
    });

Run(Argument("target", "targets"));
