using System.Collections;
using Connector.Service.Cluster;
using Connector.Service.Configuration;
using Connector.Service.Demo;
using Connector.Service.Hosting;

namespace Connector.Service;

/// <summary>The program: reads its configuration, then runs until it is told to stop.</summary>
internal static class EntryPoint
{
    /// <summary>Exit code of a configuration that does not stand (EX_CONFIG of sysexits.h): a restart brings nothing.</summary>
    public const int WrongConfiguration = 78;

    /// <summary>Exit code where the console's address is taken or not this machine's.</summary>
    public const int CannotListen = 1;

    /// <summary>Exit code after a fault inside (EX_SOFTWARE): a restart begins anew.</summary>
    public const int FailedInside = 70;

    private static async Task<int> Main(string[] args)
    {
        var (settings, problems) = Configure(args);
        if (settings is null)
        {
            foreach (var problem in problems)
                await Console.Error.WriteLineAsync(problem);
            return WrongConfiguration;
        }
        try
        {
            await using var simulator = settings.Finesse is null ? await DemoSimulator.StartAsync() : null;
            await using var app = ConnectorHost.Build(settings, simulator);
            await StartAsync(app);
            if (settings.DemoPage)
                await Console.Out.WriteLineAsync($"Generic Connector is ready to try: open {BrowserAddress(app, settings)} in a browser; Ctrl-C stops it.");
            await app.WaitForShutdownAsync();
            return app.Services.GetRequiredService<OwnershipNode>().HasFailed ? FailedInside : 0;
        }
        catch (StartException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return WrongConfiguration;
        }
        catch (IOException exception)
        {
            // Kestrel's way of saying that a port is taken.
            await Console.Error.WriteLineAsync($"The service cannot start: {exception.Message} {ConfigurationKeys.ConsoleUrl.Name} sets where its console listens.");
            return CannotListen;
        }
    }

    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // What has started already is stopped in order. Disposing it alone would make the host report a service that had not come to run yet as a crash.
            await app.StopAsync();
            throw;
        }
    }

    private static string BrowserAddress(WebApplication app, ConnectorSettings settings)
    {
        var port = app.Urls.Select(url => new Uri(url).Port).FirstOrDefault(settings.Console.Port);
        return settings.Console.ToBrowserAddress(port);
    }

    private static (ConnectorSettings? Settings, IReadOnlyList<string> Problems) Configure(string[] arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        var problems = new List<string>();
        var file = ReadSettingsFile(ConfigurationSources.SettingsFile(environment, arguments), problems);
        var values = ConfigurationSources.Gather(file, environment, arguments, problems);
        var outcome = ConnectorConfiguration.Parse(values, Environment.MachineName, AppContext.BaseDirectory);
        if (outcome is ConfigurationOutcome.Invalid invalid)
            problems.AddRange(invalid.Problems);
        return problems.Count == 0 && outcome is ConfigurationOutcome.Valid valid ? (valid.Settings, []) : (null, problems);
    }

    private static string? ReadSettingsFile(string? named, List<string> problems)
    {
        var path = named ?? Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        if (named is null && !File.Exists(path))
            return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add($"{ConfigurationKeys.SettingsFile.Name} '{ValueReader.Shown(path)}' cannot be read: {exception.Message}");
            return null;
        }
    }
}
