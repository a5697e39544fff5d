using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Service.Status;

/// <summary>What a monitor and a person ask over HTTP.</summary>
internal static class StatusEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Read by people and programs, never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Adds <c>/health/live</c>, <c>/health/ready</c> and <c>/api/status</c>.</summary>
    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        // Live: the process answers. Its broker or Finesse being away is no reason to restart it.
        app.MapGet("/health/live", () => Results.Json(new { Status = "live" }, Json));
        app.MapGet("/health/ready", (StatusBoard board) =>
        {
            var now = board.Now();
            return Results.Json(
                new { Status = now.IsReady ? "ready" : "not ready", now.Reasons },
                Json,
                statusCode: now.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        app.MapGet("/api/status", (StatusBoard board) => Results.Json(board.Now(), Json));
    }
}
