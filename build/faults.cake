// The long form of tests that break things for real: the same tests as in the suite, with many rounds and the promised limits.

/// Kills, stops, freezes and restores brokers under load. Prints a line for each kind, as it ends with the last of its rounds.
void RunBrokerFaults(string project, string configuration, int rounds, string kind)
{
    string[] kinds = ["kill", "stop", "freeze", "restore"];
    if (kind != "" && !kinds.Contains(kind))
        throw Failed($"--kind {kind} is not one of {string.Join(", ", kinds)}.");
    if (rounds < 1)
        throw Failed($"--rounds {rounds} is not above 0.");

    var report = MakeAbsolute(File("artifacts/broker-faults.txt")).FullPath;
    System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(report));
    System.IO.File.WriteAllText(report, "");
    var filter = "FullyQualifiedName~BrokerFaultTests" + (kind == "" ? "" : $"&DisplayName~{char.ToUpperInvariant(kind[0])}{kind[1..]}");
    try
    {
        // A round takes some ten seconds; a run that takes ten times as long hangs.
        RunTests(project, configuration, filter, hangLimit: $"{10 + 2 * rounds}m", environment: new Dictionary<string, string>
        {
            ["BROKER_FAULT_ROUNDS"] = $"{rounds}",
            ["BROKER_FAULT_FLOW_MS"] = "2000",
            ["BROKER_FAULT_REPORT"] = report,
        });
    }
    finally
    {
        Say(System.IO.File.ReadAllText(report).TrimEnd());
    }
}
