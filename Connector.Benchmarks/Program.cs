using BenchmarkDotNet.Running;
using Connector.Benchmarks;
using Connector.Benchmarks.Micro;

if (args is ["--micro", .. var rest])
{
    BenchmarkSwitcher.FromTypes([typeof(CodecBenchmarks), typeof(NotificationBenchmarks)]).Run(rest.Length == 0 ? ["--filter", "*"] : rest);
    return 0;
}

if (args is ["--help" or "-h"])
{
    Console.WriteLine(BenchOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

try
{
    var options = BenchOptions.Parse(args);
    var results = await Bench.RunAsync(options, Console.WriteLine, stop.Token);
    Console.WriteLine();
    Console.WriteLine(Report.Details(results));
    Console.WriteLine(Report.Ratios(results));
    if (options.JsonFile is { } file)
        await File.WriteAllTextAsync(file, JsonReport.Write(results, TimeProvider.System.GetUtcNow()), stop.Token);
    var missed = results.Sum(result => result.Verdicts.Count(verdict => !verdict.IsMet));
    Console.WriteLine(missed == 0 ? "Every bound is met." : $"{missed} bounds are not met.");
    return missed == 0 ? 0 : 1;
}
catch (FormatException wrongUse)
{
    await Console.Error.WriteLineAsync($"{wrongUse.Message}\n{BenchOptions.Usage}");
    return 2;
}
catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or OperationCanceledException or IOException)
{
    await Console.Error.WriteLineAsync($"The benchmark failed: {failure.Message}");
    return 2;
}
