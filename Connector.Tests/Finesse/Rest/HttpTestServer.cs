using System.Collections.Concurrent;
using System.Net;
using Connector.Finesse.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Finesse.Rest;

/// <summary>A real HTTP server on a free port of the loopback, which records what it gets and answers as the test says.</summary>
internal sealed class HttpTestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpTestServer(WebApplication app, ConcurrentQueue<Received> received) => (_app, Requests) = (app, received);

    /// <summary>What came, in order.</summary>
    internal ConcurrentQueue<Received> Requests { get; }

    internal int Port { get; private set; }

    internal FinesseAddress Address { get; private set; } = null!;

    internal static async Task<HttpTestServer> StartAsync(
        Func<HttpContext, Task> answer, Action<ListenOptions>? listen = null)
    {
        var received = new ConcurrentQueue<Received>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => listen?.Invoke(l)));
        var app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var path = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            received.Enqueue(new(context.Request.Method, path, headers, body));
            await answer(context);
        });
        await app.StartAsync();
        var uri = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var address = FinesseSamples.Address($"{uri.Scheme}://localhost:{uri.Port}/finesse/api/", null);
        return new HttpTestServer(app, received) { Port = uri.Port, Address = address };
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
}
