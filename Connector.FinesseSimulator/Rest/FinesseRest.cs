using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The REST API under <c>/finesse/api</c>: authenticates, records, finds the object, judges, answers (facts 1 to
/// 4).</summary>
internal sealed class FinesseRest(
    SimulatorOptions options, ContactCentre centre, RequestLog log, LoginGuard guard, BackgroundWork background,
    SystemInfo systemInfo)
{
    // Finesse's own limit is not documented; no request of its API comes near.
    private const int MaxBodyBytes = 64 * 1024;

    private readonly ObjectQueues _queues = new();

    /// <summary>The user with this id or login name.</summary>
    public static Agent? FindUser(CentreState state, string idOrLoginName) =>
        state.Agents.GetValueOrDefault(idOrLoginName)
        ?? (state.IdByLoginName.TryGetValue(idOrLoginName, out var id) ? state.Agents[id] : null);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var sequence = log.Arrive();
        var arrived = options.TimeProvider.GetUtcNow();
        var user = guard.NameIn(request.Headers.Authorization);
        var body = await ReadBodyAsync(request, context.RequestAborted);
        var reply = await AnswerAsync(request, user, body);
        log.Add(new RecordedRequest(
            sequence, arrived, request.Method, request.Path + request.QueryString, user,
            RequestIdOf(request), body ?? "", reply.Status));
        if (reply.Afterwards is { } afterwards)
        {
            context.Response.OnCompleted(() =>
            {
                afterwards();
                return Task.CompletedTask;
            });
        }

        await WriteAsync(context, reply);
    }

    private async Task<Reply> AnswerAsync(HttpRequest request, string user, string? body)
    {
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];

        // Health checks read SystemInfo without credentials, in service or not.
        if (path is ["SystemInfo"])
            return Only(request, "GET") ?? Reply.Ok(systemInfo.ToRest());
        if (!systemInfo.IsInService) return Refusal.OutOfService;
        if (guard.Check(request.Headers.Authorization) is not { } asker) return Refusal.Unauthorized(user);
        if (body is null) return Refusal.BadRequest("The body is too large.");
        return path switch
        {
            ["User", var id] => Only(request, "GET", "PUT") ?? await UserAsync(request, asker, id, body),
            ["User", var id, "Dialogs"] => Only(request, "GET", "POST") ?? await DialogsAsync(request, asker, id, body),
            ["Dialog", var id] => Only(request, "GET", "PUT") ?? await DialogAsync(request, asker, id, body),
            _ => ReadOnly(request, path, asker) ?? Refusal.NotFound(request.Path),
        };
    }

    private Reply? ReadOnly(HttpRequest request, string[] path, Agent asker)
    {
        var state = centre.State;
        var reply = ReadOnlyResources.Read(
            path, name => request.Query[name], request.Headers.Range.ToString(), state.Agents[asker.Id], state, centre.Rules);
        return reply is null ? null : Only(request, "GET") ?? reply;
    }

    private async Task<Reply> UserAsync(HttpRequest request, Agent asker, string id, string body)
    {
        if (FindUser(centre.State, id) is not { } target) return Refusal.UserNotFound(id);
        if (!IsGet(request))
        {
            return await AcceptAsync(request, asker.Id, $"User/{target.Id}", () =>
                UserRequests.Judge(centre.State.Agents[asker.Id], centre.State.Agents[target.Id], body, centre.Rules));
        }

        return RefusalToRead(asker, target) is { } refusal ? refusal : Reply.Ok(ObjectXml.RestUser(target, centre.Rules));
    }

    private async Task<Reply> DialogsAsync(HttpRequest request, Agent asker, string id, string body)
    {
        if (FindUser(centre.State, id) is not { } target) return Refusal.UserNotFound(id);
        if (!IsGet(request))
        {
            return await AcceptAsync(request, asker.Id, $"User/{target.Id}/Dialogs", () =>
            {
                var now = centre.State;
                return NewDialogRequests.Judge(now.Agents[asker.Id], now.Agents[target.Id], body, now, centre.Rules);
            });
        }

        if (RefusalToRead(asker, target) is { } refusal) return refusal;
        var state = centre.State;
        return Reply.Ok(new XElement("Dialogs", state.CallsOf(state.Agents[target.Id]).Select(call => RestDialog(call, state))));
    }

    private async Task<Reply> DialogAsync(HttpRequest request, Agent asker, string id, string body)
    {
        var state = centre.State;
        if (!state.Calls.TryGetValue(id, out var read)) return Refusal.DialogNotFound(id);
        if (IsGet(request))
        {
            var mayRead = read.Legs.Any(leg => leg.AgentId is { } agentId && RefusalToRead(asker, state.Agents[agentId]) is null);
            return mayRead ? Reply.Ok(RestDialog(read, state)) : Refusal.OtherUser(asker.Id);
        }

        return await AcceptAsync(request, asker.Id, $"Dialog/{id}", () =>
        {
            var now = centre.State;
            return now.Calls.TryGetValue(id, out var call)
                ? DialogRequests.Judge(now.Agents[asker.Id], call, body, now, centre.Rules)
                : Refusal.DialogNotFound(id);
        });
    }

    // Judged when it is its turn, answered, and carried out after that: the turn ends with the telephony's answer.
    private async Task<Reply> AcceptAsync(HttpRequest request, string askerId, string objectKey, Func<Verdict> judge)
    {
        if (await _queues.EnterAsync(objectKey) is not { } turn) return Refusal.OutOfService;
        var verdict = judge();
        if (verdict.Refusal is { } refusal)
        {
            turn.Dispose();
            return refusal;
        }

        var requester = new Requester(RequestIdOf(request), askerId);
        if (options.NotifyBeforeResponse)
        {
            using (turn) centre.Apply(verdict.Input!, requester);
            return new Reply(202);
        }

        return new Reply(202, Afterwards: () => background.Run(async cancellationToken =>
        {
            using (turn)
            {
                if (options.AsyncDelay > TimeSpan.Zero)
                    await Task.Delay(options.AsyncDelay, options.TimeProvider, cancellationToken);
                centre.Apply(verdict.Input!, requester);
            }
        }));
    }

    private XElement RestDialog(Call call, CentreState state) =>
        ObjectXml.RestDialog(call, CallActions.OfferedOn(call, state, centre.Rules));

    private static Refusal? RefusalToRead(Agent asker, Agent target) =>
        asker.Id == target.Id ? null
        : !asker.Profile.IsSupervisor ? Refusal.OtherUser(target.Id)
        : asker.Profile.TeamId != target.Profile.TeamId ? Refusal.InvalidSupervisor(target.Id)
        : null;

    // OPTIONS and HEAD go with GET, and are named in Allow as a real server names them.
    private static Reply? Only(HttpRequest request, params ImmutableArray<string> methods)
    {
        var allow = string.Join(',', ["GET", "OPTIONS", "HEAD", .. methods.Where(method => method is not "GET")]);
        if (HttpMethods.IsOptions(request.Method)) return new Reply(200, Allow: allow);
        return IsGet(request) || methods.Contains(request.Method.ToUpperInvariant()) ? null : new Reply(405, Allow: allow);
    }

    private static bool IsGet(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static string RequestIdOf(HttpRequest request)
    {
        var id = request.Headers["requestId"].ToString();
        return id.All(System.Xml.XmlConvert.IsXmlChar) ? id : "";
    }

    private static async Task<string?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is var length and > 0)
        {
            if (bytes.Length + length > MaxBodyBytes) return null;
            await bytes.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static async Task WriteAsync(HttpContext context, Reply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        if (reply.Allow is { } allow) response.Headers.Allow = allow;
        if (reply.Status is StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = $"{LoginGuard.SchemeIn(context.Request.Headers.Authorization)} realm=\"Cisco Finesse\"";
        if (reply.Body is null)
        {
            response.ContentLength = 0;
            return;
        }

        response.ContentType = "application/xml;charset=UTF-8";
        var body = Encoding.UTF8.GetBytes(reply.Body);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
