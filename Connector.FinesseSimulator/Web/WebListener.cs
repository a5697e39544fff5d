using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Connector.FinesseSimulator.Web;

/// <summary>An HTTP port that can be closed as a crash closes it, and opened again as the same port.</summary>
internal sealed class WebListener(
    IPAddress address, int port, ILoggerFactory logs, Action<WebApplication> map, X509Certificate2? certificate = null)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ConnectionContext, byte> _connections = new();
    private WebApplication? _web;
    private int _port = port;

    /// <summary>The root of what it serves; of port 0 as long as a free one was not found.</summary>
    public Uri Root { get; private set; } = new(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}/"));

    /// <summary>Opens the port; does nothing where it is open.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_web is not null) return;
        var web = Build();
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }

        _web = web;
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Root = new Uri(addresses.First() + "/");
        _port = Root.Port;
    }

    /// <summary>Closes the port, and resets every connection at once; does nothing where it is closed.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _web, null) is not { } web) return;
        foreach (var connection in _connections.Keys)
            connection.Abort(new ConnectionAbortedException("The server is down."));

        // Already cancelled: nothing is waited for, and the port is free when this returns.
        await web.StopAsync(new CancellationToken(canceled: true));
        await web.DisposeAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _web, null) is { } web) await web.DisposeAsync();
    }

    private WebApplication Build()
    {
        // Empty: the simulator may live inside another host, whose settings and signals are none of its business.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        // What is flushed has been handed to the socket when the flush is done: a fault that cuts an answer cuts behind it.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.MaxWriteBufferSize = 1).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, _port, listen =>
            {
                listen.Use(Track);
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        var app = builder.Build();
        map(app);
        return app;
    }

    private ConnectionDelegate Track(ConnectionDelegate next) => async connection =>
    {
        _connections.TryAdd(connection, 0);
        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    };

    private sealed class PassiveLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
