using System.Text;
using Connector.FinesseSimulator.Recording;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The part of the control API that records and plays back: <c>/sim/recording</c> and <c>/sim/replay</c>.</summary>
internal sealed class ControlRecording(Recorder recorder, Replayer replayer)
{
    private const int MaxLines = 1_000_000;

    /// <summary>Adds the paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/sim/recording", () => recorder.Start()
            ? Status(201)
            : ControlApi.Problem(409, "a recording is under way; DELETE /sim/recording stops it"));
        app.MapDelete("/sim/recording", () =>
        {
            recorder.Stop();
            return Status(200);
        });
        app.MapGet("/sim/recording", DownloadAsync);
        app.MapGet("/sim/recording/status", () => Status(200));
        app.MapPost("/sim/replay", ReplayAsync);
        app.MapGet("/sim/replay", () => ControlApi.Json(200, replayer.Progress));
        app.MapDelete("/sim/replay", () =>
        {
            replayer.Stop();
            return Results.StatusCode(204);
        });
    }

    private IResult Status(int status) =>
        ControlApi.Json(status, new RecordingView(recorder.IsOn, recorder.IsFull, recorder.Count));

    private async Task DownloadAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        foreach (var happened in recorder.Snapshot())
            await context.Response.WriteAsync(happened.ToLine() + "\n", Encoding.UTF8, context.RequestAborted);
    }

    private async Task<IResult> ReplayAsync(HttpRequest request, string? what = null, string? pace = null, string? ids = null)
    {
        if (what is not (null or "notifications" or "control"))
            return ControlApi.Problem(400, $"what: {what} is not known; notifications and control are");
        if (pace is not (null or "recorded" or "fast"))
            return ControlApi.Problem(400, $"pace: {pace} is not known; recorded and fast are");
        if (ids is not (null or "recorded" or "new"))
            return ControlApi.Problem(400, $"ids: {ids} is not known; recorded and new are");
        var lines = new List<string>();
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        while (await reader.ReadLineAsync(request.HttpContext.RequestAborted) is { } line)
        {
            if (lines.Count == MaxLines) return ControlApi.Problem(413, $"the recording has more than {MaxLines} lines");
            lines.Add(line);
        }

        var (steps, problem) = ReplayPlan.Read(lines, what is "control" ? ReplayWhat.Control : ReplayWhat.Notifications);
        if (problem is not null) return ControlApi.Problem(400, problem);
        return replayer.Start(steps, pace is "fast", ids is "new")
            ? ControlApi.Json(202, new ReplayView(steps.Length))
            : ControlApi.Problem(409, "a replay is under way; DELETE /sim/replay stops it");
    }

    private sealed record RecordingView(bool IsOn, bool IsFull, int Events);

    private sealed record ReplayView(int Steps);
}
