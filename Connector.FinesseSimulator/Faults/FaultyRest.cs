using System.Collections.Immutable;
using System.Text;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Rest;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Faults;

/// <summary>Stands in front of one side's REST and lets the faults of the board strike its requests.</summary>
internal sealed class FaultyRest(
    FaultBoard board, string side, RequestLog log, Func<string?, string> nameIn, Func<string, Agent?> findUser)
{
    /// <summary>Among the items of a request: its answer did not go out, or not to its end.</summary>
    public static readonly object AnswerLost = new();

    /// <summary>Handles one request, or has it handled.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var strikes = request.Path.StartsWithSegments("/finesse", StringComparison.Ordinal) ? Decide(request) : [];
        foreach (var strike in strikes.Where(strike => strike.Fault.Kind is FaultKind.SlowRest))
            await Task.Delay(strike.Delay, board.Time, context.RequestAborted);
        if (Find(FaultKind.RefuseRest) is { } refused)
        {
            await RefuseAsync(context, refused.Status);
            return;
        }

        if (Find(FaultKind.LoseRestAnswers) is null && Find(FaultKind.CutRest) is null)
        {
            await next(context);
            return;
        }

        // The effect takes place; what would have been said is not.
        var connection = context.Response.Body;
        context.Response.Body = Stream.Null;
        await next(context);
        context.Items[AnswerLost] = true;
        if (Find(FaultKind.CutRest) is not null) await SayHalfAsync(context.Response, connection);
        context.Abort();

        SimulatedFault? Find(FaultKind kind) =>
            strikes.Where(strike => strike.Fault.Kind == kind).Select(strike => strike.Fault).FirstOrDefault();
    }

    private ImmutableArray<Strike> Decide(HttpRequest request)
    {
        var user = nameIn(request.Headers.Authorization);
        var agent = findUser(user)?.Id ?? user;
        return board.Decide(new FaultSubject(FaultTarget.Rest, side, agent, request.Path, request.Method));
    }

    private async Task RefuseAsync(HttpContext context, int status)
    {
        var request = context.Request;
        var user = nameIn(request.Headers.Authorization);
        var refusal = status switch
        {
            StatusCodes.Status401Unauthorized => Refusal.Unauthorized(user),
            StatusCodes.Status503ServiceUnavailable => Refusal.OutOfService,
            _ => new Refusal(status, "Internal Server Error", "RUNTIME_EXCEPTION", ""),
        };
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        log.Add(new RecordedRequest(
            log.Arrive(), board.Time.GetUtcNow(), request.Method, request.Path + request.QueryString, user,
            request.Headers["requestId"].ToString(), body, status));
        var bytes = Encoding.UTF8.GetBytes(Reply.XmlDeclaration + refusal.ToXml());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml;charset=UTF-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    // Its head promises more than comes.
    private static async Task SayHalfAsync(HttpResponse response, Stream connection)
    {
        var half = Encoding.UTF8.GetBytes(Reply.XmlDeclaration);
        response.Body = connection;
        response.ContentLength = half.Length * 2;
        if (response.StatusCode is StatusCodes.Status202Accepted) response.ContentType = "application/xml;charset=UTF-8";
        await connection.WriteAsync(half);
        await connection.FlushAsync();
    }
}
