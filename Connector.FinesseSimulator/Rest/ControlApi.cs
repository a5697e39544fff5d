using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Sides;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The control API under <c>/sim</c>: what a laboratory does to Finesse from outside. It has no counterpart at
/// Cisco.</summary>
/// <param name="lab">What it has its hands on.</param>
/// <param name="host">The server on whose port this is, and which is meant where none is named; none on a port of its own, where
/// the first is meant.</param>
internal sealed class ControlApi(Laboratory lab, int? host)
{
    private const int MaxBodyBytes = 64 * 1024;

    private readonly int _meant = host ?? 0;

    // The answer is JSON for programs and people, never part of a page: XML in it stays readable.
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerOptions.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Adds the API's paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/sim/calls", StartCallAsync);
        app.MapDelete("/sim/calls/{id}", (string id) => Answer(new OutsideReleases(id)));
        app.MapPost("/sim/calls/{id}/answer", (string id) => Answer(new OutsideAnswers(id)));
        app.MapGet("/sim/requests", Requests);
        app.MapGet("/sim/agents", () => Json(200, lab.Centre.State.Agents.Values
            .OrderBy(agent => agent.Id, StringComparer.Ordinal)
            .Select(agent => new AgentView(
                agent.Id, agent.Profile.LoginName, agent.Profile.Extension, agent.Profile.IsSupervisor, agent.Profile.TeamId,
                agent.State.ToWire(), agent.PendingState?.ToWire() ?? "", agent.Extension, [.. agent.CallIds],
                lab.Identity.UsesToken(agent.Id)))));
        app.MapGet("/sim/sessions", () => Json(200, lab.Pair.Sides.SelectMany(
            side => side.XmppSessions.Select(session => new SessionView(side.Name, session.User, session.Resource, session.Priority)))));
        app.MapPost("/sim/status", StatusAsync);
        new ControlSides(lab.Pair, host).Map(app);
        new ControlFaults(lab.Faults, lab.Pair).Map(app);
        new ControlLoad(lab.Load, lab.Centre.State.Agents.Count).Map(app);
        new ControlRecording(lab.Recorder, lab.Replayer).Map(app);
        new ControlTokens(lab.Identity, lab.Centre).Map(app);
        ControlCalls.Map(app, lab.Centre);
    }

    /// <summary>Lets pages served from this machine use the API; browsers ask first.</summary>
    public static async Task AllowLoopbackPagesAsync(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback)
        {
            context.Response.Headers.AccessControlAllowOrigin = origin;
            context.Response.Headers.Vary = "Origin";
            context.Response.Headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE";
            context.Response.Headers.AccessControlAllowHeaders = "authorization, content-type, requestid";
            if (HttpMethods.IsOptions(context.Request.Method)
                && context.Request.Headers.ContainsKey("Access-Control-Request-Method"))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }

        await next(context);
    }

    private async Task<IResult> StartCallAsync(HttpRequest request)
    {
        if (await ReadAsync(request) is not { } body) return TooLarge();
        var (call, problem) = ControlRequests.ReadNewCall(body);
        if (call is null) return Problem(400, problem!);
        var variables = call.CallVariables.ToImmutableSortedDictionary(StringComparer.Ordinal);
        var step = lab.Centre.Apply(new IncomingCall(call.From, call.To, variables, call.CallType));
        return step.Problem is { } refused ? Problem(409, refused) : Json(201, new CallView(step.CallId!));
    }

    private IResult Answer(Input input) =>
        lab.Centre.Apply(input).Problem is { } problem ? Problem(404, problem) : Results.StatusCode(204);

    private async Task<IResult> StatusAsync(HttpRequest request)
    {
        if (await ReadAsync(request) is not { } body) return TooLarge();
        var (inService, problem) = ControlRequests.ReadStatus(body);
        if (problem is not null) return Problem(400, problem);
        lab.Pair.Apply(inService ? SideEvent.GoInService : SideEvent.GoOutOfService, _meant);
        return Results.StatusCode(204);
    }

    private IResult Requests(string? side = null)
    {
        if (side is null) return Json(200, lab.Pair.Sides[_meant].ReceivedRequests);
        return lab.Pair.IndexOf(side) is { } index
            ? Json(200, lab.Pair.Sides[index].ReceivedRequests)
            : Problem(404, $"side: there is no server {side} here");
    }

    internal static async Task<string?> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var buffer = new char[MaxBodyBytes + 1];
        var length = await reader.ReadBlockAsync(buffer, request.HttpContext.RequestAborted);
        return length > MaxBodyBytes ? null : new string(buffer, 0, length);
    }

    internal static IResult TooLarge() => Problem(413, $"the body is larger than {MaxBodyBytes} characters");

    internal static IResult Problem(int status, string sentence) => Json(status, new ProblemView(sentence));

    internal static IResult Json<T>(int status, T value) =>
        Results.Content(JsonSerializer.Serialize(value, Readable), "application/json", Encoding.UTF8, status);

    private sealed record CallView(string DialogId);

    private sealed record ProblemView(string Error);

    private sealed record SessionView(string Side, string User, string Resource, int? Priority);

    private sealed record AgentView(
        string Id, string LoginName, string DefaultExtension, bool IsSupervisor, string TeamId, string State, string PendingState,
        string Extension, string[] DialogIds, bool UsesToken);
}
