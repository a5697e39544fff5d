using System.Text.Json;
using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.SingleSignOn;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The part of the control API that gives access tokens out and takes them back, in the place of Cisco's identity service:
/// <c>/sim/tokens</c>.</summary>
internal sealed class ControlTokens(IdentityService identity, ContactCentre centre)
{
    private const string NoObject = """the body must be a JSON object such as {"agent":"1001","lifetimeSeconds":3600}""";
    private const int MaxSeconds = 86_400;

    /// <summary>Adds the paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sim/tokens", () => ControlApi.Json(200, identity.Tokens.Select(
            token => new TokenView(token.Id, token.AgentId, token.IssuedAt, token.ExpiresAt, token.IsLive))));
        app.MapPost("/sim/tokens", IssueAsync);
        app.MapDelete("/sim/tokens", (string? agent) =>
        {
            identity.Revoke(token => agent is null || token.AgentId == agent);
            return Results.StatusCode(204);
        });
        app.MapDelete("/sim/tokens/{id}", (string id) => identity.Revoke(token => token.Id == id) > 0
            ? Results.StatusCode(204)
            : ControlApi.Problem(404, $"there is no token {id}; it was never issued, or is so old that it was forgotten"));
    }

    private async Task<IResult> IssueAsync(HttpRequest request)
    {
        if (await ControlApi.ReadAsync(request) is not { } body) return ControlApi.TooLarge();
        var (agentId, lifetime, problem) = Read(body);
        if (problem is not null) return ControlApi.Problem(400, problem);
        if (!centre.State.Agents.ContainsKey(agentId)) return ControlApi.Problem(404, $"agent: there is no agent {agentId}");
        if (!identity.UsesToken(agentId))
        {
            return ControlApi.Problem(
                409, $"agent: {agentId} signs in with a password; SIM_AUTH_MODE=Sso, or Hybrid with SIM_SSO_AGENTS, changes that");
        }

        var token = identity.Issue(agentId, lifetime);
        return ControlApi.Json(201, new NewTokenView(token.Id, token.AgentId, token.Value, token.ExpiresAt));
    }

    private static (string AgentId, TimeSpan? Lifetime, string? Problem) Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind is not JsonValueKind.Object) return ("", null, NoObject);
            var fields = new JsonFields(json.RootElement);
            fields.AllowOnly(["agent", "lifetimeSeconds"]);
            var agentId = fields.Text("agent");
            var seconds = fields.Number("lifetimeSeconds", 0, MaxSeconds);
            if (agentId is null) fields.Refuse("agent", "missing; the id of an agent");
            return (agentId ?? "", seconds is { } given ? TimeSpan.FromSeconds(given) : null, fields.Problem);
        }
        catch (JsonException)
        {
            return ("", null, NoObject);
        }
    }

    private sealed record TokenView(string Id, string Agent, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, bool IsLive);

    private sealed record NewTokenView(string Id, string Agent, string Token, DateTimeOffset ExpiresAt);
}
