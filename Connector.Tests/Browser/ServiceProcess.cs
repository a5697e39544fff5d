using System.Collections.Concurrent;
using System.Diagnostics;
using Connector.Lab.Processes;

namespace Connector.Tests.Browser;

/// <summary>The service as its users start it: a process with settings in its environment.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private string _lastHealth = "nothing";

    private ServiceProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public string Output => string.Join('\n', _output);

    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static ServiceProcess Start(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(Connector.Service.Configuration.ConnectorConfiguration).Assembly.Location },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        start.Environment["CONSOLE_URL"] = address.AbsoluteUri.TrimEnd('/');
        var service = new ServiceProcess(new Process { StartInfo = start }, address);
        service._process.OutputDataReceived += (_, line) => service._output.Enqueue(line.Data ?? "");
        service._process.ErrorDataReceived += (_, line) => service._output.Enqueue(line.Data ?? "");
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        return service;
    }

    /// <summary>Waits until the service says that it is ready.</summary>
    public async Task IsReadyAsync()
    {
        using var http = new HttpClient();
        try
        {
            await Eventually.HoldsAsync("the service to be ready", async () => !_process.HasExited && await AnswersAsync(http), TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"{exception.Message} /health/ready said: {_lastHealth}. It wrote:\n{Output}", exception);
        }
    }

    public Task ExitsAsync(TimeSpan limit) => _process.WaitForExitAsync().WaitAsync(limit);

    /// <summary>Asks the process to stop, as systemd does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).Dispose();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var reply = await http.GetAsync(new Uri(Address, "/health/ready"));
            _lastHealth = await reply.Content.ReadAsStringAsync();
            return reply.IsSuccessStatusCode;
        }
        catch (HttpRequestException exception)
        {
            _lastHealth = exception.Message;
            return false;
        }
    }
}
