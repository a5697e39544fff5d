using System.Text.Json;
using Connector.FinesseSimulator;
using Connector.Service.Adapters;
using Connector.Service.Configuration;
using MassTransit;
using Microsoft.AspNetCore.Mvc;

namespace Connector.Service.Demo;

/// <summary>What the try-it page talks to.</summary>
internal static class DemoEndpoints
{
    private const int LargestBody = 64 * 1024;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Registers what the page needs.</summary>
    public static void AddDemo(this IServiceCollection services, DemoSimulator? simulator)
    {
        services.AddSingleton<DemoFeed>();
        services.AddSingleton(new DemoCentre(simulator));
    }

    /// <summary>Adds the page and its addresses.</summary>
    public static void MapDemo(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AddEndpointFilter(async (context, next) =>
        {
            var request = context.HttpContext.Request;
            var console = context.HttpContext.RequestServices.GetRequiredService<ConnectorSettings>().Console;
            return DemoGuard.Problem(request.Method, request.Host, request.Headers.Origin.ToString(), console) is { } problem
                ? Results.Json(new { Message = problem }, Json, statusCode: StatusCodes.Status403Forbidden)
                : await next(context);
        });
        DemoPage.MapFiles(group);
        group.MapGet("/demo/info", (ConnectorSettings settings, FinesseSides sides, DemoCentre centre) => Results.Json(
            new
            {
                settings.ConnectorId,
                Broker = settings.Broker is { } broker ? string.Join(", ", broker.Addresses) : null,
                Finesse = centre.Simulator is null ? sides.Serving.Address.Host : null,
                Agents = centre.Simulator?.Agents.Select(agent => new { agent.Id, agent.Password, Extension = agent.DefaultExtension }),
            },
            Json));
        group.MapGet("/demo/stream", StreamAsync);
        group.MapPost("/demo/requests/{name}", SendAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        group.MapPost("/demo/calls", CallAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
    }

    private static async Task<IResult> SendAsync(
        string name, HttpRequest http, IBus bus, DemoFeed feed, CancellationToken cancellationToken)
    {
        if (!DemoRequest.All.TryGetValue(name, out var request))
            return Problem(StatusCodes.Status404NotFound, $"The page sends no request named '{ValueReader.Shown(name)}'.");
        if (!http.HasJsonContentType())
            return Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Body, cancellationToken: cancellationToken);
            var answer = await request.SendAsync(body.RootElement, bus, feed, AnswerLimit, cancellationToken);
            return Results.Json(new { Type = answer.GetType().Name, Message = answer }, Json);
        }
        catch (JsonException)
        {
            return Problem(StatusCodes.Status400BadRequest, $"The body is not a {name}.");
        }
        catch (Exception exception) when (exception is RequestTimeoutException or RequestException)
        {
            return Problem(StatusCodes.Status504GatewayTimeout, $"No answer came within {AnswerLimit.TotalSeconds:0} s. Is the broker there? /health/ready tells.");
        }
    }

    private static async Task<IResult> CallAsync(HttpRequest http, DemoCentre centre, CancellationToken cancellationToken)
    {
        if (centre.Simulator is not { } simulator)
            return Problem(StatusCodes.Status404NotFound, "A real Finesse is configured: have somebody call the agent.");
        if (!http.HasJsonContentType())
            return Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
        try
        {
            var call = await http.ReadFromJsonAsync<DemoCall>(Json, cancellationToken);
            return call?.From is { Length: > 0 } from && call.To is { Length: > 0 } to
                ? Results.Json(new { DialogId = await simulator.CallAsync(from, to, call.CallVariables) }, Json, statusCode: StatusCodes.Status201Created)
                : Problem(StatusCodes.Status400BadRequest, "The call needs from and to.");
        }
        catch (JsonException)
        {
            return Problem(StatusCodes.Status400BadRequest, "The body is not a call: from, to, callVariables.");
        }
        catch (SimulationException exception)
        {
            return Problem(StatusCodes.Status409Conflict, exception.Message);
        }
    }

    private static async Task StreamAsync(HttpContext context, DemoFeed feed, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], out var after);
        // The server's stop does not wait for a page that stays open.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var entries = feed.FollowAsync(after, end.Token).GetAsyncEnumerator(end.Token);
        var next = NextAsync(entries);
        try
        {
            // The first bytes open the page's stream even while there is nothing to tell.
            await context.Response.WriteAsync(": the log follows\n\n", end.Token);
            await context.Response.Body.FlushAsync(end.Token);
            while (true)
            {
                if (!await ComesWithinAsync(next, KeepAlive, time, end.Token))
                {
                    await context.Response.WriteAsync(": still here\n\n", end.Token);
                }
                else
                {
                    var entry = entries.Current;
                    await context.Response.WriteAsync($"id: {entry.Id}\ndata: {JsonSerializer.Serialize(entry, Json)}\n\n", end.Token);
                    next = NextAsync(entries);
                }
                await context.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the service stops.
        }
        finally
        {
            await end.CancelAsync();
            // An enumerator may not be disposed while it moves.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await entries.DisposeAsync();
        }
    }

    // The feed has no end: that there is a next is no news, that it has come is.
    private static Task<bool> NextAsync(IAsyncEnumerator<DemoEntry> entries) => entries.MoveNextAsync().AsTask();

    private static async Task<bool> ComesWithinAsync(Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static IResult Problem(int status, string message) => Results.Json(new { Message = message }, Json, statusCode: status);

    private sealed record DemoCall(string? From, string? To, Dictionary<string, string>? CallVariables);
}

/// <summary>The simulator, where it is inside.</summary>
/// <param name="Simulator">The simulator, or null where a real Finesse is configured.</param>
internal sealed record DemoCentre(DemoSimulator? Simulator);
